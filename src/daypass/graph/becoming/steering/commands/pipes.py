"""This is where it is told which pipes of EventBridge run a task, or a job, with a command from a message of a queue.

What an enrichment makes of the message cannot be told. Sources: EventBridge User Guide, "Amazon SQS as a source" and
"Dynamic path parameters"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.command import OF_JOB, Command, definitions_of
from daypass.graph.becoming.steering.commands.filters import limits
from daypass.graph.becoming.steering.commands.words import Language
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

PIPES: Final = ("aws:pipes/pipe:Pipe", "aws-native:pipes:Pipe")
_QUEUES: Final[Mapping[str, str]] = {"aws:sqs/queue:Queue": "name", "aws-native:sqs:Queue": "queueName"}
_SENDS: Final = "sqs-x01"
PATH: Final = re.compile(r"<?\$\.(?P<path>(?:body|messageAttributes)(?:[.\[][\w.\[\]'\"-]*)?)>?")
"""What the sender of a message says; its id and its time are no such thing."""

_LANGUAGE: Final = Language(PATH, re.compile(r"<\$\.(?:body|messageAttributes)\b"))


def by_pipes(stack: Stack) -> Iterator[Command]:
    """The commands of all pipes."""
    for pipe in stack.of_type(*PIPES):
        yield from by_pipe(pipe, stack)


def by_pipe(pipe: Resource, stack: Stack) -> Iterator[Command]:
    """Those of one pipe."""
    if arn := queue_of(pipe, stack):
        yield from _of_task(pipe, arn)
        yield from _of_job(pipe, arn)


def _of_task(pipe: Resource, arn: str) -> Iterator[Command]:
    task = _inside(said(pipe, "targetParameters"), "ecsTaskParameters")
    overrides = _inside(task, "overrides")
    for one in maps(_inside(overrides, "containerOverrides")):
        own = bool(bare(_inside(overrides, "taskRoleArn")))
        definitions = _definitions(pipe, _inside(task, "taskDefinitionArn"))
        yield from _command(pipe, arn, definitions, one, text_of(one.get("name")), has_own_role=own)


def _of_job(pipe: Resource, arn: str) -> Iterator[Command]:
    job = _inside(said(pipe, "targetParameters"), "batchJobParameters")
    for one in maps(_inside(job, "containerOverrides")):
        yield from _command(pipe, arn, _definitions(pipe, _inside(job, "jobDefinition")), one, OF_JOB)


def _definitions(pipe: Resource, named: Any) -> tuple[str, ...]:
    return definitions_of(text_of(named), pipe.property_dependencies.get("targetParameters", ()))


def _command(
    pipe: Resource,
    arn: str,
    definitions: tuple[str, ...],
    one: Mapping[str, Any],
    container: str,
    *,
    has_own_role: bool = False,
) -> Iterator[Command]:
    written = one.get("commands", one.get("command"))
    if not _is_filtered(pipe, written):
        words = _LANGUAGE.words(written)
        yield Command(_SENDS, arn, definitions, container, words, has_own_role=has_own_role)


def queue_of(pipe: Resource, stack: Stack) -> str:
    """The ARN of the queue of which it hands the messages on as they are; "" for any other source."""
    text, is_off = text_of(said(pipe, "source")), text_of(said(pipe, "desiredState")) == "STOPPED"
    if is_off or said(pipe, "enrichment"):
        return ""
    if text:
        return text if text.startswith("arn:") and text.split(":")[2:3] == ["sqs"] else ""
    behind = (stack.by_urn.get(urn) for urn in pipe.property_dependencies.get("source", ()))
    names = (text_of(said(one, _QUEUES[one.type])) for one in behind if one and one.type in _QUEUES)
    return next((f"arn:*:sqs:*:*:{name}" for name in names if name), "")


def _is_filtered(pipe: Resource, commands: Any) -> bool:
    """Whether every message that gets through its filters has one of the values there that they ask for."""
    plain = bare(commands)
    texts = [text_of(one) for one in (plain if isinstance(plain, list) else (plain,))]
    paths = [found["path"] for text in texts if (found := PATH.fullmatch(text.strip()))]
    return bool(paths) and all(is_limited(pipe, path) for path in paths)


def is_limited(pipe: Resource, path: str) -> bool:
    """Whether every message that gets through its filters has one of the values at a place that they ask for."""
    filters = [*maps(_inside(_inside(said(pipe, "sourceParameters"), "filterCriteria"), "filters"))]
    return bool(filters) and all(limits(one.get("pattern"), path) for one in filters)


def _inside(value: Any, key: str) -> Any:
    plain = bare(value)
    return bare(plain.get(key)) if isinstance(plain, Mapping) else None
