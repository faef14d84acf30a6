"""This is where it is told who becomes stronger in a stack: over which steps, and to whom who is stronger.

Strong is who may do everything, may give themselves everything, or is given all of a service that matters. Steps are
those of the graph, so that both sides of each must let it be.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from operator import attrgetter
from typing import Final, NamedTuple

from daypass.data.confined_services import is_harmless
from daypass.data.identity_edits import WHICH_POLICY, edits_by_action
from daypass.graph.becoming.anything.attachable import YES, attaches_to
from daypass.graph.becoming.anything.strong_policies import StrongPolicies
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.class_order import has_above, is_above
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Member, Targets
from daypass.graph.leaves import was_looked_up
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.rule import Open
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.escalation import Escalations
from daypass_policies.escalating.leading import Leading, doubted
from daypass_policies.trusting.machine_users import MachineUsers
from daypass_policies.trusting.trust import ROLES, trust_of

NOT_STRONG: Final = 0
_HAS_SERVICE: Final = 1
_ESCALATES: Final = 2
_ADMIN: Final = 3

_WORDS: Final = {_HAS_SERVICE: "has all of {}", _ESCALATES: "can give itself more rights", _ADMIN: "may do everything"}
_WRITTEN: Final = "gets whatever rights are written for it"
_WRITTEN_BEYOND: Final = f"{_WRITTEN}, all of them by a detour around its boundary"
_LEVELS: Final = {"admin": _ADMIN, "escalates": _ESCALATES}
MOST: Final = 20
"""Of many to whom a right leads alike, those that are looked at: of so wide a right others speak."""


class Rise(NamedTuple):
    """A way over `edges` from a weaker holder to a stronger identity, and in which words that is stronger.

    `unknown` says what may still undo it; `is_far` that the target can have all rights, rather than all of a service;
    `is_bounded_elsewhere` that a permissions boundary on the way, which the stack does not have, may forbid it.
    """

    edges: tuple[Edge, ...]
    target: Node
    words: str
    unknown: tuple[Untold, ...] = ()
    is_far: bool = True
    is_bounded_elsewhere: bool = False

    @property
    def is_by_assuming(self) -> bool:
        """Whether it takes nothing but assuming roles."""
        return all(edge.how in ("assume", "runs as") for edge in self.edges)

    @property
    def is_by_name(self) -> bool:
        """Whether nothing but how things are called says where one of the steps leads."""
        return any(edge.is_by_name for edge in self.edges)


class Rising:
    """All rises of a stack."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._escalations = stack.once(Escalations, settings)
        self.reach = stack.once(Reachability, settings)
        self.actors = self._escalations.actors
        self.users = stack.once(MachineUsers)
        self._strong_policies = stack.once(StrongPolicies, settings)
        self._found: dict[str, tuple[Rise, ...]] = {}
        self._steps: dict[str, tuple[Edge, ...]] = {}
        self._possible_steps: dict[str, tuple[Edge, ...]] = {}

    @cached_property
    def strong(self) -> Mapping[str, tuple[int, str]]:
        """Key of the node of each strong identity → how strong it is, and in which words."""
        each = ((actor.node.key, self._strength(actor)) for actor in self.actors.each if actor.node)
        return {key: strength for key, strength in each if strength[0]}

    def strength(self, node: Node) -> int:
        """How strong an identity is."""
        return self.strong.get(node.key, (NOT_STRONG, ""))[0]

    def can_have_all(self, node: Node) -> bool:
        """Whether an identity has all rights, or can give them to itself."""
        return self.strength(node) >= _ESCALATES

    @cached_property
    def strongest_roles(self) -> Targets:
        """The roles that may do everything."""
        strongest = (self.reach.nodes[key] for key, (strength, _) in self.strong.items() if strength == _ADMIN)
        return Targets("strongest", (Member(node, node.arn) for node in strongest if node.kind == "role"))

    def of(self, actor: Actor) -> tuple[Rise, ...]:
        """The rises of an identity that cannot give itself more rights anyway, to the strongest first."""
        node = actor.node
        if node is None or not (self.strong or actor.sensitive) or self.strength(node) >= _ESCALATES:
            return ()
        if node.key not in self._found:
            self._found[node.key] = tuple(self._rises(node))
        return self._found[node.key]

    def steps(self, node: Node) -> tuple[Edge, ...]:
        """The steps from a node that are certain, in the same order however the stack was registered."""
        if node.key not in self._steps:
            self._steps[node.key] = tuple(edge for edge in self.possible_steps(node) if edge.is_certain)
        return self._steps[node.key]

    def possible_steps(self, node: Node) -> tuple[Edge, ...]:
        """The same with those that are not certain."""
        if node.key not in self._possible_steps:
            self._possible_steps[node.key] = tuple(self._sorted_steps(node))
        return self._possible_steps[node.key]

    def _sorted_steps(self, node: Node) -> list[Edge]:
        outgoing = self.reach.outgoing(node)
        alike = (
            fan.make(member)
            for fan in outgoing.fans
            for member in nsmallest(MOST, fan.crowd.members, key=attrgetter("node.key"))
        )
        others = (edge for edge in (*outgoing.edges, *alike) if edge.target != node)
        return sorted(others, key=lambda edge: (edge.target.key, edge.how, edge.paths))

    @cached_property
    def by_arn(self) -> Mapping[str, Actor]:
        """ARN → the identity of the stack that has it."""
        return {actor.node.arn: actor for actor in self.actors.each if actor.node and actor.node.arn}

    def services_of(self, role: Node) -> Iterator[str]:
        """The services that a role trusts."""
        for line in self.reach.trusts.by_urn[role.key].allows:
            try:
                yield from (line.statement.principals or {}).get("Service", ())
            except Undecided:
                continue

    def open_trusts(self) -> Iterator[Open]:
        """The roles that can have all rights of which it is not known yet whom they let in."""
        for key, (strength, _) in self.strong.items():
            role = self.reach.nodes[key].resource
            if strength >= _ESCALATES and role is not None and role.type in ROLES and not was_looked_up(role):
                yield from (Open(role, (path,)) for path in _unread(role))

    def class_steps(self, actor: Actor) -> Iterator[Edge]:
        """The steps to a role of a class that is trusted more, and that changes something."""
        node = actor.node
        for edge in self.reach.edges(node) if node and has_above(node.workload_class) else ():
            is_step = edge.how == "assume" and node and is_above(node.workload_class, edge.target.workload_class)
            if is_step and self._may_change(edge.target):
                yield edge

    def _may_change(self, node: Node) -> bool:
        """Whether a role may change anything."""
        return self.reach.privilege(node).level not in ("nothing", "reads")

    def _rises(self, node: Node) -> Iterator[Rise]:
        """What is certain first, then what may be, or names say; then who can be written, then who has a service."""
        told = set()
        for leading in (self._certain, self._possible) if self._far else ():
            if (edges := leading.way(node)) and edges[-1].target.key not in told:
                target = edges[-1].target
                told.add(target.key)
                unknown = dict.fromkeys(one for edge in edges for one in edge.unknown)
                yield self.rise(edges, target, unknown)
        for rise in (*self._written(node), *self._with_service(node)):
            if rise.target.key not in told:
                told.add(rise.target.key)
                yield rise

    @cached_property
    def _certain(self) -> Leading:
        return Leading(self.reach, self._far, certain=True)

    @cached_property
    def _possible(self) -> Leading:
        return Leading(self.reach, self._far, certain=False)

    @cached_property
    def _far(self) -> frozenset[str]:
        return frozenset(key for key, (strength, _) in self.strong.items() if strength >= _ESCALATES)

    def _written(self, node: Node) -> Iterator[Rise]:
        """Those that it becomes and whose policies it writes, also where it becomes them by what runs as them."""
        outgoing = self.reach.outgoing(node)
        for edges in self.becoming(node) if outgoing.decides else ():
            target = edges[-1].target
            writes = [one for one in outgoing.deciding(target) if one.how == "policy edit"]
            if writes and (words := self._once_written(target)):
                yield from (rise for one in writes for rise in self._by_writing((*edges, one), target, words))

    def _once_written(self, target: Node) -> str:
        """What somebody is told to be for whom anything is written; "" where a boundary holds that back.

        One by which it may still make itself, or another, as strong as there is holds nothing back. One that the stack
        does not have is there for just that: to hold what is written for the role.
        """
        permissions, actor = self.reach.permissions(target), self.actors.by_urn.get(target.key)
        if actor is not None and actor.is_bounded_elsewhere:
            return ""
        if permissions is None or not permissions.bounded:
            return _WRITTEN if permissions else ""
        once = self.reach.edited(target)
        return _WRITTEN_BEYOND if once.level == "admin" and not once.unknown else ""

    def _by_writing(self, edges: tuple[Edge, ...], target: Node, words: str) -> Iterator[Rise]:
        """By the last of these steps, if it may say anything."""
        answer = self._gives_whatever(edges[-1])
        if answer.possible:
            unknown = (*edges[-1].unknown, *answer.unknown)
            yield Rise(edges, target, words, unknown, is_bounded_elsewhere=self.is_bounded_elsewhere(edges[-1]))

    def _gives_whatever(self, write: Edge) -> Answer:
        """Whether what is written may say anything: who attaches policies may be held to a few that say little."""
        edit = edits_by_action()[write.action]
        if WHICH_POLICY not in edit.keys:
            return YES
        members = [one for on, _, one in self.reach.editable.ways_to(write.target) if on == edit.on]
        return best(
            attaches_to(means, edit.action, member.arn, self.reach.editable.facts(member, edit), self._strong_policies)
            for means in self.actors.by_urn[write.source.key].means
            for member in members
        )

    def _acting(self, node: Node) -> Iterator[Edge]:
        return (edge for edge in map(doubted, self.steps(node)) if edge.acts and edge.is_certain)

    def _with_service(self, node: Node) -> Iterator[Rise]:
        """The steps to who has all of a service; of many that are alike only those are made."""
        if self.strength(node):
            return
        near = self.strong.keys() - self._far
        outgoing = self.reach.outgoing(node)
        edges = [edge for edge in map(doubted, outgoing.edges) if edge.acts and edge.target.key in near]
        for fan in outgoing.fans:
            if fan.acts and near and not fan.crowd.keys.isdisjoint(near):
                edges += [fan.make(member) for member in fan.crowd.members if member.node.key in near]
        for edge in edges:
            if edge.target != node:
                yield self.rise((edge,), edge.target, edge.unknown)._replace(is_far=False)

    def becoming(self, node: Node) -> Iterator[tuple[Edge, ...]]:
        """The certain ways to act as another: by one step, or by making a workload of theirs do something else."""
        for edge in self._acting(node):
            yield (edge,)
            if edge.target.kind == "workload":
                yield from ((edge, runs) for runs in self._acting(edge.target))

    def rise(self, edges: tuple[Edge, ...], target: Node, unknown: Iterable[Untold]) -> Rise:
        """To one that is strong."""
        bounded = any(map(self.is_bounded_elsewhere, edges))
        return Rise(edges, target, self.strong[target.key][1], tuple(unknown), is_bounded_elsewhere=bounded)

    def is_bounded_elsewhere(self, edge: Edge) -> bool:
        """Whether a permissions boundary that the stack does not have may forbid either end of a step what it does."""
        ends = (self.actors.by_urn.get(node.key) for node in (edge.source, edge.target))
        return any(actor is not None and actor.is_bounded_elsewhere for actor in ends)

    def _strength(self, actor: Actor) -> tuple[int, str]:
        """What its policies say at a glance, and then the graph, which knows what takes it away again."""
        if actor.node is None:
            return NOT_STRONG, ""
        strength = NOT_STRONG
        if actor.is_given_all_of_iam:
            strength = _LEVELS.get(self.reach.privilege(actor.node).level, NOT_STRONG)
        elif any(not one.answer.unknown for one in self._escalations.of(actor)):
            strength = _ESCALATES
        services = [service for one in actor.broad for service in one.services if not is_harmless(service)]
        if not strength and services and not actor.permissions.bounded:
            return _HAS_SERVICE, _WORDS[_HAS_SERVICE].format(", ".join(services[:3]))
        return strength, _WORDS.get(strength, "")


def _unread(role: Resource) -> Iterator[str]:
    """What keeps from telling whom the trust lets in. What AWS would refuse lets in nobody."""
    try:
        for statement in trust_of(role).statements:
            if statement.effect == "Allow" and statement.has("Principal") and statement.principals is None:
                return
    except Undecided as unknown:
        yield unknown.path
    except MalformedDocument:
        return
