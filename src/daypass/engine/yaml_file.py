"""This is where YAML that people write is read: as nodes, because a scalar of configuration is text as written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from daypass.errors import UnreadableError

LARGEST: Final = 1 << 20
"""Bytes. No project or stack file comes near; PyYAML would take minutes for a hundred times as much."""

MOST_VALUES: Final = 100_000
"""Anchors can make ten lines stand for billions of values; so many are nobody's configuration."""


class _Loader(yaml.SafeLoader):
    """PyYAML with the booleans and dates of the YAML that Pulumi reads: `yes`, `off` and `2026-11-25` are text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_mapping(path: Path) -> dict[str, yaml.Node]:
    """The top level of a YAML file, key → node; an empty file is an empty mapping. Raises `UnreadableError`."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableError(f"is larger than {LARGEST} bytes", place=str(path))
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        return {} if node is None or text(node) == "" else entries(node, str(path))
    except yaml.YAMLError as error:
        raise UnreadableError(f"is not YAML ({_where(error)})", place=str(path)) from None
    except RecursionError:
        raise UnreadableError("is nested too deep", place=str(path)) from None
    except (OSError, UnicodeError) as error:
        raise UnreadableError(f"cannot be read ({type(error).__name__})", place=str(path)) from None


def entries(node: yaml.Node, place: str) -> dict[str, yaml.Node]:
    """The entries of a mapping node. A second key of the same name is an error, as it is for Pulumi."""
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableError("is not a mapping", place=place, remedy="Write it as `key: value`.")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = text(key)
        if name is None:
            raise UnreadableError("has a key that is no text", place=place)
        if name in found:
            raise UnreadableError(f"has the key {name!r} twice", place=place)
        found[name] = value
    return found


def text(node: yaml.Node) -> str | None:
    """A scalar as it is written (`007`, `yes`, `1.10`), "" for null; None where the node is no scalar."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    return "" if node.tag.endswith(":null") else str(node.value)


def value(node: yaml.Node, place: str) -> Any:
    """A node as JSON-like values: maps, lists, str, int, float, bool, None. Raises `UnreadableError`."""
    try:
        made = _Loader("").construct_document(node)
        for count, _ in enumerate(_values(made)):
            if count > MOST_VALUES:
                raise UnreadableError(f"stands for more than {MOST_VALUES} values", place=place)
        return json.loads(json.dumps(made, default=str, allow_nan=False))
    except (yaml.YAMLError, TypeError, ValueError):
        raise UnreadableError("holds a value that JSON cannot say", place=place) from None
    except RecursionError:
        raise UnreadableError("is nested too deep", place=place) from None


def _values(tree: Any) -> Iterator[Any]:
    """Every value below, as often as it is reached: a stack of our own, because anchors may nest and repeat."""
    todo = [tree]
    while todo:
        this = todo.pop()
        yield this
        todo.extend(this.values() if isinstance(this, dict) else this if isinstance(this, list) else ())


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or type(error).__name__
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
