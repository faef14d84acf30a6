"""This is where what workloads believe is found by how they are set up: flows, attributes, alarms.

A flow of Amazon Connect invokes, with parameters of its own, any function that is associated with its instance. What
stands in `sessionAttributes` is said by whoever invokes an agent of Bedrock, and handed to its tools as it is: a tool
that lets more be done where those say so asks the wrong one. An alarm of CloudWatch invokes a function when its state
changes, also where somebody sets that by hand, whatever its metric says. Sources: Amazon Connect Administrator Guide,
"Grant Amazon Connect access to your AWS Lambda functions"; Amazon Connect API Reference, "UpdateContactFlowContent";
Bedrock User Guide, "Control agent session context" and "Configure Lambda functions to send information that an Amazon
Bedrock agent elicits from the user"; CloudWatch API Reference, "SetAlarmState" (what is configured for the state is
invoked) and User Guide, "Invoke a Lambda function from an alarm"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.programs.obeying import handlers_of
from daypass.graph.becoming.steering.programs.python import program_in
from daypass.graph.becoming.steering.programs.python_events import Handler
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.obeyed.things import Obeyed
from daypass_policies.escalating.rising import Rising

_ASSOCIATIONS: Final = ("aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation",)
_EDITS_FLOWS: Final = "connect:UpdateContactFlowContent"
_MAKES_FLOWS: Final = "connect:CreateContactFlow"

_GROUPS: Final = ("aws:bedrock/agentAgentActionGroup:AgentAgentActionGroup",)
_EXECUTOR: Final = "actionGroupExecutor.lambda"
_INVOKES_AGENTS: Final = "bedrock:InvokeAgent"
_MAKES_AGENTS: Final = "bedrock:CreateAgent"
_ATTRIBUTES: Final = frozenset(("sessionAttributes", "promptSessionAttributes"))
_FUNCTION: Final = ":function:"

_ALARMS: Final[Mapping[str, str]] = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws-native:cloudwatch:Alarm": "alarmName",
    "aws-native:cloudwatch:CompositeAlarm": "alarmName",
}
"""Type → the property with its name."""

_ACTIONS: Final = ("alarmActions", "okActions", "insufficientDataActions")
_SETS_ALARMS: Final = "cloudwatch:SetAlarmState"
_MAKES_ALARMS: Final = "cloudwatch:PutMetricAlarm"


def by_setup(stack: Stack, rising: Rising) -> Iterator[Obeyed]:
    """What those of the stack believe, in order of the URNs of what sets them up."""
    functions = _Functions(stack, rising)
    for one in sorted(stack.of_type(*_ASSOCIATIONS), key=lambda one: one.urn):
        function, instance = functions.of(text_of(said(one, "functionArn"))), text_of(said(one, "instanceId"))
        if function and instance and (role := functions.role(function)):
            flow = f"arn:{ANY}:connect:{ANY}:{ANY}:instance/{instance}/contact-flow/{PROBE}"
            words = f"write a flow of Connect that invokes function {function.name!r} with parameters of its own"
            yield Obeyed(words, role, (((_EDITS_FLOWS, flow),),), function.name, _MAKES_FLOWS)
    for one in sorted(stack.of_type(*_GROUPS), key=lambda one: one.urn):
        agent = text_of(said(one, "agentId"))
        for arn in texts_at(one.state, _EXECUTOR).texts if agent else ():
            function = functions.of(arn)
            role = functions.role(function) if function and _decides_by_attributes(function) else None
            if function and role:
                alias = f"arn:{ANY}:bedrock:{ANY}:{ANY}:agent-alias/{agent}/{ANY}"
                words = f"invoke an agent with session attributes by which its tool {function.name!r} decides"
                way = ((_INVOKES_AGENTS, alias),)
                yield Obeyed(words, role, (way,), function.name, _MAKES_AGENTS, is_for_many=True, is_between_many=True)
    yield from _by_alarms(stack, functions)


def _by_alarms(stack: Stack, functions: "_Functions") -> Iterator[Obeyed]:
    for one in sorted(stack.of_type(*_ALARMS), key=lambda one: one.urn):
        name = text_of(said(one, _ALARMS[one.type]))
        arn = text_of(said(one, "arn")) or f"arn:{ANY}:cloudwatch:{ANY}:{ANY}:alarm:{name or ANY}"
        is_on = switch(one, "actionsEnabled", default=True) is not False
        actions = dict.fromkeys(text for key in _ACTIONS for text in texts_at(one.state, f"{key}[]").texts)
        for function in filter(None, map(functions.of, actions if is_on else ())):
            if role := functions.role(function):
                words = f"set the state of alarm {one.name!r}, on which function {function.name!r} acts"
                yield Obeyed(words, role, (((_SETS_ALARMS, arn),),), one.name, _MAKES_ALARMS)


class _Functions:
    """Those of the stack that run as a role of it."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        uses = [use for use in stack.once(Consumers).every_use if use.own and use.noun == "function"]
        self._roles: Mapping[str, Actor | None] = {use.consumer.urn: rising.actors.by_urn.get(use.role) for use in uses}
        names = (
            (text_of(said(use.consumer, "name")) or text_of(said(use.consumer, "functionName")), use.consumer)
            for use in uses
        )
        self._by_name: Mapping[str, Resource] = {name: one for name, one in names if name}

    def of(self, arn: str) -> Resource | None:
        """The one that an ARN names, with or without a version."""
        return self._by_name.get(arn.partition(_FUNCTION)[2].partition(":")[0])

    def role(self, function: Resource) -> Actor | None:
        return self._roles.get(function.urn)


def _decides_by_attributes(function: Resource) -> bool:
    """Whether its code compares them with what it knows; nothing of one that holds something to a signature."""
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        if program and any(not _ATTRIBUTES.isdisjoint(part) for part in Handler(program, name).checked):
            return True
    return False
