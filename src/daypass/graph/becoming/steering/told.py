"""This is where it is told what a workload is given to know: variables, arguments and words of a command, by name.

What stands together, as the variables of one container, is a group: a bucket and a key may be two of its settings.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.data.plain_places import plain_places
from daypass.graph.becoming.steering.scripts import MOST, command_of, containers_of, script_texts_of
from daypass.graph.leaves import text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.model.resource import UNKNOWN, Resource, bare

_NAMES: Final = ("name", "key")
_VALUE: Final = "value"
"""How a list of settings says what each is called, in small letters, and what it is."""

_VARIABLES: Final = ("environment[]",)
_OF_FUNCTION: Final = "environment.variables"
_DEEPEST: Final = 12


class Setting(NamedTuple):
    """A value by the name of its variable or option; None where it is not known yet. `path` says where it stands."""

    name: str
    value: str | None
    path: str


class Told(NamedTuple):
    """One group: its settings, and the texts that a shell or a program is given."""

    settings: tuple[Setting, ...]
    texts: tuple[str, ...] = ()


def told_of(workload: Resource) -> Iterator[Told]:
    """What one is told, group by group. Never raises, whatever shape that has."""
    for container in containers_of(workload):
        variables = [one for path in _VARIABLES for one in walk(container, steps(path), loose=True)]
        yield Told(tuple(_of_list(variables)), (command_of(container),))
    if texts := tuple(script_texts_of(workload)):
        yield Told((), texts)
    for place in plain_places().get(workload.type, ()):
        if place.form == "tree":
            for found in walk(Leaf(workload.state.raw, workload.state.path), steps(place.path), loose=True):
                yield from _in(found.value, found.path, _DEEPEST)


def variables_of(holder: Leaf) -> Iterator[Setting]:
    """Those of the environment of a container, or of a function."""
    for path in _VARIABLES:
        yield from _of_list(walk(holder, steps(path), loose=True))
    for one in walk(holder, steps(_OF_FUNCTION), loose=True):
        if isinstance(plain := bare(one.value), Mapping):
            yield from _of_map(plain, one.path)


def _in(value: Any, path: str, depth: int) -> Iterator[Told]:
    """The groups at any depth of a tree."""
    plain = bare(value)
    if depth == 0 or plain is UNKNOWN or _is_setting(plain):
        return
    if isinstance(plain, Mapping):
        yield Told(tuple(_of_map(plain, path)))
        for key, one in plain.items():
            yield from _in(one, f"{path}.{key}", depth - 1)
    elif isinstance(plain, list):
        items = [Leaf(bare(one), f"{path}[{at}]") for at, one in enumerate(plain)]
        words = " ".join(text for item in items if (text := text_of(item.value)))
        yield Told(tuple(_of_list(items)), (words[:MOST],) if words else ())
        for item in items:
            yield from _in(item.value, item.path, depth - 1)


def _is_setting(value: Any) -> bool:
    """Whether it is one of a list, which says what that is called and what it is."""
    said = _said(value)
    return _VALUE in said and any(key in said for key in _NAMES)


def _of_map(variables: Mapping[str, Any], path: str) -> Iterator[Setting]:
    for key, value in variables.items():
        plain = bare(value)
        if isinstance(plain, str) or plain is UNKNOWN:
            yield Setting(key, plain if isinstance(plain, str) else None, f"{path}.{key}")


def _of_list(variables: list[Leaf]) -> Iterator[Setting]:
    """Those of a list of objects, each with a name and a value."""
    for one in variables:
        said = _said(one.value)
        name = next((text for key in _NAMES if (text := text_of(said.get(key)))), "")
        value = bare(said.get(_VALUE))
        if name and (isinstance(value, str) or value is UNKNOWN):
            yield Setting(name, value if isinstance(value, str) else None, f"{one.path}.{_VALUE}")


def _said(value: Any) -> Mapping[str, Any]:
    """What an object says, by keys in small letters; nothing for anything else."""
    return {key.lower(): one for key, one in value.items()} if isinstance(value, Mapping) else {}
