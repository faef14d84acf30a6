"""This is where it is told who forges an approval: puts the event that says so, on which something acts that may more.

An agent does as a text says, and a pull request runs what somebody proposes; whoever may put the event agrees for
everyone who should. Sources: EventBridge API Reference, "PutEvents", and User Guide, "Using IAM policy conditions in
Amazon EventBridge" (`events:source`, `events:detail-type`); read 2026-12.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.commands.rules import PATTERN, Handed, handed, perhaps_handed
from daypass.graph.becoming.steering.commands.wanted import Event, events_wanted, said_in_detail
from daypass.graph.consumers import Use
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.acting import unasked
from daypass_policies.escalating.low_trust.approval_words import says_approved
from daypass_policies.escalating.low_trust.forging import Forging, told_of
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.low_trust.started import Starting
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.told import Doubts

PUTS: Final = "events:PutEvents"
_TASKS: Final = (
    *(("ecsTarget", "taskDefinitionArn"), ("ecsParameters", "taskDefinitionArn")),
    *(("batchTarget", "jobDefinition"), ("batchParameters", "jobDefinition")),
)
"""Where a target says what it starts, rather than where."""

_NOUNS: Final = {"taskDefinitionArn": "task", "jobDefinition": "batch job"}


def forged_approvals(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    rules = [one for one in handed(stack) if any(True for _ in _approving(one, ""))]
    hidden = [*perhaps_handed(stack)]
    if not rules and not hidden:
        return
    starting, runners, doubts = Starting(stack, rising), stack.once(Runners), Doubts()
    acting = [one for one in unasked(stack, rising).values() if not one.actor.has_among_everything(PUTS)]
    for one, rule in product(acting, rules):
        if (answer := _puts(one.actor, rule)).possible:
            for started in starting.by(_uses(rule, runners), one.actor):
                forging, name = Forging(one, "put the event", PUTS, answer), rule.rule.name
                yield from told_of(forging, started, f"event rule {name!r}", name, doubts)
    for rule in hidden:
        able = [one.actor for one in acting if may(one.actor, PUTS, rule.arn).possible]
        if any(any(starting.by(_uses(rule, runners), actor)) for actor in able):
            yield Open(rule.rule, (PATTERN,))


def _approving(one: Handed, account: str) -> Iterator[Event]:
    """The events that say that something was approved, of those that the rule takes from somebody in the account."""
    is_said = any(says_approved(f"{said.path} {said.text}") for said in said_in_detail(one.pattern))
    for event in events_wanted(one.pattern, account):
        if is_said or says_approved(event.detail_type):
            yield event


def _puts(actor: Actor, one: Handed) -> Answer:
    """Whether somebody may put such an event where the rule sees it."""
    account = actor.node.account if actor.node else ""
    return best(may(actor, PUTS, one.arn, event.facts) for event in _approving(one, account))


def _uses(one: Handed, runners: Runners) -> Iterator[Use]:
    """What a rule starts."""
    arn = text_of(one.target.said("arn"))
    yield from runners.at(arn) if arn else runners.behind(one.target.behind("arn"))
    for key, name in _TASKS:
        for held in maps(one.target.said(key)):
            text, behind = text_of(held.get(name)), one.target.behind(key)
            yield from runners.named(_NOUNS[name], text) if text else runners.behind(behind)
