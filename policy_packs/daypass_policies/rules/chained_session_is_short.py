"""A session that is made from a session lasts one hour, whatever a role says."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.session_length import LENGTH, session_seconds
from daypass.iam.arn import Arn
from daypass.model.resource import Resource, Undecided
from daypass.model.term import HOUR, format_duration
from daypass.rule import Ask, Problem, rule
from daypass_policies.acting.sessions import entrances, read_term, term_of
from daypass_policies.mending.arguments import instead
from daypass_policies.trusting.trust import ROLES

_SESSIONS: Final = (("iam", "role/"), ("sts", "assumed-role/"))


@rule(
    "chained-session-is-short",
    risk="long-session",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=ROLES,
    controls=("NHI7:2025", "NIST-800-53:AC-12", "AWS-AGENTIC-LENS:AGENTSEC03-BP03"),
    remedy="Set maxSessionDuration and the term to one hour, or let the workload enter by its own token.",
)
def chained_session_is_short(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A role that only other roles may assume is reached by role chaining, and AWS ends such sessions after one hour.

    A longer `maxSessionDuration` there gives its holders nothing today, and more than was meant to the first principal
    that is no role and is let in later. Who asks for more than one hour through another role is refused. Found is a
    role whose trust admits roles and their sessions alone, with more than one hour or a term above it.

    Refused:
        archive:
          type: aws:iam/role:Role
          properties:
            maxSessionDuration: 14400
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: "arn:aws:iam::111122223333:role/app"}}

    Mended:
        archive:
          type: aws:iam/role:Role
          properties:
            maxSessionDuration: 3600
            assumeRolePolicy:
              Version: "2012-10-17"
              Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: "arn:aws:iam::111122223333:role/app"}}
    """
    seconds = session_seconds(resource)
    if seconds is not None and seconds > HOUR:
        if _is_chained(resource):
            said = f"sessions of up to {format_duration(seconds)}"
            at = LENGTH[resource.type]
            yield Problem(_told(resource, said), at=at, key="role", mended=instead(at, HOUR))
    elif (_term(resource, ask) or 0) > HOUR and _is_chained(resource):
        yield Problem(_told(resource, "a term above one hour"), at="tags", key="term")


def _told(resource: Resource, said: str) -> str:
    return f"role {resource.name!r} has {said}, and only roles may assume it: AWS ends a chained session after 1h"


def _term(resource: Resource, ask: Ask) -> float | None:
    """Seconds of the term that its tag says; None where it says none, or where only a role without a chain has one."""
    try:
        text = term_of(resource, ask.settings)
    except Undecided:
        if not _is_chained(resource):
            return None
        raise
    return read_term(text) if text else None


def _is_chained(resource: Resource) -> bool:
    found = [_is_role(admission.kind, admission.principal) for admission in entrances(resource)]
    return bool(found) and all(found)


def _is_role(kind: str, principal: str) -> bool:
    arn = Arn.parse(principal) if kind == "AWS" else None
    return arn is not None and any(arn.service == service and arn.resource.startswith(of) for service, of in _SESSIONS)
