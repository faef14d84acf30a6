"""A certificate opens a role for as long as the role's own class allows."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.consumers import Consumers, Use
from daypass.graph.session_length import LENGTH, PROFILES, session_seconds
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass.model.term import DEFAULT_LIMIT, PROFILE_BOUNDS, format_duration
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.sessions import limit_of
from daypass_policies.mending.arguments import instead

_AT: Final = LENGTH[PROFILES[0]]


@rule(
    "profile-session-is-short",
    risk="long-session",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=PROFILES,
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:IA-5"),
    remedy="Set durationSeconds to the shortest limit among the profile's roles, or give each class its own profile.",
)
def profile_session_is_short(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A Roles Anywhere profile says how long its sessions last, for each role that it hands out.

    `term-is-short` holds a profile to the class in its own tags. This rule holds it to those of its roles: a profile
    without a class that gives an hour, which is also what it gives where it says nothing, gives an agent's role four
    times what an agent may have.

    Refused:
        edge:
          type: aws:iam/role:Role
          properties:
            name: edge
            arn: arn:aws:iam::111122223333:role/edge
            tags: {"daypass:class": agent}
        machines:
          type: aws:rolesanywhere/profile:Profile
          properties: {roleArns: ["arn:aws:iam::111122223333:role/edge"], durationSeconds: 3600}

    Mended:
        edge:
          type: aws:iam/role:Role
          properties:
            name: edge
            arn: arn:aws:iam::111122223333:role/edge
            tags: {"daypass:class": agent}
        machines:
          type: aws:rolesanywhere/profile:Profile
          properties: {roleArns: ["arn:aws:iam::111122223333:role/edge"], durationSeconds: 900}
    """
    if next(stack.of_type(*PROFILES), None) is None:
        return
    for use in stack.once(Consumers).every_use:
        if use.consumer.type in PROFILES:
            try:
                yield from _judged(stack, use, ask)
            except Undecided as unknown:
                yield Open(use.consumer, (unknown.path,))


def _judged(stack: Stack, use: Use, ask: Ask) -> Iterator[Problem | Open]:
    profile = use.consumer
    seconds = session_seconds(profile)
    shortest = min((DEFAULT_LIMIT, *ask.settings.terms.values()))
    if seconds is None or seconds <= shortest or seconds > _own_limit(profile, ask):
        return  # short enough for any role, or what `term-is-short` says
    if not use.role:
        raise Undecided(use.unknown)
    role = stack.by_urn.get(use.role)
    if role is None:
        return
    try:
        limit, named = limit_of(role, ask.settings)
    except Undecided as unknown:
        yield Open(role, (unknown.path,))
        return
    if seconds > limit:
        fact = f"profile {profile.name!r} gives role {role.name!r} sessions of {format_duration(seconds)}"
        fact = f"{fact}, and {named} is allowed {format_duration(limit)}"
        mended = instead(_AT, int(limit)) if limit >= PROFILE_BOUNDS[0] else None
        yield Problem(fact, at=_AT, key=role.name, on=profile, mended=mended)


def _own_limit(profile: Resource, ask: Ask) -> int:
    return limit_of(profile, ask.settings)[0]
