"""This is where it is asked what a holder may do to things that nobody named to it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from daypass.data.stand_ins import NO_ACTION, PROBE
from daypass.graph.becoming.anything.unnamed import may_to, may_unnamed, untagged
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import Caller
from daypass.graph.becoming.facts import Facts, variables_in
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.means import Means
from daypass.graph.given import BOUNDARY, Given
from daypass.graph.permissions import Permissions
from daypass.graph.ways import INLINE
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reach import reach
from daypass.iam.search.plausible import ACCOUNT, REGION
from daypass.iam.variables import FIRST_VERSION
from daypass.model.resource import Resource, Undecided
from daypass_policies.rights import ANYTHING, Holder, allows, may, mentions, resources_of

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
    service = action.partition(":")[0]
    return any(
        may_all(policies, (action,), thing) and not may_whole(policies, service, thing)
        for thing in placed(pattern, policies, action)
    )


def may_all(policies: Policies, actions: Iterable[str], thing: str) -> bool:
    """Whether they allow all of these actions on a thing without tags, or once it has those that they let be put on it.

    Raises `Undecided` as `may` does.
    """
    return all(_may(policies, action, thing, may_unnamed) for action in actions)


def may_whole(policies: Policies, service: str, thing: str) -> bool:
    """Whether they allow all that the service does to the thing, which has no tags. Raises `Undecided`."""
    return _may(policies, f"{service}:{NO_ACTION}", thing, may_to)


def placed(pattern: str, policies: Policies, action: str) -> Iterator[str]:
    """The ARN in each partition, region and account that the policies speak of where they allow the action.

    A wildcard in these would also stand for whole ARNs within the name of something else.
    """
    arn, found = Arn.parse(pattern), dict[str, None]()
    for statement in allows(policies) if arn else ():
        if arn and mentions(statement, action):
            for one in (_ANYWHERE, *filter(None, map(Arn.parse, resources_of(statement)))):
                parts = (_said(*each) for each in zip(arn[:4], one[:4], _ANYWHERE[:4], strict=True))
                found[":".join(("arn", *parts, arn.resource))] = None
    yield from found


def _said(wanted: str, said: str, otherwise: str) -> str:
    """A part of an ARN, where the pattern leaves it open: as a policy says it, with something for its wildcards."""
    if wanted != ANYTHING:
        return wanted
    return otherwise if said in ("", ANYTHING) else said.replace("*", "1").replace("?", "1")


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


def _may_plainly(policies: Policies, action: str, thing: str) -> bool:
    if not _is_key(thing):
        return may(policies, action, thing)
    # The root of its account needs nothing but the key's own policy, so that it is asked for a role.
    about = replace(policies, resource=_left_to_iam(thing))
    return reach(about, action, thing, _role_of(thing)).possible


def _may(
    policies: Policies, action: str, thing: str, asked_of_tags: Callable[[Means, str, str, Facts], Answer]
) -> bool:
    """Whether they allow it. Where a statement about it asks for tags, the graph knows how the thing gets some."""
    conditions = tuple(_tag_conditions(policies, action))
    if not conditions:
        return _may_plainly(policies, action, thing)
    compared = {key for one in conditions for key in variables_in(one.values, FIRST_VERSION)}
    return _decided(asked_of_tags(_means(policies, thing, compared), action, thing, untagged(thing.split(":", 3)[2])))


def _tag_conditions(policies: Policies, action: str) -> Iterator[Condition]:
    for document in (*policies.identity, *(filter(None, (policies.boundary,)))):
        for statement in document.statements:
            if statement.is_fully_known and mentions(statement, action):
                yield from (one for one in statement.conditions if _TAGGED in one.key.lower())


def _means(policies: Policies, thing: str, compared: Iterable[str]) -> Means:
    """The same as those of somebody: of whoever it may be, but for what is done to a key.

    Nothing is known of the caller's own tags with which those of the thing are `compared`: nobody named what it may
    reach by them.
    """
    own = tuple(Given(document, _SOMEBODY, INLINE, "policy") for document in policies.identity)
    bounded = Given(policies.boundary, _SOMEBODY, BOUNDARY, "permissionsBoundary") if policies.boundary else None
    asks = Principal.parse(_role_of(thing)) if _is_key(thing) else None
    caller = Caller("", asks.account if asks else "", asks, Facts(absent=frozenset(compared)))
    return Means(Permissions(_SOMEBODY, own, bounded=bounded), caller, Library(1))


_SOMEBODY: Final = Resource.of("aws:iam/role:Role", PROBE)


def _decided(answer: Answer) -> bool:
    if answer.possible and answer.unknown:
        what = answer.unknown[0].what
        raise Undecided("policy" if " " in what else what)
    return answer.possible
