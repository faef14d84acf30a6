"""This is where trust stores are found by which load balancers check clients, with the lists of what was revoked.

A load balancer asks no authority whether a certificate still holds: it knows the lists that its trust store was given.
Source: Application Load Balancers User Guide, "Mutual authentication with TLS in Application Load Balancer"; Elastic
Load Balancing API Reference, "AddTrustStoreRevocations"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.leaves import was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches, whole_service
from daypass.iam.statement import Statement
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import locate
from daypass_policies.settle import collect

TRUST_STORES: Final = ("aws:lb/trustStore:TrustStore", "aws-native:elasticloadbalancingv2:TrustStore")
_KINDS: Final = {
    TRUST_STORES[0]: Kind("trust store", "truststore/", "name"),
    TRUST_STORES[1]: Kind("trust store", "truststore/", "name", arn="trustStoreArn"),
}
_LISTS: Final = (
    "aws:lb/trustStoreRevocation:TrustStoreRevocation",
    "aws-native:elasticloadbalancingv2:TrustStoreRevocation",
)
_LISTENERS: Final = (
    "aws:lb/listener:Listener",
    "aws:alb/listener:Listener",
    "aws-native:elasticloadbalancingv2:Listener",
)
_STORE: Final = "trustStoreArn"
_CHECKS: Final = "mutualAuthentication"
_VERIFY: Final = "verify"
_ADDS: Final = "elasticloadbalancing:AddTrustStoreRevocations"


class Place(NamedTuple):
    """An argument of a resource that is not known yet."""

    resource: Resource
    path: str


class TrustStores:
    """Those that a stack makes: which have a list, and which clients are checked by."""

    def __init__(self, stack: Stack) -> None:
        self._names = Names.of(stack.resources, _KINDS)
        self.each = tuple(one for one in stack.of_type(*TRUST_STORES) if not was_looked_up(one))
        lists = [(one, self._names.one(one, _STORE)) for one in stack.of_type(*_LISTS)]
        self._listed = frozenset(meant for _, meant in lists if meant)
        self.unclear_lists = tuple(Place(one, _STORE) for one, meant in lists if meant is None)
        self._asked: set[str] = set()
        self._perhaps: dict[str, list[Place]] = {}
        for listener in stack.of_type(*_LISTENERS):
            self._read(listener)

    def has_list(self, store: Resource) -> bool:
        """Whether a list of the stack surely is its own."""
        return self._urn(store) in self._listed

    def is_asked(self, store: Resource) -> bool:
        """Whether a listener of the stack surely checks clients by it."""
        return self._urn(store) in self._asked

    def may_be_asked(self, store: Resource) -> list[Place]:
        """What is not known of those that may."""
        return [*self._perhaps.get(self._urn(store), ()), *self._perhaps.get("", ())]

    def _urn(self, store: Resource) -> str:
        return self._names.canonical.get(store.urn, store.urn)

    def _read(self, listener: Resource) -> None:
        verifies, unknown = collect([_verifies(listener)])
        for place in locate(listener.declared.raw, f"{_CHECKS}.{_STORE}") if verifies != [False] else ():
            if bare(place.value) is UNKNOWN:
                behind = self._names.behind(listener, _CHECKS)
                urn = behind[0] if len(behind) == 1 else ""
            else:
                urn = self._names.named(listener, place.text).urn or place.text
            if unknown or not urn:
                self._perhaps.setdefault(urn, []).append(Place(listener, unknown.path if unknown else place.path))
            else:
                self._asked.add(urn)


def _verifies(listener: Resource) -> Iterator[bool]:
    """Whether it checks clients itself, and does not leave that to what stands behind it."""
    yield any(place.text.strip().lower() == _VERIFY for place in locate(listener.declared.raw, f"{_CHECKS}.mode"))


def lists_are_added(stack: Stack, action: str = _ADDS) -> bool:
    """Whether an identity of the stack may add such lists, by a right that names that: then they come from there."""
    every = (given for found in stack.once(EffectivePermissions).each for given in found.own)
    adds, _ = collect(_adds(statement, action) for given in every for statement in given.document.statements)
    return True in adds


def _adds(statement: Statement, action: str) -> Iterator[bool]:
    named = [one for one in statement.actions if action_matches(one, action) and not whole_service(one)]
    yield statement.effect == "Allow" and bool(named)
