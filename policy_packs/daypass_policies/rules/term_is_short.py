"""A session ends before it is worth stealing."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.session_length import LENGTH, PROFILES, session_seconds
from daypass.iam.admitted import Admitted
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.model.term import DEFAULT_LIMIT, PROFILE_BOUNDS, ROLE_BOUNDS, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.asked_lengths import is_held_to
from daypass_policies.acting.sessions import limit_of
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import ROLES, admitted_by, known_admissions, trust_of


@rule(
    "term-is-short",
    risk="long-session",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(*ROLES, *PROFILES),
    controls=(
        "NHI7:2025",
        "NIST-800-53:AC-12",
        "NIST-800-53:IA-5",
        "NIST-AI-RMF:GOVERN-1.3",
    ),
    remedy="Shorten the session to what its class allows; longer work renews its session.",
)
def term_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A stolen session works until it ends, and nobody who stole it says so.

    A role's `maxSessionDuration`, and the `durationSeconds` of a Roles Anywhere profile, stay within the limit of the
    class that its tag names: pipeline, service, vendor and break-glass 1h, batch 4h, agent 15m, without a class 4h,
    unless the settings' `[terms]` say otherwise. No role ends a session before one hour, so a role whose class allows
    less may not be assumed directly: a Roles Anywhere profile or the broker stands before it. A trust that compares
    `sts:DurationSeconds` with no more than the class allows is not told: AWS does not send that key where a role is
    assumed, so that such a trust lets nobody in for longer, and nobody at all; `...IfExists` lets everyone in, and is.
    Sessions that an AWS service makes for its own workloads are renewed by that service and cut off by revocation; a
    role that only EC2 may assume ends none by its length, and is not asked for it.

    Refused:
        nightly:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            maxSessionDuration: 43200

    Mended:
        nightly:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            maxSessionDuration: 3600
    """
    is_role = resource.type in ROLES
    key, seconds = LENGTH[resource.type], session_seconds(resource)
    if seconds is None:
        yield Problem(f"{resource.name!r} has a session length that is no whole number of seconds", at=key)
        return
    longest = max((DEFAULT_LIMIT, *ask.settings.terms.values()))
    if is_role and seconds > min(longest, ROLE_BOUNDS[0]) and _is_for_instances(resource):
        return
    if seconds > longest:  # told without the class, which may be unknown
        fact = f"no class allows more than {format_duration(longest)}"
        yield Problem(_too_long(resource, seconds, fact), at=key, mended=_mended(resource, ask))
        return
    limit, named = limit_of(resource, ask.settings)
    if seconds > (max(limit, ROLE_BOUNDS[0]) if is_role else limit):
        fact = f"{named} is allowed {format_duration(limit)}"
        yield Problem(_too_long(resource, seconds, fact), at=key, mended=_mended(resource, ask))
    if is_role and limit < ROLE_BOUNDS[0]:
        yield from _not_direct(resource, limit, f"{named} is allowed {format_duration(limit)}")


def _mended(resource: Resource, ask: Ask) -> str | None:
    """As long as the class is allowed, or as short as the resource can be made; None where the class is not known."""
    try:
        limit, _ = limit_of(resource, ask.settings)
    except Undecided:
        return None
    shortest = ROLE_BOUNDS[0] if resource.type in ROLES else PROFILE_BOUNDS[0]
    return instead(LENGTH[resource.type], max(int(limit), shortest))


def _is_for_instances(role: Resource) -> bool:
    """Whether nobody but EC2 may assume it, whose credentials do not end by the role's length.

    Source: IAM API reference, `UpdateRole` (`MaxSessionDuration`), read 2026-11.
    """
    let_in = [one for one in known_admissions(role) if one.breadth != "nobody"]
    return bool(let_in) and all(one.kind == "Service" and _EC2.fullmatch(one.principal) for one in let_in)


_EC2: Final = re.compile(r"ec2\.amazonaws\.com(?:\.cn)?")


def _too_long(resource: Resource, seconds: int, allowed: str) -> str:
    return f"sessions of {resource.name!r} last up to {format_duration(seconds)}, and {allowed}"


def _not_direct(resource: Resource, limit: int, allowed: str) -> Iterator[Problem]:
    """No role can enforce a term below one hour, so nobody who chooses a session's length may assume it directly."""
    try:
        admitted = admitted_by(resource, trust_of(resource))
    except MalformedDocument:
        yield Problem(f"{resource.name!r} has a trust policy that cannot be read, and {allowed}", key="direct")
        return
    longer, unknown = collect(_longer(resource, admission, limit) for admission in admitted)
    if longer:
        said = f"{resource.name!r} can be assumed directly for an hour, and {allowed}, which no role can enforce"
        yield Problem(said, at=longer[0].where, key="direct")
    elif unknown:
        raise unknown


def _longer(role: Resource, admission: Admitted, limit: int) -> Iterator[Admitted]:
    """The admission, where whoever comes in by it may choose a longer session. Raises `Undecided`."""
    is_someone = admission.breadth not in ("undecided", "nobody") and admission.kind not in _MADE_FOR_THEM
    if is_someone and not is_held_to(limit, admission, role):
        yield admission
    elif admission.unknown:
        raise Undecided(admission.unknown[0])


_MADE_FOR_THEM: Final = ("Service",)
"""Principals that make sessions for others, at a length that is not the caller's to choose."""
