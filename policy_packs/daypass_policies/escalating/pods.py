"""This is where it is told who starts or enters pods, or rewrites them, and so has the roles of their service accounts.

Whoever makes a pod, or what makes pods, names its service account; whoever runs a command in one has what that one has.
So has whoever reads of a node by its proxy: the kubelet runs commands in each of its pods for a websocket, which begins
with GET. Whoever writes what the API server asks to change pods as they are made puts a container of their own into
each, whichever namespaces and kinds it was written for. Sources: Kubernetes documentation, "Role Based Access Control
Good Practices" (Workload creation, Access to proxy subresource of nodes, Control admission webhooks), "Kubelet
authentication/authorization" (`nodes/proxy`), "Using RBAC Authorization" (User-facing roles) and "Mutating Admission
Policy"; EKS User Guide, "Learn how EKS Pod Identity grants pods access to AWS services"; read 2026-12.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.clusters import Account
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.elsewhere.cluster_bindings import Binding, ClusterBindings, namespace_hidden_in
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.checked_accounts import CheckedAccounts
from daypass_policies.escalating.controlled_pods import is_controller_of
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.started_tasks import is_anothers, starts_tasks_alone
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, Weight, counts, gains, may_too
from daypass_policies.trusting.machine_users import is_pipelines_name

_CHANGES: Final = ("create", "update", "patch")
_STARTS: Final = (
    *(("create", "", "pods"), ("create", "", "pods/exec"), ("get", "", "pods/exec")),
    *product(("update", "patch"), ("",), ("pods/ephemeralcontainers",)),
    *product(_CHANGES, ("",), ("replicationcontrollers",)),
    *product(_CHANGES, ("apps",), ("deployments", "statefulsets", "daemonsets", "replicasets")),
    *product(_CHANGES, ("batch",), ("jobs", "cronjobs")),
)
"""Verb, group and resource of what starts pods, or runs a command in one that is there."""

_BY_NODES: Final = (("get", "", "nodes/proxy"), ("create", "", "nodes/proxy"))
_ADMISSION: Final = "admissionregistration.k8s.io"
_WEBHOOKS, _POLICIES = "mutatingwebhookconfigurations", "mutatingadmissionpolicies"
_MAKES: Final = (("create", _ADMISSION, _WEBHOOKS),)
_REWRITES: Final = tuple(product(("update", "patch"), (_ADMISSION,), (_WEBHOOKS, _POLICIES)))
"""What is rewritten says itself what it is asked about: one that is named (`resourceNames`) is enough.

A policy that is made does nothing before another object binds it.
"""

_IN_A_NAMESPACE: Final = "start or enter pods of a namespace in which one has"
THROUGH_NODES: Final = "run commands in any pod by its node (nodes/proxy), of which one has"
AS_MADE: Final = f"put a container into any pod as it is made ({_WEBHOOKS} or {_POLICIES}), of which one has"

_START_ANY: Final = ("edit", "admin", "cluster-admin")
"""Roles of every cluster that may do all of it in a namespace."""


class TakenPod(NamedTuple):
    """What a machine gets by pods of others: whose role it then has, and what that one may.

    `way` is what it does to that end, in words that follow "lets it" and that the role follows.
    """

    machine: Machine
    actor: Actor
    gain: Gain
    way: str


class Pods:
    """The roles of AWS that the service accounts of a stack have, and who gets them by pods."""

    def __init__(self, rising: Rising) -> None:
        self._rising = rising
        self._every = rising.reach.clusters.accounts
        self._heavy: dict[str, tuple[Gain, ...]] = {}

    def taken(self, binding: Binding) -> Iterator[TakenPod]:
        """What each machine of a binding gets where that reaches, and has not itself, the first for each."""
        way = "" if namespace_hidden_in(binding.resource) else way_into_pods(binding)
        beside = self._beside(binding) if way else ()
        for machine in binding.machines if beside else ():
            own = {one.role.key: self._rising.actors.by_urn[one.role.key] for one in self.accounts_of(machine, binding)}
            others = self._meant_for_others(machine, binding, [one for one in beside if one.role.key not in own])
            weights = SECRETS if self._starts(machine, binding, others) else HEAVY
            actors = (self._rising.actors.by_urn[one.role.key] for one in others)
            found = (one for each in actors for one in self._gained(machine, tuple(own.values()), each, weights))
            if first := next(found, None):
                yield TakenPod(machine, *first, way)

    def _meant_for_others(self, machine: Machine, binding: Binding, there: list[Account]) -> list[Account]:
        """Those of whom it is not to be told that it is there for them, as pipelines are for what they deploy."""
        if is_asked(machine):
            return there
        is_guest = machine.account and not machine.is_controller and machine.namespace not in ("", binding.namespace)
        if not is_guest or self.are_checked(binding.resource):
            return []
        every = self._rising.reach.stack.once(ClusterBindings).of_account(machine, binding.namespace)
        callers = (machine.account, machine.namespace)
        if not starts_tasks_alone(every):
            return []
        return [one for one in there if is_anothers(one.name, binding.namespace, callers, every)]

    def are_checked(self, inside: Resource) -> bool:
        """Whether something asks of pods as they are made in the cluster of this resource as whom they run."""
        return inside.provider.urn in self._rising.reach.stack.once(CheckedAccounts).clusters

    def _starts(self, machine: Machine, binding: Binding, others: list[Account]) -> bool:
        """Whether it is there to start what runs as these."""
        roles = {one.role.key for one in others}
        every = (one for one in self._every if one.role.key in roles) if len(roles) == 1 else ()
        return len(roles) == 1 and is_controller_of(machine, binding, others, every)

    def possible(self, binding: Binding) -> tuple[Account, ...]:
        """The accounts whose roles may be there for whom a binding lets into pods, as far as that is not known."""
        if binding.role and not binding.rights.unknown and not way_into_pods(binding):
            return ()
        hides = hidden_in(binding) or binding.rights.unknown
        return tuple(one for one in self._every if hides or one.unknown or not one.name or _is_in(one, binding))

    def accounts_of(self, machine: Machine, binding: Binding) -> Iterator[Account]:
        """Those that a machine is itself; of what names no namespace, in that of the binding."""
        namespace = machine.namespace or binding.namespace
        for one in self._every:
            if matches(one.namespace, namespace) and matches(one.name, machine.account):
                yield one

    def _beside(self, binding: Binding) -> tuple[Account, ...]:
        """Those that it reaches of which all is known."""
        return tuple(one for one in self._every if one.name and not one.unknown and _is_in(one, binding))

    def _gained(
        self, machine: Machine, own: tuple[Actor, ...], other: Actor, weights: tuple[Weight, ...]
    ) -> Iterator[tuple[Actor, Gain]]:
        counting = SECRETS if is_called_like(other, machine.account) else weights
        for gain in self.heavy_of(other):
            if gain.weight in counting and not any(may_too(one, gain).possible for one in own):
                yield other, gain

    def on(self, group: Resource) -> Iterator[Actor]:
        """The roles of the accounts of its cluster of which all is known, each once."""
        here = self._rising.reach.clusters.cluster_of(group)
        there = (one for one in self._every if one.name and not one.unknown and one.cluster == here)
        yield from {one.role.key: self._rising.actors.by_urn[one.role.key] for one in there}.values()

    def heavy_of(self, actor: Actor) -> tuple[Gain, ...]:
        """What of it counts that a role may do; worked out once for each, however many may have it."""
        urn = actor.resource.urn
        if urn not in self._heavy:
            self._heavy[urn] = tuple(filter(counts, gains(None, actor, HEAVY)))
        return self._heavy[urn]


def hidden_in(binding: Binding) -> tuple[str, ...]:
    """The paths of what is not known of a binding: whom it is for, in which namespace, and what it gives."""
    nameless = any(not machine.account and not machine.key for machine in binding.machines)
    return (*binding.unknown, *namespace_hidden_in(binding.resource), *(("subjects",) if nameless else ()))


def is_asked(machine: Machine) -> bool:
    """Whether it is a service account that neither controls the cluster nor is there to deploy what others run."""
    return bool(machine.account) and not (machine.is_controller or is_pipelines_name(machine.account))


def _is_in(account: Account, binding: Binding) -> bool:
    return binding.everywhere or matches(account.namespace, binding.namespace)


def way_into_pods(binding: Binding) -> str:
    """How it leads into pods of others, in words as those of `TakenPod`; "" where it does not.

    To start pods in all of a cluster, or to enter them, is the work of what controls it. To be asked about pods, or to
    read how nodes do, is not.
    """
    if not binding.everywhere:
        return _IN_A_NAMESPACE if starts_pods(binding) else ""
    if binding.rights.everything:
        return ""
    known = binding.rights.known
    if any(right.allows(*one) for one in _BY_NODES for right in known):
        return THROUGH_NODES
    is_made = any(right.allows(*one) for one in _MAKES for right in known)
    is_written = any(right.allows(*one, tuple(right.names)) for one in _REWRITES for right in known)
    return AS_MADE if is_made or is_written else ""


def starts_pods(binding: Binding) -> bool:
    """Whether it lets those whom it names start pods, or enter those that are there."""
    known, is_any = binding.rights.known, binding.is_default and binding.role in _START_ANY
    return is_any or any(right.allows(*start) for start in _STARTS for right in known)
