"""This is where it is told who can make something run that has a role of its own, without changing what it does."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from daypass.data.stand_ins import NOBODYS_ACCOUNT, PROBE
from daypass.data.triggers import Trigger, triggers
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import account_of
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.steering.named import arn_in
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.takeovers.gaining import SECRETS, gains

_UNTAGGED: Final = Facts(tags=("aws:resourcetag/",))
_MOST: Final = 100
"""Of what anyone may start, what is looked at: else each of many would look at all others."""


class _Runner(NamedTuple):
    """Something that runs, and the role as which it does."""

    node: Node
    resource: Resource
    runs: Edge


class Triggering:
    """What of a stack can be made to run, and as whom. Made once for a stack: `of_any_name` is asked of many."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        del stack
        self._rising = rising
        self._within: dict[tuple[str, str], tuple[tuple[_Runner, str], ...]] = {}

    def of(self, actor: Actor) -> Iterator[Rise]:
        """The strong roles as which something runs that the holder can trigger."""
        source = actor.node
        if source is None or self._rising.strength(source):
            return
        for runner in self._strong:
            for trigger in triggers().get(runner.node.noun, ()):
                arn = _arn(runner, trigger)
                able = (means for means in actor.means if arn and means.may(trigger.action))
                answer = best(_on(means, trigger.action, arn) for means in able)
                if answer.possible and not actor.gaps:
                    yield self._rise(source, runner, trigger, answer)

    def of_any_name(self, actor: Actor) -> Iterator[tuple[Edge, Edge]]:
        """What reads secrets and the holder makes run for certain, as it may whatever it is called; as which role."""
        nouns = dict.fromkeys(runner.node.noun for runner in self._reading)
        able = {noun: [*_of_any_name(actor, noun)] for noun in nouns}
        for runner in self._reading if actor.node and any(able.values()) else ():
            for trigger, those in able[runner.node.noun]:
                arn = _arn(runner, trigger)
                answer = best(_on(means, trigger.action, arn) for means in those if arn)
                if actor.node and answer.is_certain:
                    yield self._step(actor.node, runner, trigger, answer), runner.runs

    def within(self, source: Node, action: str, pattern: str) -> Iterator[tuple[Edge, Edge]]:
        """What somebody makes run who does this to whatever a pattern takes in, and as which role; by its ARN."""
        key = (action, pattern)
        if key not in self._within:
            self._within[key] = tuple(self._taken_in(*key))
        for runner, arn in self._within[key]:
            says = f"{source} may make {runner.node} run ({action})"
            yield Edge("code", source, runner.node, says, thing=arn), runner.runs

    def _taken_in(self, action: str, pattern: str) -> Iterator[tuple[_Runner, str]]:
        settled, others = self._by_action.get(action, (Settled(()), ()))
        for runner, arn in (*settled.near(pattern), *others):
            if meets(pattern, arn) != "no":
                yield runner, arn

    @cached_property
    def _by_action(self) -> Mapping[str, tuple[Settled[tuple[_Runner, str]], Sequence[tuple[_Runner, str]]]]:
        """Action → what it makes run: by its ARN, and those of which that is not known as a whole."""
        ways = ((one, way) for one in self._every.values() for way in triggers().get(one.node.noun, ()))
        placed = grouped((way.action, (one, arn)) for one, way in ways if (arn := _arn(one, way)))
        return {
            action: (
                Settled((arn, (one, arn)) for one, arn in each if not has_wildcard(arn)),
                [(one, arn) for one, arn in each if has_wildcard(arn)],
            )
            for action, each in placed.items()
        }

    def _rise(self, source: Node, runner: _Runner, trigger: Trigger, answer: Answer) -> Rise:
        target, step = runner.runs.target, self._step(source, runner, trigger, answer)
        unknown = (*answer.unknown, *runner.runs.unknown)
        return self._rising.rise((step, runner.runs), target, unknown)

    def _step(self, source: Node, runner: _Runner, trigger: Trigger, answer: Answer) -> Edge:
        says = f"{source} may make {runner.node} run ({trigger.action})"
        return Edge("code", source, runner.node, says, answer.grounds, answer.unknown)

    @cached_property
    def _strong(self) -> tuple[_Runner, ...]:
        """Those that run as a strong role. All of a service is often just what a tool of an agent is for."""
        return tuple(one for one in self._every.values() if self._rising.can_have_all(one.runs.target))

    @cached_property
    def _reading(self) -> tuple[_Runner, ...]:
        """Those that run as a role that reads a secret, in an order that says nothing of their registration."""
        each = (one for _, one in sorted(self._every.items(), key=itemgetter(0)))
        return tuple(islice((one for one in each if self._reads(one.runs.target)), _MOST))

    def _reads(self, role: Node) -> bool:
        actor = self._rising.actors.by_urn.get(role.key)
        return actor is not None and any(True for _ in gains(None, actor, SECRETS))

    @cached_property
    def _every(self) -> Mapping[tuple[str, str], _Runner]:
        """By what runs and as which role."""
        reach, found = self._rising.reach, {}
        for node in reach.nodes.values():
            if node.kind == "workload" and node.noun in triggers() and node.resource:
                for edge in reach.edges(node):
                    if edge.how == "runs as":
                        found[node.key, edge.target.key] = _Runner(node, node.resource, edge)
        return found


def _of_any_name(actor: Actor, noun: str) -> Iterator[tuple[Trigger, list[Means]]]:
    """How it may make run whatever of a kind there is, and as which callers it may do so to some."""
    for trigger in triggers()[noun]:
        able = [means for means in actor.means if means.may(trigger.action)]
        if any(_has_any_name(means, trigger) for means in able):
            yield trigger, able


def _has_any_name(means: Means, trigger: Trigger) -> bool:
    """Whether one takes part that nobody named, also where AWS makes up its id."""
    start, _, thing = trigger.resource_of(PROBE, means.caller.account or "*").rpartition(":")
    return means.on(trigger.action, f"{start}:{thing.replace('*', PROBE)}", _UNTAGGED).possible


def _on(means: Means, action: str, arn: str) -> Answer:
    """Whether it may do this there. Another account's things take more than a policy that would allow it of anybody's.

    Their owner must let it in; a statement that names the account is taken to know that. Source: IAM User Guide,
    "Cross-account policy evaluation logic"; read 2026-11.
    """
    account, home = account_of(arn), means.caller.account
    if account and home and account != home and means.on(action, arn.replace(account, NOBODYS_ACCOUNT)).possible:
        return NO
    return means.on(action, arn)


def _arn(runner: _Runner, trigger: Trigger) -> str:
    """Its own ARN, else what is known of it; "" where it is another service's."""
    own = arn_in(trigger.resource.split(":")[2], runner.node, runner.resource)
    if own or own is None:
        return own or ""
    name = text_of(said(runner.resource, "name")) or "*"
    return trigger.resource_of(name, runner.node.account or "*")
