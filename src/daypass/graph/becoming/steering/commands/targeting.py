"""This is where it is told which rules of EventBridge run a task with a command that stands in an event.

What a target hands over is the overrides of the task. An event as a whole is none: whoever puts it says nothing beside
its detail. Sources: Amazon ECS Developer Guide, "Using EventBridge Scheduler and events to run tasks"; Amazon ECS API
Reference, "TaskOverride"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.command import ANY, Command, definitions_of
from daypass.graph.becoming.steering.commands.rules import PUTS, Handed, handed
from daypass.graph.leaves import maps, text_of
from daypass.graph.stack import Stack

_TASKS: Final = ("ecsTarget", "ecsParameters")
"""Where a target says what task it runs."""

_OVERRIDES: Final = "containerOverrides"


def by_events(stack: Stack) -> Iterator[Command]:
    """The commands of all rules."""
    for each in handed(stack):
        task = next((task for key in _TASKS for task in maps(each.target.said(key))), {})
        yield from _of_task(each, task) if task else ()


def _of_task(each: Handed, task: Mapping[str, Any]) -> Iterator[Command]:
    definitions = definitions_of(text_of(task.get("taskDefinitionArn")), each.target.behind("ecsTarget"))
    if _is_theirs(each):
        yield Command(PUTS, each.arn, definitions, ANY, (), each.brings)
    for one in maps(each.template.get(_OVERRIDES)):
        words = each.language.words(one.get("command")) if each.language else ()
        yield Command(PUTS, each.arn, definitions, text_of(one.get("name")), words, each.brings)


def _is_theirs(each: Handed) -> bool:
    """Whether the event says all that is put in place of what the task is defined with, or all of one container."""
    if each.whole:
        return not each.is_fixed and each.is_open(f"{each.whole}.{_OVERRIDES}.command")
    words = each.language.words(each.template.get(_OVERRIDES)) if each.language else ()
    return any(word.of_input == "whole" for word in words)
