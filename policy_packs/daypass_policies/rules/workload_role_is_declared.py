"""A workload runs as a role that somebody wrote down, not as one that a wizard made by itself."""

from collections.abc import Iterator
from typing import Final

from daypass.data.role_consumers import Consumption, role_consumers
from daypass.data.wizard_roles import wizard_of
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import was_looked_up
from daypass.graph.property_path import beginning, texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule

_CALLER: Final = "caller"
"""Whoever signs in has such a role: it is no workload's."""


@rule(
    "workload-role-is-declared",
    risk="ungoverned-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=tuple(type_ for type_, ways in role_consumers().items() if any(way.purpose != _CALLER for way in ways)),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:CM-8", "NIST-800-53:AC-2(1)"),
    remedy="Declare a role for it, as a WorkloadIdentity or with a boundary and an owner, and let it run as that.",
)
def workload_role_is_declared(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A role that a console or a toolkit made in passing has the rights that came along, and nobody who answers for it.

    Wizards make one for whoever tries something: an agent of AgentCore, a function, a build, a notebook. It has no
    permissions boundary and no owner, no review sees what it may do, and whatever is added to it by hand stays. Such
    roles are known by the names that the wizards give (`service-role/codebuild-NAME-service-role`); a name that
    somebody chose tells nothing. This is a stack rule: a role of that name that a stack declares or looks up is judged
    there, and so is one that an output of another resource or stack gives; while that is not known, the answer is
    undecided. AWS's own roles (`aws-service-role/`) pass.

    Refused:
        agent:
          type: aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime
          properties:
            agentRuntimeName: agent
            roleArn: arn:aws:iam::111122223333:role/AmazonBedrockAgentCoreSDKRuntime-eu-west-1-d4f0bc5a29

    Mended:
        agent:
          type: aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime
          properties:
            agentRuntimeName: agent
            roleArn: arn:aws:iam::111122223333:role/daypass/agent-prod
    """
    consumers = stack.once(Consumers)
    for resource in stack.resources:
        if not was_looked_up(resource):
            yield from _judged(resource, consumers)


def _judged(resource: Resource, consumers: Consumers) -> Iterator[Problem | Open]:
    for way in role_consumers().get(resource.type, ()):
        if way.purpose != _CALLER and not _is_given(resource, way):
            yield from _made(resource, way, consumers)
    uses = (use for use in consumers.by_consumer.get(resource.urn, ()) if use.purpose != _CALLER)
    unknown = [use.unknown for use in uses if use.unknown and not use.possible]  # else it is one of the stack's own
    yield from (Open(resource, (path,)) for path in unknown[:1])


def _is_given(resource: Resource, way: Consumption) -> bool:
    """Whether another resource, such as a reference to a stack, gives what stands there."""
    return bool(resource.property_dependencies.get(beginning(way.path)))


def _made(resource: Resource, way: Consumption, consumers: Consumers) -> Iterator[Problem]:
    for text in dict.fromkeys(texts_at(resource.state, way.path).texts):
        wizard = wizard_of(text)
        if wizard and not consumers.is_here(resource, text):
            made = f"{way.noun} {resource.name!r} has a role named as {wizard.maker} makes by itself ({wizard.name})"
            fact = f"{made}: nothing here declares it, says who owns it or bounds it"
            yield Problem(fact, at=beginning(way.path), key=wizard.name, on=resource)
