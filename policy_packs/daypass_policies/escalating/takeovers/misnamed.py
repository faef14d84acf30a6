"""This is where it is told which Deny was to keep somebody from a role, and keeps nobody, as it names another ARN.

It leaves out the path, or names another one, or a user, a profile or a session that is called as the role is, or writes
the name in other letters: an ARN is compared as it is written. Somebody wrote that it must not; that the role's trust
names it, and that a pattern takes the role in, means nothing then. In one account no other role is called so, whatever
its path; in another there may be one, and so a Deny that names another account is about that. Sources: IAM User Guide,
"IAM JSON policy elements: Resource", "IAM identifiers" (ARNs of roles have their path; ARNs are case-sensitive); IAM
API Reference, "CreateRole" (names are unique in an account, and are not distinguished by case); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import covers, meets
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.choosing import chooses, patterns_for

_ROLE: Final = "role"
_SESSION: Final = "assumed-role"
_KINDS: Final = {"iam": (_ROLE, "user", "instance-profile"), "sts": (_SESSION,)}
"""Service → the kinds of things as which a role may have been meant."""

_ABOUT_ROLES: Final = ("sts:", HANDS_OVER.lower())
"""How actions begin that are about no user and no profile."""

_SHORTEST: Final = 3
"""Letters of a pattern of names that says whom it means."""


def misnamed_in(actor: Actor, role: Node, action: str, rising: Rising) -> Ground | None:
    """Where a Deny of this action stands that was to be about the role, and is not as it is written; None for none."""
    if role.kind != _ROLE or has_wildcard(_last(role.arn)):
        return None
    found = (held for held, pattern in _denied(actor, action) if _is_meant(held, pattern, actor, role, action, rising))
    return next((held.ground for held in found), None)


def is_misnamed(actor: Actor, role: Node, rising: Rising) -> bool:
    """Whether there is one by which it was not to become the role, or not to hand it over."""
    return any(misnamed_in(actor, role, action, rising) for action in (ASSUME, HANDS_OVER))


def _denied(actor: Actor, action: str) -> Iterator[tuple[Held, str]]:
    """What is denied whatever else is asked."""
    for means in actor.means:
        for held in means.told(action).denies:
            if held.line.statement.is_fully_known and not held.line.statement.conditions and not held.doubt:
                yield from ((held, pattern) for pattern in held.line.patterns(means.caller.facts))


def _is_meant(held: Held, pattern: str, actor: Actor, role: Node, action: str, rising: Rising) -> bool:
    """Whether a pattern names the role, does not take it in, and is about nobody else of the stack."""
    name = _name_in(pattern, held)
    if not matches(name.casefold(), _last(role.arn).casefold()) or meets(pattern, role.arn) != "no":
        return False
    if any(covers(pattern, other) for other in rising.by_arn):
        return False
    if not _is_in_its_account(pattern, role):
        return False
    return not has_wildcard(name) or (chooses(actor, role, action) and not _takes_away(pattern, actor, action))


def _name_in(pattern: str, held: Held) -> str:
    """By what it names a role, or what may have been meant to be one; "" for nothing that tells which."""
    arn = Arn.parse(pattern)
    if arn is None:
        return pattern if pattern.isidentifier() or pattern.replace("-", "").isalnum() else ""
    kind, _, rest = arn.resource.partition("/")
    kind = kind.casefold() if rest else _ROLE
    if kind not in _KINDS.get(arn.service, ()) or not (kind in (_ROLE, _SESSION) or _is_about_roles(held)):
        return ""
    name = rest.partition("/")[0] if kind == _SESSION else _last(arn.resource)
    return name if sum(map(str.isalnum, name)) >= _SHORTEST else ""


def _is_about_roles(held: Held) -> bool:
    actions = held.line.statement.actions
    return bool(actions) and all(one.lower().startswith(_ABOUT_ROLES) for one in actions)


def _is_in_its_account(pattern: str, role: Node) -> bool:
    """Whether it names the role's account, or none, as far as that is known."""
    arn = Arn.parse(pattern)
    return arn is None or not arn.account or not role.account or matches(arn.account, role.account)


def _takes_away(pattern: str, actor: Actor, action: str) -> bool:
    """Whether it denies something that is allowed."""
    return any(covers(one, pattern) or covers(pattern, one) for one in patterns_for(actor, action))


def _last(arn: str) -> str:
    return arn.rpartition(":")[2].rpartition("/")[2]
