"""This is where Askable is: the agents, runtimes and knowledge bases of a stack, by the action that asks them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import words_of_target
from daypass_policies.escalating.takeovers.compared import Compared
from daypass_policies.escalating.takeovers.gaining import HEAVY, Gain, Weight


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


class AskedThing(NamedTuple):
    """What can be asked, and the role as which it acts. `id` is `*` where AWS has not made it up yet."""

    resource: Resource
    noun: str
    role: Node
    kind: _Kind
    id: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.resource.urn, self.role.key

    @property
    def arn(self) -> str:
        """Its ARN, as far as it is known."""
        thing = self.kind.arn.replace("ID", self.id)
        return f"arn:*:{self.kind.action.partition(':')[0]}:*:{self.role.account or ANY}:{thing}"


Many = Mapping[tuple[str, str], AskedThing]
"""By what tells each from others, in an order that says nothing of their registration."""


class Askable:
    """What can be asked by one action."""

    def __init__(self, each: Iterable[AskedThing], rising: Rising, compared: Compared) -> None:
        """In order of their URNs."""
        self._each, self._actors, self._compared = tuple(each), rising.actors.by_urn, compared
        self._covered: dict[str, Many] = {}
        self._giving: dict[str, Many] = {}
        self._gains: dict[str, tuple[Gain, ...]] = {}

    def covered(self, pattern: str) -> Many:
        """All that a pattern takes in."""
        if pattern not in self._covered:
            self._covered[pattern] = {one.key: one for one in self._near(pattern) if _is_taken_in(pattern, one)}
        return self._covered[pattern]

    def giving(self, pattern: str) -> Many:
        """Those of them whose role may do something that counts."""
        if pattern not in self._giving:
            self._giving[pattern] = {key: one for key, one in self.covered(pattern).items() if self.gains(one)}
        return self._giving[pattern]

    def gains(self, one: AskedThing) -> tuple[Gain, ...]:
        """What its role may do that counts. Every agent uses models, bases and memories: to ask those is no gain."""
        key = one.role.key
        if key not in self._gains:
            actor = self._actors.get(key)
            found = self._compared.gains(actor, one.kind.weights) if actor else ()
            self._gains[key] = tuple(gain for gain in found if not gain.action.lower().startswith(_MODELS))
        return self._gains[key]

    def has(self, one: AskedThing, gain: Gain) -> bool:
        """Whether its role may do this, or that is not known."""
        actor = self._actors.get(one.role.key)
        return actor is not None and self._compared.answer(actor, gain).possible

    def called(self, word: str) -> Many:
        """Those that are called by this word."""
        return self._by_word.get(word, {})

    @cached_property
    def by_id(self) -> Mapping[str, tuple[AskedThing, ...]]:
        """Those of each id that is known."""
        return grouped((one.id, one) for one in self._each if one.id != ANY)

    def _near(self, pattern: str) -> Iterator[AskedThing]:
        id_ = id_of(pattern)
        yield from self._by_id.near(id_ or ANY)
        if id_ in ("", ANY):  # else it asks for a piece of an id that AWS has not made up yet
            yield from (one for one in self._each if one.id == ANY)

    @cached_property
    def _by_id(self) -> Settled[AskedThing]:
        return Settled((one.id, one) for one in self._each if one.id != ANY)

    @cached_property
    def _by_word(self) -> Mapping[str, Many]:
        words = ((one, words_of_target(one.role, one.resource.name)) for one in self._each)
        each = grouped((word, one) for one, its_own in words for word in sorted(its_own))
        return {word: {one.key: one for one in called} for word, called in each.items()}


def askable(stack: Stack, rising: Rising) -> Mapping[str, Askable]:
    """By the action that asks it."""
    uses = (use for use in stack.once(Consumers).every_use if use.consumer.type in _KINDS)
    found = []
    for use in sorted(uses, key=lambda one: (one.consumer.urn, one.role)):
        if role := rising.reach.nodes.get(use.role):
            kind = _KINDS[use.consumer.type]
            id_ = use.consumer.id if kind.id == "id" else text_of(said(use.consumer, kind.id))
            found.append((kind.action, AskedThing(use.consumer, use.noun, role, kind, id_ or ANY)))
    compared = stack.once(Compared)
    return {action: Askable(each, rising, compared) for action, each in grouped(found).items()}


def id_of(pattern: str) -> str:
    """The id in an ARN; "" where a pattern takes in more than one kind."""
    arn = Arn.parse(pattern)
    return "".join(arn.resource.split("/")[1:2]) if arn else ""


def names_one(pattern: str) -> bool:
    """Whether it names one of them, by its id."""
    id_ = id_of(pattern)
    return bool(id_) and not has_wildcard(id_)


def _is_taken_in(pattern: str, one: AskedThing) -> bool:
    return not names_one(pattern) and meets(pattern, one.arn) == "yes"
