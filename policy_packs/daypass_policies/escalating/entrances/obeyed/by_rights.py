"""This is where what workloads believe is found by what they may read: configurations, memories, prompts.

A workload that was given a configuration by its name decides by what that says; an agent takes what it remembers for
what happened; and a flow asks a model by its prompt, of which a working draft is what was written last. Validators of a
profile that call a function look at what is deployed. Sources: AWS AppConfig User Guide, "Retrieving feature flags and
configuration data", "Understanding validators"; Service Authorization Reference, "AWS AppConfig", "Amazon Bedrock",
"Amazon Bedrock AgentCore"; AgentCore Developer Guide, "Memory organization"; Bedrock User Guide, "Deploy a prompt to
your application using versions in Prompt management" (without a version the working draft is used); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.obeyed.things import Obeyed, named_for
from daypass_policies.escalating.low_trust.trust_classes import entering_class
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.workers import is_an_agents

_AGENT: Final = "agent"

_FETCHES: Final = ("appconfig:GetLatestConfiguration", "appconfig:GetConfiguration")
_CONFIGURATION: Final = re.compile(
    r"(?P<start>arn:[^:]{1,20}:appconfig:[^:]{0,30}:[^:]{0,12}:application/[^/:*?]{1,64})"
    r"/environment/(?P<environment>[^/:]{1,64})/configuration/(?P<profile>[^/:*?]{1,64})"
)
_PROFILES: Final = (
    "aws:appconfig/configurationProfile:ConfigurationProfile",
    "aws-native:appconfig:ConfigurationProfile",
)
_HOSTED: Final = "hosted"

_RECALLS: Final = tuple(
    f"bedrock-agentcore:{one}"
    for one in ("RetrieveMemoryRecords", "ListMemoryRecords", "GetMemoryRecord", "ListEvents")
)
_REMEMBERS: Final = tuple(
    f"bedrock-agentcore:{one}" for one in ("CreateEvent", "BatchCreateMemoryRecords", "BatchUpdateMemoryRecords")
)
_OF_MEMORIES: Final = frozenset(
    f"bedrock-agentcore:{one}" for one in ("actorid", "sessionid", "namespace", "namespacepath", "strategyid")
)

_PROMPTS: Final = "bedrock:GetPrompt"
_FLOWS: Final = ("aws:bedrock/agentFlow:AgentFlow", "aws-native:bedrock:Flow")
_NAMED: Final = "definition.nodes[].configuration.prompt.sourceConfiguration.resource.promptArn"
_DRAFT: Final = re.compile(r"arn:[^:]{1,20}:bedrock:[^:]{0,30}:[^:]{0,12}:prompt/[^/:*?]{1,64}")


def by_rights(actor: Actor, rising: Rising) -> Iterator[Obeyed]:
    """What one identity of the stack believes."""
    yield from _configurations(actor, rising)
    yield from _memories(actor)
    yield from _prompts(actor, rising)


def _configurations(actor: Actor, rising: Rising) -> Iterator[Obeyed]:
    found = (_CONFIGURATION.fullmatch(arn) for action in _FETCHES for arn in _patterns(actor, action))
    for one in {match["profile"]: match for match in found if match}.values():
        profile = rising.reach.stack.once(_profiles).get(one["profile"], (None,))[0]
        if profile is not None and not _is_open(profile):
            continue
        called = profile.name if profile else one["profile"]
        on = f"{one['start']}/configurationprofile/{one['profile']}"
        deploys = ((_DEPLOYS, arn) for arn in (one["start"], on, f"{one['start']}/environment/{one['environment']}"))
        words = f"write and deploy configuration {called!r}, by which {actor.title} decides"
        yield Obeyed(words, actor, (((_WRITES, on), *deploys),), called, "appconfig:CreateConfigurationProfile")


_WRITES: Final = "appconfig:CreateHostedConfigurationVersion"
_DEPLOYS: Final = "appconfig:StartDeployment"


def _is_open(profile: Resource) -> bool:
    """Whether AppConfig keeps what it says, and no function looks at that."""
    validators = bare(said(profile, "validators"))
    is_looked_at = isinstance(validators, list) and any(
        isinstance(bare(one), Mapping) and text_of(bare(one).get("type")) == "LAMBDA" for one in validators
    )
    return text_of(said(profile, "locationUri")) in (_HOSTED, "") and not is_looked_at


def _profiles(stack: Stack) -> Mapping[str, tuple[Resource, ...]]:
    """Id → the profile, as far as the stack knows it."""
    every = sorted(stack.of_type(*_PROFILES), key=lambda one: one.urn)
    ids = ((text_of(said(one, "configurationProfileId")) or one.id.partition(":")[0], one) for one in every)
    return grouped((id_, one) for id_, one in ids if id_)


def _memories(actor: Actor) -> Iterator[Obeyed]:
    if not is_an_agents(actor) and entering_class(actor.resource) != _AGENT:
        return
    for memory in dict.fromkeys(one for action in _RECALLS for one in named_for(actor, action)):
        called = memory.rpartition("/")[2]
        words = f"write what {actor.title} remembers in memory {called!r}"
        ways = tuple(((action, memory),) for action in _REMEMBERS)
        yield Obeyed(words, actor, ways, called, "bedrock-agentcore:CreateMemory", is_for_many=True, keys=_OF_MEMORIES)


def _prompts(actor: Actor, rising: Rising) -> Iterator[Obeyed]:
    """The working drafts that a flow names, or else those that a role may read."""
    uses = rising.reach.stack.once(Consumers).by_role.get(actor.resource.urn, ())
    flows = [use.consumer for use in uses if use.consumer.type in _FLOWS]
    named = (text for flow in flows for text in texts_at(flow.state, _NAMED).texts)
    for prompt in dict.fromkeys(filter(_DRAFT.fullmatch, named if flows else _patterns(actor, _PROMPTS))):
        called = flows[0].name if flows else ""
        words = f"write the draft of a prompt, by which {actor.title} decides"
        yield Obeyed(words, actor, ((("bedrock:UpdatePrompt", prompt),),), called, "bedrock:CreatePrompt")


def _patterns(actor: Actor, action: str) -> Iterator[str]:
    return (
        pattern
        for means in actor.means
        for held in means.told(action).allows
        for pattern in held.line.patterns(means.caller.facts)
    )
