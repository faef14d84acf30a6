"""This is where it is told which state machines run a task, or a job, with a command that stands in their input.

So it is with one that they read, and that somebody has stored. Sources: Step Functions Developer Guide, "Run Amazon ECS
or Fargate tasks" and "Run AWS Batch workloads"; Amazon ECS API Reference, "TaskOverride"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.apis.integrations import INVOKES
from daypass.graph.becoming.steering.commands.command import ANY, OF_JOB, Command, definitions_of
from daypass.graph.becoming.steering.commands.expressions import json_path_words, jsonata_words
from daypass.graph.becoming.steering.commands.feeds import PUTS, SENDS, STARTS, WAITS, Feeds
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.states import GivenState, given_input_of, given_stored
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack

_RUNS_TASK: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?ecs:runTask(?:[.:].*)?")
_SUBMITS_JOB: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?batch:submitJob(?:[.:].*)?")

_PATHS: Final[Mapping[str, str]] = {
    STARTS: "states-x01",
    WAITS: "states-x09",
    SENDS: "sqs-x01",
    PUTS: "events-x02",
    INVOKES: "apigateway-x05",
}
"""By which action the input is given → the path on which it is a command."""

_OVERRIDES: Final = "Overrides"
_CONTAINERS: Final = "ContainerOverrides"
_COMMAND: Final = "Command"


def by_executions(stack: Stack) -> Iterator[Command]:
    """The commands of all state machines, whoever gives them their input, or stores what they read."""
    feeds = stack.once(Feeds)
    for machine in stack.of_type(*MACHINES):
        for feed in feeds.of(machine):
            for given in given_input_of(machine, feed.shape):
                for command in _commands(given):
                    yield command._replace(path=_PATHS[feed.action], arn=feed.arn, brings=feed.brings)
    for given in given_stored(stack):
        for command in _commands(given):
            words = [word for word in command.words if word.at]
            for one in given.written(*words) if words else ():
                yield command._replace(path=one.ways.runs, arn=one.arn, brings=one.brings)


def _commands(given: GivenState) -> Iterator[Command]:
    """What a state runs with words that it is given, but for who says these."""
    if _RUNS_TASK.fullmatch(given.calls):
        yield from _of_task(given)
    elif _SUBMITS_JOB.fullmatch(given.calls):
        yield from _of_job(given)


def _of_task(given: GivenState) -> Iterator[Command]:
    overrides = next(maps(given.request.get(_OVERRIDES)), {})
    definitions = definitions_of(text_of(given.request.get("TaskDefinition")), ())
    own = any(key in overrides for key in ("TaskRoleArn", "TaskRoleArn.$"))
    is_theirs = _is_theirs(given.request, _OVERRIDES, given) or _is_theirs(overrides, _CONTAINERS, given)
    for container, words in _containers(overrides, given, is_theirs=is_theirs):
        yield Command("", "", definitions, container, words, has_own_role=own)


def _of_job(given: GivenState) -> Iterator[Command]:
    definitions = definitions_of(text_of(given.request.get("JobDefinition")), ())
    is_theirs = _is_theirs(given.request, _CONTAINERS, given)
    for container, words in _containers(given.request, given, is_theirs=is_theirs):
        yield Command("", "", definitions, OF_JOB if container != ANY else ANY, words)


def _containers(
    holder: Mapping[str, Any], given: GivenState, *, is_theirs: bool
) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """The containers for which a command is given, with its words: any, where the input says all of that."""
    if is_theirs:
        yield ANY, ()
    for one in maps(holder.get(_CONTAINERS)) if _is_followed(given) else ():
        yield text_of(one.get("Name")), _words(one, _COMMAND, given)


def _is_theirs(holder: Mapping[str, Any], key: str, given: GivenState) -> bool:
    """Whether the input says all that stands there, or all of one thing in the list there."""
    if given.store:
        return False
    items = _words(holder, key, given) if _is_followed(given) else ()
    return any(word.of_input == "whole" for word in (given.word_in(holder, key), *items))


def _is_followed(given: GivenState) -> bool:
    """What a state before has made of the input is followed to what is one thing, not to the words of a command."""
    return given.store is not None or given.view.is_as_sent


def _words(holder: Mapping[str, Any], key: str, given: GivenState) -> tuple[Word, ...]:
    word = given.view.word
    if given.is_jsonata:
        return jsonata_words(holder.get(key), word)
    return json_path_words(holder.get(f"{key}.$"), word)
