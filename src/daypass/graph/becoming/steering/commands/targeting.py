"""This is where it is told which rules of EventBridge run a task with a command that stands in an event.

Source: Amazon ECS Developer Guide, "Using EventBridge Scheduler and events to run tasks"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.commands.command import Command, definitions_of
from daypass.graph.becoming.steering.commands.rules import PUTS, handed
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack

_TASKS: Final = ("ecsTarget", "ecsParameters")
"""Where a target says what task it runs."""


def by_events(stack: Stack) -> Iterator[Command]:
    """The commands of all rules."""
    for each in handed(stack):
        task = next((task for key in _TASKS for task in maps(each.target.said(key))), {})
        language = each.language if task else None
        if language is None:
            continue
        definitions = definitions_of(text_of(task.get("taskDefinitionArn")), each.target.behind("ecsTarget"))
        for one in maps(each.template.get("containerOverrides")):
            words = language.words(one.get("command"))
            yield Command(PUTS, each.arn, definitions, text_of(one.get("name")), words, each.brings)
