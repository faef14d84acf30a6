"""This is where it is told which workloads forge an approval by which what changes identities is started.

Somebody has to record that something was approved: whose name says that it does so passes, and who alone writes there,
unless what is started changes their own rights. Where somebody else who writes there is called after approvals, that
one is meant, and whatever is started counts that weighs. Of agents and the like `low-trust-does-not-trigger-high`
tells.
"""

from collections.abc import Iterator

from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened
from daypass_policies.escalating.low_trust.acting import unasked
from daypass_policies.escalating.low_trust.approval_words import asks_for_approval
from daypass_policies.escalating.low_trust.approving_records import ApprovingRecords
from daypass_policies.escalating.low_trust.started import StartedUse, Starting, anything
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import is_over_identities


def approves(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The approvals that it forges."""
    stack = rising.reach.stack
    approving = stack.once(ApprovingRecords)
    if not approving.each or records_approvals(actor, stack) or actor.resource.urn in stack.once(unasked, rising):
        return
    for one in approving.each:
        written, uses = approving.written(actor, one), tuple(approving.started(one))
        if not written.answer.possible:
            continue
        writers = stack.once(_Writers, rising).of(one.by.urn)
        others = (rising.actors.by_urn[urn] for urn in sorted(writers) if urn != actor.resource.urn)
        counts = anything if any(records_approvals(other, stack) for other in others) else is_over_identities
        for started in stack.once(Starting, rising).by(uses, actor, counts):
            if len(writers) > 1 or _changes(started, actor, rising):
                words = f"{written.words} that says that something was approved, by which {one.noun} {one.by.name!r}"
                done = f" as {started.done.role}, which may {started.done.gain}" if started.done else ""
                unknown = () if started.done else started.untold
                yield Opened(written.action, f"{words} starts {started.words}{done}", written.answer.under(*unknown))


class _Writers:
    """Who may write what says so, but for what is started by it: that notes what it has done."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        approving, starting = stack.once(ApprovingRecords), stack.once(Starting, rising)
        self._by: dict[str, frozenset[str]] = {}
        for one in approving.each:
            own = {role.resource.urn for use in approving.started(one) for role in starting.roles(use)}
            able = (each for each in rising.actors.each if each.node and approving.written(each, one).answer.possible)
            self._by[one.by.urn] = frozenset(each.resource.urn for each in able) - own

    def of(self, urn: str) -> frozenset[str]:
        """Those of what a mapping or a pipe hands on, by the URN of that."""
        return self._by.get(urn, frozenset())


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
