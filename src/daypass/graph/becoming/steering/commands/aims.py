"""This is where Aims are: the calls of a state machine of which whoever sends its input says what they are done to.

Such a machine does to whichever thing the input names what its role may do to several. A choice that looks at the name
lets some through, and code that is asked before may do so: then it is not the sender's to say. Sources: Step Functions
Developer Guide, "Passing parameters to a service API" and "Integrating optimized services"; API References of the
services (the names of arguments); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.facts import Facts, Value
from daypass.graph.becoming.steering.apis.integrations import INVOKES, AskedCall
from daypass.graph.becoming.steering.commands.calls import Call, call_of
from daypass.graph.becoming.steering.commands.feeds import PUTS, SENDS, STARTS, WAITS, Feeds
from daypass.graph.becoming.steering.commands.flows import MACHINES, definition_of, levels_of
from daypass.graph.becoming.steering.commands.joined import joined
from daypass.graph.becoming.steering.commands.readings import gives_what_is_kept
from daypass.graph.becoming.steering.commands.states import GivenState, given_onward_of
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_PATHS: Final[Mapping[str, str]] = {
    STARTS: "states-x10",
    WAITS: "states-x11",
    SENDS: "sqs-x03",
    PUTS: "events-x06",
    INVOKES: "apigateway-x06",
}
AIMING: Final = frozenset(_PATHS.values())
"""The paths on which somebody says by an input what a state machine does something to."""

_TARGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "batch": ("JobDefinition",),
    "codebuild": ("ProjectName",),
    "dynamodb": ("TableName", "RequestItems"),
    "ecs": ("TaskDefinition",),
    "firehose": ("DeliveryStreamName",),
    "glue": ("JobName",),
    "kinesis": ("StreamName", "StreamARN"),
    "kms": ("KeyId",),
    "lambda": ("FunctionName",),
    "rds": ("DBInstanceIdentifier", "DBClusterIdentifier"),
    "s3": ("Bucket",),
    "secretsmanager": ("SecretId",),
    "sfn": ("StateMachineArn",),
    "sns": ("TopicArn", "TargetArn"),
    "sqs": ("QueueUrl",),
    "ssm": ("Name",),
    "states": ("StateMachineArn",),
}
"""Service, as a state has it → the arguments of its calls that say what they are done to."""

_EVENTS: Final = ("events:putEvents", "eventbridge:putEvents")
_ENTRIES: Final = "Entries"
_BUS: Final = "EventBusName"

_TRANSACTION: Final = "dynamodb:transactWriteItems"
_ITEMS: Final = "TransactItems"
_TABLE: Final = "TableName"
_IN_TRANSACTION: Final[Mapping[str, str]] = {
    "Put": "dynamodb:putItem",
    "Update": "dynamodb:updateItem",
    "Delete": "dynamodb:deleteItem",
}
"""What stands in an item of a transaction → the call by whose action that is allowed.

Source: Amazon DynamoDB Developer Guide, "Using IAM with DynamoDB transactions"; read 2026-12.
"""


class Aim(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`."""

    path: str
    action: str
    arn: str
    brings: tuple[tuple[str, Value], ...]
    asked: AskedCall

    @property
    def facts(self) -> Facts:
        """What a request brings along that says so."""
        return Facts(dict(self.brings))


class Aims:
    """Those of the state machines of a stack. Each is read once, however many send it something."""

    def __init__(self, stack: Stack) -> None:
        self._feeds, self._found = stack.once(Feeds), dict[str, tuple[Aim, ...]]()
        self._named: Final = dict[tuple[str, str], frozenset[str]]()

    def of(self, machine: Resource) -> tuple[Aim, ...]:
        """Those of one; nothing for what is no state machine."""
        if machine.urn not in self._found:
            found = self._of(machine) if machine.type in MACHINES else ()
            self._found[machine.urn] = tuple(dict.fromkeys(found))
        return self._found[machine.urn]

    def named(self, machine: Resource, service: str) -> frozenset[str]:
        """What the definition of one names itself, as a name, an ARN or an address, that calls of a service are about.

        The service is called as a state has it.
        """
        key = (machine.urn, service)
        if key not in self._named:
            self._named[key] = frozenset(_named(machine, service))
        return self._named[key]

    def _of(self, machine: Resource) -> Iterator[Aim]:
        for feed in self._feeds.of(machine):
            for given in given_onward_of(machine, feed.shape):
                for asked in _asked(given):
                    yield Aim(_PATHS[feed.action], feed.action, feed.arn, feed.brings, asked)


def _named(machine: Resource, service: str) -> Iterator[str]:
    """What is written of the things that calls of a service are done to, but those of which the input says that."""
    for level in levels_of(definition_of(machine)):
        for call in filter(None, map(call_of, level.states.values())):
            if call.name.partition(":")[0] == service:
                yield from filter(None, (call.to, *(call.text(key) for key in _TARGETS.get(service, ()))))


def _asked(given: GivenState) -> Iterator[AskedCall]:
    """What a state calls, where the input says about what. What it only reads is told where somebody sees that."""
    call = call_of(given.state) if given.calls else None
    if call is None or call.to or given.is_of_another_role or gives_what_is_kept(call):
        return
    for name, word in _words(given, call):
        target = word if word.of_input == "whole" else Word(joined(word.text, given.view), "part")
        if word.of_input == "whole" or (word.of_input == "part" and target.text):
            yield AskedCall(name, target)


def _words(given: GivenState, call: Call) -> Iterator[tuple[str, Word]]:
    """What it calls, each with what it says of the thing that this is done to."""
    for key in _TARGETS.get(call.name.partition(":")[0], ()):
        yield call.name, given.word(key)
    if call.name in _EVENTS:
        yield call.name, given.word(_ENTRIES)
        yield from ((call.name, given.word_in(entry, _BUS)) for entry in _within(given, _ENTRIES))
    for item in _within(given, _ITEMS) if call.name == _TRANSACTION else ():
        for key, name in _IN_TRANSACTION.items():
            yield from ((name, given.word_in(one, _TABLE)) for one in maps(item.get(key)))


def _within(given: GivenState, key: str) -> Iterator[Mapping[str, Any]]:
    return maps(given.request.get(key))
