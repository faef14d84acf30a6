"""This is where it is told which state machines run a task with a command that stands in their input.

Only states are looked at that get the input as it was sent: what a choice lets pass, or a task has made of it, may have
been looked at before. Sources: Step Functions Developer Guide, "Run Amazon ECS or Fargate tasks", "Transforming data
with JSONata" and "Intrinsic functions for JSONPath states"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.command import Command, definitions_of
from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.words import Language, Word
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

_MACHINES: Final = ("aws:sfn/stateMachine:StateMachine", "aws-native:stepfunctions:StateMachine")
_STARTS: Final = "states-x01"
_RUNS_TASK: Final = re.compile(r"arn:[\w-]+:states:::(?:aws-sdk:)?ecs:runTask(?:[.:].*)?")
_CHANGING: Final = ("Result", "Parameters", "Arguments", "InputPath", "OutputPath", "Output", "ResultSelector")
"""What makes a state pass on something else than its input."""

_PLACE: Final = r"(?:[.\[][\w.\[\]'\"-]*)?"
_JSON_PATH: Final = Language(
    re.compile(
        rf"\$(?:\$\.Execution\.Input)?{_PLACE}|States\.StringSplit\(\s*\$(?:\$\.Execution\.Input)?{_PLACE}\s*,.*\)"
    ),
    re.compile(r"(?<!\$)\$\.|\$\$\.Execution\.Input"),
)
_ARRAY: Final = re.compile(r"States\.Array\((?P<items>.*)\)", re.DOTALL)

_INPUT: Final = r"\$states\.(?:input|context\.Execution\.Input)"
_JSONATA: Final = Language(
    re.compile(rf"{_INPUT}{_PLACE}|\$split\(\s*{_INPUT}{_PLACE}\s*,.*\)"), re.compile(rf"{_INPUT}\b")
)
_EXPRESSION: Final = re.compile(r"\{%(?P<inner>.*)%\}", re.DOTALL)
_LIST: Final = re.compile(r"\[(?P<items>.*)\]", re.DOTALL)


def by_executions(stack: Stack) -> Iterator[Command]:
    """The commands of all state machines."""
    for machine in stack.of_type(*_MACHINES):
        definition = parsed(said(machine, "definition") or said(machine, "definitionString"))
        arn = _arn(machine)
        for state in _given_input(definition) if arn and isinstance(definition, Mapping) else ():
            yield from _commands(arn, state, text_of(state.get("QueryLanguage", definition.get("QueryLanguage"))))


def _arn(machine: Resource) -> str:
    own = next((text for text in (text_of(said(machine, "arn")), machine.id) if text.startswith("arn:")), "")
    name = text_of(said(machine, "name")) or text_of(said(machine, "stateMachineName"))
    return own or (f"arn:*:states:*:*:stateMachine:{name}" if name else "")


def _given_input(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The states that get the input as it was sent, from the first one on."""
    states, name = bare(definition.get("States")), text_of(definition.get("StartAt"))
    seen: set[str] = set()
    while isinstance(states, Mapping) and name and name not in seen:
        seen.add(name)
        state = bare(states.get(name))
        if not isinstance(state, Mapping):
            return
        yield state
        is_passing = state.get("Type") in ("Pass", "Wait") and not any(key in state for key in _CHANGING)
        name = text_of(state.get("Next")) if is_passing else ""


def _commands(arn: str, state: Mapping[str, Any], language: str) -> Iterator[Command]:
    """Those of one state."""
    if not _RUNS_TASK.fullmatch(text_of(state.get("Resource"))) or "InputPath" in state:
        return
    request = next(maps(state.get("Arguments" if language == "JSONata" else "Parameters")), {})
    overrides = next(maps(request.get("Overrides")), {})
    definitions = definitions_of(text_of(request.get("TaskDefinition")), ())
    own = any(key in overrides for key in ("TaskRoleArn", "TaskRoleArn.$"))
    for one in maps(overrides.get("ContainerOverrides")):
        words = _by_jsonata(one.get("Command")) if language == "JSONata" else _by_json_path(one.get("Command.$"))
        yield Command(_STARTS, arn, definitions, text_of(one.get("Name")), words, has_own_role=own)


def _by_json_path(command: Any) -> tuple[Word, ...]:
    text = text_of(command).strip()
    array = _ARRAY.fullmatch(text)
    return _JSON_PATH.each(array["items"]) if array else (_JSON_PATH.word(text),)


def _by_jsonata(command: Any) -> tuple[Word, ...]:
    plain = bare(command)
    if isinstance(plain, list):
        return tuple(_jsonata_word(text_of(one)) for one in plain)
    found = _EXPRESSION.fullmatch(text_of(plain).strip())
    items = _LIST.fullmatch(found["inner"].strip()) if found else None
    return _JSONATA.each(items["items"]) if items else (_jsonata_word(text_of(plain)),)


def _jsonata_word(text: str) -> Word:
    found = _EXPRESSION.fullmatch(text.strip())
    return _JSONATA.word(found["inner"]) if found else Word(text)
