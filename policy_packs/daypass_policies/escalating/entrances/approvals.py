"""This is where it is told which workloads forge an approval by which what changes identities is started.

Somebody has to record that something was approved: whose name says that it does so passes, and who alone writes there,
unless what is started changes their own rights. Where somebody else who writes there is called after approvals, that
one is meant, and whatever is started counts that weighs. Of agents and the like `low-trust-does-not-trigger-high`
tells.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from daypass.graph.becoming.steering.commands.records import Records
from daypass.graph.becoming.steering.commands.rules import PATTERN, Handed
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, may, may_at_all
from daypass_policies.escalating.low_trust.acting import unasked
from daypass_policies.escalating.low_trust.approval_words import asks_for_approval
from daypass_policies.escalating.low_trust.approving_events import PUTS, ApprovingEvents
from daypass_policies.escalating.low_trust.approving_records import ApprovingRecords, RecordWrite
from daypass_policies.escalating.low_trust.started import StartedUse, Starting, anything
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import is_over_identities


class _Way(NamedTuple):
    """What says that something was approved, `by_which` rule, mapping or pipe, and what that starts.

    `is_theirs`: whether somebody was given it as their own to say.
    """

    by_which: str
    uses: tuple[Use, ...]
    is_theirs: Callable[[Actor], bool] = lambda _: False


def approves(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The approvals that it forges."""
    stack = rising.reach.stack
    ways = stack.once(_Ways)
    if not ways.each or records_approvals(actor, stack) or actor.resource.urn in stack.once(unasked, rising):
        return
    for number, written in ways.near(actor):
        one, writers = ways.each[number], stack.once(_writers, rising)[number]
        if one.is_theirs(actor):
            continue
        counts = anything if writers.meant - {actor.resource.urn} else is_over_identities
        for started in stack.once(Starting, rising).by(one.uses, actor, counts):
            if len(writers.each) > 1 or _changes(started, actor, rising):
                words = f"{written.words} that says that something was approved, by which {one.by_which}"
                done = f" as {started.done.role}, which may {started.done.gain}" if started.done else ""
                unknown = () if started.done else started.untold
                answer = written.answer.under(*unknown)
                yield Opened(
                    written.action, f"{words} starts {started.words}{done}", answer, as_another=bool(started.done)
                )
                if answer.is_certain:
                    return  # who may do so with very many is told of one


class _Ways:
    """Those of a stack; each by a number of its own."""

    def __init__(self, stack: Stack) -> None:
        self._records, self._events = stack.once(ApprovingRecords), stack.once(ApprovingEvents)
        self._rules = (*((one, False) for one in self._events.each), *((one, True) for one in self._events.hidden))
        self._numbers = {one.by.urn: number for number, one in enumerate(self._records.each, len(self._rules))}
        self.each = (*(self._of_rule(one) for one, _ in self._rules), *map(self._of_record, self._records.each))

    def near(self, actor: Actor) -> Iterator[tuple[int, RecordWrite]]:
        """The numbers of those that somebody may write, and how."""
        for one, written in self._records.near(actor):
            yield self._numbers[one.by.urn], written
        may_put = not actor.has_among_everything(PUTS) and may_at_all(actor, PUTS)
        for number, (rule, is_hidden) in enumerate(self._rules if may_put else ()):
            hidden = may(actor, PUTS, rule.arn).under(Untold.of(rule.rule, PATTERN)) if is_hidden else None
            answer = hidden or self._events.put(actor, rule)
            if answer.possible:
                yield number, RecordWrite(PUTS, "put the event", answer)

    def _of_rule(self, rule: Handed) -> _Way:
        is_theirs = partial(self._events.is_theirs, one=rule)
        return _Way(f"event rule {rule.rule.name!r}", tuple(self._events.started(rule)), is_theirs)

    def _of_record(self, one: Records) -> _Way:
        return _Way(f"{one.noun} {one.by.name!r}", tuple(self._records.started(one)))


class _Writers(NamedTuple):
    """All who may write one, but for what is started by it, which notes what it has done; and who of these approves."""

    each: frozenset[str]
    meant: frozenset[str]


def _writers(stack: Stack, rising: Rising) -> Mapping[int, _Writers]:
    """Number of a way → who writes it."""
    ways, starting = stack.once(_Ways), stack.once(Starting, rising)
    actors = [each for each in rising.actors.each if each.node]
    meant = {each.resource.urn for each in actors if records_approvals(each, stack)}
    able = grouped((number, each.resource.urn) for each in actors for number, _ in ways.near(each))
    found = {}
    for number, urns in able.items():
        own = {role.resource.urn for use in ways.each[number].uses for role in starting.roles(use)}
        found[number] = _Writers(frozenset(urns) - own, (frozenset(urns) - own) & meant)
    return found


def _changes(started: StartedUse, actor: Actor, rising: Rising) -> bool:
    """Whether what is started changes the rights of the writer, or may do so."""
    if started.done is None or actor.node is None:
        return True
    return any(edge.target == actor.node for edge in rising.reach.edges(started.done.role))


def records_approvals(actor: Actor, stack: Stack) -> bool:
    """Whether its name, or that of what runs as it, says that it is there for approvals."""
    uses = (use for use in stack.once(Consumers).by_role.get(actor.resource.urn, ()) if use.own)
    called = (actor.resource, *(use.consumer for use in uses))
    names = (text for one in called for text in (one.name, text_of(said(one, "name")), text_of(said(one, "roleName"))))
    return any(map(asks_for_approval, names))
