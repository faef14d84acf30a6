"""This is where a property path is followed: to every text it leads to, and to every place where none is known yet.

The words of a path are those of `data/role_consumers.py`. Following one costs time in proportion to what it passes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Partial, Properties, bare


class Found(NamedTuple):
    """The texts at the end of a path, each once and in order, and the paths of what is not known on the way there."""

    texts: tuple[str, ...]
    unknown: tuple[str, ...]


def texts_at(properties: Properties, path: str) -> Found:
    """All texts that the path leads to. Never raises: what has another shape than the path holds nothing for it."""
    places = [_Place(properties.raw, properties.path)]
    for step in steps(path):
        places = [inner for place in places for inner in _inside(place, step)]
    texts = dict.fromkeys(place.value for place in places if isinstance(place.value, str) and place.value)
    return Found(tuple(texts), tuple(place.path for place in places if place.value is UNKNOWN))


class Step(NamedTuple):
    """One step of a path: `kind` is key, values, each or where; a `where` takes elements whose `name` is `value`."""

    kind: str
    name: str = ""
    value: str = ""


@cache
def steps(path: str) -> tuple[Step, ...]:
    """The steps of a path of our own tables. Raises `ValueError` where it is none."""
    found, end = [], 0
    for match in _STEP.finditer(path):
        if match.start() != end:
            break
        end = match.end()
        if match["value"]:
            found.append(Step("where", match["name"], match["value"]))
        elif match["list"]:
            found.append(Step("each"))
        else:
            key = match["quoted"] or match["key"]
            found.append(Step("values") if key == "*" else Step("key", key))
    if end != len(path) or not found:
        raise ValueError(path)
    return tuple(found)


_STEP: Final = re.compile(
    r"""\["(?P<quoted>[^"]+)"\]
    | \[(?P<name>\w+)=(?P<value>\w+)\]
    | (?P<list>\[\])
    | (?:^|\.)(?P<key>[^.\[\]]+)""",
    re.VERBOSE,
)


class _Place(NamedTuple):
    value: Any
    path: str


def _inside(place: _Place, step: Step) -> Iterator[_Place]:
    """Where the step leads from here. What is not known stays in the way to the end."""
    for element in _elements(_Place(_opened(bare(place.value)), place.path)):
        if element.value is UNKNOWN or step.kind == "each":
            yield element
        elif isinstance(element.value, Mapping):
            yield from _WAYS[step.kind](element, step)


def _elements(place: _Place) -> Iterator[_Place]:
    """The elements of a list. One object stands for a list of one: providers write either, as their schema changes."""
    if isinstance(place.value, list):
        for index, item in enumerate(place.value):
            yield _Place(_opened(bare(item)), f"{place.path}[{index}]")
    else:
        yield place


def _at_key(place: _Place, step: Step) -> Iterator[_Place]:
    key = step.name.lower() if isinstance(place.value, _FromJson) else step.name
    value = bare(place.value.get(key))
    if value is not None:
        yield _Place(value, _join(place.path, step.name))


def _values(place: _Place, _: Step) -> Iterator[_Place]:
    for key, value in place.value.items():
        yield _Place(bare(value), _join(place.path, key))
    if isinstance(place.value, Partial):
        yield _Place(UNKNOWN, place.path)


def _where(place: _Place, step: Step) -> Iterator[_Place]:
    for named in _at_key(place, Step("key", step.name)):
        if named.value is UNKNOWN:
            yield named
        elif named.value == step.value:
            yield place


_WAYS: Final[dict[str, Callable[[_Place, Step], Iterator[_Place]]]] = {
    "key": _at_key,
    "values": _values,
    "where": _where,
}


class _FromJson(dict[str, Any]):
    """An object out of JSON text. Providers in Go take its keys in any case, and the last of two that are one."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__((key.lower(), value) for key, value in pairs)


def _opened(value: Any) -> Any:
    """What a JSON object in a text holds, UNKNOWN where it is nested too deeply to be read; else the value itself."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    try:
        return json_value(value, _AS_GO_READS)
    except JsonError as error:
        return UNKNOWN if error.what == "depth" else None


def _no_number(_: str) -> None:
    return None


_AS_GO_READS: Final = json.JSONDecoder(object_pairs_hook=_FromJson, parse_int=_no_number, parse_float=_no_number)
"""Numbers never matter, and Python refuses to convert long ones that other readers take."""


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
