"""This is where it is told who has the operator of External Secrets read for them what they may not read themselves.

Whoever writes an ExternalSecret, and sees the secrets of its namespace, reads by a store all that this one reads: a
store narrows nothing, but for who may use it. Source: External Secrets documentation, "Security Best Practices"; read
2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import Final

from daypass.data.cluster_controllers import controller_named
from daypass.data.environment_words import environment_words
from daypass.graph.becoming.steering.clusters import Account
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass.iam.glob import matches
from daypass.rule import Open
from daypass.words import words_in
from daypass_policies.elsewhere.cluster_bindings import Binding, ClusterBindings, namespace_hidden_in
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.elsewhere.secret_stores import GROUP, READS, SecretStore, SecretStores
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.pods import Pods, TakenPod, is_asked, starts_pods
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import OF_PLATFORMS, words_of_thing
from daypass_policies.escalating.takeovers.gaining import Gain, may_too
from daypass_policies.trusting.machine_users import DEPLOYING_TOOLS

_OPERATOR: Final = "External Secrets Operator"
_CHANGES: Final = ("create", "update", "patch")
_ASKS: Final = tuple(product(_CHANGES, (GROUP,), ("externalsecrets",)))
_SETS_UP: Final = tuple(product(_CHANGES, (GROUP,), ("secretstores",)))
_SEES: Final = tuple(product(("get", "list", "watch"), ("",), ("secrets",)))
_PREVIEW: Final = "preview"
BY_STORES: Final = "have External Secrets fetch into its namespace what is read by"


class OperatedSecrets:
    """What service accounts read by the stores of a stack."""

    def __init__(self, stack: Stack, rising: Rising, pods: Pods) -> None:
        self._rising, self._pods = rising, pods
        self._stores = SecretStores(stack)
        self._bindings = stack.once(ClusterBindings)
        self._read_from: dict[str, tuple[tuple[str, Actor], ...]] = {}

    def taken(self, binding: Binding) -> Iterator[TakenPod]:
        """What each machine of a binding reads so in its namespace, the first for each."""
        for machine in self._asking(binding):
            yield from self._first(machine, binding)

    def hidden(self, binding: Binding) -> Iterator[Open]:
        """What keeps from knowing that they read nothing so: the stores of which not all is known."""
        if self._accounts and any(True for _ in self._asking(binding)):
            yield from (Open(store, paths) for store, paths in self._stores.hidden_from(binding.namespace))

    def _asking(self, binding: Binding) -> Iterator[Machine]:
        """The machines of a binding that it lets ask for secrets, and that see in its namespace what they get."""
        if binding.everywhere or namespace_hidden_in(binding.resource) or not _allows(binding, _ASKS):
            return
        for machine in filter(_is_asked, binding.machines):
            if any(
                _allows(one, _SEES) or starts_pods(one) for one in self._bindings.of_account(machine, binding.namespace)
            ):
                yield machine

    def _first(self, machine: Machine, binding: Binding) -> Iterator[TakenPod]:
        own = tuple(self._actor_of(one) for one in self._pods.accounts_of(machine, binding))
        for reads, account in self._reading(machine, binding):
            gain = next((one for one in self._gains(account, reads) if _is_more(one, machine, binding, own)), None)
            if gain and account not in own:
                yield TakenPod(machine, account, gain, BY_STORES)
                return

    def _reading(self, machine: Machine, binding: Binding) -> Iterator[tuple[str, Actor]]:
        """By what actions it reads as whom: by the stores that it finds there, and those that it makes."""
        yield from self._by_stores(binding.namespace)
        if any(_allows(one, _SETS_UP) for one in self._bindings.of_account(machine, binding.namespace)):
            yield from product(READS.values(), self._operators)

    def _by_stores(self, namespace: str) -> tuple[tuple[str, Actor], ...]:
        """The same by the stores that a namespace uses: worked out once, however many ask there."""
        if namespace not in self._read_from:
            stores = self._stores.used_from(namespace)
            found = ((store.reads, one) for store in stores for one in self._as_whom(store, namespace))
            self._read_from[namespace] = tuple(found)
        return self._read_from[namespace]

    def _as_whom(self, store: SecretStore, namespace: str) -> Iterator[Actor]:
        where, name = store.account
        if store.role:
            role = self._rising.by_arn.get(store.role)
            yield from (role,) if role else ()
        elif name:
            yield from self._having(where or namespace, name)
        elif not store.by_keys:
            yield from self._operators

    def _having(self, namespace: str, name: str) -> Iterator[Actor]:
        """The roles of a service account."""
        for one in self._accounts:
            if matches(one.namespace, namespace) and matches(one.name, name):
                yield self._actor_of(one)

    @cached_property
    def _operators(self) -> tuple[Actor, ...]:
        """The roles that the operator has itself."""
        return tuple(self._actor_of(one) for one in self._accounts if _is_operators(one))

    @cached_property
    def _accounts(self) -> tuple[Account, ...]:
        """Those of which all is known."""
        return tuple(one for one in self._rising.reach.clusters.accounts if one.name and not one.unknown)

    def _gains(self, actor: Actor, reads: str) -> Iterator[Gain]:
        return (
            one for one in self._pods.heavy_of(actor) if one.weight == "secret" and action_matches(one.action, reads)
        )

    def _actor_of(self, account: Account) -> Actor:
        return self._rising.actors.by_urn[account.role.key]


def _is_asked(machine: Machine) -> bool:
    """What deploys is asked, too, where its name says for what: that is not all that a store may read.

    Previews are of whoever opens a pull request; what is called after another environment deploys all of that.
    """
    is_pipelines = bool(machine.account) and not machine.is_controller
    return is_asked(machine) or (is_pipelines and (_is_of_previews(machine.account) or bool(_works_of(machine))))


def _works_of(machine: Machine) -> frozenset[str]:
    return words_of_thing(machine.account) - OF_PLATFORMS - DEPLOYING_TOOLS


def _is_of_previews(text: str) -> bool:
    found = (environment_words().get(word) for word in words_in(text))
    return any(one is not None and one.environment == _PREVIEW for one in found)


def _allows(binding: Binding, rights: tuple[tuple[str, str, str], ...]) -> bool:
    """Whether it allows any of them, be it on one thing that it names: what that asks for is written anew."""
    return any(right.allows(*one, tuple(right.names)) for one in rights for right in binding.rights.known)


def _is_operators(account: Account) -> bool:
    known = controller_named(account.name, account.namespace)
    return known is not None and known.noun == _OPERATOR


def _is_more(gain: Gain, machine: Machine, binding: Binding, own: tuple[Actor, ...]) -> bool:
    """Whether it is neither the machine's already nor called after it or its namespace."""
    called = words_of_thing(f"{binding.namespace} {machine.account}")
    if _is_of_previews(machine.account) and _is_of_previews(gain.resource):
        return False
    return called.isdisjoint(words_of_thing(gain.resource)) and not any(may_too(one, gain).possible for one in own)
