"""This is where it is told which state machines run a task, or a job, with a command that stands in their input.

So it is with one that they read, and that somebody has stored. Sources: Step Functions Developer Guide, "Run Amazon ECS
or Fargate tasks" and "Run AWS Batch workloads"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.command import OF_JOB, Command, definitions_of
from daypass.graph.becoming.steering.commands.expressions import json_path_words, jsonata_words
from daypass.graph.becoming.steering.commands.states import STARTS, Given, given_input, given_stored
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack

_RUNS_TASK: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?ecs:runTask(?:[.:].*)?")
_SUBMITS_JOB: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?batch:submitJob(?:[.:].*)?")


def by_executions(stack: Stack) -> Iterator[Command]:
    """The commands of all state machines."""
    for given in given_input(stack):
        # What a state before has made of the input is followed to what names one thing, not to the words of a command.
        if given.view.is_as_sent:
            yield from _commands(given)
    for given in given_stored(stack):
        for command in _commands(given):
            words = [word for word in command.words if word.at]
            for one in given.written(*words) if words else ():
                yield command._replace(path=one.ways.runs, arn=one.arn, brings=one.brings)


def _commands(given: Given) -> Iterator[Command]:
    if _RUNS_TASK.fullmatch(given.calls):
        yield from _of_task(given)
    elif _SUBMITS_JOB.fullmatch(given.calls):
        yield from _of_job(given)


def _of_task(given: Given) -> Iterator[Command]:
    overrides = next(maps(given.request.get("Overrides")), {})
    definitions = definitions_of(text_of(given.request.get("TaskDefinition")), ())
    own = any(key in overrides for key in ("TaskRoleArn", "TaskRoleArn.$"))
    for one in maps(overrides.get("ContainerOverrides")):
        yield Command(STARTS, given.arn, definitions, text_of(one.get("Name")), _words(one, given), has_own_role=own)


def _of_job(given: Given) -> Iterator[Command]:
    definitions = definitions_of(text_of(given.request.get("JobDefinition")), ())
    for one in maps(given.request.get("ContainerOverrides")):
        yield Command(STARTS, given.arn, definitions, OF_JOB, _words(one, given))


def _words(overrides: Mapping[str, Any], given: Given) -> tuple[Word, ...]:
    word = given.view.word
    if given.is_jsonata:
        return jsonata_words(overrides.get("Command"), word)
    return json_path_words(overrides.get("Command.$"), word)
