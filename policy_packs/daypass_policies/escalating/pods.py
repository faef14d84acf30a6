"""This is where it is told who starts or enters pods in a namespace, and so has the roles of its service accounts.

Whoever makes a pod, or what makes pods, names its service account; whoever runs a command in one has what that one has.
Source: Kubernetes documentation, "Role Based Access Control Good Practices" (Workload creation) and "Using RBAC
Authorization"; EKS User Guide, "Learn how EKS Pod Identity grants pods access to AWS services"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.clusters import Account
from daypass.iam.glob import matches
from daypass_policies.elsewhere.cluster_bindings import Binding, namespace_hidden_in
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, counts, gains, may_too

_STARTS: Final = (
    *(("create", "", "pods"), ("create", "", "replicationcontrollers"), ("create", "", "pods/exec")),
    *(("create", "apps", kind) for kind in ("deployments", "statefulsets", "daemonsets", "replicasets")),
    *(("create", "batch", kind) for kind in ("jobs", "cronjobs")),
)
"""Verb, group and resource of what starts pods, or runs a command in one that is there."""


class Taken(NamedTuple):
    """What a machine gets by starting or entering pods: whose role it then has, and what that one may."""

    machine: Machine
    actor: Actor
    gain: Gain


def accounts_beside(binding: Binding, rising: Rising) -> tuple[Account, ...]:
    """The service accounts of its namespace that have a role of AWS, where it may let start or enter pods there."""
    is_told = bool(binding.role) and not binding.rights.unknown
    if is_told and not any(_allows(binding, *start) for start in _STARTS):
        return ()
    every = rising.reach.clusters.accounts
    return tuple(one for one in every if one.unknown or one.namespace == binding.namespace or hidden_in(binding))


def hidden_in(binding: Binding) -> tuple[str, ...]:
    """The paths of what is not known of a binding: whom it is for, in which namespace, and what it gives."""
    nameless = any(not machine.account and not machine.key for machine in binding.machines)
    return (*binding.unknown, *namespace_hidden_in(binding.resource), *(("subjects",) if nameless else ()))


def taken_by_pods(binding: Binding, accounts: tuple[Account, ...], rising: Rising) -> Iterator[Taken]:
    """What each machine gets of these that it has not itself, the first for each."""
    starts = any(_allows(binding, *start) for start in _STARTS)
    for machine in binding.machines if starts else ():
        own = [rising.actors.by_urn[one.role.key] for one in accounts if _is(machine, binding, one)]
        others = (rising.actors.by_urn[one.role.key] for one in accounts if not one.unknown)
        found = (taken for other in others if other not in own for taken in _taken(machine, own, other))
        if machine.account and not machine.is_controller and (first := next(found, None)):
            yield first


def _taken(machine: Machine, own: list[Actor], other: Actor) -> Iterator[Taken]:
    for gain in gains(None, other, SECRETS if is_called_like(other, machine.account) else HEAVY):
        if counts(gain) and not any(may_too(one, gain).possible for one in own):
            yield Taken(machine, other, gain)


def _allows(binding: Binding, verb: str, group: str, kind: str) -> bool:
    return any(right.allows(verb, group, kind) for right in binding.rights.known)


def _is(machine: Machine, binding: Binding, account: Account) -> bool:
    """Whether the machine is one of these accounts."""
    return (machine.namespace or binding.namespace) == account.namespace and matches(account.name, machine.account)
