"""This is where it is told which workloads an identity may make do something else, and so act as their role."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from daypass.data.escalation_paths import EscalationPath, paths_here, paths_to_consumers
from daypass.graph.becoming.asking import Answer, all_of, joined
from daypass.graph.becoming.callers import ANY, account_of, tag_facts
from daypass.graph.becoming.edges import Edge, Fan, How
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.holding import is_held_back
from daypass.graph.becoming.spreading import Spread, one_by_one, spread
from daypass.graph.becoming.steering.asked_on import ASKED_ON
from daypass.graph.becoming.steering.commands.readings import READING
from daypass.graph.becoming.steering.documents.sending import Sending
from daypass.graph.becoming.steering.named import arn_in, name_in
from daypass.graph.becoming.steering.sources import Sources
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.consumers import Use
from daypass.iam.arn import Arn
from daypass.model.resource import Resource


@dataclass(frozen=True)
class Changeable:
    """The workloads that can be changed on each escalation path, by their ARNs."""

    by_path: Mapping[str, tuple[Targets, ...]]
    _in: dict[tuple[Hashable, str], Targets] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, uses: Iterable[Use], nodes: Mapping[str, Node], sources: Sources) -> "Changeable":
        """Of all that use a role; `nodes` has those that count."""
        found: dict[str, dict[bool, dict[Hashable, Member]]] = {}

        def add(path: EscalationPath, member: Member) -> None:
            same = found.setdefault(path.id, {}).setdefault(not member.let.unknown, {})
            same[member.node.key, member.arn, member.brings] = member

        for use in uses:
            node = nodes.get(use.consumer.urn)
            for path in paths_to_consumers().get(use.noun, ()) if node else ():
                if node and not is_held_back(use.consumer) and (arn := _arn(use.consumer, node, path)):
                    add(path, Member(node, arn))
            for source in sources.of(use.consumer) if node and use.own else ():
                if node:
                    let = Answer(possible=True).under(*source.unknown)
                    add(source.path, Member(node, source.arn, let, brings=source.brings))
        return cls({id_: tuple(_apart(id_, members)) for id_, members in found.items()})

    def within(self, path: EscalationPath, account: str) -> Iterator[Targets]:
        """What a caller of this account may change on this path: what is there, or may turn out to be.

        Its own policies alone give nobody a thing of another account, however alike the names. Source: IAM User Guide,
        "Cross-account policy evaluation logic"; read 2026-11.
        """
        for every in self.by_path.get(path.id, ()):
            key = (every.key, account)
            if key not in self._in:
                here = tuple(one for one in every.members if not account or _account(one) in (account, ""))
                self._in[key] = every if len(here) == len(every.members) else Targets(key, here)
            yield self._in[key]


def _apart(path: str, members: Mapping[bool, Mapping[Hashable, Member]]) -> Iterator[Targets]:
    """Those that are changed for certain, and the others: what spreads over a crowd is as certain for all of it."""
    for is_sure, same in members.items():
        yield Targets(("code", path, is_sure), same.values())


@dataclass(frozen=True)
class Coding:
    """The workloads that one identity may change. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    changeable: Changeable
    sending: Sending

    def __iter__(self) -> Iterator[Edge | Fan]:
        for path in _followed():
            for means in self.means if path.id in self.changeable.by_path else ():
                if all(map(means.may, path.actions)):
                    for targets in self.changeable.within(path, means.caller.account):
                        yield from self._by(path, means, targets)

    def _by(self, path: EscalationPath, means: Means, targets: Targets) -> Iterator[Edge | Fan]:
        actions = tuple(action for action in path.actions if action not in path.elsewhere)
        sends = (self.sending.runs_anything(means, action) for action in actions if targets)
        besides = all_of((*(_elsewhere(means, action) for action in path.elsewhere), *sends))
        if not besides.possible:
            return
        spreads = [spread(means, action, targets) for action in actions]
        alike = _alike(spreads)
        for crowd, answer in alike:
            yield self._fan(path, crowd, joined(answer, besides))
        if not _differ(spreads):
            return
        done = {key for crowd, answer in alike if not answer.unknown for key in crowd.keys}

        def ask(member: Member) -> Answer:
            facts = _facts(member, path)
            arn = _of_partition(member.arn, means)
            return all_of((*(means.on(action, arn, facts) for action in actions), besides))

        for found, answer in one_by_one(means, spreads[0].everyone, ask):
            if isinstance(found, Crowd):
                yield self._fan(path, found, answer)
            elif found.node.key not in done:
                yield self._edge(path, found, answer)

    def _fan(self, path: EscalationPath, crowd: Crowd, answer: Answer) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(path, member, answer)

        is_sure = not any(member.let.unknown for member in crowd.members[:1])  # `_apart`: all are as the first
        return Fan(crowd, make, _how(path), is_certain=is_sure and not answer.unknown)

    def _edge(self, path: EscalationPath, member: Member, answer: Answer) -> Edge:
        how = _how(path)
        does = f"choose what {member.node} reads" if how == "asks" else f"make {member.node} do something else"
        says = f"{self.node} may {does} ({path.id}: {', '.join(path.actions)})"
        paths, thing = (path.id,), member.arn
        whole = answer.under(*member.let.unknown)
        return Edge(how, self.node, member.node, says, whole.grounds, whole.unknown, whole.show, paths, thing)


def _how(path: EscalationPath) -> How:
    """What who goes this path has of a workload."""
    return "asks" if path.id in READING else "code"


def _elsewhere(means: Means, action: str) -> Answer:
    """Whether it may do this to something: of the kind that the action is asked about, where that is told."""
    if action not in ASKED_ON:
        return means.anywhere(action)
    return means.on(action, _of_partition(ASKED_ON[action].replace("ACCOUNT", means.caller.account or ANY), means))


def _of_partition(arn: str, means: Means) -> str:
    """The same in the caller's own partition, where it is not known: nobody acts in another one."""
    own = Arn.parse(means.caller.arn)
    return f"arn:{own.partition}:{arn[len(_ANYWHERE) :]}" if own and arn.startswith(_ANYWHERE) else arn


_ANYWHERE: Final = "arn:*:"


def _account(member: Member) -> str:
    """Where what is changed is: a repository of images may be in another account than what runs them."""
    return account_of(member.arn) or member.node.account


def _alike(spreads: Sequence[Spread]) -> list[tuple[Crowd, Answer]]:
    """The crowds to which all actions spread."""
    first, *others = ({crowd.key: (crowd, answer) for crowd, answer in reversed(over.crowds)} for over in spreads)
    return [
        (crowd, all_of((answer, *(other[key][1] for other in others))))
        for key, (crowd, answer) in first.items()
        if all(key in other for other in others)
    ]


def _differ(spreads: Sequence[Spread]) -> bool:
    """Whether members must be asked about one by one: actions spread to different ones, or conditions decide."""
    crowds = {frozenset(crowd.key for crowd, _ in over.crowds) for over in spreads}
    return len(crowds) > 1 or any(over.asked for over in spreads)


@cache
def _followed() -> tuple[EscalationPath, ...]:
    """The paths to workloads of a stack, each once."""
    every = {path.id: path for path in (*_shortest(), *paths_here().values())}
    return tuple(every.values())


@cache
def _shortest() -> tuple[EscalationPath, ...]:
    """The paths to workloads, without those that ask for more than another one does."""
    return tuple(
        path
        for paths in paths_to_consumers().values()
        for path in paths
        if not any(set(other.actions) < set(path.actions) for other in paths)
    )


def _facts(member: Member, path: EscalationPath) -> Facts:
    service = path.actions[0].partition(":")[0]
    resource, brought = member.node.resource, Facts(dict(member.brings))
    return brought.and_(tag_facts(resource, "aws:resourcetag/", f"{service}:resourcetag/")) if resource else brought


def _arn(consumer: Resource, node: Node, path: EscalationPath) -> str:
    """Its own ARN, else what the path says of the ARNs of its kind; "" where it is another service's."""
    own = arn_in(path.resource.split(":")[2], node, consumer)
    if own or own is None:
        return own or ""
    return path.resource_of(name_in(consumer), node.account or ANY)
