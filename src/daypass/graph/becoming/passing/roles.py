"""This is where it is told which roles an identity may hand to a service that then works for it.

Whoever passes a role must also start something that uses it, the role must trust that service, and all of it happens in
one account. Source: IAM User Guide, "Grant permissions to pass a role to an AWS service"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from daypass.data.data_movers import only_moves_data
from daypass.data.escalation_paths import HANDS_OVER, EscalationPath, escalation_paths
from daypass.data.role_takers import role_takers
from daypass.graph.becoming.asking import NO, Answer, all_of, joined
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.associated import passing, things_for
from daypass.graph.becoming.passing.entered import SAID, Entered, lets_in, tells
from daypass.graph.becoming.passing.naming import asked_with, named_roles, path_names_role, saying_role
from daypass.graph.becoming.passing.profiles import Profiles
from daypass.graph.becoming.spreading import one_by_one, spread
from daypass.graph.becoming.steering.asked_on import thing_of_kind
from daypass.graph.becoming.steering.documents.automations import STARTS, starts_only_what_is_written
from daypass.graph.becoming.steering.documents.written import WrittenDocuments
from daypass.graph.becoming.targets import Crowd, Member, Targets
from daypass.graph.becoming.templates import own_templates
from daypass.grouping import grouped

_ANYONE: Final = "*"
"""Whichever role: no statement asks which."""


@dataclass(frozen=True)
class Passing:
    """The roles that one identity may pass. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    trusts: Trusts
    profiles: Profiles
    entered: Entered
    written: WrittenDocuments

    def __iter__(self) -> Iterator[Edge | Fan]:
        for means in self.means:
            for service in _by_service() if means.may(HANDS_OVER) else ():
                paths = self._paths(service, means)
                passable = self.trusts.passable(service, means.caller.account)
                if tells(service):
                    others, asking = self.trusts.apart(service, means.caller.account, SAID)
                    yield from self._to_asking(service, asking, paths, means)
                    passable = others, passable[1]
                if any(targets.members for targets in passable):
                    for started, facts in _alike(means, service, paths):
                        yield from self._to(service, passable, started, facts, means)
                    for things, naming in _naming(means, service, paths).items():
                        for facts in passing(service, things):
                            yield from self._to_named(service, passable, naming, facts, means)

    def _paths(self, service: str, means: Means) -> Sequence[EscalationPath]:
        """Those on which a service uses a role that is passed to it, but to do only what others wrote."""
        every = _by_service()[service]
        if not any(STARTS in path.actions for path in every) or not starts_only_what_is_written(means, self.written):
            return every
        return tuple(path for path in every if STARTS not in path.actions)

    def _to(
        self, service: str, passable: Iterable[Targets], started: "Started", facts: Facts, means: Means
    ) -> Iterator[Edge | Fan]:
        for targets in passable:
            over = spread(means, HANDS_OVER, targets, facts)
            for crowd, mine in over.crowds:
                yield self._fan(service, started, crowd, mine)
            for found, mine in one_by_one(means, over.asked, lambda one: means.on(HANDS_OVER, one.arn, facts)):
                if isinstance(found, Crowd):
                    yield self._fan(service, started, found, mine)
                elif found.node != self.node:
                    yield self._edge(service, started, found, mine)

    def _to_named(
        self, service: str, passable: Iterable[Targets], paths: Sequence[EscalationPath], facts: Facts, means: Means
    ) -> Iterator[Edge | Fan]:
        """On paths that conditions open to some roles alone: asked about are the patterns of these, else each role."""
        named = {role: self._started(means, paths, role) for role in named_roles(means, paths, self.profiles)}
        certain = {role: started for role, started in named.items() if started and not started.answer.unknown}
        for role, started in certain.items():
            yield from self._to(service, [targets.within(role) for targets in passable], started, facts, means)
        if not named or len(certain) < len(named) or any(targets.has_unknown for targets in passable):
            yield from self._to_each(service, passable, paths, facts, means)

    def _to_each(
        self, service: str, passable: Iterable[Targets], paths: Sequence[EscalationPath], facts: Facts, means: Means
    ) -> Iterator[Edge]:
        scope = means.scope(HANDS_OVER, facts)
        patterns = (*(pattern for pattern, _ in scope.certain), *scope.asked, *(("*",) if scope.open else ()))
        for targets in passable:
            near = {(one.node.key, one.arn): one for pattern in patterns for one in targets.near(pattern)}
            for _, member in sorted(near.items()):
                started = self._started(means, paths, member.arn) if member.node != self.node else None
                mine = means.on(HANDS_OVER, member.arn, facts) if started else NO
                if started and mine.possible:
                    yield self._edge(service, started, member, mine)

    def _to_asking(
        self, service: str, asking: Targets, paths: Iterable[EscalationPath], means: Means
    ) -> Iterator[Edge]:
        """To roles that ask for what the service acts: on each path by itself, as it may make something else there."""
        scope = means.scope(HANDS_OVER) if asking else None
        patterns = (*(one for one, _ in scope.certain), *scope.asked, *(("*",) if scope.open else ())) if scope else ()
        near = {(one.node.key, one.arn): one for pattern in patterns for one in asking.near(pattern)}
        able = [path for path in paths if all(map(means.may, path.actions))] if near else []
        said = [(path, self.entered.said(means, path, service)) for path in able]
        for _, member in sorted(near.items()):
            trust = self.trusts.by_urn[member.node.key]
            let_in = (path for path, each in said if lets_in(trust, service, each))
            if member.node != self.node:
                yield from self._by_one_path(service, member, let_in, means)

    def _by_one_path(
        self, service: str, member: Member, paths: Iterable[EscalationPath], means: Means
    ) -> Iterator[Edge]:
        """By the first that is certain, else by each that is possible."""
        for path in paths:
            started = self._started(means, [path], member.arn)
            each = passing(service, things_for(means, service, path.actions)) if started else ()
            mine = best(means.on(HANDS_OVER, member.arn, facts) for facts in each)
            if started and mine.possible:
                edge = self._edge(service, started, member, mine)
                yield edge
                if edge.is_certain:
                    return

    def _started(self, means: Means, paths: Sequence[EscalationPath], role: str) -> "Started | None":
        return _startable(means, paths, role, self.profiles)

    def _fan(self, service: str, started: "Started", crowd: Crowd, mine: Answer) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(service, started, member, mine)

        return Fan(crowd, make, "pass role", is_certain=not (mine.unknown or started.answer.unknown))

    def _edge(self, service: str, started: "Started", member: Member, mine: Answer) -> Edge:
        whole = joined(joined(mine, started.answer), member.let)
        says = f"{self.node} may hand {member.node} to something new that it starts in {service} ({started.ids})"
        paths = started.paths
        return Edge("pass role", self.node, member.node, says, whole.grounds, whole.unknown, mine.show, paths)


@dataclass(frozen=True)
class Started:
    """What an identity may start in a service, by the ids of escalation paths, and on which ground."""

    paths: tuple[str, ...]
    answer: Answer

    @property
    def ids(self) -> str:
        """For people."""
        return ", ".join(self.paths)


def _alike(means: Means, service: str, paths: Iterable[EscalationPath]) -> Iterator[tuple[Started, Facts]]:
    """What may be started on these paths whichever role is passed, and what the passing then says."""
    free = (path for path in paths if not path_names_role(means, path))
    alike = grouped((things_for(means, service, path.actions), path) for path in free)
    for things, each in alike.items():
        if started := _startable(means, each, _ANYONE, Profiles()):
            yield from ((started, facts) for facts in passing(service, things))


def _startable(means: Means, paths: Iterable[EscalationPath], role: str, profiles: Profiles) -> Started | None:
    """What of this may be started as the role of this ARN: on a known path, else on any."""
    answers = {path.id: _may_start(means, path, role, profiles) for path in paths}
    known = {id_: answer for id_, answer in answers.items() if answer.possible and ":" not in id_}
    possible = known or {id_: answer for id_, answer in answers.items() if answer.possible}
    found = {id_: answer for id_, answer in possible.items() if not answer.unknown} or possible
    return Started(tuple(found), next(iter(found.values()))) if found else None


def _may_start(means: Means, path: EscalationPath, role: str, profiles: Profiles) -> Answer:
    """Whether it may do all that the path asks for besides passing the role of this ARN."""
    others = (action for action in path.actions if action != HANDS_OVER)
    return all_of(_may_do(means, action, path, role, profiles) if means.may(action) else NO for action in others)


def _may_do(means: Means, action: str, path: EscalationPath, role: str, profiles: Profiles) -> Answer:
    if thing := thing_of_kind(action, means.caller):
        return means.on(action, thing)
    on, said = asked_with(means, action), saying_role(means, action, path, role, profiles)
    each = (facts.and_(own) for own in own_templates(means, action) for facts in said)
    return best(means.anywhere(action, facts, on) for facts in each)


def _naming(
    means: Means, service: str, paths: Iterable[EscalationPath]
) -> Mapping[tuple[str, ...], tuple[EscalationPath, ...]]:
    """Of the paths in a service those on which it starts something as some roles alone, by what the passing then says.

    Which of them counts is told role by role: one that is known may lead to another role than one that is not.
    """
    found = (path for path in paths if path_names_role(means, path))
    return grouped(
        (things_for(means, service, path.actions), path) for path in found if all(map(means.may, path.actions))
    )


@cache
def _by_service() -> Mapping[str, tuple[EscalationPath, ...]]:
    """Service → the known paths, then each action that takes a role for more than to move data with it."""
    others = (taker.path for taker in role_takers() if not only_moves_data(taker.action))
    every = (*(path for path in escalation_paths() if path.passes_role), *others)
    return grouped((service, path) for path in every for service in path.services)
