"""This is where it is told who has agents act for them that are there for others, by asking any agent there is.

An agent does with its own role what it is asked, and a knowledge base answers out of all that its role reads. Whoever
may ask any by a pattern asks those of others too. Source: Service Authorization Reference, "Amazon Bedrock" and "Amazon
Bedrock AgentCore"; Bedrock User Guide, "Create a service role for Knowledge Bases"; read 2026-11.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.table import grouped
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import Held
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight, gains
from daypass_policies.escalating.takeovers.workers import is_agents, works_for_itself


class _Kind(NamedTuple):
    """How something is asked: the property with its id, its ARN behind the account, and what counts of its role."""

    action: str
    id: str
    arn: str
    weights: tuple[Weight, ...] = HEAVY


_AGENT: Final = _Kind("bedrock:InvokeAgent", "agentId", "agent-alias/ID/*")
_RUNTIME: Final = _Kind("bedrock-agentcore:InvokeAgentRuntime", "agentRuntimeId", "runtime/ID")
_BASE: Final = _Kind("bedrock:Retrieve", "knowledgeBaseId", "knowledge-base/ID", ("data",))
_KINDS: Final[Mapping[str, _Kind]] = {
    "aws:bedrock/agentAgent:AgentAgent": _AGENT,
    "aws-native:bedrock:Agent": _AGENT,
    "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime": _RUNTIME,
    "aws-native:bedrockagentcore:Runtime": _RUNTIME,
    "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase": _BASE._replace(id="id"),
    "aws-native:bedrock:KnowledgeBase": _BASE,
}
_MODELS: Final = "bedrock"
"""How the services are called of which every agent uses models, bases and memories: to ask those is no gain."""

_TAG: Final = "tag/"


class _Asked(NamedTuple):
    """What can be asked, and the role as which it acts."""

    resource: Resource
    noun: str
    role: Node
    kind: _Kind
    arn: str


def asks(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """Those of others that an agent or another workload may ask, because a pattern takes them in."""
    if not (works_for_itself(actor, rising) or is_agents(actor)):
        return
    for action, each in rising.reach.stack.once(_asked, rising).items():
        if has_by_itself(actor, action):
            yield from _of_others(actor, [one for one in each if one.role.key != actor.resource.urn], rising)


def _of_others(actor: Actor, asked: Sequence[_Asked], rising: Rising) -> Iterator[Opened]:
    """Its own are those that it names, or is called like. Where none is, each may be, unless it is an agent itself."""
    reached = [(one, way) for one in asked if (way := _way(actor, one))]
    own = [one for one, way in reached if way == "named" or is_kin(actor, one.role, one.resource.name)]
    others = [one for one, _ in reached if one not in own]
    for other in others:
        each = [own] if own or is_agents(actor) else [[one] for one in others if one != other]
        for with_these in each:
            if gain := _gain(actor, with_these, other, rising):
                words = f"have {other.noun} {other.resource.name!r} act for it, which may {gain}"
                yield Opened(other.kind.action, words, may(actor, other.kind.action, other.arn))


def _gain(actor: Actor, own: Sequence[_Asked], other: _Asked, rising: Rising) -> Gain | None:
    """The heaviest that it gets beyond what it has itself, and by those that are its own."""
    actors = rising.actors.by_urn
    target = actors.get(other.role.key)
    if target is None or target.is_bounded_elsewhere:
        return None
    means = (means for one in own if one.role.key in actors for means in actors[one.role.key].means)
    found = gains(replace(actor, means=(*actor.means, *means)), target, other.kind.weights)
    return next((gain for gain in found if not _is_no_gain(gain)), None)


def _is_no_gain(gain: Gain) -> bool:
    return gain.action.lower().startswith(_MODELS) or is_for_tests(gain.resource)


def _way(actor: Actor, asked: _Asked) -> str:
    """Whether its statements name what is asked, or take it in by a pattern; "" where neither is certain."""
    action = asked.kind.action
    # Where it is may not be known, and then neither whether a Deny means it; but somebody wrote one.
    able = [means for means in actor.means if means.denies(action, asked.arn) == "no"]
    held = [one for means in able for one in means.told(action).allows]
    ways = {way for one in held for text in _patterns(one) if (way := _taken_in(text, asked))}
    return "named" if "named" in ways else next(iter(ways), "")


def _patterns(held: Held) -> tuple[str, ...]:
    """The resources of a statement that no tag limits."""
    try:
        statement = held.line.statement
        return () if any(_TAG in one.key.lower() for one in statement.conditions) else statement.resources
    except Undecided:
        return ()


def _taken_in(pattern: str, asked: _Asked) -> str:
    its_id, id_ = _id_of(asked.arn), _id_of(pattern)
    if id_ and not has_wildcard(id_):
        return "named" if id_ == its_id else ""
    if its_id == ANY and id_ not in ("", ANY):
        return ""  # a piece of an id that AWS has not made up yet
    return "pattern" if meets(pattern, asked.arn) == "yes" else ""


def _id_of(pattern: str) -> str:
    """The id in an ARN; "" where a pattern takes in more than one kind."""
    arn = Arn.parse(pattern)
    return "".join(arn.resource.split("/")[1:2]) if arn else ""


def _asked(stack: Stack, rising: Rising) -> Mapping[str, tuple[_Asked, ...]]:
    """By the action that asks it; in order of URNs, so that the order of registration says nothing."""
    uses = (use for use in stack.once(Consumers).every_use if use.consumer.type in _KINDS)
    found = []
    for use in sorted(uses, key=lambda one: (one.consumer.urn, one.role)):
        if role := rising.reach.nodes.get(use.role):
            kind = _KINDS[use.consumer.type]
            id_ = use.consumer.id if kind.id == "id" else text_of(said(use.consumer, kind.id))
            service, thing = kind.action.partition(":")[0], kind.arn.replace("ID", id_ or ANY)
            arn = f"arn:*:{service}:*:{role.account or ANY}:{thing}"
            found.append((kind.action, _Asked(use.consumer, use.noun, role, kind, arn)))
    return grouped(found)
