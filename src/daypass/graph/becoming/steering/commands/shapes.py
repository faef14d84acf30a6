"""This is where Shapes are: what an input looks like, and at which places in it its sender says what stands there.

Sources: Step Functions Developer Guide, "Using JSONPath paths", "Intrinsic functions for JSONPath states", "Accessing
execution data from the Context object" and "Transforming data with JSONata"; read 2026-12.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.expressions import json_path_word, jsonata_word
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import text_of
from daypass.model.resource import bare


class Items(NamedTuple):
    """A list of things that are all alike."""

    each: "Shape"


class Within(NamedTuple):
    """A place in something of which is asked place by place (`detail.job`) whether its sender says it."""

    is_open: Callable[[str], bool]
    path: str


Shape = Word | Items | Within | Mapping[str, "Shape"]
"""What stands at a place: a word, a list, or an object by its keys."""

WHOLE: Final = Word("", "whole")
FIXED: Final = Word("")

DEEPEST: Final = 20
"""Levels of objects that are looked at."""

_ANY: Final = "*"
_STEP: Final = re.compile(
    r"\.(?P<name>[\w-]{1,200})|\[(?:'(?P<single>[^'\]]{1,200})'|\"(?P<double>[^\"\]]{1,200})\"|(?:\*|-?\d{1,9}))\]"
)
_ITEM: Final = "item"
_ROOTS: Final[tuple[tuple[str, str], ...]] = (
    ("$$.Execution.Input", "sent"),
    ("$$.Map.Item.Value", _ITEM),
    ("$states.context.Execution.Input", "sent"),
    ("$states.context.Map.Item.Value", _ITEM),
    ("$states.input", "gets"),
)
"""How a path begins → what it leads into. The longest first; what begins otherwise leads into what a state gets."""

_READS_JSON: Final = re.compile(r"(?:States\.StringToJson|\$parse)\(\s*(?P<path>\$[^\s,()]{1,300})\s*\)")
_SPLITS: Final = re.compile(r"(?:States\.StringSplit|\$split)\(\s*(?P<path>\$[^\s,()]{1,300})\s*,[^()]{1,300}\)")
_EXPRESSION: Final = re.compile(r"\{%(?P<inner>.{1,20000})%\}", re.DOTALL)
_PATHS: Final = re.compile(r"(?<![\w$])\$(?:\$|states)?(?:\.[\w-]{1,200}|\[[^\]]{1,200}\]){0,20}")


class View(NamedTuple):
    """What a state sees: what it `gets`, what the execution was `sent`, and of a map the `item` that it works on."""

    gets: Shape = WHOLE
    sent: Shape = WHOLE
    item: Shape = FIXED
    is_jsonata: bool = False

    @property
    def is_as_sent(self) -> bool:
        """Whether it sees nothing but what somebody sent, as they sent it."""
        return self.gets == self.sent == WHOLE

    def word(self, text: str) -> Word:
        """What a text becomes that may be a path, a function of one, or an expression."""
        inner = self._inner(text)
        if inner is None:
            return Word(text)
        if (shape := self._at(inner)) is not None:
            return word_of(shape)
        if self.is_as_sent and self.item == FIXED:
            return jsonata_word(text) if self.is_jsonata else json_path_word(text)
        found = _SPLITS.fullmatch(inner)
        split = self._at(found["path"]) if found else None
        if split is not None:
            return word_of(split)
        paths = (self._at(one[0]) for one in _PATHS.finditer(inner))
        return Word(text, "part" if any(one is not None and word_of(one) != FIXED for one in paths) else "fixed")

    def shape(self, text: str) -> Shape:
        """The same, with what is inside."""
        inner = self._inner(text)
        found = None if inner is None else self._at(inner)
        return self.word(text) if found is None else found

    def made(self, written: Any, left: int = DEEPEST) -> Shape:
        """What becomes of what is written, with paths (`name.$`) or expressions in it; `left`: of so many levels."""
        plain = bare(written)
        if isinstance(plain, Mapping):
            names = (key.removesuffix(".$") for key in plain)
            return {name: self.shape_under(plain, name, left - 1) for name in names} if left else FIXED
        return self.shape(text_of(plain)) if self.is_jsonata else Word(text_of(plain))

    def shape_under(self, written: Mapping[str, Any], key: str, left: int = DEEPEST) -> Shape:
        """What stands under a key of what is written."""
        path = "" if self.is_jsonata else text_of(written.get(f"{key}.$")).strip()
        return self.shape(path) if path else self.made(written.get(key), left)

    def _inner(self, text: str) -> str | None:
        """A path or an expression without its marks; None for a plain text."""
        if not self.is_jsonata:
            return text.strip()
        found = _EXPRESSION.fullmatch(text.strip())
        return found["inner"].strip() if found else None

    def _at(self, text: str) -> Shape | None:
        """What stands at a path; None for what is no path, or leads elsewhere."""
        read = _READS_JSON.fullmatch(text)
        path = read["path"] if read else text
        root, start = next((one for one in _ROOTS if path.startswith(one[0])), ("$", "gets"))
        if not path.startswith(root) or (root == "$" and (self.is_jsonata or path.startswith(("$$", "$s")))):
            return None
        steps = [*_steps(path[len(root) :])]
        if None in steps:
            return None
        shape: Shape = {"gets": self.gets, "sent": self.sent, _ITEM: self.item}[start]
        for step in steps:
            shape = inside(shape, step or "", goes_through=self.is_jsonata)
        return shape


def inside(shape: Shape, step: str, *, goes_through: bool = False) -> Shape:
    """What stands under a key of it, or in a list at any index (`*`); `goes_through`: a key is that of each element."""
    if isinstance(shape, Word):
        return WHOLE if shape.of_input == "whole" else FIXED
    if isinstance(shape, Within):
        return shape._replace(path=shape.path if step == _ANY else f"{shape.path}.{step}")
    if isinstance(shape, Items):
        return shape.each if step == _ANY else inside(shape.each, step) if goes_through else FIXED
    return FIXED if step == _ANY else shape.get(step, FIXED)


def word_of(shape: Shape) -> Word:
    """How much of it its sender says; of an object or a list that somebody made, only the parts are theirs."""
    if isinstance(shape, Within):
        return WHOLE if shape.is_open(shape.path) else FIXED
    return shape if isinstance(shape, Word) else FIXED


def _steps(text: str) -> Iterator[str | None]:
    """The keys on the way, `*` for an index; None where it is none that can be read."""
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            yield None
            return
        yield found["name"] or found["single"] or found["double"] or _ANY
        at = found.end()
