"""This is where the statements of resources' policies are that let in whoever of an account says, or is called, so.

In one account the policy of a resource is enough: whom it means it tells by a condition alone, and names nobody.
Source: IAM User Guide, "Policy evaluation for requests within a single account"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import account_of
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.granted import arn_of_policied
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.leaves import declared
from daypass.graph.managed import document_or_fault
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass_policies.escalating.takeovers.gaining import HEAVY, example_of, weight_of

_ROOT: Final = "root"


class OpenPolicy(NamedTuple):
    """What the policy of a resource lets whoever do who has one of the `values` of a condition key.

    `thing` is the ARN of the resource, "" where that is not known; `service` stands for it in one.
    """

    document: Document
    by: Resource
    thing: str
    service: str
    action: str
    values: tuple[str, ...]

    def lets(self, means: Means, facts: Facts) -> bool:
        """Whether this caller is let do it for certain, with what else the request brings along."""
        thing = self.thing or f"arn:aws:{self.service}:us-east-1:{means.caller.account}:{PROBE}"
        is_at_home = account_of(thing) in ("", means.caller.account)
        if is_at_home and not self._denies and means.on(self.action, thing, facts).is_certain:
            return True  # as it is without this policy, which takes nothing away
        return let_by(self.document, means, self.action, thing, facts).is_certain

    @property
    def _denies(self) -> bool:
        return any(statement.effect != "Allow" for statement in self.document.statements)


def open_policies(stack: Stack, key: str) -> tuple[OpenPolicy, ...]:
    """Those of a stack that ask for this key, in an order that says nothing of their registration."""
    places = {type_: place for type_, place in resource_policies().items() if place.form == "document"}
    each = sorted(stack.of_type(*places), key=lambda one: one.urn)
    return tuple(found for one in each for found in _of(one, places[one.type], key, stack))


def _of(policy: Resource, place: PolicyPlace, key: str, stack: Stack) -> Iterator[OpenPolicy]:
    read = document_or_fault(declared(policy, place.path), place.path)
    if not isinstance(read, Document):
        return
    for statement in read.statements:
        if statement.effect == "Allow" and statement.is_fully_known and _is_for_whole_accounts(statement):
            asked = [one for one in statement.conditions if one.key.lower() == key and not one.test.negated]
            values = tuple(text for one in asked if one.test.base != "Null" for text in one.values)
            actions = (_example(one) for one in statement.actions if weight_of(one) in HEAVY)
            thing = arn_of_policied(policy, stack)
            yield from (OpenPolicy(read, policy, thing, place.service, one, values) for one in actions if values)


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
