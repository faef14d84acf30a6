"""This is where it is told which state machines read whatever their input names, and who sees what they have read.

The input names a secret, a table or a bucket, which is read as the role of the machine, or the role as which something
is read. What a task has read stands in the history of the execution, and at its end in the output, unless the state
leaves it out; an Express workflow gives its output to whoever starts it and waits. A secret that is written down is
given out where it is in the output. Sources: Step Functions Developer Guide, "Integrating
other services" (AWS SDK) and "Accessing resources in other AWS accounts in Step Functions" (`Credentials`), and API
Reference, "DescribeExecution", "GetExecutionHistory" and "StartSyncExecution"; read 2026-12.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from daypass.data.secret_reads import secret_reads
from daypass.data.stored_reads import stored_reads
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.steering.commands.calls import Call, call_of
from daypass.graph.becoming.steering.commands.credentials import role_said
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.seals import Seal, seal_of
from daypass.graph.becoming.steering.commands.shown import is_shown
from daypass.graph.becoming.steering.commands.states import GivenState, arn_of, every_of, executions_of, given_input_of
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

_IN_OUTPUT: Final = "states-x02"
_IN_HISTORY: Final = "states-x03"
_WAITING: Final = "states-x04"
READING: Final = frozenset((_IN_OUTPUT, _IN_HISTORY, _WAITING))
"""The paths on which somebody starts a state machine and sees what it reads, as they choose."""

_GIVEN_OUT: Final = ("states-x14", "states-x15")
_GIVEN_TO_WHO_WAITS: Final = ("states-x16",)
SHOWING: Final = frozenset((*_GIVEN_OUT, *_GIVEN_TO_WHO_WAITS))
"""The same where it is written down which secret that is."""


class MachineReading(NamedTuple):
    """`path` is the id of an escalation path, and `arn` that of the state machine which is started.

    `executions` is the ARN of what it has done, where somebody must see that, and `seal` the key which they need.
    `unknown`: which secret it gives out.
    """

    path: str
    arn: str
    executions: str = ""
    seal: Seal | None = None
    unknown: tuple[Untold, ...] = ()


class WrittenSecret(NamedTuple):
    """A secret that a machine gives out on `path`: read by `action`, and `name` is what is written; "" if not known."""

    path: str
    action: str
    name: str


class _Call(NamedTuple):
    """`key` says what is read, and `action` is what the role must be allowed. `is_secret`: more than what is stored."""

    key: str
    action: str
    is_secret: bool = True


_CALLS: Final[Mapping[str, _Call]] = {
    "secretsmanager:getSecretValue": _Call("SecretId", "secretsmanager:GetSecretValue"),
    "secretsmanager:batchGetSecretValue": _Call("SecretIdList", "secretsmanager:GetSecretValue"),
    "ssm:getParameter": _Call("Name", "ssm:GetParameter"),
    "ssm:getParameters": _Call("Names", "ssm:GetParameters"),
    "ssm:getParametersByPath": _Call("Path", "ssm:GetParametersByPath"),
    "sts:assumeRole": _Call("RoleArn", ASSUME),
    "dynamodb:getItem": _Call("TableName", "dynamodb:GetItem", is_secret=False),
    "dynamodb:query": _Call("TableName", "dynamodb:Query", is_secret=False),
    "dynamodb:scan": _Call("TableName", "dynamodb:Scan", is_secret=False),
    "dynamodb:batchGetItem": _Call("RequestItems", "dynamodb:BatchGetItem", is_secret=False),
    "s3:getObject": _Call("Bucket", "s3:GetObject", is_secret=False),
}
_CALLED: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?(?P<call>[a-z0-9]+:[A-Za-z]+)(?:\..*)?")
_OF_PARAMETERS: Final = "ssm:"
_DECRYPTS: Final = "WithDecryption"
_EXPRESSION: Final = "{%"


def readings_of(machine: Resource) -> Iterator[MachineReading]:
    """How somebody sees what this one reads of their choice; nothing for what is no state machine."""
    seal = seal_of(machine)
    for given in (*_choosing(machine), *_acting_as_named(machine)):
        executions = "" if _is_express(machine) else executions_of(given.arn)
        for path in _seen_on(machine, given):
            yield MachineReading(path, given.arn, executions, seal)
    for written in dict.fromkeys(written_in(machine)):
        unknown = () if written.name else (Untold.of(machine, "definition"),)
        arn = arn_of(machine)
        executions = "" if _is_express(machine) else executions_of(arn)
        yield MachineReading(written.path, arn, executions, seal, unknown)


def written_in(machine: Resource) -> Iterator[WrittenSecret]:
    """The secrets that are written down in this one and that it gives out at its end."""
    paths = _GIVEN_TO_WHO_WAITS if _is_express(machine) else _GIVEN_OUT
    for given in every_of(machine) if machine.type in MACHINES else ():
        call = _CALLS.get(_called(given))
        if call and _reads_a_secret(given, call) and (names := [*_names_in(given, call.key)]) and is_shown(given):
            yield from (WrittenSecret(path, call.action, name) for name in names for path in paths)


def _reads_a_secret(given: GivenState, call: _Call) -> bool:
    """Whether it gets, as the role of the machine, what is kept secret."""
    is_one = call.is_secret and call.action != ASSUME and not given.is_of_another_role
    return is_one and (not call.action.startswith(_OF_PARAMETERS) or _decrypts(given))


def _names_in(given: GivenState, key: str) -> Iterator[str]:
    """What is written there, or in a list there: names and ARNs; "" for what is not known."""
    written = bare(given.request.get(key))
    for one in written if isinstance(written, list) else (written,):
        text, is_unknown = text_of(one), bare(one) is UNKNOWN
        if is_unknown or (text and not text.startswith(_EXPRESSION)):
            yield text


def _seen_on(machine: Resource, given: GivenState) -> Iterator[str]:
    """The paths on which somebody sees what one of its states has read."""
    if not _is_express(machine):
        yield _IN_HISTORY
    if is_shown(given):
        yield _WAITING if _is_express(machine) else _IN_OUTPUT


class Choices:
    """What the input of each state machine chooses. Each is read once, however many start it."""

    def __init__(self, _: Stack) -> None:
        self._chosen: dict[str, frozenset[_Call]] = {}
        self._written: dict[str, tuple[WrittenSecret, ...]] = {}
        self._as_named: dict[str, tuple[tuple[str, Call], ...]] = {}

    def of(self, machine: Resource) -> frozenset[str]:
        """The actions of which its input says on what they are done, and that give a secret."""
        return frozenset(call.action for call in self._calls(machine) if call.is_secret)

    def of_data(self, machine: Resource) -> frozenset[str]:
        """The same that give what is stored."""
        return frozenset(call.action for call in self._calls(machine) if not call.is_secret)

    def written(self, machine: Resource) -> tuple[WrittenSecret, ...]:
        """The secrets that are written down in it and that it gives out."""
        if machine.urn not in self._written:
            self._written[machine.urn] = tuple(dict.fromkeys(written_in(machine)))
        return self._written[machine.urn]

    def _calls(self, machine: Resource) -> frozenset[_Call]:
        if machine.urn not in self._chosen:
            calls = map(_called, _choosing(machine))
            self._chosen[machine.urn] = frozenset(_CALLS[call] for call in calls if call)
        return self._chosen[machine.urn]

    def as_named(self, machine: Resource, paths: Collection[str]) -> Iterator[Call]:
        """What it reads as whichever role its input names, and is seen on one of these paths."""
        if machine.urn not in self._as_named:
            called = ((given, call_of(given.state)) for given in _acting_as_named(machine))
            self._as_named[machine.urn] = tuple(
                (path, call) for given, call in called if call for path in _seen_on(machine, given)
            )
        return (call for path, call in self._as_named[machine.urn] if path in paths)


def _choosing(machine: Resource) -> Iterator[GivenState]:
    """Its states that read what the input names."""
    if machine.type in MACHINES:
        yield from filter(_is_chosen, given_input_of(machine))


def _acting_as_named(machine: Resource) -> Iterator[GivenState]:
    """Its states that read something as the role which the input names."""
    for given in given_input_of(machine) if machine.type in MACHINES else ():
        call = call_of(given.state) if given.calls else None
        if call and role_said(given) == "" and gives_what_is_kept(call):
            yield given


def gives_what_is_kept(call: Call) -> bool:
    """Whether nothing comes of a call but that somebody sees what is stored, or a secret."""
    return any(read.action.lower() == call.action.lower() for read in (*secret_reads(), *stored_reads()))


def _is_chosen(given: GivenState) -> bool:
    call = _called(given)
    if not call or given.is_of_another_role or given.word(_CALLS[call].key).of_input != "whole":
        return False
    return not call.startswith(_OF_PARAMETERS) or _decrypts(given)


def _called(given: GivenState) -> str:
    found = _CALLED.fullmatch(given.calls)
    return found["call"] if found and found["call"] in _CALLS else ""


def _decrypts(given: GivenState) -> bool:
    """Whether it gets what a parameter keeps secret."""
    return bare(given.request.get(_DECRYPTS)) is True or given.word(_DECRYPTS).of_input == "whole"


def _is_express(machine: Resource) -> bool:
    return "EXPRESS" in (text_of(said(machine, "type")), text_of(said(machine, "stateMachineType")))
