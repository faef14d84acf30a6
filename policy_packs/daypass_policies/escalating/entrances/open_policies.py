"""This is where the statements of resources' policies are that let in whoever says, or is called, so.

In one account the policy of a resource is enough: whom it means it tells by a condition, or by the name of a session.
Sources: IAM User Guide, "Policy evaluation for requests within a single account" and "AWS JSON policy elements:
Principal" (assumed-role sessions, federated user sessions); read 2026-12.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import account_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.granted import arn_of_policied
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.faults import Fault
from daypass.graph.leaves import declared
from daypass.graph.managed import document_or_fault
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.ways import ROLE
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.glob import filled, has_wildcard
from daypass.model.resource import Resource
from daypass_policies.escalating.takeovers.gaining import example_of, weight_of

_ROOT: Final = "root"
_SESSION: Final = "assumed-role"
_ANYONE: Final = ("", "")


class OpenPolicy(NamedTuple):
    """What the policy of a resource lets whoever do who has one of the `values` of a condition key, or is called so.

    `thing` is the ARN of the resource, or of what is in it, "" where that is not known; `service` stands for it in one.
    `is_for_all`: whoever of an account that may be; else `roles` are those that it names, or whose sessions, each by
    its account and name.
    """

    document: Document
    by: Resource
    thing: str
    service: str
    action: str
    values: tuple[str, ...]
    is_for_all: bool
    roles: tuple[tuple[str, str], ...] = ()

    def lets(self, means: Means, facts: Facts) -> bool:
        """Whether this caller is let do it for certain, with what else the request brings along."""
        thing = self.thing or f"arn:aws:{self.service}:us-east-1:{means.caller.account}:{PROBE}"
        is_at_home = account_of(thing) in ("", means.caller.account)
        if is_at_home and not self._denies and means.on(self.action, thing, facts).is_certain:
            return True  # as it is without this policy, which takes nothing away
        return let_by(self.document, means, self.action, thing, facts).is_certain

    @property
    def quoted(self) -> str:
        """What it lets do, for people; nothing of what was marked as secret."""
        return "" if self.document.secret else f" ({self.action})"

    @property
    def _denies(self) -> bool:
        return any(statement.effect != "Allow" for statement in self.document.statements)


class OpenTo:
    """Policies by the roles to whose sessions they may be open, however many there are of others."""

    def __init__(self, policies: Iterable[OpenPolicy]) -> None:
        keys = ((key, one) for one in policies for key in ((_ANYONE,) if one.is_for_all else one.roles))
        self._by_role = grouped(keys)

    def __bool__(self) -> bool:
        return bool(self._by_role)

    def sessions_of(self, role: Node) -> tuple[OpenPolicy, ...]:
        """Those that may be open to sessions of a role."""
        own = role.account, role.arn.rpartition("/")[2]
        return (*self._by_role.get(_ANYONE, ()), *self._by_role.get(own, ()))


def keys_asked(stack: Stack) -> frozenset[str]:
    """The condition keys, in small letters, for which the policies of things ask, as far as they are known."""
    every = (statement for _, _, read in _read(stack) for statement in read.statements)
    return frozenset(one.key.lower() for each in every if each.is_fully_known for one in each.conditions)


def unread_policies(stack: Stack) -> tuple[Untold, ...]:
    """The policies of things of which something is not known yet, that may ask for any key."""
    found = ((one, place, _document(one, place)) for one, place in _places(stack))
    return tuple(Untold.of(one, place.path) for one, place, read in found if _is_awaited(read))


def open_policies(stack: Stack, key: str) -> tuple[OpenPolicy, ...]:
    """Those of a stack that ask for this key, in an order that says nothing of their registration."""
    return tuple(_found(stack, partial(_asked, key=key)))


def policies_naming(stack: Stack, kind: str) -> tuple[OpenPolicy, ...]:
    """Those that name sessions of a kind, in the same order: the values are the ARNs of those."""
    return tuple(_found(stack, partial(_named, kind=kind)))


def own_policies(means: Means, key: str) -> Iterator[OpenPolicy]:
    """What an identity's own policies let it do where the key has a value, as if the resource had no policy."""
    for held in means.everything:
        statement = held.line.statement
        if key in held.line.keys and statement.is_fully_known and not held.doubt and (values := _asked(statement, key)):
            nothing = replace(held.given.document, statements=())
            actions = [_example(one) for one in statement.actions if weight_of(one)]
            for action, thing in product(actions, held.line.patterns(means.caller.facts)):
                service = action.partition(":")[0]
                yield OpenPolicy(
                    nothing, held.given.by, filled(thing, PROBE), service, action, values, is_for_all=False
                )


def _found(stack: Stack, values: Callable[[Statement], tuple[str, ...]]) -> Iterator[OpenPolicy]:
    for one, place, read in _read(stack):
        yield from _of(one, place, read, values, stack)


def _read(stack: Stack) -> Iterator[tuple[Resource, PolicyPlace, Document]]:
    for one, place in _places(stack):
        read = _document(one, place)
        if isinstance(read, Document):
            yield one, place, read


def _places(stack: Stack) -> Iterator[tuple[Resource, PolicyPlace]]:
    places = {type_: place for type_, place in resource_policies().items() if place.form == "document"}
    return ((one, places[one.type]) for one in sorted(stack.of_type(*places), key=lambda each: each.urn))


def _document(policy: Resource, place: PolicyPlace) -> Document | Fault:
    return document_or_fault(declared(policy, place.path), place.path)


def _is_awaited(read: Document | Fault) -> bool:
    if isinstance(read, Fault):
        return read.awaited
    return not all(statement.is_fully_known for statement in read.statements)


def _of(
    policy: Resource,
    place: PolicyPlace,
    read: Document,
    values: Callable[[Statement], tuple[str, ...]],
    stack: Stack,
) -> Iterator[OpenPolicy]:
    for statement in read.statements:
        is_told = statement.is_fully_known and statement.principals
        if is_told and (meant := values(statement)):
            actions = [_example(one) for one in statement.actions if weight_of(one)]
            thing, is_for_all = arn_of_policied(policy, stack), _is_for_whole_accounts(statement)
            roles = () if is_for_all else tuple(_roles(statement))
            for action, one in product(actions, _things(statement, thing)):
                yield OpenPolicy(read, policy, one, place.service, action, meant, is_for_all, roles)


def _things(statement: Statement, thing: str) -> tuple[str, ...]:
    """What it is about: what it names of the resource, else that itself."""
    written = (filled(one, PROBE) for one in statement.resources if Arn.parse(one) and "${" not in one)
    return tuple(dict.fromkeys(written)) or (thing,)


def _asked(statement: Statement, key: str) -> tuple[str, ...]:
    """The values with which it lets somebody in, or with which alone it does not keep them out."""
    is_denial = statement.effect != "Allow"
    asked = (one for one in statement.conditions if one.key.lower() == key and one.test.negated is is_denial)
    return tuple(text for one in asked if one.test.base != "Null" for text in one.values)


def _named(statement: Statement, kind: str) -> tuple[str, ...]:
    named = (statement.principals or {}).get("AWS", ()) if statement.effect == "Allow" else ()
    return tuple(one for one in named if (arn := Arn.parse(one)) and arn.resource.startswith(kind))


def _roles(statement: Statement) -> Iterator[tuple[str, str]]:
    for text in dict.fromkeys((statement.principals or {}).get("AWS", ())):
        arn = Arn.parse(text)
        kind, _, rest = arn.resource.partition("/") if arn else ("", "", "")
        if arn and kind in (ROLE, _SESSION):
            yield arn.account, rest.partition("/")[0] if kind == _SESSION else rest.rpartition("/")[2]


def _example(pattern: str) -> str:
    """An action as it is written, or one that the pattern takes in and that counts."""
    weight = weight_of(pattern)
    return example_of(pattern, weight) if weight and has_wildcard(pattern) else pattern


def _is_for_whole_accounts(statement: Statement) -> bool:
    principals = statement.principals or {}
    named = (*principals.get("AWS", ()), *principals.get(EVERYONE, ()))
    return any(
        one == EVERYONE or one.isdecimal() or ((arn := Arn.parse(one)) and arn.resource == _ROOT) for one in named
    )
