"""This is where a value is located by its path, still with the marks that it carries."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from daypass.model.resource import UNKNOWN, Secret, Undecided, bare


class Located(NamedTuple):
    """A value at a path. `marked`: it, or what it stands in, carries Pulumi's mark of a secret."""

    value: Any
    path: str
    marked: bool

    @property
    def known(self) -> Any:
        """The value without its marks. Raises `Undecided` where it is unknown."""
        known = bare(self.value)
        if known is UNKNOWN:
            raise Undecided(self.path)
        return known

    @property
    def text(self) -> str:
        """The same as text, a number as its digits, which is what AWS gets; what is neither says nothing."""
        known = self.known
        is_number = isinstance(known, int | float) and not isinstance(known, bool)
        return str(known) if is_number or isinstance(known, str) else ""

    @property
    def items(self) -> "list[Located]":
        """Itself, also where it is unknown, or the items of the list that it is."""
        known = bare(self.value)
        if not isinstance(known, list):
            return [self]
        return [_made(item, f"{self.path}[{index}]", self) for index, item in enumerate(known)]

    def below(self, path: str) -> "Iterator[Located]":
        """The same as `locate` says of a whole, below this value, with its path and its mark."""
        found = [self]
        for step in path.split("."):
            name, each = step.removesuffix("[]"), step.endswith("[]")
            inner = [part for one in found for part in _part(one, name)]
            found = [item for one in inner for item in one.items] if each else inner
        yield from found


def locate(raw: Any, path: str) -> Iterator[Located]:
    """The values at `path` below `raw`, none where it ends early; `users[].password` is that of each user.

    Where a value on the way is unknown, that one stands for what is below it, and the others are found all the same.
    """
    yield from Located(raw, "", marked=False).below(path)


def hidden_at(raw: Any, *paths: str) -> tuple[str, ...]:
    """The paths of what is not known at any of these, each once."""
    each = (place for path in paths for place in locate(raw, path))
    return tuple(dict.fromkeys(place.path for place in each if bare(place.value) is UNKNOWN))


def _part(of: Located, name: str) -> Iterator[Located]:
    known = bare(of.value)
    if known is UNKNOWN:
        yield of
    elif isinstance(known, list):  # some bridge wrote a list where one object stands
        for item in of.items:
            if not isinstance(bare(item.value), list):
                yield from _part(item, name)
    elif isinstance(known, dict) and known.get(name) is not None:
        yield _made(known[name], f"{of.path}.{name}" if of.path else name, of)


def _made(value: Any, path: str, within: Located) -> Located:
    return Located(value, path, within.marked or isinstance(value, Secret))
