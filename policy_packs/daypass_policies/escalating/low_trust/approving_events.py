"""This is where it is told which events say that something was approved, who may put one, and what that starts.

Whoever may put the event agrees for everyone who should; what policies ask about its source or its detail-type may keep
somebody from that. Sources: EventBridge API Reference, "PutEvents", and User Guide, "Using IAM policy conditions in
Amazon EventBridge" (`events:source`, `events:detail-type`); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.commands.rules import Handed, handed, perhaps_handed
from daypass.graph.becoming.steering.commands.wanted import Event, events_wanted, said_in_detail
from daypass.graph.consumers import Use
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.approval_words import says_approved
from daypass_policies.escalating.low_trust.runners import Runners

PUTS: Final = "events:PutEvents"
_SOURCE: Final = "events:source"
_TASKS: Final = (
    *(("ecsTarget", "taskDefinitionArn"), ("ecsParameters", "taskDefinitionArn")),
    *(("batchTarget", "jobDefinition"), ("batchParameters", "jobDefinition")),
)
"""Where a target says what it starts, rather than where."""

_NOUNS: Final = {"taskDefinitionArn": "task", "jobDefinition": "batch job"}


class ApprovingEvents:
    """Those of a stack: `each` rule hands on what says that something was approved; of `hidden` ones nobody knows."""

    def __init__(self, stack: Stack) -> None:
        self._runners = stack.once(Runners)
        self.each: Final = tuple(one for one in handed(stack) if any(True for _ in _approving(one, "")))
        self.hidden: Final = tuple(perhaps_handed(stack))

    def put(self, actor: Actor, one: Handed) -> Answer:
        """Whether somebody may put such an event where the rule sees it."""
        account = actor.node.account if actor.node else ""
        return best(may(actor, PUTS, one.arn, event.facts) for event in _approving(one, account))

    def is_theirs(self, actor: Actor, one: Handed) -> bool:
        """Whether somebody may put events of this very source, and no other: then it is they who approve."""
        sources = {event.source for event in _approving(one, "")}
        held = (held.line.statement for means in actor.means for held in means.told(PUTS).allows)
        return any(any(_is_held_to(each, source) for source in sources) for each in held)

    def started(self, one: Handed) -> Iterator[Use]:
        """What a rule starts."""
        arn = text_of(one.target.said("arn"))
        yield from self._runners.at(arn) if arn else self._runners.behind(one.target.behind("arn"))
        for key, name in _TASKS:
            for held in maps(one.target.said(key)):
                text, behind = text_of(held.get(name)), one.target.behind(key)
                yield from self._runners.named(_NOUNS[name], text) if text else self._runners.behind(behind)


def _is_held_to(statement: Statement, source: str) -> bool:
    try:
        return any(one.key.lower() == _SOURCE and tuple(one.values) == (source,) for one in statement.conditions)
    except Undecided:
        return False


def _approving(one: Handed, account: str) -> Iterator[Event]:
    """The events that say that something was approved, of those that the rule takes from somebody in the account."""
    is_said = any(says_approved(f"{said.path} {said.text}") for said in said_in_detail(one.pattern))
    for event in events_wanted(one.pattern, account):
        if is_said or says_approved(event.detail_type):
            yield event
