"""This is where it is told which state machines run a task with a command that stands in their input.

Source: Step Functions Developer Guide, "Run Amazon ECS or Fargate tasks"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.commands.command import Command, definitions_of
from daypass.graph.becoming.steering.commands.expressions import json_path_words, jsonata_words
from daypass.graph.becoming.steering.commands.states import STARTS, Given, given_input
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack

_RUNS_TASK: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?ecs:runTask(?:[.:].*)?")


def by_executions(stack: Stack) -> Iterator[Command]:
    """The commands of all state machines."""
    for given in given_input(stack):
        # What a state before has made of the input is followed to what names one thing, not to the words of a command.
        if given.view.is_as_sent and _RUNS_TASK.fullmatch(given.calls):
            yield from _commands(given)


def _commands(given: Given) -> Iterator[Command]:
    overrides = next(maps(given.request.get("Overrides")), {})
    definitions = definitions_of(text_of(given.request.get("TaskDefinition")), ())
    own = any(key in overrides for key in ("TaskRoleArn", "TaskRoleArn.$"))
    for one in maps(overrides.get("ContainerOverrides")):
        words = jsonata_words(one.get("Command")) if given.is_jsonata else json_path_words(one.get("Command.$"))
        yield Command(STARTS, given.arn, definitions, text_of(one.get("Name")), words, has_own_role=own)
