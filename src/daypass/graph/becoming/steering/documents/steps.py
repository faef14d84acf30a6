"""This is where it is told whether a document of Systems Manager leaves it to its sender what it runs.

Sources: Systems Manager User Guide, "Data elements and parameters", "Command document plugin reference", "Systems
Manager Automation actions reference" (`aws:createStack`) and "Session document schema"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.documents.contents import content_of
from daypass.graph.becoming.steering.documents.words import is_held_to_words
from daypass.graph.leaves import text_of, within
from daypass.model.resource import UNKNOWN, Partial, Resource, bare

_BESIDE: Final = ("parameters", "description", "outputs", "schemaVersion", "assumeRole")
"""What a document says beside what it runs; as which role it does, whoever starts it may pass."""

_ON_MACHINES: Final = ("aws:runCommand", "aws:changeInstanceState")
_WHICH: Final = ("InstanceIds", "Targets")
"""Of these steps, what says on which machines: what runs there stays what its author wrote."""

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([\w.:/-]+)\s*\}\}")
_STORED: Final = "ssm:"
"""How a placeholder begins that takes a value from Parameter Store, where others may write it."""

_FETCHES: Final = ("aws:runDocument", "aws:downloadContent")
"""Steps that take what they run from somewhere else."""

_PLACE: Final = "TemplateURL"
"""Where a step that makes a stack (`aws:createStack`, or any call of CloudFormation) takes its template from."""

_SHELL: Final = "Standard_Stream"
"""The sessions in which somebody types whatever they like."""


def leaves_open(document: Resource) -> bool | None:
    """Whether its sender says what it runs, or takes it from elsewhere; None where what it says is not known."""
    content = content_of(document)
    return None if content is None else _leaves_open(content)


def _leaves_open(content: Mapping[str, Any]) -> bool | None:
    parameters = _parameters(content)
    runs = {key: without_machines(value) for key, value in content.items() if key not in _BESIDE}
    found = {_is_open(text, parameters) for text in _texts(Partial(runs) if isinstance(content, Partial) else runs)}
    return True if True in found else None if None in found else False


def without_machines(steps: Any) -> Any:
    """The steps without what says on which machines they are."""
    listed = bare(steps)
    return [_on_any(bare(step)) for step in listed] if isinstance(listed, list) else steps


def _on_any(step: Any) -> Any:
    if not isinstance(step, Mapping) or text_of(step.get("action")) not in _ON_MACHINES:
        return step
    inputs = bare(step.get("inputs"))
    if not isinstance(inputs, Mapping):
        return step
    left = {key: value for key, value in inputs.items() if key not in _WHICH}
    return _alike(step, {**step, "inputs": _alike(inputs, left)})


def _alike(written: Mapping[str, Any], left: dict[str, Any]) -> dict[str, Any]:
    """What is left of it, of which no more is known than was."""
    return Partial(left) if isinstance(written, Partial) else left


class _Parameters(NamedTuple):
    """Whether what a sender says for a parameter may be anything, None where that is not known.

    `others` is the same of a name that is not among them.
    """

    each: Mapping[str, bool | None]
    others: bool | None

    def is_open(self, name: str) -> bool | None:
        """Whether what stands for this placeholder is another's to say."""
        return name.startswith(_STORED) or self.each.get(name, self.others)


def _parameters(content: Mapping[str, Any]) -> _Parameters:
    written = bare(content.get("parameters"))
    each = written if isinstance(written, Mapping) else {}
    held = {name: is_held_to_words(parameter) for name, parameter in each.items()}
    others = None if written is UNKNOWN or isinstance(written, Partial) else False
    return _Parameters({name: None if words is None else not words for name, words in held.items()}, others)


def _is_open(text: str | None, parameters: _Parameters) -> bool | None:
    if text is None:
        return None
    if text in (*_FETCHES, _PLACE, _SHELL):
        return True
    found = {parameters.is_open(name) for name in _PLACEHOLDER.findall(text)}
    return True if True in found else None if None in found else False


def _texts(value: Any) -> Iterator[str | None]:
    """Every text in it, None for what is not known; of what is taken from a place, that of the place stands for it."""
    for one in within(value):
        if one is UNKNOWN:
            yield None
        elif isinstance(one, str):
            yield one
        elif isinstance(one, Mapping) and text_of(one.get(_PLACE)):
            yield _PLACE
