"""This is where it is told what somebody gets who names by a request what an integration of API Gateway is about.

That is what the role of the integration may do to any of several things, by the one action that is called; where that
starts something, what this may as its own role. The one thing that a role is given is what the route is there for.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import best
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.integrations import NAMES_TARGET, Asked, asked_of
from daypass.graph.becoming.steering.commands.calls import Call
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard, matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_kin
from daypass_policies.escalating.takeovers.calling import gained_by_action
from daypass_policies.escalating.takeovers.doing import AskedGain
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight, gained
from daypass_policies.escalating.takeovers.unnamed import SUFFIXES

_BUCKETS: Final = "s3"
_SECRETS: Final = "secretsmanager"
_KIND: Final = re.compile(r"[\w-]{1,60}[:/](?=.)")
"""What says in an ARN of what kind the thing is (`table/`)."""


def invoked_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step gives; nothing where it is one of another kind. `weights` are those that count."""
    integration = edge.target.resource if NAMES_TARGET in edge.paths and weights else None
    asked = asked_of(integration) if integration else None
    for runs in rising.steps(edge.target) if asked else ():
        role = rising.actors.by_urn.get(runs.target.key)
        action = Call(asked.call, {}).action if asked else ""
        if runs.how == "runs as" and role and asked and reaches_several(role, action, asked):
            for gain in gained_by_action(actor, runs.target, action, rising, weights):
                if fits(gain.resource, asked) and not is_called_like(actor, gain.resource):
                    yield from _reached((edge, runs), gain, asked, actor, rising)


def reaches_several(role: Actor, action: str, asked: Asked) -> bool:
    """Whether what it is about can be one of several things, as far as the role may do this to them."""
    every = (
        pattern
        for means in role.means
        for held in means.told(action).allows
        for pattern in held.line.patterns(means.caller.facts)
    )
    things = {_thing(pattern) for pattern in every if fits(pattern, asked)}
    return len(things) > 1 or any(map(has_wildcard, things))


def fits(resource: str, asked: Asked) -> bool:
    """Whether the caller may name something that a pattern of resources takes in."""
    wanted, thing = _named(asked.pattern), _thing(resource)
    return matches(wanted, thing) or matches(thing, wanted)


def _reached(way: tuple[Edge, ...], gain: Gain, asked: Asked, actor: Actor, rising: Rising) -> Iterator[AskedGain]:
    """What is started does what counts, as far as the stack has it: itself, or else that it is started at all."""
    started = [*_started(way[-1].target, gain, asked, rising)]
    if not started:
        yield AskedGain(way, gain)
    for step, runs in started:
        may_itself = best(means.on(gain.action, step.thing) for means in actor.means).possible
        is_their_own = may_itself or is_kin(actor, runs.target, step.target.name)
        if further := None if is_their_own else gained(actor, runs.target, rising, HEAVY):
            yield AskedGain((*way, step, runs), further)


def _started(role: Node, gain: Gain, asked: Asked, rising: Rising) -> Iterator[tuple[Edge, Edge]]:
    """What of the stack it starts so, and as which role that runs."""
    triggering = rising.reach.stack.once(Triggering, rising)
    return (way for way in triggering.within(role, gain.action, gain.resource) if fits(way[0].thing, asked))


def _thing(pattern: str) -> str:
    """The name in an ARN of what a call is about: of an object its bucket, of an index its table."""
    arn = Arn.parse(pattern)
    if arn is None or arn.resource == EVERYTHING:
        return EVERYTHING
    if arn.service == _BUCKETS:
        return arn.resource.partition("/")[0]
    name = _KIND.sub("", arn.resource, count=1)
    if arn.service == _SECRETS:
        return name.removesuffix(next((end for end in SUFFIXES if name.endswith(end)), ""))
    return re.split(r"[:/]", name, maxsplit=1)[0]


def _named(text: str) -> str:
    """The name in what a request says: an ARN, an address, or the name itself."""
    arn = Arn.parse(text)
    return _thing(text) if arn else text.rstrip("/").rpartition("/")[2] or EVERYTHING
