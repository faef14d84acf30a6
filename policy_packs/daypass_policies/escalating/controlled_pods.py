"""This is where it is told whether a controller was given the pods of its namespace to start what has a role there.

What is called `runner-controller` starts runners: where these alone have a role in its own namespace, and that role is
theirs alone, whoever let the one start pods meant it to have that, as if both were called alike. Source: Kubernetes
documentation, "Controllers" (a controller makes the pods of what it looks after); read 2026-12.
"""

from collections.abc import Iterable
from typing import Final

from daypass.graph.becoming.steering.clusters import Account
from daypass.iam.glob import has_wildcard
from daypass.words import singular
from daypass_policies.elsewhere.cluster_bindings import Binding
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.elsewhere.cluster_roles import name_of
from daypass_policies.trusting.trust import known_admissions

_STARTING: Final = frozenset(
    ("controller", "dispatcher", "launcher", "manager", "operator", "orchestrator", "scheduler", "spawner")
)
"""Words by which those are called who start what others run in, and look after it."""

_BY_PODS: Final = "pods.eks.amazonaws.com"


def is_controller_of(machine: Machine, binding: Binding, there: Iterable[Account], every: Iterable[Account]) -> bool:
    """Whether a machine is there to start these accounts: all that have a role `there`, of `every` with that role."""
    here, names = binding.namespace, [one.name for one in there]
    is_own = not binding.everywhere and machine.namespace in ("", here) and len(set(names)) == 1
    if not is_own or not all(one.namespace == here and one.name in names for one in every):
        return False
    called = _words(f"{name_of(binding.resource)} {machine.account}")
    is_alike = not called.isdisjoint(_STARTING) and _words(names[0]) <= called - _STARTING
    return is_alike and not has_wildcard(names[0]) and all(map(_is_for_pods_alone, there))


def _words(name: str) -> frozenset[str]:
    return frozenset(singular(name, "joined"))


def _is_for_pods_alone(account: Account) -> bool:
    admitted = known_admissions(account.role.resource) if account.role.resource else ()
    return bool(admitted) and all(one.kind == "Federated" or one.principal == _BY_PODS for one in admitted)
