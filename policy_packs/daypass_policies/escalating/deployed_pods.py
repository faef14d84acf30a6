"""This is where it is told who has Argo CD deploy pods of theirs among those of others.

Whoever writes an application chooses its project, its repository and the namespace, and Argo CD makes there whatever
the repository says, as any service account. A pipeline is there to deploy what is called like it or its namespace.
Source: Argo CD documentation, "Projects" and "Security"; read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import Final

from daypass.graph.becoming.steering.clusters import Account
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Open
from daypass_policies.elsewhere.argo_projects import GROUP, ArgoProject, hidden_projects, open_projects
from daypass_policies.elsewhere.cluster_bindings import Binding, namespace_hidden_in
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.escalating.pods import Pods, TakenPod
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import OF_PLATFORMS, words_of_thing
from daypass_policies.escalating.takeovers.gaining import may_too

_WRITES: Final = tuple(product(("create", "update", "patch"), (GROUP,), ("applications", "applicationsets")))
BY_ARGO: Final = "have Argo CD deploy pods of its own to a namespace in which one has"


class DeployedPods:
    """What service accounts get by applications of Argo CD that they write."""

    def __init__(self, stack: Stack, rising: Rising, pods: Pods) -> None:
        self._stack, self._rising, self._pods = stack, rising, pods

    def taken(self, binding: Binding) -> Iterator[TakenPod]:
        """What each machine of a binding gets so, the first for each."""
        is_asked = bool(self._projects) and _writes(binding)
        projects = [one for one in self._projects if one.takes_from(binding.namespace)] if is_asked else []
        for machine in binding.machines if projects else ():
            if machine.account and not machine.is_controller and (first := self._first(machine, binding, projects)):
                yield first

    def hidden(self, binding: Binding) -> Iterator[Open]:
        """What keeps from knowing that they get nothing so: the projects of which not all is known."""
        if self._accounts and _writes(binding):
            yield from (Open(project, paths) for project, paths in self._hidden)

    def _first(self, machine: Machine, binding: Binding, projects: list[ArgoProject]) -> TakenPod | None:
        own = tuple(self._rising.actors.by_urn[one.role.key] for one in self._pods.accounts_of(machine, binding))
        called = words_of_thing(f"{machine.namespace} {machine.account}") - OF_PLATFORMS
        for one in self._accounts if called else ():
            other = self._rising.actors.by_urn[one.role.key]
            theirs = words_of_thing(f"{one.namespace} {one.name} {other.resource.name}")
            if called.isdisjoint(theirs) and any(project.deploys_to(one.namespace) for project in projects):
                for gain in self._pods.heavy_of(other):
                    if not any(may_too(mine, gain).possible for mine in own):
                        return TakenPod(machine, other, gain, BY_ARGO)
        return None

    @cached_property
    def _projects(self) -> tuple[ArgoProject, ...]:
        return open_projects(self._stack)

    @cached_property
    def _hidden(self) -> tuple[tuple[Resource, tuple[str, ...]], ...]:
        return hidden_projects(self._stack)

    @cached_property
    def _accounts(self) -> tuple[Account, ...]:
        return tuple(one for one in self._rising.reach.clusters.accounts if one.name and not one.unknown)


def _writes(binding: Binding) -> bool:
    """Whether it lets write applications in its namespace; in all of a cluster whoever controls that does."""
    if binding.everywhere or namespace_hidden_in(binding.resource):
        return False
    return any(right.allows(*one) for one in _WRITES for right in binding.rights.known)
