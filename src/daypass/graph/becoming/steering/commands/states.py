"""This is where it is told which states of state machines get the input as it was sent, and what they ask for with it.

What a choice lets pass, or a task has made of it, may have been looked at before. Sources: Step Functions Developer
Guide, "Processing input and output" and "Passing parameters to a service API"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.expressions import json_path_word, jsonata_word
from daypass.graph.becoming.steering.commands.flows import MACHINES, definition_of
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare

STARTS: Final = "states-x01"
_JSONATA: Final = "JSONata"
_CHANGING: Final = ("Result", "Parameters", "Arguments", "InputPath", "OutputPath", "Output", "ResultSelector")
"""What makes a state pass on something else than its input."""

_WHOLE: Final = "$"
"""The path that stands where none is written: to all there is."""

_FIELD: Final = re.compile(r"\$\.(?P<name>\w+)(?:[.\[].*)?")
_OF_EXECUTION: Final = "$$."
"""How a path begins to what the execution was given, whatever came before."""


class Given(NamedTuple):
    """A state that gets the input. `arn` is that of its machine, `after` are the states that follow it, by name.

    `fields` are those of the object that a state before has made of the input; None where it comes as it was sent.
    """

    arn: str
    state: Mapping[str, Any]
    is_jsonata: bool
    after: Mapping[str, Any]
    fields: Mapping[str, Word] | None = None

    @property
    def calls(self) -> str:
        """What it calls; "" where what it hands over has been picked from the input."""
        return "" if is_said(self.state, "InputPath") else text_of(self.state.get("Resource"))

    @property
    def is_of_another_role(self) -> bool:
        """Whether another role than that of its machine does what it calls."""
        return "Credentials" in self.state

    @property
    def request(self) -> Mapping[str, Any]:
        """What it asks for."""
        return next(maps(self._written), {})

    def word(self, key: str) -> Word:
        """What it asks for there."""
        written = bare(self._written)
        if written is None and not self.is_jsonata:
            # The input itself is the request.
            return Word("", "whole") if self.fields is None else self.fields.get(key, Word(""))
        if not isinstance(written, Mapping):
            return jsonata_word(text_of(written)) if self.fields is None else Word("")
        return self.word_in(written, key)

    def word_in(self, written: Mapping[str, Any], key: str) -> Word:
        """The same in an object of what it asks for."""
        if self.is_jsonata:
            if self.fields is not None:
                return Word("")  # what an expression makes of such an object is not followed
            return jsonata_word(text_of(written.get(key)))
        path = text_of(written.get(f"{key}.$")).strip()
        return self._at(path) if path else Word(text_of(written.get(key)))

    def _at(self, path: str) -> Word:
        """What stands at a path of what it gets."""
        if self.fields is None or path.startswith(_OF_EXECUTION):
            return json_path_word(path)
        found = _FIELD.fullmatch(path)
        return self.fields.get(found["name"], Word("")) if found else Word("")

    @property
    def _written(self) -> Any:
        return self.state.get("Arguments" if self.is_jsonata else "Parameters")


def given_input(stack: Stack) -> Iterator[Given]:
    """Those of all state machines whose ARN, or name, is known."""
    return (given for machine in stack.of_type(*MACHINES) for given in given_input_of(machine))


def given_input_of(machine: Resource) -> Iterator[Given]:
    """Those of one, from the first state on."""
    definition, arn = definition_of(machine), arn_of(machine)
    if not arn:
        return
    states, name = bare(definition.get("States")), text_of(definition.get("StartAt"))
    seen, fields = set[str](), None
    while isinstance(states, Mapping) and name and name not in seen:
        seen.add(name)
        state = bare(states.get(name))
        if not isinstance(state, Mapping):
            return
        language = text_of(state.get("QueryLanguage", definition.get("QueryLanguage")))
        given = Given(arn, state, language == _JSONATA, states, fields)
        yield given
        made = _made(given)
        if made is None and not passes_on(state):
            return
        fields, name = made if made is not None else fields, text_of(state.get("Next"))


def passes_on(state: Mapping[str, Any]) -> bool:
    """Whether what it gets goes on as it is."""
    return state.get("Type") in ("Pass", "Wait", "Succeed") and not any(is_said(state, key) for key in _CHANGING)


def is_said(state: Mapping[str, Any], key: str) -> bool:
    """Whether something else stands there than the path that is meant where nothing does."""
    return key in state and bare(state[key]) != _WHOLE


def _made(given: Given) -> Mapping[str, Word] | None:
    """The fields of the object that a state passes on in place of what it gets; None for any other state."""
    others = (key for key in (*_CHANGING, "ResultPath") if key != "Parameters" and is_said(given.state, key))
    parameters = bare(given.state.get("Parameters"))
    if given.state.get("Type") != "Pass" or given.is_jsonata or any(others) or not isinstance(parameters, Mapping):
        return None
    names = (key.removesuffix(".$") for key in parameters)
    return {name: given.word_in(parameters, name) for name in names}


def executions_of(machine: str) -> str:
    """The ARNs of what the machine with this ARN has done."""
    return f"{machine.replace(':stateMachine:', ':execution:')}:*"


def arn_of(machine: Resource) -> str:
    """Its ARN, made of its name where it is not known; "" where that is not either."""
    own = next((text for text in (text_of(said(machine, "arn")), machine.id) if text.startswith("arn:")), "")
    name = text_of(said(machine, "name")) or text_of(said(machine, "stateMachineName"))
    return own or (f"arn:*:states:*:*:stateMachine:{name}" if name else "")
