"""This is where it is asked what a holder may do to things that nobody named to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

from daypass.data.stand_ins import NO_ACTION, PROBE
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.reach import reach
from daypass.iam.search.plausible import ACCOUNT, REGION
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass_policies.rights import ANYTHING, Holder, allows, denying, may, mentions

_ANYWHERE: Final = Arn("aws", "", REGION, ACCOUNT, "")
_TAGGED: Final = ":resourcetag/"

Asked = TypeVar("Asked")


def able_to(
    holder: Holder, asked: Iterable[Asked], may_do: Callable[[Asked], bool]
) -> tuple[list[Asked], tuple[str, ...]]:
    """What of this it may do, in order, and the paths of what is not known and may let it do more.

    `may_do` raises `Undecided` where an unknown decides.
    """
    able, unknown = list[Asked](), dict.fromkeys(holder.untold)
    for one in asked:
        try:
            if may_do(one):
                able.append(one)
        except Undecided as stopped:
            unknown[stopped.path] = None
    return able, tuple(unknown)


def allow_any(policies: Policies, action: str, pattern: str) -> bool:
    """Whether they allow it on a thing of this ARN that nobody named, and not just as all of its service.

    Of that `no-admin-access` speaks. Raises `Undecided` where an unknown decides.
    """
    if not any(mentions(statement, action) for statement in allows(policies)):
        return False  # as with nearly everybody, told at once
    service = (f"{action.partition(':')[0]}:{NO_ACTION}",)
    return any(
        may_all(policies, (action,), thing) and not may_all(policies, service, thing)
        for thing in placed(pattern, policies, action)
    )


def may_all(policies: Policies, actions: Iterable[str], thing: str) -> bool:
    """Whether they allow all of these actions on a thing that carries no tags. Raises `Undecided` as `may` does."""
    policies = _without_tagged(policies)
    untagged = tuple(_untagged(policies))
    if not _is_key(thing):
        return all(may(policies, action, thing, *untagged) for action in actions)
    # The root of its account needs nothing but the key's own policy, so that it is asked for a role.
    about = replace(policies, resource=_left_to_iam(thing), identity=(*policies.identity, *untagged))
    return all(reach(about, action, thing, _role_of(thing)).possible for action in actions)


def placed(pattern: str, policies: Policies, action: str) -> Iterator[str]:
    """The ARN in each partition, region and account that the policies speak of where they allow the action.

    A wildcard in these would also stand for whole ARNs within the name of something else.
    """
    arn, found = Arn.parse(pattern), dict[str, None]()
    for statement in allows(policies) if arn else ():
        if arn and mentions(statement, action):
            for one in (_ANYWHERE, *filter(None, map(Arn.parse, _resources(statement)))):
                parts = (_said(*each) for each in zip(arn[:4], one[:4], _ANYWHERE[:4], strict=True))
                found[":".join(("arn", *parts, arn.resource))] = None
    yield from found


def _said(wanted: str, said: str, otherwise: str) -> str:
    """A part of an ARN, where the pattern leaves it open: as a policy says it, with something for its wildcards."""
    if wanted != ANYTHING:
        return wanted
    return otherwise if said in ("", ANYTHING) else said.replace("*", "1").replace("?", "1")


def _resources(statement: Statement) -> tuple[str, ...]:
    try:
        return statement.resources
    except Undecided:
        return ()


def _is_key(thing: str) -> bool:
    arn = Arn.parse(thing)
    return bool(arn and arn.service == "kms" and arn.resource.startswith("key/"))


def _role_of(key: str) -> str:
    _, partition, _, _, account, _ = key.split(":", 5)
    return f"arn:{partition}:iam::{account}:role/{PROBE}"


def _left_to_iam(key: str) -> Document:
    """What the policy of a key says unless somebody writes another: the policies of the account's identities decide."""
    whole = {"AWS": key.split(":")[4]}
    statement = {"Effect": "Allow", "Principal": whole, "Action": "kms:*", "Resource": ANYTHING}
    return Document.parse({"Version": "2012-10-17", "Statement": [statement]})


def _without_tagged(policies: Policies) -> Policies:
    """The same without the statements that are about things with a tag and no others, whatever it has to say.

    The denials below say as much; `reach` cannot compare a tag with another of the holder's (`${aws:PrincipalTag/…}`).
    """
    if not any(map(_asks_a_tag, allows(policies))):
        return policies
    return replace(policies, identity=tuple(map(_left_of, policies.identity)))


def _left_of(document: Document) -> Document:
    kept = (one for one in document.statements if not (_asks_a_tag(one) and one.effect == "Allow"))
    return replace(document, statements=tuple(kept))


def _asks_a_tag(statement: Statement) -> bool:
    return statement.is_fully_known and any(
        _TAGGED in one.key.lower()
        and not one.if_exists
        and one.qualifier != "ForAllValues"
        and one.operator.lower() != "null"
        and "not" not in one.operator.lower()
        for one in statement.conditions
    )


def _untagged(policies: Policies) -> Iterator[Document]:
    """A thing carries no tag by which a policy gives rights, as far as anybody here knows."""
    keys: dict[str, Any] = {}
    for statement in allows(policies):
        if statement.is_fully_known:
            keys |= {one.key: "false" for one in statement.conditions if _TAGGED in one.key.lower()}
    for key in keys:
        yield denying({"Null": {key: "false"}})
