"""This is where it is told which states of state machines get the input as it was sent, and what they ask for with it.

What a choice lets pass, or a task has made of it, may have been looked at before. Sources: Step Functions Developer
Guide, "Processing input and output" and "Passing parameters to a service API"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.expressions import json_path_word, jsonata_word
from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

MACHINES: Final = ("aws:sfn/stateMachine:StateMachine", "aws-native:stepfunctions:StateMachine")
STARTS: Final = "states-x01"
_JSONATA: Final = "JSONata"
_CHANGING: Final = ("Result", "Parameters", "Arguments", "InputPath", "OutputPath", "Output", "ResultSelector")
"""What makes a state pass on something else than its input."""


class Given(NamedTuple):
    """A state that gets the input. `arn` is that of its machine, `after` are the states that follow it, by name."""

    arn: str
    state: Mapping[str, Any]
    is_jsonata: bool
    after: Mapping[str, Any]

    @property
    def calls(self) -> str:
        """What it calls; "" where what it hands over has been picked from the input."""
        return "" if "InputPath" in self.state else text_of(self.state.get("Resource"))

    @property
    def request(self) -> Mapping[str, Any]:
        """What it asks for."""
        return next(maps(self._written), {})

    def word(self, key: str) -> Word:
        """What it asks for there."""
        written = bare(self._written)
        if written is None and not self.is_jsonata:
            return Word("", "whole")  # the input itself is the request
        if not isinstance(written, Mapping):
            return jsonata_word(text_of(written))
        return self.word_in(written, key)

    def word_in(self, written: Mapping[str, Any], key: str) -> Word:
        """The same in an object of what it asks for."""
        if self.is_jsonata:
            return jsonata_word(text_of(written.get(key)))
        path = text_of(written.get(f"{key}.$"))
        return json_path_word(path.strip()) if path else Word(text_of(written.get(key)))

    @property
    def _written(self) -> Any:
        return self.state.get("Arguments" if self.is_jsonata else "Parameters")


def given_input(stack: Stack) -> Iterator[Given]:
    """Those of all state machines whose ARN, or name, is known."""
    return (given for machine in stack.of_type(*MACHINES) for given in given_input_of(machine))


def given_input_of(machine: Resource) -> Iterator[Given]:
    """Those of one, from the first state on."""
    definition = parsed(said(machine, "definition") or said(machine, "definitionString"))
    arn = _arn(machine)
    if not arn or not isinstance(definition, Mapping):
        return
    states, name = bare(definition.get("States")), text_of(definition.get("StartAt"))
    seen: set[str] = set()
    while isinstance(states, Mapping) and name and name not in seen:
        seen.add(name)
        state = bare(states.get(name))
        if not isinstance(state, Mapping):
            return
        language = text_of(state.get("QueryLanguage", definition.get("QueryLanguage")))
        yield Given(arn, state, language == _JSONATA, states)
        name = text_of(state.get("Next")) if passes_on(state) else ""


def passes_on(state: Mapping[str, Any]) -> bool:
    """Whether what it gets goes on as it is."""
    return state.get("Type") in ("Pass", "Wait", "Succeed") and not any(key in state for key in _CHANGING)


def _arn(machine: Resource) -> str:
    own = next((text for text in (text_of(said(machine, "arn")), machine.id) if text.startswith("arn:")), "")
    name = text_of(said(machine, "name")) or text_of(said(machine, "stateMachineName"))
    return own or (f"arn:*:states:*:*:stateMachine:{name}" if name else "")
