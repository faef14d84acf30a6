"""This is where it is told what the Deny statements of a resource policy take back of what another statement allows.

Only a Deny of all but some narrows for good. `iam.denied` turns each of its conditions into what its opposite asks for;
here is added what trust policies do not have: which resources it is about, and that several conditions in one Deny
leave a choice. Source: IAM User Guide, "Policy evaluation logic"; AWS blog, "Establishing a data perimeter".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.iam.action import whole_service
from daypass.iam.admitted import EXCEPT
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.denied import is_taken, left_by, spared
from daypass.iam.document import EVERYONE, Statement
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Undecided

Conditions = tuple[Condition, ...]

_OF_SERVICES: Final = "aws:principalisawsservice"
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_OF_ACCOUNT: Final = "aws:principalaccount"
_A_SERVICE: Final = Condition("Bool", "", False, "aws:PrincipalIsAWSService", ("true",))


class Limits(NamedTuple):
    """What is left. Of each of the `groups` one alternative must hold, all conditions of it together.

    `is_taken`: nobody is left but those whom a Deny spares by name. `unknown`: the path of something that keeps a Deny
    from being told which might take more.
    """

    groups: tuple[tuple[Conditions, ...], ...] = ()
    is_taken: bool = False
    unknown: str = ""


def limits(
    denies: tuple[Statement, ...], kind: str, principal: str, actions: tuple[str, ...], resources: tuple[str, ...]
) -> Limits:
    """What these statements leave of what is allowed to the principal."""
    groups: list[tuple[Conditions, ...]] = []
    unknown = ""
    kind = EVERYONE if kind == EXCEPT else kind
    for deny in denies:
        try:
            wanted = _in_one_service(actions, deny)
            if not _is_about(deny, wanted, resources):
                continue
            if _is_gone(deny, kind, principal, wanted):
                return Limits(is_taken=True)
            if group := _alternatives(deny, kind, principal, wanted):
                groups.append(group)
        except Undecided as stopped:
            unknown = unknown or (stopped.path if might_limit(deny, kind, principal) else "")
    return Limits(tuple(groups), unknown=unknown)


def _in_one_service(actions: tuple[str, ...], deny: Statement) -> tuple[str, ...]:
    """The actions, `*` as the whole service that the Deny names: a resource has actions of no other."""
    whole = next((pattern for pattern in deny.actions if whole_service(pattern)), EVERYONE)
    return tuple(whole if action == EVERYONE else action for action in actions)


def _is_about(deny: Statement, actions: tuple[str, ...], resources: tuple[str, ...]) -> bool:
    """Whether it denies, on all of these resources; what its actions take in `iam.denied` tells, but for exclusions."""
    if deny.effect == "Allow" or deny.has("NotResource"):
        return False
    if deny.has("NotAction") and any(map(has_wildcard, actions)):
        return False
    denied = deny.resources or (EVERYONE,)
    return all(
        any(matches(pattern, resource) for pattern in denied) or _is_all(resource, denied) for resource in resources
    )


def _is_all(resource: str, denied: tuple[str, ...]) -> bool:
    """Whether these are all that `*` can mean in a policy: the one thing that it is of, or a bucket and its objects."""
    arns = list(filter(None, map(Arn.parse, denied)))
    if resource != EVERYONE:
        return False
    if any(arn.service in _ONE_THING and not has_wildcard(arn.resource) for arn in arns):
        return True
    buckets = {arn.resource for arn in arns if arn.service == "s3"}
    return any(f"{bucket}/*" in buckets for bucket in buckets)


_ONE_THING: Final = frozenset(("sqs", "sns", "secretsmanager", "kms"))
"""Services whose resources have nothing below them that a policy could name apart."""


def _is_gone(deny: Statement, kind: str, principal: str, actions: tuple[str, ...]) -> bool:
    """Whether nobody is left whom the Deny does not spare by name."""
    if not deny.is_fully_known:
        raise Undecided(_unknown_in(deny))
    if is_taken((deny,), kind, principal, actions):
        return True
    kept = spared((deny,), actions) if EVERYONE in (kind, principal) else None
    return kept is not None and not any(map(has_wildcard, (one for names in kept.values() for one in names)))


def _alternatives(deny: Statement, kind: str, principal: str, actions: tuple[str, ...]) -> tuple[Conditions, ...]:
    """The conditions one of which must hold so that the Deny does not; () where it leaves something else open."""
    if not _covers(deny, kind, principal, actions):
        return ()
    found: list[Conditions] = []
    for condition in deny.conditions:
        left = list(_left(deny, condition, kind, principal, actions))
        if not left:
            return ()
        found.extend(left)
    return tuple(one for one in found if one != _NEVER)


def _covers(deny: Statement, kind: str, principal: str, actions: tuple[str, ...]) -> bool:
    """Whether it is about all of these actions of the principal: then any condition of it would be turned."""
    probe = replace(deny, parts={**deny.parts, "Condition": (_ANY,)})
    return bool(left_by((probe,), kind, principal, actions))


_ANY: Final = Condition("StringNotEquals", "", False, "aws:PrincipalOrgID", ("o-any",))

_NEVER: Final[Conditions] = ()
"""What stands for an alternative that this kind of principal cannot meet: it leaves nothing."""


def _left(
    deny: Statement, condition: Condition, kind: str, principal: str, actions: tuple[str, ...]
) -> Iterator[Conditions]:
    if condition.key.lower() == _OF_SERVICES and condition.operator == "Bool" and condition.qualifier == "":
        says = {value.lower() for value in condition.values}
        if kind == "Service":
            # Always true of a service, so that this alternative leaves nothing; or never, and the Deny is of others.
            yield from [_NEVER] if says == {"true"} else []
        elif says == {"false"}:
            yield (_A_SERVICE,) if EVERYONE in (kind, principal) else _NEVER
        return
    if _always_holds(condition, principal):
        yield _NEVER
        return
    alone = replace(deny, parts={**deny.parts, "Condition": (condition,)})
    for turned in left_by((alone,), kind, principal, actions):
        yield (turned,)


def _always_holds(condition: Condition, principal: str) -> bool:
    """Whether it is about the account of the principal, which every request of that shows."""
    account = account_of(principal)
    return bool(account) and account in accounts_asked_for((condition,))


def accounts_asked_for(conditions: Iterable[Condition]) -> frozenset[str]:
    """The accounts of which they ask that whoever comes is of one."""
    return frozenset(
        account
        for one in conditions
        if one.key.lower() == _OF_ACCOUNT and one.operator == "StringEquals" and not one.qualifier
        for account in one.values
        if _ACCOUNT.fullmatch(account)
    )


def account_of(principal: str) -> str:
    """The account that a principal is of, or is: twelve digits; "" for any other."""
    arn = Arn.parse(principal)
    account = arn.account if arn else principal
    return account if _ACCOUNT.fullmatch(account) else ""


def might_limit(deny: Statement, kind: str, principal: str) -> bool:
    """Whether a Deny that is not known as a whole could close something, were it about the resources and actions."""
    if deny.unknown:
        return True
    about_all = {**deny.parts, "Resource": (EVERYONE,), "Action": (EVERYONE,)}
    for excluded in ("NotAction", "NotResource"):
        about_all.pop(excluded, None)
    widest = replace(deny, parts=about_all)
    if not widest.is_fully_known:
        return True
    kind = EVERYONE if kind == EXCEPT else kind
    everything = (EVERYONE,)
    return _is_gone(widest, kind, principal, everything) or bool(_alternatives(widest, kind, principal, everything))


def _unknown_in(deny: Statement) -> str:
    """The path of the first unknown in a statement."""
    if deny.unknown:
        return deny.path
    return next(part.path for part in deny.parts.values() if isinstance(part, Undecided))
