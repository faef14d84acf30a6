"""This is where it is found which steps lead to some nodes of the graph, going backwards from these.

Each node and each step is looked at once, however many are led there: to search from each by itself would cost the
product of both where roles make a long chain.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter

from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.nodes import Node
from daypass.graph.reachability import Reachability
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard


def doubted(edge: Edge) -> Edge:
    """The same step; it is not certain where the source names its target, and the target's name is not known."""
    arn = Arn.parse(edge.target.arn)
    is_named = edge.how != "assume" or len(edge.grounds) > 1  # else the trust of the target names the source
    if is_named and edge.how != "runs as" and arn and edge.target.is_identity and has_wildcard(arn.resource):
        return replace(edge, unknown=(*edge.unknown, edge.target.untold("name")))
    return edge


class Leading:
    """The first step of a shortest way from each node to one of the `ends` (keys), where there is a way.

    `certain`: only steps that nothing unknown may undo, and of which not names alone say where they lead.
    """

    def __init__(self, reach: Reachability, ends: Iterable[str], *, certain: bool) -> None:
        self._ends = frozenset(ends)
        self._certain = certain
        self._into: dict[str, list[Edge]] = {}
        self._fans: dict[Hashable, list[tuple[Node, Fan]]] = {}
        self._crowds: dict[str, list[Hashable]] = {}
        for node in sorted(reach.nodes.values(), key=attrgetter("key")):  # the same in every order of registration
            if not node.is_outside and node.key not in self._ends:
                self._note(node, reach)
        self._steps = self._found()

    def way(self, source: Node) -> tuple[Edge, ...]:
        """The steps from this node to an end; () where there are none."""
        edges: list[Edge] = []
        key = source.key
        while key in self._steps:
            edges.append(self._steps[key])
            key = edges[-1].target.key
        return tuple(edges)

    def _note(self, node: Node, reach: Reachability) -> None:
        outgoing = reach.outgoing(node)
        for edge in map(doubted, outgoing.edges):
            if self._counts(edge):
                self._into.setdefault(edge.target.key, []).append(edge)
        for fan in outgoing.fans:
            if fan.acts and (fan.is_certain or not self._certain):
                if fan.crowd.key not in self._fans:
                    for key in fan.crowd.keys:
                        self._crowds.setdefault(key, []).append(fan.crowd.key)
                self._fans.setdefault(fan.crowd.key, []).append((node, fan))

    def _found(self) -> Mapping[str, Edge]:
        """Level by level; of several steps from one node the one of which most is known."""
        steps: dict[str, Edge] = {}
        level = sorted(self._ends)
        while level:
            found: dict[str, list[Edge]] = {}
            for target in level:
                for edge in (*self._into.get(target, ()), *self._of_crowds(target)):
                    if edge.source.key not in steps and edge.source.key not in self._ends:
                        found.setdefault(edge.source.key, []).append(edge)
            steps.update({key: min(edges, key=_doubt) for key, edges in found.items()})
            level = sorted(found)
        return steps

    def _of_crowds(self, target: str) -> Iterator[Edge]:
        """The steps of all who are led to a crowd with this target in it: each crowd leads there once."""
        for crowd in self._crowds.get(target, ()):
            for _, fan in self._fans.pop(crowd, ()):
                member = next(member for member in fan.crowd.members if member.node.key == target)
                edge = fan.make(member)
                if self._counts(edge):
                    yield edge

    def _counts(self, edge: Edge) -> bool:
        is_sure = edge.is_certain and not edge.is_by_name
        return edge.acts and (is_sure or not self._certain) and edge.source != edge.target


def _doubt(edge: Edge) -> tuple[int, str]:
    """How much of a step is not known, the name of its target too, or what names alone say."""
    arn = Arn.parse(edge.target.arn)
    is_unnamed = arn is None or has_wildcard(arn.resource)
    return len(edge.unknown) + is_unnamed + edge.is_by_name, edge.target.key
