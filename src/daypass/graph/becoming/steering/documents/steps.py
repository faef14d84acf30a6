"""This is where it is told whether a document of Systems Manager leaves it to its sender what it runs.

Sources: Systems Manager User Guide, "Data elements and parameters", "Command document plugin reference" and "Session
document schema"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.documents.words import is_held_to_words
from daypass.graph.leaves import said
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Resource, bare

_BESIDE: Final = ("parameters", "description", "outputs", "schemaVersion")
"""What a document says beside what it runs."""

_PLACEHOLDER: Final = re.compile(r"\{\{\s{0,8}([\w.:/-]{1,512})\s{0,8}\}\}")
_STORED: Final = "ssm:"
"""How a placeholder begins that takes a value from Parameter Store, where others may write it."""

_FETCHES: Final = ("aws:runDocument", "aws:downloadContent")
"""Steps that take what they run from somewhere else."""

_SHELL: Final = "Standard_Stream"
"""The sessions in which somebody types whatever they like."""

_RUNS: Final = re.compile(r"^\s{0,8}['\"]?(?:mainSteps|runtimeConfig|sessionType)['\"]?\s{0,8}:", re.MULTILINE)
"""What a document in YAML says before what it runs."""


def leaves_open(document: Resource) -> bool | None:
    """Whether its sender says what it runs, or takes it from elsewhere; None where what it says is not known."""
    content = bare(said(document, "content"))
    if content is UNKNOWN:
        return None
    if isinstance(content, Mapping):
        return _leaves_open(content)
    return not isinstance(content, str) or _leaves_open_as_text(content)


def _leaves_open(content: Mapping[str, Any]) -> bool | None:
    texts = [*_texts({key: value for key, value in content.items() if key not in _BESIDE})]
    open_ = _open_parameters(content)
    if any(text is not None and _is_open(text, open_) for text in texts):
        return True
    return None if None in texts else False


def _leaves_open_as_text(text: str) -> bool | None:
    """The same of a text; None where it is nested too deep to be read."""
    try:
        read = json_value(text)
    except JsonError as error:
        return None if error.what == "depth" else _leaves_open_as_yaml(text)
    return _leaves_open(read) if isinstance(read, Mapping) else _leaves_open_as_yaml(text)


def _leaves_open_as_yaml(text: str) -> bool:
    """The same of one in YAML, which takes long to read: every placeholder counts, whatever its parameter may be."""
    words = (*_FETCHES, _SHELL)
    return not _RUNS.search(text) or bool(_PLACEHOLDER.search(text)) or any(word in text for word in words)


def _open_parameters(content: Mapping[str, Any]) -> frozenset[str]:
    parameters = bare(content.get("parameters"))
    each = parameters if isinstance(parameters, Mapping) else {}
    return frozenset(name for name, parameter in each.items() if not is_held_to_words(parameter))


def _is_open(text: str, parameters: frozenset[str]) -> bool:
    if text in _FETCHES or text == _SHELL:
        return True
    return any(name in parameters or name.startswith(_STORED) for name in _PLACEHOLDER.findall(text))


def _texts(value: Any) -> Iterator[str | None]:
    """Every text in it, None for what is not known. A stack of our own: what is written may be deep."""
    todo = [value]
    while todo:
        plain = bare(todo.pop())
        if plain is UNKNOWN:
            yield None
        elif isinstance(plain, str):
            yield plain
        elif isinstance(plain, Mapping):
            todo.extend(plain.values())
        elif isinstance(plain, list):
            todo.extend(plain)
