"""This is where it is told which workloads forge an approval by which what changes identities is started.

Somebody has to record that something was approved: whose name says that it does so passes, and who alone writes there,
unless what is started changes their own rights. Where somebody else who writes there is called after approvals, that
one is meant, and whatever is started counts that weighs. Of agents and the like `low-trust-does-not-trigger-high`
tells.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from daypass.graph.becoming.asking import NO
from daypass.graph.becoming.steering.commands.rules import PATTERN, Handed
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
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
    """What says that something was approved, `by_which` rule, mapping or pipe; what that starts, and how it is written.

    `is_theirs`: whether somebody was given it as their own to say.
    """

    by_which: str
    uses: tuple[Use, ...]
    written: Callable[[Actor], RecordWrite]
    is_theirs: Callable[[Actor], bool]


class _Approval(NamedTuple):
    """The same, and all who may write it but for what is started by it: that notes what it has done."""

    way: _Way
    writers: frozenset[str]


def approves(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The approvals that it forges."""
    stack = rising.reach.stack
    every = stack.once(_approvals, rising)
    if not every or records_approvals(actor, stack) or actor.resource.urn in stack.once(unasked, rising):
        return
    for one, writers in every:
        written = one.written(actor)
        if not written.answer.possible or one.is_theirs(actor):
            continue
        others = (rising.actors.by_urn[urn] for urn in sorted(writers) if urn != actor.resource.urn)
        counts = anything if any(records_approvals(other, stack) for other in others) else is_over_identities
        for started in stack.once(Starting, rising).by(one.uses, actor, counts):
            if len(writers) > 1 or _changes(started, actor, rising):
                words = f"{written.words} that says that something was approved, by which {one.by_which}"
                done = f" as {started.done.role}, which may {started.done.gain}" if started.done else ""
                unknown = () if started.done else started.untold
                yield Opened(written.action, f"{words} starts {started.words}{done}", written.answer.under(*unknown))


def _approvals(stack: Stack, rising: Rising) -> tuple[_Approval, ...]:
    """Those of a stack."""
    starting = stack.once(Starting, rising)

    def made(way: _Way) -> _Approval:
        own = {role.resource.urn for use in way.uses for role in starting.roles(use)}
        able = (each for each in rising.actors.each if each.node and way.written(each).answer.possible)
        return _Approval(way, frozenset(each.resource.urn for each in able) - own)

    return tuple(map(made, (*_by_records(stack), *_by_events(stack))))


def _by_records(stack: Stack) -> Iterator[_Way]:
    approving = stack.once(ApprovingRecords)
    for one in approving.each:
        written = partial(approving.written, one=one)
        yield _Way(f"{one.noun} {one.by.name!r}", tuple(approving.started(one)), written, lambda _: False)


def _by_events(stack: Stack) -> Iterator[_Way]:
    events = stack.once(ApprovingEvents)

    def put(actor: Actor, rule: Handed, *, is_hidden: bool) -> RecordWrite:
        if actor.has_among_everything(PUTS) or not may_at_all(actor, PUTS):
            return RecordWrite(PUTS, "", NO)
        hidden = may(actor, PUTS, rule.arn).under(Untold.of(rule.rule, PATTERN)) if is_hidden else None
        return RecordWrite(PUTS, "put the event", hidden or events.put(actor, rule))

    for rules, is_hidden in ((events.each, False), (events.hidden, True)):
        for rule in rules:
            written, is_theirs = partial(put, rule=rule, is_hidden=is_hidden), partial(events.is_theirs, one=rule)
            yield _Way(f"event rule {rule.rule.name!r}", tuple(events.started(rule)), written, is_theirs)


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
