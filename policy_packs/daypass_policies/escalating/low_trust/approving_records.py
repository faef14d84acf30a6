"""This is where it is told which records say that something was approved, and who may write one.

A filter asks for it, also that of a subscription to a topic, or the code of the function that they are handed to, where
that stands in the stack. Whoever may put the row into the table, or send the message, agrees for everyone who should;
what policies ask about the attributes of a row, or its key, may keep somebody from that. Sources: DynamoDB Developer
Guide, "Using IAM policy conditions for fine-grained access control" (`dynamodb:Attributes`, `dynamodb:LeadingKeys`);
Service Authorization Reference of DynamoDB, SQS, SNS and Kinesis; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.steering.commands.published import published
from daypass.graph.becoming.steering.commands.records import TABLES, Records, handed_on
from daypass.graph.becoming.steering.programs.comparing import Compared, compared_by
from daypass.graph.becoming.steering.programs.files import FUNCTIONS
from daypass.graph.becoming.steering.programs.python_events import ANY
from daypass.graph.consumers import Use
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import Resource, bare
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all
from daypass_policies.escalating.low_trust.approval_words import row_says_approved
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.placed import Placed

WRITES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "dynamodb": (
        "write the row",
        tuple(
            f"dynamodb:{action}"
            for action in ("PutItem", "UpdateItem", "BatchWriteItem", "PartiQLInsert", "PartiQLUpdate")
        ),
    ),
    "sqs": ("send the message", ("sqs:SendMessage",)),
    "kinesis": ("put the record", ("kinesis:PutRecord", "kinesis:PutRecords")),
}
"""Service → what somebody does who writes a record there, and by which actions."""

_TOPICS: Final = "sns"
_PUBLISHES: Final = ("publish the message", ("sns:Publish",))

_ACTIONS: Final = (*(action for _, actions in WRITES.values() for action in actions), *_PUBLISHES[1])

_HASH_KEYS: Final = ("hashKey", "keySchema")
"""Where a table says its partition key, in either provider."""

_TASKS: Final = (
    ("ecsTaskParameters", "taskDefinitionArn", "task"),
    ("batchJobParameters", "jobDefinition", "batch job"),
)
"""Where a pipe says what it starts, rather than where."""

_PARAMETERS: Final = "targetParameters"

_PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "dynamodb": ("Records", ANY, "dynamodb", "NewImage"),
    "sqs": ("Records", ANY, "body"),
    "kinesis": ("Records", ANY, "kinesis", "data"),
}
"""Service → where in the event of a function is what the writer of a record says."""

_IN_FILTERS: Final[Mapping[str, int]] = {"dynamodb": 2, "sqs": 2, "kinesis": 3}
"""Service → how many steps of that a filter leaves out."""


class RecordWrite(NamedTuple):
    """By which action somebody writes such a record, in words that follow "may"; "" for none."""

    action: str
    words: str
    answer: Answer


class ApprovingRecords:
    """Those of a stack: `each` hands on what says that something was approved, or may do so."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._runners = stack, stack.once(Runners)
        every = (*handed_on(stack), *published(stack))
        self._by_source: Final = grouped((one.arn, one) for one in every if one.service != _TOPICS)
        asked = (self._as_asked(one) for one in every)
        self.each: Final = tuple(one for one in asked if one.hidden or any(_approving(one)))
        self._placed: Final = Placed(((one.arn,), one) for one in self.each)

    def near(self, actor: Actor) -> Iterator[tuple[Records, RecordWrite]]:
        """What somebody may write of them, and how."""
        able = tuple(action for action in _ACTIONS if not actor.has_among_everything(action))
        each = ((one, self.written(actor, one)) for one in self._placed.near(actor, *able))
        return ((one, written) for one, written in each if written.answer.possible)

    def started(self, one: Records) -> Iterator[Use]:
        """What they start."""
        further = self._by_source.get(one.target, ()) if one.service == _TOPICS else ()  # a queue, and what works on it
        yield from (use for each in further for use in self.started(each))
        if one.target:
            is_arn = one.target.startswith("arn:")
            name = one.target.rpartition(":function:")[2]
            yield from self._runners.at(one.target) if is_arn else self._runners.named("function", name)
        else:
            yield from self._runners.behind(one.behind)
        behind = one.by.property_dependencies.get(_PARAMETERS, ())
        for parameters in maps(said(one.by, _PARAMETERS)):
            for key, name, noun in _TASKS:
                for held in maps(parameters.get(key)):
                    text = text_of(held.get(name))
                    yield from self._runners.named(noun, text) if text else self._runners.behind(behind)

    def written(self, actor: Actor, one: Records) -> RecordWrite:
        """How somebody writes one; impossible where they may not."""
        hidden = (Untold.of(one.by, one.hidden),) if one.hidden else ()
        asked = [WRITES.get(one.service, _PUBLISHES)] if one.service else WRITES.values()
        each = ((action, words) for words, actions in asked for action in actions)
        able = ((action, words) for action, words in each if not actor.has_among_everything(action))
        found = [RecordWrite(action, words, self._may(actor, action, one).under(*hidden)) for action, words in able]
        possible = [way for way in found if way.answer.possible]
        return next((way for way in possible if way.answer.is_certain), next(iter(possible), _NONE))

    def _as_asked(self, one: Records) -> Records:
        """The same as the code asks for them, where no filter asks whether something was approved."""
        if one.hidden or any(_approving(one)):
            return one
        functions = {use.consumer.urn: use.consumer for use in self.started(one) if use.consumer.type in FUNCTIONS}
        found = (compared for function in functions.values() for compared in compared_by(function))
        return one._replace(patterns=tuple(filter(None, (_pattern(each, one.service) for each in found))))

    def _may(self, actor: Actor, action: str, one: Records) -> Answer:
        if not one.arn:
            return Answer(possible=may_at_all(actor, action))
        facts = (NOTHING,) if one.hidden else self._stack.once(_facts, one)
        answers = [may(actor, action, one.arn, each) for each in facts]
        return next(
            (each for each in answers if each.is_certain), next((each for each in answers if each.possible), NO)
        )


_NONE: Final = RecordWrite("", "", NO)


def _facts(stack: Stack, one: Records) -> tuple[Facts, ...]:
    """What requests bring along that write such a record; of a row one attribute, and its key if that counts."""
    return tuple(_asked(stack, one))


def _asked(stack: Stack, one: Records) -> Iterator[Facts]:
    for pattern, attribute in _approving(one):
        if one.service != "dynamodb":
            yield NOTHING
            continue
        hash_key = stack.once(_hash_keys).get(one.arn.rpartition("/")[2], "")
        wanted = [each.text for each in one.said_in(pattern) if hash_key and each.path.split()[0] == hash_key]
        for text in wanted or [""]:
            key = {"dynamodb:leadingkeys": text.replace(" ", "*")} if text else {}
            yield Facts({"dynamodb:attributes": attribute, **key})


def _hash_keys(stack: Stack) -> Mapping[str, str]:
    """The partition keys of tables by the names of those."""
    return {text_of(said(one, TABLES[one.type])): _hash_key(one) for one in stack.of_type(*TABLES)}


def _hash_key(table: Resource) -> str:
    written = next(filter(None, (bare(said(table, key)) for key in _HASH_KEYS)), None)
    keys = (text_of(one.get("attributeName")) for one in maps(written) if text_of(one.get("keyType")) == "HASH")
    return text_of(written) or next(keys, "")


def _pattern(one: Compared, service: str) -> dict[str, Any] | None:
    """The filter that takes what this code goes on with; None for what no writer says."""
    place = _PLACES.get(service)
    if not place or one.part[: len(place)] != place or len(one.part) == len(place):
        return None
    *way, last = one.part[_IN_FILTERS[service] :]
    asked: dict[str, Any] = {last: [one.text]}
    for step in reversed(way):
        asked = {step: asked}
    return asked


def _approving(one: Records) -> Iterator[tuple[Any, str]]:
    """The patterns that take what says that something was approved, and the first word of where it says so."""
    for pattern in one.patterns:
        for asked in one.said_in(pattern):
            if row_says_approved(f"{asked.path} {asked.text}"):
                yield pattern, next(iter(asked.path.split()), "")
