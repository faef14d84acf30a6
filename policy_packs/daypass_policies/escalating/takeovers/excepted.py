"""This is where it is told whom the policy of a thing lets change that, as it denies everyone else.

A Deny that leaves out one role by its name (`aws:PrincipalArn`, `NotPrincipal`) is somebody's word that this one is to
do it, and of nobody else. To be named by an Allow is less: it says nothing of others. An agent does what it is talked
into, whoever let it. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal" and "AWS global condition context
keys" (`aws:PrincipalArn`: of a session its role's ARN); read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.resource_policies import resource_policies
from daypass.graph.becoming.granted import arn_of_policied
from daypass.graph.leaves import declared
from daypass.graph.managed import document_or_fault
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.action import EVERYTHING, action_matches
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, Document
from daypass.iam.glob import has_wildcard, matches
from daypass.iam.statement import Statement
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.choosing import patterns_for
from daypass_policies.escalating.takeovers.workers import is_an_agents

_WHO: Final = "aws:principalarn"
_NOT: Final = ("ArnNotEquals", "ArnNotLike", "StringNotEquals", "StringNotLike")


class _LeftOut(NamedTuple):
    """The actions that a policy denies everyone but some, and the things of which it is."""

    actions: tuple[str, ...]
    things: tuple[str, ...]


class Exceptions:
    """Those of a stack. Each policy is read once, however many ask."""

    def __init__(self, stack: Stack) -> None:
        every = (one for policy in stack.of_type(*resource_policies()) for one in _in(policy, stack))
        self._by_role: Mapping[str, tuple[_LeftOut, ...]] = grouped(every)

    def lets(self, actor: Actor, actions: Iterable[str]) -> bool:
        """Whether one leaves out whoever acts so, of a thing that was given to them by its name."""
        each = self._by_role.get(actor.node.arn, ()) if actor.node and not is_an_agents(actor) else ()
        return any(_is_meant(one, actor, action) for one in each for action in actions)


def _is_meant(one: _LeftOut, actor: Actor, action: str) -> bool:
    given = [*patterns_for(actor, action)] if any(action_matches(denied, action) for denied in one.actions) else []
    return bool(given) and all(_is_of(pattern, one.things) for pattern in given)


def _is_of(pattern: str, things: Iterable[str]) -> bool:
    """Whether a pattern takes in nothing but what the policy is of."""
    return pattern != EVERYTHING and any(matches(thing, pattern) for thing in things)


def _in(policy: Resource, stack: Stack) -> Iterator[tuple[str, _LeftOut]]:
    """ARN of a role → what it alone, or with few others, may do there."""
    place = resource_policies()[policy.type]
    if place.form != "document":
        return
    read, thing = document_or_fault(declared(policy, place.path), place.path), arn_of_policied(policy, stack)
    for one in read.statements if isinstance(read, Document) else ():
        if one.is_fully_known and one.effect == "Deny" and one.actions and not one.has("NotResource"):
            own = one.resources if one.resources not in ((), (EVERYTHING,)) else (thing,) if thing else ()
            yield from ((role, _LeftOut(one.actions, own)) for role in _roles_of(one) if own)


def _roles_of(statement: Statement) -> tuple[str, ...]:
    """The roles that it names and does not deny; none where something else decides as well."""
    if statement.has("NotPrincipal"):
        return () if statement.conditions else tuple((statement.not_principals or {}).get("AWS", ()))
    principals = statement.principals or {}
    if EVERYONE not in principals and EVERYONE not in principals.get("AWS", ()):
        return ()
    return _named(statement.conditions[0]) if len(statement.conditions) == 1 else ()


def _named(condition: Condition) -> tuple[str, ...]:
    is_exception = condition.is_on(_WHO) and condition.operator in _NOT and condition.qualifier != "ForAnyValue"
    return condition.values if is_exception and not any(map(has_wildcard, condition.values)) else ()
