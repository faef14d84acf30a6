"""This is where a node of a policy document is read: what kind of thing it must be, and what is said where it is not.

A node is what JSON gives, or a part of a property map, where `UNKNOWN` and `Secret` may stand at any depth.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn

from daypass.errors import DaypassError
from daypass.model.json_text import FINITE, JsonError, json_value
from daypass.model.resource import UNKNOWN, Items, Properties, Secret, Undecided, join


class MalformedDocument(DaypassError):  # noqa: N818 - says what the document is
    """A policy document that AWS would refuse, or that can be read in two ways. Names the place, never a value."""


_LONGEST: Final = 2**20
"""AWS takes 32 KB of the longest kind, without white space; who sends thirty times that wants to keep us busy."""

_REMEDY: Final = "Write it as the IAM policy grammar asks; AWS refuses it too."


def refuse(path: str, fact: str) -> NoReturn:
    """Say that the document is malformed at this place."""
    raise MalformedDocument(fact, place=path or "policy document", remedy=_REMEDY)


def known(node: object, path: str) -> object:
    """The node without marks and wrappers. Raises `Undecided` where it is unknown."""
    if type(node) in _PLAIN:
        return node
    while isinstance(node, Secret):
        node = node.reveal()
    if node is UNKNOWN:
        raise Undecided(path)
    return node.raw if isinstance(node, Properties | Items) else node


_PLAIN: Final = frozenset((str, dict, list))
"""What nearly every node is: to look at the type first makes reading a document twice as fast."""


def mapping(node: object, path: str, names: tuple[str, ...] = ()) -> Mapping[str, object]:
    """An object; with `names`, one that has no other elements than these."""
    body = known(node, path)
    if not isinstance(body, dict | Mapping):  # the concrete type first: to ask the abstract one is slow
        refuse(path, "is not an object")
    if names and not body.keys() <= set(names):
        refuse(path, "has an element that is none of " + ", ".join(names) + _rightly(body.keys(), names))
    return body


def _rightly(written: Iterable[object], names: tuple[str, ...]) -> str:
    """How what differs in case alone is written; of anything else nothing is repeated."""
    others = {str(one).lower() for one in written if one not in names}
    meant = [name for name in names if name.lower() in others]
    return f" (it is written {' and '.join(meant)})" if meant else ""


def listed(node: object, path: str) -> Iterator[tuple[object, str]]:
    """The items of a list, or the one thing that stands in its place, each with its path."""
    body = known(node, path)
    if not isinstance(body, list):
        yield body, path
        return
    for index, item in enumerate(body):
        yield item, f"{path}[{index}]"


def text(node: object, path: str) -> str:
    """A text and nothing else."""
    body = known(node, path)
    if not isinstance(body, str):
        refuse(path, "is not a text")
    return body


def scalar(node: object, path: str) -> str:
    """The text of a condition's value, for which AWS also takes numbers and booleans."""
    body = known(node, path)
    if isinstance(body, bool):
        return "true" if body else "false"
    if isinstance(body, float) and body.is_integer():
        return str(int(body))  # whole numbers arrive as floats over the wire
    return str(body) if isinstance(body, int | float) else text(body, path)


def parse_json(source: str, path: str, *, longest: int = _LONGEST) -> object:
    """JSON as AWS reads it: no key twice in one object, no NaN. Too long or too deep is malformed like the rest."""
    if len(source) > longest:
        refuse(path, f"is longer than any policy that AWS takes ({longest} characters)")
    try:
        return json_value(source, FINITE)
    except JsonError as error:
        wrong = error
    # Outside the handler: as a context, the error would carry a key of the text on, which may be a secret.
    if wrong.what == "key twice":
        refuse(path, "has an object with one key twice")
    where = f" (line {wrong.line}, column {wrong.column})" if wrong.what == "syntax" else ""
    refuse(path, f"is not JSON that can be read{where}")


def plain(node: object, path: str = "") -> Any:
    """The node as JSON has it, without marks and wrappers. Raises `Undecided` where a part of it is unknown.

    For nodes that were read before: their depth is known to be small.
    """
    body = known(node, path)
    if isinstance(body, Mapping):
        return {key: plain(part, join(path, key)) for key, part in body.items()}
    if isinstance(body, list):
        return [plain(part, f"{path}[{index}]") for index, part in enumerate(body)]
    return body


def is_marked(node: object) -> bool:
    """Whether a mark of a secret stands on the node or anywhere inside it. A list of our own: input may be deep."""
    todo = [node]
    while todo:
        this = todo.pop()
        if isinstance(this, Secret):
            return True
        body = this.raw if isinstance(this, Properties | Items) else this
        if isinstance(body, Mapping):
            todo.extend(body.values())
        elif isinstance(body, list):
            todo.extend(body)
    return False
