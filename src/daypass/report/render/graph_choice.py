"""This is where it is chosen what of a stack a Map shows.

Of a large stack the strongest come first: those ways at whose end the most may be done. What is left out is counted.
A picture is no list of findings; it shows what is, also where nothing is wrong.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Final

from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.privilege import LEVELS
from daypass.graph.becoming.targets import Member
from daypass.graph.leaves import said, text_of
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.grouping import grouped
from daypass.report.redact import Redactor
from daypass.report.render.graph_map import Arrow, Map, Shape, Spot
from daypass.settings import Settings

WAYS_LIMIT: Final = 90
"""Arrows in one picture. Beyond that nobody follows one."""

NODES_LIMIT: Final = 60

END_LIMIT: Final = 8
"""Arrows from one node, and to one: a fan of fifty hides everything else and says no more than one of eight."""

_EACH: Final = 4
"""Members of a crowd that are looked at from each of those that can become any of them."""


def map_of(stacks: Sequence[Stack], settings: Settings) -> Map:
    """The map of these stacks, joined by ARN."""
    if not stacks:
        return Map()
    if len(stacks) == 1:
        return _Drawing(stacks[0].once(Reachability, settings)).map()
    made = _Drawing(Reachability(_joined(stacks), settings)).map()
    return replace(made, more_spots=made.more_spots + _hidden(stacks))


def _joined(stacks: Sequence[Stack]) -> Stack:
    """All of them; of two with one URN the first stands for both."""
    unique = {resource.urn: resource for stack in reversed(stacks) for resource in reversed(stack.resources)}
    return Stack(tuple(reversed(unique.values())))


def _hidden(stacks: Iterable[Stack]) -> int:
    """How many identities another stands for, because two stacks have one URN for different ones."""
    arns: dict[str, set[str]] = {}
    for stack in stacks:
        for resource in stack.of_type(*IDENTITY_KINDS):
            arns.setdefault(resource.urn, set()).add(text_of(said(resource, "arn")))
    return sum(len(found - {""}) - 1 for found in arns.values() if len(found - {""}) > 1)


@dataclass
class _Pairs:
    """Who is joined to whom so far, and how many at each end."""

    taken: set[tuple[str, str]] = field(default_factory=set)
    ends: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, source: str, target: str) -> bool:
        """Whether there is room for an arrow between these two; one that is there already takes none."""
        if (source, target) in self.taken:
            return True
        ends = (("from", source), ("to", target))
        if len(self.taken) >= WAYS_LIMIT or any(self.ends[end] >= END_LIMIT for end in ends):
            return False
        self.taken.add((source, target))
        self.ends.update(ends)
        return True


@dataclass
class _Drawing:
    reach: Reachability
    _top: dict[Hashable, tuple[Member, ...]] = field(default_factory=dict)

    def map(self) -> Map:
        edges = list(self._edges())
        goals = _goals(edges, self._ranks)
        kept: dict[str, Node] = {}
        drawn: list[Edge] = []
        pairs = _Pairs()
        for edge in sorted(edges, key=lambda edge: _strength(edge, goals)):
            ends = {node.key: node for node in (edge.source, edge.target)}
            if len(kept.keys() | ends.keys()) <= NODES_LIMIT and pairs.take(edge.source.key, edge.target.key):
                kept.update(ends)
                drawn.append(edge)
        # Who has ways that are not drawn would look as if there were none.
        linked = {node.key for edge in edges for node in (edge.source, edge.target)}
        others = [node for node in self.reach.nodes.values() if node.key not in linked and not node.is_outside]
        others.sort(key=lambda node: -self._ranks.get(node.key, 0))
        kept.update((node.key, node) for node in others[: NODES_LIMIT - len(kept)])
        return self._told(kept, drawn)

    def _told(self, kept: Mapping[str, Node], drawn: Sequence[Edge]) -> Map:
        ordered = [node for key, node in self.reach.nodes.items() if key in kept]
        ordered += [node for key, node in kept.items() if key not in self.reach.nodes]
        redact = Redactor(tuple(node.resource for node in ordered if node.resource is not None))
        return Map(
            spots=tuple(self._spot(node, redact) for node in ordered),
            arrows=tuple(_arrows(drawn, redact)),
            more_spots=len(self.reach.nodes.keys() - kept.keys()),
            more_ways=max(0, self._ways - len(drawn)),
        )

    def _spot(self, node: Node, redact: Redactor) -> Spot:
        if node.is_outside:
            noun, name = _outsider(node)
            return Spot(node.key, "outside", redact(noun), redact(name), "outside", node.breadth)
        privilege = self.reach.privilege(node)
        shape: Shape = "workload" if node.kind == "workload" else "user" if node.kind == "user" else "identity"
        return Spot(node.key, shape, node.noun, redact(node.name), privilege.level, redact(privilege.told))

    def _edges(self) -> Iterator[Edge]:
        """Every edge by itself, and of those that are alike the ones to the strongest."""
        for node in self.reach.nodes.values():
            outgoing = self.reach.outgoing(node)
            yield from (edge for edge in outgoing.edges if edge.target != edge.source)
            for fan in outgoing.fans:
                made = map(fan.make, self._strongest(fan))
                yield from (edge for edge in made if edge.target != edge.source)

    def _strongest(self, fan: Fan) -> tuple[Member, ...]:
        """Of a crowd, which many may share."""
        found = self._top.get(fan.crowd.key)
        if found is None:
            members = {member.node.key: member for member in fan.crowd.members}
            keys = members if len(members) <= _EACH else (key for key in self._by_rank if key in members)
            found = self._top[fan.crowd.key] = tuple(members[key] for key in islice(keys, _EACH))
        return found

    @cached_property
    def _by_rank(self) -> Sequence[str]:
        """The keys of all, those first who may do the most."""
        return sorted(self._ranks, key=lambda key: -self._ranks[key])

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        """Key → how much it may do by itself."""
        return {key: self.reach.privilege(node).rank for key, node in self.reach.nodes.items()}

    @cached_property
    def _ways(self) -> int:
        """How many ways there are, without making each: whoever stands in a crowd that it can become counts too."""
        count = 0
        for node in self.reach.nodes.values():
            outgoing = self.reach.outgoing(node)
            count += sum(edge.target != edge.source for edge in outgoing.edges)
            count += sum(len(fan.crowd.members) for fan in outgoing.fans)
        return count


def _outsider(node: Node) -> tuple[str, str]:
    """Noun and name; of an issuer's subjects the issuer stands for the noun, because both are long."""
    issuer, colon, subjects = node.name.partition(": ")
    return (issuer, subjects) if node.kind == "issuer" and colon else (node.noun, node.name)


def _goals(edges: Iterable[Edge], ranks: Mapping[str, int]) -> Mapping[str, int]:
    """Key → the most that anyone may do whom it can become, step by step, itself among them."""
    before = grouped((edge.target.key, edge.source.key) for edge in edges)
    goals: dict[str, int] = {}
    for key in sorted(ranks, key=lambda one: -ranks[one]):
        todo = [key]
        while todo:
            this = todo.pop()
            if this not in goals:
                goals[this] = ranks[key]
                todo.extend(before.get(this, ()))
    return goals


def _strength(edge: Edge, goals: Mapping[str, int]) -> tuple[int, int, int]:
    """What may be done at the end of it, then what is certain, then who comes from outside."""
    return -goals.get(edge.target.key, LEVELS.index("unknown")), not edge.is_certain, not edge.source.is_outside


def _arrows(drawn: Iterable[Edge], redact: Redactor) -> Iterator[Arrow]:
    """One for each pair, whatever the number of ways between the two."""
    for (source, target), edges in grouped(((edge.source.key, edge.target.key), edge) for edge in drawn).items():
        certain = any(edge.is_certain for edge in edges)
        told = [edge for edge in edges if edge.is_certain or not certain]
        yield Arrow(
            source,
            target,
            tuple(dict.fromkeys(edge.how for edge in told)),
            certain,
            tuple(dict.fromkeys(redact(edge.says) + _open(edge, redact) for edge in told)),
        )


def _open(edge: Edge, redact: Redactor) -> str:
    return f" (not known: {redact(', '.join(map(str, edge.unknown)))})" if edge.unknown else ""
