"""This is where it is told which workloads share a role: how many there are, who they are, and what cannot be told."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from daypass.graph.consumers import Use
from daypass.graph.stack import Stack
from daypass.graph.workloads import Workloads
from daypass.grouping import grouped
from daypass.rule import Ask, Open, Problem
from daypass_policies.wording import listed

AGENTS: Final = frozenset(
    (
        "aws:bedrock/agentAgent:AgentAgent",
        "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime",
        "aws:bedrock/agentcoreHarness:AgentcoreHarness",
        "aws-native:bedrock:Agent",
        "aws-native:bedrockagentcore:Runtime",
        "aws-native:bedrockagentcore:Harness",
    )
)
"""Types that are an agent. Gateways, browsers and code interpreters are tools that an agent uses."""

_CRAWLERS: Final = ("aws:glue/crawler:Crawler", "aws-native:glue:Crawler")
_JOBS: Final = ("aws:glue/job:Job", "aws-native:glue:Job")
_AWS_OWN: Final = ":role/aws-service-role/"

_MADE_UP: Final = re.compile(r"-[0-9a-f]{7}$")
"""The end of a name that Pulumi made up, which the same role in a rebuilt stack does not have."""

_SHOWN: Final = 5
"""Consumers that a message names; it says how many more there are."""

_SEVERAL: Final = 2


def by_role(uses: tuple[Use, ...]) -> Mapping[str, Sequence[Use]]:
    """Role, as in `Use.role`, → who uses it, without the roles that AWS makes for its own services."""
    found = grouped((use.role, use) for use in uses if use.role and _AWS_OWN not in use.role)
    return {role: _without_crawlers_of_jobs(sharing) for role, sharing in found.items()}


def _without_crawlers_of_jobs(uses: Sequence[Use]) -> Sequence[Use]:
    """A crawler runs nobody's code: beside jobs that read what it finds it is a part of their work."""
    others = [use for use in uses if use.consumer.type not in _CRAWLERS]
    return others if any(use.consumer.type in _JOBS for use in others) else uses


def only_agents(uses: Sequence[Use]) -> bool:
    """Whether nobody but agents uses it."""
    return all(use.consumer.type in AGENTS for use in uses)


def shared(
    stack: Stack, ask: Ask, role: str, uses: Sequence[Use], noun: str = "workloads", key: str = ""
) -> Iterator[Problem | Open]:
    """That the role is shared, if it is; `noun` is what its users are called, `key` the tag that tells them apart."""
    workloads = Workloads(stack, ask.settings, uses, key)
    if workloads.count < _SEVERAL:
        return
    # The SDK registers in no fixed order, and a baseline should not care.
    on = stack.by_urn.get(role) or min((use.consumer for use in uses), key=lambda consumer: consumer.urn)
    if workloads.unknown:
        yield Open(on, workloads.unknown)
        return
    name = on.name if role in stack.by_urn else role.rpartition("/")[2]
    own_key = None if role in stack.by_urn else _MADE_UP.sub("", name)
    users = listed((f"{use.noun} {use.consumer.name!r}" for use in uses), _SHOWN)
    yield Problem(f"role {name!r} is used by {workloads.count} {noun}: {users}", key=own_key, on=on)


def unseen(stack: Stack, ask: Ask, uses: tuple[Use, ...]) -> Iterator[Open]:
    """Those of which the role is not known, where there is another workload that they might share it with."""
    nameless = [use for use in uses if not use.role]
    if nameless and Workloads(stack, ask.settings, uses).count >= _SEVERAL:
        yield from (Open(use.consumer, (use.unknown,)) for use in nameless)
