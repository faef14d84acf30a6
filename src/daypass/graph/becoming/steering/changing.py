"""This is where it is told which workloads an identity may make do something else, and so act as their role."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from daypass.data.escalation_paths import EscalationPath, paths_here, paths_to_consumers
from daypass.graph.becoming.asking import Answer, all_of, joined
from daypass.graph.becoming.callers import in_partition_of, tag_facts
from daypass.graph.becoming.edges import Edge, Fan, How
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.kms_keys import DECRYPTS
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.passing.naming import saying_none
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.spreading import Spread, one_by_one, spread
from daypass.graph.becoming.steering.apis.fields import ASKS_FIELD
from daypass.graph.becoming.steering.apis.integrations import NAMES_TARGET
from daypass.graph.becoming.steering.asked_on import thing_of_kind
from daypass.graph.becoming.steering.changeable import Changeable, Changed, held_at
from daypass.graph.becoming.steering.commands.aims import AIMING
from daypass.graph.becoming.steering.commands.doings import DOING
from daypass.graph.becoming.steering.commands.readings import READING, SHOWING
from daypass.graph.becoming.steering.documents.sending import Sending
from daypass.graph.becoming.steering.openable import OPENING
from daypass.graph.becoming.steering.programs.telling import VENDS
from daypass.graph.becoming.steering.programs.vended_as_read import VENDS_AS_READ
from daypass.graph.becoming.steering.replacing import replacing
from daypass.graph.becoming.steering.said_to_grant import SAID_TO_GRANT
from daypass.graph.becoming.steering.said_to_run import SAID_TO_RUN
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.becoming.templates import own_templates
from daypass.iam.glob import has_wildcard

_Reached = list[tuple[Crowd, Answer]]

_SAYING: Final = DOING | AIMING | {ASKS_FIELD, NAMES_TARGET, SAID_TO_RUN}
"""The paths on which somebody says by what they send what another does."""


@dataclass(frozen=True)
class Changing:
    """The workloads that one identity may change. `means` are those of each caller that it is."""

    node: Node
    means: tuple[Means, ...]
    changeable: Changeable
    sending: Sending

    def __iter__(self) -> Iterator[Edge | Fan]:
        for path in _followed():
            for means in self.means if path.id in self.changeable.by_path else ():
                if all(map(means.may, path.actions)):
                    for changed in self.changeable.within(path, means.caller.account):
                        yield from self._by(path, means, changed)

    def _by(self, path: EscalationPath, means: Means, changed: Changed) -> Iterator[Edge | Fan]:
        actions = tuple(action for action in path.actions if action not in path.elsewhere)
        elsewhere = () if changed.beside else path.elsewhere
        sends = (self.sending.runs_anything(means, action) for action in actions if changed.targets)
        besides = all_of((*(_elsewhere(means, action) for action in elsewhere), *sends))
        if not besides.possible:
            return
        spreads = [spread(means, action, changed.targets) for action in actions]
        further = [(action, each) for action in path.elsewhere for each in changed.beside]
        beside = [spread(means, action, each) for action, each in further]
        opened = [spread(means, DECRYPTS, changed.keys)] if changed.seals else []
        alike = [] if changed.hold else self._alike(self._alike(_alike(spreads), beside), opened)
        for crowd, answer in alike:
            yield self._fan(path, crowd, joined(answer, besides), means)
        if not (changed.seals or changed.hold or _differ(spreads) or _differ(beside)):
            return
        own = {action: own_templates(means, action) for action in actions}
        done = {key for crowd, answer in alike if not answer.unknown for key in crowd.keys}
        also = [{one.node.key: one.arn for one in over.everyone} for over in beside]
        everyone = (one for one in spreads[0].everyone if one.node.key not in done)
        members = tuple(one for one in everyone if all(one.node.key in each for each in also))

        def ask(member: Member) -> Answer:
            facts, arn = _facts(member, path), in_partition_of(member.arn, means.caller)
            said = {action: facts.and_(replacing(means, action, arn)) for action in actions}
            asked = [best(means.on(action, arn, said[action].and_(one)) for one in own[action]) for action in actions]
            if beside and all(answer.possible for answer in asked):
                there = (in_partition_of(each[member.node.key], means.caller) for each in also)
                asked.extend(means.on(action, arn) for (action, _), arn in zip(further, there, strict=True))
            seal, hold = changed.seals.get(member.node.key), changed.hold.get(held_at(member))
            held = (seal.opened(means, arn),) if seal else (hold.passed(means, arn),) if hold else ()
            return all_of(chain(asked, held, (besides,)))

        # Where nothing is asked about the request itself, what holds of one holds of all that are called so.
        is_alike = not (beside or changed.seals or changed.hold or any(means.told(action).keys for action in actions))
        asked_of = tuple({one.arn: one for one in members}.values()) if is_alike else members
        for found, answer in one_by_one(means, asked_of, ask):
            if isinstance(found, Crowd):
                every = (other for one in found.members for other in changed.targets.called(one.arn).members)
                yield self._fan(path, Crowd(found.key, tuple(every)) if is_alike else found, answer, means)
            elif is_alike and len((crowd := changed.targets.called(found.arn)).members) > 1:
                yield self._fan(path, crowd, answer, means)
            else:
                yield self._edge(path, found, answer, means)

    def _alike(self, alike: _Reached, beside: Sequence[Spread]) -> _Reached:
        """Of these crowds those to which also actions spread that are about something else of each member."""
        if not beside:
            return alike
        return [
            (both, joined(answer, other))
            for crowd, answer in alike
            for near, other in _alike(beside)
            if (both := self.changeable.both(crowd, near)).members
        ]

    def _fan(self, path: EscalationPath, crowd: Crowd, answer: Answer, means: Means) -> Fan:
        def make(member: Member) -> Edge:
            return self._edge(path, member, answer, means)

        first = crowd.members[:1]  # `Changed`: all are as the first, and what a pattern takes in is no name of any
        how = _how(path, means, first[0].arn) if first else "code"
        is_sure = not any(member.let.unknown for member in first)
        return Fan(crowd, make, how, is_certain=is_sure and not answer.unknown)

    def _edge(self, path: EscalationPath, member: Member, answer: Answer, means: Means) -> Edge:
        how = _how(path, means, member.arn)
        says = f"{self.node} may {_does(path, member.node)} ({path.id}: {', '.join(path.actions)})"
        paths, thing = (path.id,), member.arn
        whole = answer.under(*member.let.unknown)
        return Edge(how, self.node, member.node, says, whole.grounds, whole.unknown, whole.show, paths, thing)


def _how(path: EscalationPath, means: Means, arn: str) -> How:
    """What who goes this path has of a workload of this ARN.

    Who asks for a session of the one that they were given does no more than who assumes a role by its name.
    """
    if path.id in READING | SHOWING | _SAYING | VENDS_AS_READ | SAID_TO_GRANT | {VENDS}:
        return "asks"
    return "assume" if _gives_session(path) and _is_named(means, path.actions[0], arn) else "code"


def _does(path: EscalationPath, node: Node) -> str:
    """What who goes this path does to a workload, in words that follow "may"."""
    if _gives_session(path):
        return f"take a session of what {node} runs as"
    if path.id in SAID_TO_GRANT:
        return f"write by what {node} decides which role it gives out"
    if path.id == VENDS or path.id in VENDS_AS_READ:
        return f"name the role of which {node} gives out credentials"
    if path.id in READING:
        return f"choose what {node} reads"
    if path.id in SHOWING:
        return f"see what {node} reads"
    return f"say what {node} does" if path.id in _SAYING else f"make {node} do something else"


def _gives_session(path: EscalationPath) -> bool:
    """Whether the answer to its one request is a session of the role itself (`deadline:AssumeQueueRoleForUser`)."""
    return len(path.actions) == 1 and path.actions[0].partition(":")[2].startswith("Assume")


def _is_named(means: Means, action: str, arn: str) -> bool:
    """Whether whatever lets it do this to the thing names that one alone."""
    held = means.told(action).allows
    patterns = (text for one in held for text in one.line.patterns(means.caller.facts) if meets(text, arn) != "no")
    return not means.open and not any(map(has_wildcard, patterns))


def _elsewhere(means: Means, action: str) -> Answer:
    """Whether it may do this to something: of the kind that the action is asked about, where that is told."""
    thing = thing_of_kind(action, means.caller)
    return means.on(action, thing) if thing else means.anywhere(action)


def _alike(spreads: Sequence[Spread]) -> _Reached:
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
    """The paths to workloads, without those that ask for more than another one does, which leads into all of them."""
    return tuple(
        path
        for paths in paths_to_consumers().values()
        for path in paths
        if not any(set(other.actions) < set(path.actions) for other in paths if other.id not in OPENING)
    )


def _facts(member: Member, path: EscalationPath) -> Facts:
    service = path.actions[0].partition(":")[0]
    resource, brought = member.node.resource, saying_none(path).and_(Facts(dict(member.brings)))
    return brought.and_(tag_facts(resource, "aws:resourcetag/", f"{service}:resourcetag/")) if resource else brought
