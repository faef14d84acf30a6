"""This is where it is told who starts or enters pods in a namespace, and so has the roles of its service accounts.

Whoever makes a pod, or what makes pods, names its service account; whoever runs a command in one has what that one has.
Source: Kubernetes documentation, "Role Based Access Control Good Practices" (Workload creation) and "Using RBAC
Authorization" (User-facing roles); EKS User Guide, "Learn how EKS Pod Identity grants pods access to AWS services";
read 2026-11.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.clusters import Account
from daypass.iam.glob import matches
from daypass_policies.elsewhere.cluster_bindings import Binding, namespace_hidden_in
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, counts, gains, may_too
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

_START_ANY: Final = ("edit", "admin", "cluster-admin")
"""Roles of every cluster that may do all of it in a namespace."""


class TakenPod(NamedTuple):
    """What a machine gets by starting or entering pods: whose role it then has, and what that one may."""

    machine: Machine
    actor: Actor
    gain: Gain


class Pods:
    """The roles of AWS that the service accounts of a stack have, and who gets them by pods."""

    def __init__(self, rising: Rising) -> None:
        self._rising = rising
        self._every = rising.reach.clusters.accounts
        self._heavy: dict[str, tuple[Gain, ...]] = {}

    def taken(self, binding: Binding) -> Iterator[TakenPod]:
        """What each machine of a binding gets in its namespace that it has not itself, the first for each."""
        beside = self._beside(binding) if starts_pods(binding) and not namespace_hidden_in(binding.resource) else ()
        for machine in binding.machines if beside else ():
            own = {one.role.key: self._rising.actors.by_urn[one.role.key] for one in self._of(machine, binding)}
            others = (self._rising.actors.by_urn[one.role.key] for one in beside if one.role.key not in own)
            found = (taken for other in others for taken in self._gained(machine, tuple(own.values()), other))
            if _is_asked(machine) and (first := next(found, None)):
                yield first

    def possible(self, binding: Binding) -> tuple[Account, ...]:
        """The accounts whose roles may be there for whom a binding lets start pods, as far as that is not known."""
        if binding.role and not binding.rights.unknown and not starts_pods(binding):
            return ()
        hides = hidden_in(binding) or binding.rights.unknown
        return tuple(one for one in self._every if hides or one.unknown or not one.name or _is_in(one, binding))

    def _beside(self, binding: Binding) -> tuple[Account, ...]:
        """Those of its namespace of which all is known."""
        return tuple(one for one in self._every if one.name and not one.unknown and _is_in(one, binding))

    def _of(self, machine: Machine, binding: Binding) -> Iterator[Account]:
        """Those that a machine is itself."""
        namespace = machine.namespace or binding.namespace
        for one in self._every:
            if matches(one.namespace, namespace) and matches(one.name, machine.account):
                yield one

    def _gained(self, machine: Machine, own: tuple[Actor, ...], other: Actor) -> Iterator[TakenPod]:
        weights = SECRETS if is_called_like(other, machine.account) else HEAVY
        for gain in self.heavy_of(other):
            if gain.weight in weights and not any(may_too(one, gain).possible for one in own):
                yield TakenPod(machine, other, gain)

    def heavy_of(self, actor: Actor) -> tuple[Gain, ...]:
        """What of it counts that a role may do; worked out once for each, however many may have it."""
        urn = actor.resource.urn
        if urn not in self._heavy:
            every = () if actor.is_bounded_elsewhere else gains(None, actor, HEAVY)
            self._heavy[urn] = tuple(filter(counts, every))
        return self._heavy[urn]


def hidden_in(binding: Binding) -> tuple[str, ...]:
    """The paths of what is not known of a binding: whom it is for, in which namespace, and what it gives."""
    nameless = any(not machine.account and not machine.key for machine in binding.machines)
    return (*binding.unknown, *namespace_hidden_in(binding.resource), *(("subjects",) if nameless else ()))


def _is_asked(machine: Machine) -> bool:
    """Whether it is a service account that neither controls the cluster nor is there to deploy what others run."""
    return bool(machine.account) and not (machine.is_controller or is_pipelines_name(machine.account))


def _is_in(account: Account, binding: Binding) -> bool:
    return matches(account.namespace, binding.namespace)


def starts_pods(binding: Binding) -> bool:
    """Whether it lets those whom it names start pods, or enter those that are there."""
    known, is_any = binding.rights.known, binding.is_default and binding.role in _START_ANY
    return is_any or any(right.allows(*start) for start in _STARTS for right in known)
