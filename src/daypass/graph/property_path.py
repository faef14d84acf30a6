"""This is where a property path is followed: to every value it leads to, known or not.

A path leads through maps (`a.b`, `a.*` for every value), lists (`a[]`, `a[name=X]` for the elements of that name) and
keys that hold a dot (`a["b.c"]`). Following one costs time in proportion to what it passes.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import UNKNOWN, Partial, Properties, Secret, bare, join


class Leaf(NamedTuple):
    """One value, without marks, or UNKNOWN; `secret` where it, or what it stands in, is marked.

    `whole`: the list is unknown, and so is how many values there are. `name` stands beside the value, with its mark;
    `fault` says why there is no value.
    """

    value: Any
    path: str
    secret: bool = False
    whole: bool = False
    name: Any = None
    fault: str = ""


class TextsFound(NamedTuple):
    """The texts at the end of a path, each once and in order, and the paths of what is not known on the way there."""

    texts: tuple[str, ...]
    unknown: tuple[str, ...]


def texts_at(properties: Properties, path: str) -> TextsFound:
    """All texts that the path leads to. Never raises: what has another shape than the path holds nothing for it."""
    found = walk(Leaf(properties.raw, properties.path), steps(path), loose=True)
    texts = dict.fromkeys(leaf.value for leaf in found if isinstance(leaf.value, str) and leaf.value)
    return TextsFound(tuple(texts), tuple(leaf.path for leaf in found if leaf.value is UNKNOWN))


def walk(start: Leaf, way: Iterable["Step"], *, loose: bool = False) -> list[Leaf]:
    """Where these steps lead from a value. What is not known, or has a fault, stays on the way to the end.

    `loose`: a list may stand for the one object that the path goes on in, and JSON text for either. So it must be
    for a table of many types whose schemas change, and whose shapes providers take in several ways. Not so for the few
    properties that give permissions: what has another shape there is a fault, which must be said, since AWS refuses it.
    """
    found = [start]
    for step in way:
        found = [inner for leaf in found for inner in _inside(leaf, step, loose=loose)]
    return found


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


def beginning(path: str) -> str:
    """The property at which a path, or the place of a leaf, begins."""
    return path.partition("[")[0].partition(".")[0]


_STEP: Final = re.compile(
    r"""\["(?P<quoted>[^"]+)"\]
    | \[(?P<name>\w+)=(?P<value>\w+)\]
    | (?P<list>\[\])
    | (?:^|\.)(?P<key>[^.\[\]]+)""",
    re.VERBOSE,
)


def _inside(leaf: Leaf, step: Step, *, loose: bool) -> Iterator[Leaf]:
    opened = leaf._replace(value=_opened(leaf.value, "[{" if step.kind == "each" else "{")) if loose else leaf
    if opened.fault:
        yield opened
    elif opened.value is UNKNOWN:
        yield opened._replace(whole=opened.whole or step.kind == "each")
    elif step.kind == "each":
        yield from _items(opened, loose=loose)
    else:
        for one in _items(opened, loose=True) if loose else (opened,):
            if one.value is UNKNOWN:
                yield one
            elif isinstance(one.value, Mapping):
                yield from _WAYS[step.kind](one, step)
            else:
                yield one._replace(value=None, fault="is no map of properties")


def _items(leaf: Leaf, *, loose: bool) -> Iterator[Leaf]:
    """The elements of a list. One thing stands for a list of one: providers write either, as their schema changes."""
    if isinstance(leaf.value, list):
        for index, item in enumerate(leaf.value):
            value = bare(item)
            secret = leaf.secret or isinstance(item, Secret)
            yield Leaf(_opened(value) if loose else value, f"{leaf.path}[{index}]", secret)
    else:
        # A fault needs the place that a list would have, as the packs count it; an unknown the one that was written.
        yield leaf if loose else leaf._replace(path=f"{leaf.path}[0]")


def _at_key(leaf: Leaf, step: Step) -> Iterator[Leaf]:
    """The value there; none where it is absent, which an empty text is too."""
    found = leaf.value.get(step.name.lower() if isinstance(leaf.value, _FromJson) else step.name)
    value = bare(found)
    if not is_empty(value):
        yield Leaf(value, join(leaf.path, step.name), leaf.secret or isinstance(found, Secret))


def _values(leaf: Leaf, _: Step) -> Iterator[Leaf]:
    for key, value in leaf.value.items():
        yield Leaf(bare(value), join(leaf.path, key), leaf.secret or isinstance(value, Secret))
    if isinstance(leaf.value, Partial):
        yield Leaf(UNKNOWN, leaf.path, leaf.secret)


def _where(leaf: Leaf, step: Step) -> Iterator[Leaf]:
    for named in _at_key(leaf, Step("key", step.name)):
        if named.value is UNKNOWN:
            yield named
        elif named.value == step.value:
            yield leaf


_WAYS: Final[Mapping[str, Callable[[Leaf, Step], Iterator[Leaf]]]] = {
    "key": _at_key,
    "values": _values,
    "where": _where,
}


def is_empty(value: Any) -> bool:
    """Whether a value says as much as an absent one: null, and the empty text that providers take for it."""
    plain = bare(value)
    return plain is None or (isinstance(plain, str) and not plain)


class _FromJson(dict[str, Any]):
    """An object out of JSON text. Providers in Go take its keys in any case, and the last of two that are one."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__((key.lower(), value) for key, value in pairs)


def _opened(value: Any, starts: str = "{") -> Any:
    """What JSON in a text holds that starts so, UNKNOWN where it is nested too deeply; else the value itself."""
    if not isinstance(value, str) or not value.lstrip().startswith(tuple(starts)):
        return value
    try:
        return json_value(value, _AS_GO_READS)
    except JsonError as error:
        return UNKNOWN if error.what == "depth" else None


def _no_number(_: str) -> None:
    return None


_AS_GO_READS: Final = json.JSONDecoder(object_pairs_hook=_FromJson, parse_int=_no_number, parse_float=_no_number)
"""Numbers never matter, and Python refuses to convert long ones that other readers take."""
