"""This is where the Paths are that lead from a node to the strongest that it can become, explained step by step."""

from collections import deque
from collections.abc import Callable, Container, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from daypass.graph.becoming.edges import Edge, Outgoing
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.privilege import Privilege, with_unknown
from daypass.graph.untold import Untold


class Step(NamedTuple):
    """One edge of a path, and what its target may do."""

    edge: Edge
    privilege: Privilege


@dataclass(frozen=True)
class Path:
    """Steps from `source` to what it becomes. `decided` is an edge by which one of them writes what the last may do."""

    source: Node
    steps: tuple[Step, ...]
    privilege: Privilege
    decided: Edge | None = None

    @property
    def target(self) -> Node:
        """Whom the source becomes."""
        return self.steps[-1].edge.target

    @property
    def depth(self) -> int:
        """How many steps it takes."""
        return len(self.steps)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges in their order, then the one that decides what the last may do."""
        return (*(step.edge for step in self.steps), *((self.decided,) if self.decided else ()))

    @property
    def classes(self) -> tuple[str, ...]:
        """The class of each node on the way, "" where none is said."""
        return (self.source.workload_class, *(step.edge.target.workload_class for step in self.steps))

    @property
    def is_certain(self) -> bool:
        """Whether nothing that is not known may undo it."""
        return not self.unknown

    @property
    def unknown(self) -> tuple[Untold, ...]:
        """What may still undo it."""
        return tuple(dict.fromkeys(path for edge in self.edges for path in edge.unknown))

    @property
    def why(self) -> tuple[str, ...]:
        """Each edge in a sentence, in order."""
        return tuple(edge.why for edge in self.edges)


@dataclass(frozen=True)
class Search:
    """A breadth-first search over a graph, given by its edges, its privileges and what they become once edited."""

    outgoing: Callable[[Node], Outgoing]
    privilege: Callable[[Node], Privilege]
    edited: Callable[[Node], Privilege]

    def paths(self, source: Node, limit: int) -> tuple[Path, ...]:
        """A shortest path to each of the strongest that can be become, for certain where there is one."""
        certain = self._reached(source, certain=True)
        possible = self._reached(source, certain=False)
        ends = [self._end(certain.get(key, trail)) for key, trail in possible.items()]
        ends.sort(key=lambda end: (-end.privilege.rank, not end.is_certain, end.trail.length))
        return tuple(self._path(source, end) for end in ends[:limit])

    def _reached(self, source: Node, *, certain: bool) -> Mapping[str, "_Trail"]:
        """Key of a node → how it is first reached."""
        reached: dict[str, _Trail] = {}
        used: set[Hashable] = set()
        todo = deque([source])
        while todo:
            node = todo.popleft()
            outgoing, before = self.outgoing(node), reached.get(node.key)
            for edge in _steps(outgoing, reached, used, certain=certain):
                if edge.target != source and edge.target.key not in reached:
                    reached[edge.target.key] = _Trail.after(before, edge, outgoing)
                    todo.append(edge.target)
        return reached

    def _end(self, trail: "_Trail") -> "_End":
        """What the source becomes at last. Whoever writes what the last may do, on the way, may do what they write."""
        target = trail.edge.target
        privilege = self.privilege(target)
        deciding = [edge for outgoing in trail.deciders for edge in outgoing.deciding(target)]
        best = min(deciding, key=lambda edge: len(edge.unknown), default=None)
        end = _End(trail, privilege)
        edited = self.edited(target) if best and best.how == "policy edit" else privilege
        if best is None or edited.rank <= privilege.rank:
            return end
        if best.unknown and end.is_certain:  # the way there is certain, and only that it makes more is not
            return end._replace(privilege=with_unknown(privilege, best.unknown))
        return end._replace(privilege=edited, decided=best)

    def _path(self, source: Node, end: "_End") -> Path:
        steps = tuple(Step(edge, self.privilege(edge.target)) for edge in end.trail.edges)
        return Path(source, steps, end.privilege, end.decided)


class _Trail(NamedTuple):
    """The edge by which a node is first reached, and how its source was, if that is not where the search began.

    `deciders` are those on the way who decide what others may do, the last of them first.
    """

    edge: Edge
    before: "_Trail | None"
    length: int
    is_certain: bool
    deciders: tuple[Outgoing, ...]

    @classmethod
    def after(cls, before: "_Trail | None", edge: Edge, outgoing: Outgoing) -> "_Trail":
        """One step further, by an edge of these."""
        length, is_certain, deciders = (before.length, before.is_certain, before.deciders) if before else (0, True, ())
        deciders = (outgoing, *deciders) if outgoing.decides else deciders
        return cls(edge, before, length + 1, is_certain and edge.is_certain, deciders)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """From where the search began."""
        edges, at = deque[Edge](), self
        while at.before:
            edges.appendleft(at.edge)
            at = at.before
        return (at.edge, *edges)


class _End(NamedTuple):
    trail: _Trail
    privilege: Privilege
    decided: Edge | None = None

    @property
    def is_certain(self) -> bool:
        return self.trail.is_certain and (self.decided is None or self.decided.is_certain)


def _steps(outgoing: Outgoing, reached: Container[str], used: set[Hashable], *, certain: bool) -> Iterator[Edge]:
    """The edges that lead to someone new. A crowd that was reached before has nobody new."""
    for edge in outgoing.edges:
        if edge.acts and (edge.is_certain or not certain):
            yield edge
    for fan in outgoing.fans:
        if fan.acts and (fan.is_certain or not certain) and fan.crowd.key not in used:
            used.add(fan.crowd.key)
            new = (member for member in fan.crowd.members if member.node.key not in reached)
            yield from (edge for edge in map(fan.make, new) if edge.is_certain or not certain)
