"""This is where it is told what agents call as their tools, and as whom that runs.

What a tool may do, whoever writes to the agent has done. Sources: Amazon Bedrock User Guide, "Define actions in the
action group" and "Get user confirmation before invoking action group function"; Amazon Bedrock AgentCore Developer
Guide, "AWS Lambda function targets"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.graph.becoming.steering.programs.obeying import called_at_will, obeyed
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import leaves
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass_policies.located import locate

_NAMING: Final[Mapping[str, str]] = {
    "aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup": "actionGroupExecutor.lambda",
    "aws-native:bedrock:Agent": "actionGroups[].actionGroupExecutor.lambda",
    "aws:bedrock/agentcoreGatewayTarget:AgentcoreGatewayTarget": "targetConfiguration.mcp.lambda.lambdaArn",
    "aws-native:bedrockagentcore:GatewayTarget": "targetConfiguration.mcp.lambda.lambdaArn",
}
"""Type → where it names the function that is called."""

_FUNCTIONS: Final = {
    "aws:lambda/function:Function": Kind("function", "", "name"),
    "aws-native:lambda:Function": Kind("function", "", "functionName"),
}
_ALIASES: Final = {
    "aws:lambda/alias:Alias": Kind("alias", "", "name"),
    "aws-native:lambda:Alias": Kind("alias", "", "name", "aliasArn"),
}
_UNQUALIFIED: Final = 7
"""Parts of a function's ARN before a version or an alias."""


class Tools:
    """The tools of the agents of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @property
    def are_there(self) -> bool:
        """Whether an agent calls a function of the stack."""
        return bool(self._functions)

    def run_as(self, role: Resource) -> bool:
        """Whether a tool runs as this role."""
        return self._is_of(role, self._functions)

    def run_unasked_as(self, role: Resource) -> bool:
        """Whether one does that the agent calls without asking the user each time."""
        return self._is_of(role, self._unasked)

    def at_will_as(self, role: Resource) -> Resource | None:
        """The one of these that runs as this role and does whatever its parameters say, if its code says so."""
        uses = self._stack.once(Consumers).by_role.get(role.urn, ())
        tools = (use.consumer for use in uses if use.consumer.urn in self._unasked)
        return next((one for one in tools if obeyed(one) or any(True for _ in called_at_will(one))), None)

    def called_by(self, naming: Resource) -> frozenset[str]:
        """The URNs of the functions that an action group, an agent or a target of a gateway calls."""
        return self._named_by([naming])

    def _is_of(self, role: Resource, functions: frozenset[str]) -> bool:
        uses = self._stack.once(Consumers).by_role.get(role.urn, ())
        return any(use.consumer.urn in functions for use in uses)

    @cached_property
    def _functions(self) -> frozenset[str]:
        return self._named_by(list(self._stack.of_type(*_NAMING)))

    @cached_property
    def _unasked(self) -> frozenset[str]:
        return self._named_by([one for one in self._stack.of_type(*_NAMING) if not _asks(one)])

    def _named_by(self, naming: list[Resource]) -> frozenset[str]:
        if not naming:
            return frozenset()
        functions, aliases = self._names
        named = [urn for one in naming for urn in _named(one, _NAMING[one.type], functions)]
        through = [urn for one in naming for urn in _named(one, _NAMING[one.type], aliases)]
        behind = (urn for one in through for urn in _named(self._stack.by_urn[one], "functionName", functions))
        return frozenset((*named, *behind))

    @cached_property
    def _names(self) -> tuple[Names, Names]:
        functions, aliases = (Names.of(self._stack.resources, kinds) for kinds in (_FUNCTIONS, _ALIASES))
        return functions, aliases


def _asks(group: Resource) -> bool:
    """Whether the user confirms each call of all that an action group has, or all of an agent's."""
    functions = [place for way in _SCHEMAS for place in locate(group.state.raw, way)]
    asking = [place for one in functions for place in locate(one.value, _CONFIRMED)]
    return bool(functions) and len(asking) == len(functions) and all(bare(one.value) == "ENABLED" for one in asking)


_SCHEMAS: Final = ("functionSchema.memberFunctions.functions[]", "actionGroups[].functionSchema.functions[]")
"""Where pulumi-aws and aws-native have the functions of an action group."""

_CONFIRMED: Final = "requireConfirmation"


def _named(by: Resource, path: str, names: Names) -> Iterator[str]:
    found = [leaf._replace(value=_bare(leaf)) for leaf in leaves(by, path)]
    return (meant.urn for meant in names.meant(by, path.partition(".")[0].removesuffix("[]"), found) if meant.urn)


def _bare(leaf: Leaf) -> object:
    text = leaf.value
    return ":".join(text.split(":")[:_UNQUALIFIED]) if isinstance(text, str) and text.startswith("arn:") else text
