"""This is where it is told which state machines read whatever their input names, and who sees what they have read.

What a task has read stands in the history of the execution, and at its end in the output, unless the state leaves it
out; an Express workflow gives its output to whoever starts it and waits. Sources: Step Functions Developer Guide,
"Integrating other services" (AWS SDK), and API Reference, "DescribeExecution", "GetExecutionHistory" and
"StartSyncExecution"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.seals import Seal, seal_of
from daypass.graph.becoming.steering.commands.shown import is_shown
from daypass.graph.becoming.steering.commands.states import Given, executions_of, given_input_of
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

_IN_OUTPUT: Final = "states-x02"
_IN_HISTORY: Final = "states-x03"
_WAITING: Final = "states-x04"
READING: Final = frozenset((_IN_OUTPUT, _IN_HISTORY, _WAITING))
"""The paths on which somebody starts a state machine and sees what it reads."""


class MachineReading(NamedTuple):
    """`path` is the id of an escalation path, and `arn` that of the state machine which is started.

    `executions` is the ARN of what it has done, where somebody must see that, and `seal` the key which they need.
    """

    path: str
    arn: str
    executions: str = ""
    seal: Seal | None = None


class _Call(NamedTuple):
    """`key` says what is read, and `action` is what the role must be allowed."""

    key: str
    action: str


_CALLS: Final[Mapping[str, _Call]] = {
    "secretsmanager:getSecretValue": _Call("SecretId", "secretsmanager:GetSecretValue"),
    "secretsmanager:batchGetSecretValue": _Call("SecretIdList", "secretsmanager:GetSecretValue"),
    "ssm:getParameter": _Call("Name", "ssm:GetParameter"),
    "ssm:getParameters": _Call("Names", "ssm:GetParameters"),
    "ssm:getParametersByPath": _Call("Path", "ssm:GetParametersByPath"),
    "sts:assumeRole": _Call("RoleArn", ASSUME),
}
_CALLED: Final = re.compile(r"arn:[\w-]+:states:::aws-sdk:(?P<call>[a-z]+:[A-Za-z]+)(?:\..*)?")
_OF_PARAMETERS: Final = "ssm:"
_DECRYPTS: Final = "WithDecryption"


def readings_of(machine: Resource) -> Iterator[MachineReading]:
    """How somebody sees what this one reads of their choice; nothing for what is no state machine."""
    told = () if _is_express(machine) else (_IN_HISTORY,)
    shown, seal = _WAITING if _is_express(machine) else _IN_OUTPUT, seal_of(machine)
    for given in _choosing(machine):
        executions = executions_of(given.arn) if shown == _IN_OUTPUT else ""
        for path in (*told, *((shown,) if is_shown(given) else ())):
            yield MachineReading(path, given.arn, executions, seal)


class Choices:
    """What the input of each state machine chooses. Each is read once, however many start it."""

    def __init__(self, _: Stack) -> None:
        self._chosen: dict[str, frozenset[str]] = {}

    def of(self, machine: Resource) -> frozenset[str]:
        """The actions of which its input says on what they are done."""
        if machine.urn not in self._chosen:
            calls = map(_called, _choosing(machine))
            self._chosen[machine.urn] = frozenset(_CALLS[call].action for call in calls if call)
        return self._chosen[machine.urn]


def _choosing(machine: Resource) -> Iterator[Given]:
    """Its states that read what the input names."""
    if machine.type in MACHINES:
        yield from filter(_is_chosen, given_input_of(machine))


def _is_chosen(given: Given) -> bool:
    call = _called(given)
    if not call or given.is_of_another_role or given.word(_CALLS[call].key).of_input != "whole":
        return False
    return not call.startswith(_OF_PARAMETERS) or _decrypts(given)


def _called(given: Given) -> str:
    found = _CALLED.fullmatch(given.calls)
    return found["call"] if found and found["call"] in _CALLS else ""


def _decrypts(given: Given) -> bool:
    """Whether it gets what a parameter keeps secret."""
    return bare(given.request.get(_DECRYPTS)) is True or given.word(_DECRYPTS).of_input == "whole"


def _is_express(machine: Resource) -> bool:
    return "EXPRESS" in (text_of(said(machine, "type")), text_of(said(machine, "stateMachineType")))
