"""This is where it is told which tasks of ECS have the engine of the host on which others run, and so act as these.

Whoever reaches the socket of Docker or containerd runs what they like in any container there, which asks for the
credentials of its task; as root in a privileged container one has the host, and by it the same. That a mount is for
reading does not close a socket; a user of the container that is not root, and in no group of the host, does not open
it. What runs once on each host is there for the hosts, and left out here. What is held to some hosts may share none.
Sources: Docker Docs, "Protect the Docker daemon socket" and "Runtime privilege and Linux capabilities"; Amazon ECS
Developer Guide, "IAM roles for Amazon ECS tasks" and "Use bind mounts with Amazon ECS"; connect(2); read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.scripts import containers_of
from daypass.graph.becoming.steering.task_services import TaskServices
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.consumers import Use
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf, Step, is_empty, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import Resource

_SOCKETS: Final = ("/run/docker.sock", "/run/containerd/containerd.sock")
_LINK: Final = "/var/run"
"""What leads to `/run` on the hosts."""

_MADE_FROM: Final = (steps("hostPath"), steps("host.sourcePath"))
_MOUNTED: Final = steps("mountPoints[].sourceVolume")
_YES: Final = (True, "true")
_ROOT: Final = ("", "0", "root")
_FOR_HOSTS: Final = "DAEMON"
_HELD: Final = "placementConstraints"
_ANY: Final = ""
"""In place of a provider of hosts: any hosts of the cluster."""


class _Task(NamedTuple):
    """What a service runs by a task definition, and in which places: a cluster, and a provider of hosts or any."""

    definition: Resource
    service: Resource
    places: tuple[tuple[str, str], ...]
    unknown: tuple[Untold, ...]


@dataclass(frozen=True)
class SharedHosts:
    """The hosts of a stack's clusters of ECS. `nodes` are its workloads by URN, `roles` its roles."""

    stack: Stack
    nodes: Mapping[str, Node]
    roles: Mapping[str, Node]

    def fans(self, uses: Iterable[Use]) -> Mapping[str, tuple[Fan, ...]]:
        """Key of the role of a task that has the engine → edges to what else runs there as a role."""
        own = [use for use in uses if use.own and use.role in self.roles]
        definitions = {use.consumer.urn: use.consumer for use in own}
        tasks = [task for one in definitions.values() for task in self._run(one)]
        engines = grouped((one.definition.urn, one) for one in tasks if _has_engine(one))
        crowds = self._crowds(tasks) if engines else {}
        return grouped(
            (use.role, fan)
            for use in own
            for task in engines.get(use.consumer.urn, ())
            for crowd in _near(task, crowds)
            for fan in _fans(self.roles[use.role], task, crowd)
        )

    def _run(self, definition: Resource) -> Iterator[_Task]:
        services = self.stack.once(TaskServices)
        for service in services.of(definition):
            capacity, cluster = services.capacity(service), services.cluster_key(service)
            if capacity and cluster:
                places = tuple((cluster, one) for one in sorted(capacity.providers) or (_ANY,))
                held = () if is_empty(said(service, _HELD)) else (Untold.of(service, _HELD),)
                yield _Task(definition, service, places, (*capacity.unknown, *held))

    def _crowds(self, tasks: Iterable[_Task]) -> Mapping[str, Mapping[str, "_Crowds"]]:
        """Cluster → provider → what runs there."""
        found: dict[str, dict[str, _Crowds]] = {}
        for task in tasks:
            for cluster, provider in task.places:
                there = found.setdefault(cluster, {}).setdefault(provider, _Crowds((cluster, provider), {}))
                node = self.nodes[task.definition.urn]
                known = there.unknown.get(node.key)
                if known is None or (known[1] and not task.unknown):
                    there.unknown[node.key] = (node, task.unknown)
        return found


class _Crowds(NamedTuple):
    """What runs in a place, by the keys of nodes, and what keeps from knowing that."""

    place: tuple[str, str]
    unknown: dict[str, tuple[Node, tuple[Untold, ...]]]


def _near(task: _Task, crowds: Mapping[str, Mapping[str, _Crowds]]) -> Iterator[_Crowds]:
    """The places of which the hosts are, or may be, its own: any host of a cluster is one of a provider, too."""
    for cluster, provider in task.places:
        there = crowds.get(cluster, {})
        yield from (one for at, one in there.items() if _ANY in (provider, at) or at == provider)


def _fans(role: Node, task: _Task, crowds: _Crowds) -> Iterator[Fan]:
    """To what is there for certain, and to the rest."""

    def make(member: Member) -> Edge:
        unknown = (*task.unknown, *crowds.unknown[member.node.key][1])
        by = f"by the container engine that {task.definition.name!r} has of its host"
        says = f"{role} may make {member.node} do something else, {by}, which both share"
        return Edge("code", role, member.node, says, (), unknown)

    for is_known in (True, False):
        nodes = (node for node, unknown in crowds.unknown.values() if is_known is not bool(unknown))
        members = tuple(Member(node, node.arn) for node in nodes if node.key != task.definition.urn)
        crowd = Crowd(("shared hosts", *crowds.place, task.definition.urn, is_known), members)
        yield Fan(crowd, make, "code", is_certain=is_known and not task.unknown)


def _has_engine(task: _Task) -> bool:
    definition = task.definition
    volumes = walk(Leaf(definition.state.raw, definition.state.path), steps("volumes[]"), loose=True)
    open_ = {_text(one, steps("name")) for one in volumes if any(_opens(_text(one, path)) for path in _MADE_FROM)}
    is_for_hosts = text_of(said(task.service, "schedulingStrategy")) == _FOR_HOSTS
    return not is_for_hosts and any(_reaches(one, open_) for one in containers_of(definition) if _is_root(one))


def _reaches(container: Leaf, volumes: set[str]) -> bool:
    is_privileged = any(one.value in _YES for one in walk(container, steps("privileged"), loose=True))
    mounted = (text_of(one.value) for one in walk(container, _MOUNTED, loose=True))
    return is_privileged or not volumes.isdisjoint(filter(None, mounted))


def _is_root(container: Leaf) -> bool:
    """Whether its user may be root, as an image may say otherwise, or is in a group: that may be the engine's."""
    user, _, group = _text(container, steps("user")).partition(":")
    return user in _ROOT or bool(group)


def _opens(path: str) -> bool:
    """Whether a socket is at this path of the host, or below it."""
    at = path.rstrip("/")
    at = at.removeprefix("/var") if (at == _LINK or at.startswith(f"{_LINK}/")) else at
    return bool(path) and any(socket == at or socket.startswith(f"{at}/") for socket in _SOCKETS)


def _text(holder: Leaf, path: tuple[Step, ...]) -> str:
    return next((text for leaf in walk(holder, path, loose=True) if (text := text_of(leaf.value))), "")
