"""This is where it is told who forges an approval: puts the event that says so, on which something acts that may more.

An agent does as a text says, and a pull request runs what somebody proposes; whoever may put the event agrees for
everyone who should. Sources: EventBridge API Reference, "PutEvents", and User Guide, "Using IAM policy conditions in
Amazon EventBridge" (`events:source`, `events:detail-type`); read 2026-12.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.commands.flows import MACHINES, Flow, Place, Step, hidden_part
from daypass.graph.becoming.steering.commands.rules import PATTERN, Handed, handed, perhaps_handed
from daypass.graph.becoming.steering.commands.waits import waits_of
from daypass.graph.becoming.steering.commands.wanted import Event, events_wanted, said_in_detail
from daypass.graph.becoming.steering.pipeline_actions import actions_of
from daypass.graph.becoming.steering.pipelines import PIPELINES
from daypass.graph.consumers import Use
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may
from daypass_policies.escalating.low_trust.acting import Acting, agents_acting, proposals_acting
from daypass_policies.escalating.low_trust.approval_words import says_approved
from daypass_policies.escalating.low_trust.machine_tasks import Done, Tasks
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.doubting import doubted
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained
from daypass_policies.escalating.told import Doubts, at, by, stands_in

PUTS: Final = "events:PutEvents"
_TASKS: Final = (
    *(("ecsTarget", "taskDefinitionArn"), ("ecsParameters", "taskDefinitionArn")),
    *(("batchTarget", "jobDefinition"), ("batchParameters", "jobDefinition")),
)
"""Where a target says what it starts, rather than where."""

_NOUNS: Final = {"taskDefinitionArn": "task", "jobDefinition": "batch job"}
_SOURCES: Final = "Source"


class Forged(NamedTuple):
    """An approval that starts something: what is `started` does `done`; `untold`: what keeps from knowing of any."""

    handed: Handed
    started: Use
    done: Done | None
    untold: tuple[Untold, ...] = ()


def forged_approvals(stack: Stack, rising: Rising) -> Iterator[Problem | Open]:
    """What is told of a stack."""
    rules = [one for one in handed(stack) if any(True for _ in _approving(one, ""))]
    hidden = [*perhaps_handed(stack)]
    if not rules and not hidden:
        return
    starting, doubts = _Starting(stack, rising), Doubts()
    every = {one.actor.resource.urn: one for one in (*proposals_acting(stack, rising), *agents_acting(stack, rising))}
    acting = [one for one in every.values() if not one.actor.has_among_everything(PUTS)]
    for one, rule in product(acting, rules):
        if (answer := _puts(one.actor, rule)).possible:
            for forged in starting.by(rule, one.actor):
                yield from _told(one, forged, answer, doubts)
    for rule in hidden:
        if any(_may_forge(one.actor, rule, starting) for one in acting):
            yield Open(rule.rule, (PATTERN,))


def _may_forge(actor: Actor, rule: Handed, starting: "_Starting") -> bool:
    """Whether it would have something done, if the rule took its events as an approval."""
    return may(actor, PUTS, rule.arn).possible and any(True for _ in starting.by(rule, actor))


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


class _Starting:
    """What rules of a stack start."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._runners, self._tasks = rising, stack.once(Runners), Tasks(stack, rising)

    def by(self, one: Handed, actor: Actor) -> Iterator[Forged]:
        """What a rule starts that does more than somebody may, or may do so."""
        for use in {each.consumer.urn: each for each in self._uses(one)}.values():
            found = self._in_machine(one, use, actor) if use.consumer.type in MACHINES else self._of(one, use, actor)
            if found.done or found.untold:
                yield found

    def _uses(self, one: Handed) -> Iterator[Use]:
        arn = text_of(one.target.said("arn"))
        yield from self._runners.at(arn) if arn else self._runners.behind(one.target.behind("arn"))
        for key, name in _TASKS:
            for held in maps(one.target.said(key)):
                text = text_of(held.get(name))
                behind = one.target.behind(key)
                yield from self._runners.named(_NOUNS[name], text) if text else self._runners.behind(behind)

    def _in_machine(self, one: Handed, use: Use, actor: Actor) -> Forged:
        """What a state machine does before it asks anybody else."""
        machine = use.consumer
        flow = Flow(machine)
        asking = {wait.place for wait in waits_of(flow) if not wait.is_work}

        def says(place: Place) -> Step:
            return "stops" if place in asking else "passes"

        places = [place for place in flow.reached(says) if place not in asking]
        done = next(filter(None, (self._tasks.done(actor, machine, place) for place in places)), None)
        untold = next(filter(None, (self._tasks.untold(actor, machine, place) for place in places)), ())
        hidden = hidden_part(machine)
        return Forged(one, use, done, untold or ((Untold.of(machine, hidden),) if hidden else ()))

    def _of(self, one: Handed, use: Use, actor: Actor) -> Forged:
        """What anything else may do that is started."""
        roles = [role for role in self._roles(use) if role is not actor and role.node]
        gains = ((role.node, gained(actor, role.node, self._rising, HEAVY)) for role in roles if role.node)
        done = next((Done(node, gain) for node, gain in gains if gain), None)
        doubt = next(
            (one for role in roles if role.node for one in doubted(actor, role.node, self._rising, HEAVY)), None
        )
        return Forged(one, use, done, (*doubt.unknown, *doubt.held) if doubt else ())

    def _roles(self, use: Use) -> Iterator[Actor]:
        """As whom it works; of a pipeline nothing counts that it does only once somebody has agreed."""
        urns = [use.role]
        if use.consumer.type in PIPELINES:
            early = [action for action in actions_of(use.consumer).early if action.category != _SOURCES]
            builds = [build.role for action in early for build in self._runners.named("build", action.project)]
            urns = [*urns, *builds] if early else []
        yield from filter(None, map(self._rising.actors.by_urn.get, dict.fromkeys(urns)))


def _told(acting: Acting, forged: Forged, answer: Answer, doubts: Doubts) -> Iterator[Problem | Open]:
    actor, done = acting.actor, forged.done
    if not done or answer.unknown:
        yield from doubts.of(actor, (*answer.unknown, *(() if done else forged.untold)))
    elif acting.undecided:
        yield acting.undecided
    else:
        rule, started = forged.handed.rule, f"{forged.started.noun} {forged.started.consumer.name!r}"
        yield Problem(
            f"{actor.title}, {acting.words}, may put the event ({PUTS}) that says that something was approved, and by "
            f"which event rule {rule.name!r} starts {started}; that acts as {done.role}, which may {done.gain}, as it "
            f"may not itself{by(answer.grounds)}",
            at=at(answer.grounds, actor.resource),
            key=f"approves by {rule.name} {forged.started.consumer.name}",
            severity="medium",
            confidence="medium",
            advisory=True,
            on=actor.resource,
            within=stands_in(answer.grounds, actor.resource),
            witness=PUTS,
        )
