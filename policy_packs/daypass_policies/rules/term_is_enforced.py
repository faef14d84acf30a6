"""A term is what ends the session, not what a tag says about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.consumers import ROLE_TYPES, Consumers
from daypass.graph.session_length import LENGTH, PROFILES, ROLES_ANYWHERE, session_seconds
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.admitted import Admitted
from daypass.iam.document import MalformedDocument
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.model.term import HOUR, PROFILE_BOUNDS, format_duration
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.asked_lengths import is_held_to
from daypass_policies.acting.sessions import BY_SERVICE, entrances, limit_of, read_term, term_of
from daypass_policies.mending.arguments import instead
from daypass_policies.settle import collect
from daypass_policies.trusting.trust import trust_of

_GRANT: Final = "aws:requesttag/daypass:grant"
"""What the broker sends with each session that it makes, and nobody else needs to."""


@rule(
    "term-is-enforced",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(*ROLE_TYPES, *PROFILES),
    stack=True,
    controls=("NHI7:2025", "NIST-800-53:AC-12", "NIST-800-53:AC-2(2)", "AWS-AGENTIC-LENS:AGENTSEC03-BP03"),
    remedy="Set maxSessionDuration to the term; below one hour let a Roles Anywhere profile or the broker end it.",
)
def term_is_enforced(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A term that nothing enforces is worse than none: reviews count on it, and a stolen session outlives it.

    The tag `daypass:term` says how long a session lasts. It is enforced by a `maxSessionDuration` that is no longer;
    below one hour, which no role can enforce, by the Roles Anywhere profiles that hand out the role, or by a trust that
    lets in only what the broker asks for (`aws:RequestTag/daypass:grant`). A trust that compares `sts:DurationSeconds`
    lets nobody in for longer, and nobody at all, as AWS does not send that key where a role is assumed. Sessions that
    an AWS service makes for itself it also renews, so that their term is `service`; whoever else may assume such a role
    is not bound by that. A class that is allowed less than an hour is the matter of `term-is-short`.

    Refused:
        invoice:
          type: aws:iam/role:Role
          properties:
            maxSessionDuration: 14400
            tags: {"daypass:term": 1h}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: "arn:aws:iam::111122223333:user/ann"}}

    Mended:
        invoice:
          type: aws:iam/role:Role
          properties:
            maxSessionDuration: 3600
            tags: {"daypass:term": 1h}
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: "arn:aws:iam::111122223333:user/ann"}}
    """
    profiles = _Profiles(stack)
    for role in stack.of_type(*ROLE_TYPES):
        if role.external:  # who only looks it up did not write its tags
            continue
        try:
            text = term_of(role, ask.settings)
            if text:
                yield from _judged(role, text, profiles, ask)
        except Undecided as unknown:
            yield Open(role, (unknown.path,))


@dataclass(frozen=True)
class _Profiles:
    """The Roles Anywhere profiles of a stack, by the roles that they hand out."""

    stack: Stack

    @cached_property
    def by_role(self) -> Mapping[str, Sequence[Resource]]:
        """The URN of a role, "" for those that are not known, → profiles."""
        uses = self.stack.once(Consumers).every_use
        return grouped((use.role, use.consumer) for use in uses if use.consumer.type in PROFILES)


def _judged(role: Resource, text: str, profiles: _Profiles, ask: Ask) -> Iterator[Problem | Open]:
    named = f"role {role.name!r}"
    term = read_term(text)
    if text.strip().lower() == BY_SERVICE:
        yield from _by_service(role, named)
    elif term is None or term <= 0:
        yield Problem(f"{named} has a term that is no length of time", at="tags", key="unreadable", on=role)
    else:
        longest = session_seconds(role)
        if longest is not None and longest > term:
            yield from _by_others(role, int(term), longest, profiles, ask)


def _by_service(role: Resource, named: str) -> Iterator[Problem]:
    for admission in entrances(role):
        if admission.kind != "Service" or admission.principal == ROLES_ANYWHERE:
            fact = f"{named} says that a service renews its sessions, and somebody else may assume it"
            yield Problem(fact, at=admission.where, key="direct", on=role)
            return


def _by_others(role: Resource, term: int, longest: int, profiles: _Profiles, ask: Ask) -> Iterator[Problem | Open]:
    """What is wrong with a term that the role itself does not enforce, once for each way in."""
    said = f"role {role.name!r} has a term of {format_duration(term)}"
    admitted, unknown = collect([entrances(role)])
    ways, unclear = collect(_ways(admission, role, term) for admission in admitted)
    if "direct" in ways and limit_of(role, ask.settings)[0] >= HOUR:
        fact = f"{said}, and whoever assumes it may ask for {format_duration(longest)}"
        mended = instead(LENGTH[role.type], term) if term >= HOUR else None
        yield Problem(fact, at=LENGTH[role.type], key="direct", on=role, mended=mended)
    if "anywhere" in ways:
        yield from _by_profile(role, term, said, profiles)
    if unknown := unknown or unclear:
        raise unknown
    if set(ways) == {"service"}:
        fact = f"{said}, and the service that makes its sessions renews them"
        yield Problem(fact, at="tags", key="service", severity="low", on=role)


def _ways(admission: Admitted, role: Resource, term: int) -> Iterator[str]:
    """The one way by which somebody comes in. Raises `Undecided`."""
    if admission.kind == "Service":
        yield "anywhere" if admission.principal == ROLES_ANYWHERE else "service"
    elif not is_held_to(term, admission, role):
        yield "broker" if _asks_for_grant(admission, role) else "direct"


def _asks_for_grant(admission: Admitted, role: Resource) -> bool:
    try:
        document = trust_of(role)
    except MalformedDocument:
        return False
    return any(_demands(one) for one in document.statements if one.index == admission.statement)


def _demands(statement: Statement) -> bool:
    return any(
        condition.key.lower() == _GRANT
        and not condition.if_exists
        and condition.qualifier != "ForAllValues"
        and not condition.test.negated
        and (condition.operator != "Null" or {value.lower() for value in condition.values} == {"false"})
        for condition in statement.conditions
    )


def _by_profile(role: Resource, term: int, said: str, profiles: _Profiles) -> Iterator[Problem | Open]:
    handing = profiles.by_role.get(role.urn, [])
    for profile in handing:
        seconds = session_seconds(profile)
        if seconds is not None and seconds > term:
            fact = f"{said}, and profile {profile.name!r} gives it {format_duration(seconds)}"
            at = LENGTH[profile.type]
            mended = instead(at, term) if term >= PROFILE_BOUNDS[0] else None
            yield Problem(fact, at=at, key=f"profile {profile.name}", on=role, within=profile, mended=mended)
    if not handing and (unclear := profiles.by_role.get("")):
        yield Open(unclear[0], ("roleArns",))
    elif not handing:
        yield Problem(f"{said}, and no profile of the stack enforces it", at="tags", key="profile", on=role)
