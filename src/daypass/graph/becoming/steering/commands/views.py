"""This is where a View is: what a state of a state machine sees, and how much of that somebody says.

Sources: Step Functions Developer Guide, "Using JSONPath paths", "Intrinsic functions for JSONPath states", "Accessing
execution data from the Context object", "Transforming data with JSONata" and "Passing data between states with
variables"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.expressions import json_path_word, jsonata_word
from daypass.graph.becoming.steering.commands.shapes import DEEPEST, FIXED, WHOLE, Shape, along, word_of
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import text_of
from daypass.model.resource import bare

_ITEM: Final = "item"
_RESULT: Final = "result"
_ROOTS: Final[tuple[tuple[str, str], ...]] = (
    ("$$.Execution.Input", "sent"),
    ("$$.Map.Item.Value", _ITEM),
    ("$states.context.Execution.Input", "sent"),
    ("$states.context.Map.Item.Value", _ITEM),
    ("$states.input", "gets"),
    ("$states.result", _RESULT),
)
"""How a path begins → what it leads into. The longest first; what begins otherwise leads into what a state gets."""

_READS_JSON: Final = re.compile(r"(?:States\.StringToJson|\$parse)\(\s*(?P<path>\$[^\s,()]{1,300})\s*\)")
_SPLITS: Final = re.compile(r"(?:States\.StringSplit|\$split)\(\s*(?P<path>\$[^\s,()]{1,300})\s*,[^()]{1,300}\)")
_EXPRESSION: Final = re.compile(r"\{%(?P<inner>.{1,20000})%\}", re.DOTALL)
_PATHS: Final = re.compile(r"(?<![\w$])\$(?:\$|[A-Za-z_]\w{0,79})?(?:\.[\w-]{1,200}|\[[^\]]{1,200}\]){0,20}(?![\w(])")
_VARIABLE: Final = re.compile(r"\$(?P<name>(?!states\b)[A-Za-z_]\w{0,79})")

_NOTHING: Final[Mapping[str, Shape]] = MappingProxyType({})


class Past(NamedTuple):
    """What has come before a state: whether what somebody stored `is_read`, and the places in it that were `tested`.

    What was `looked_at` there was compared with something, so that its writer no longer says what they like.
    """

    is_read: bool = False
    tested: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()

    def and_(self, tested: frozenset[str], looked_at: frozenset[str] = frozenset()) -> "Past":
        """The same where these were, too."""
        return self._replace(tested=self.tested | tested, looked_at=self.looked_at | looked_at)

    def takes(self, word: Word) -> bool:
        """Whether somebody still says what stands there."""
        return not any(word.at == one or word.at.startswith(f"{one}.") for one in self.looked_at)


class View(NamedTuple):
    """What a state sees: what it `gets`, what the execution was `sent`, and of a map the `item` that it works on.

    `result` is what a task has made, and `named` are the variables.
    """

    gets: Shape = WHOLE
    sent: Shape = WHOLE
    item: Shape = FIXED
    is_jsonata: bool = False
    result: Shape = FIXED
    named: Mapping[str, Shape] = _NOTHING
    past: Past = Past()

    @property
    def is_as_sent(self) -> bool:
        """Whether it sees nothing but what somebody sent, as they sent it."""
        return self.gets == WHOLE and self.sent == WHOLE

    def says(self, shape: Shape) -> Word:
        """How much of it somebody says, of what was looked at before nothing."""
        word = word_of(shape)
        return word if not word.at or self.past.takes(word) else FIXED

    def paths_in(self, text: str) -> Iterator[tuple[str, Shape]]:
        """The paths in a text that is one, or an expression, each with what stands there."""
        found = ((one[0], self._at(one[0])) for one in _PATHS.finditer(self._inner(text) or ""))
        return ((path, shape) for path, shape in found if shape is not None)

    def word(self, text: str) -> Word:
        """What a text becomes that may be a path, a function of one, or an expression."""
        inner = self._inner(text)
        if inner is None:
            return Word(text)
        if (shape := self._at(inner)) is not None:
            return self.says(shape)
        if self.is_as_sent and self.item == FIXED:
            return jsonata_word(text) if self.is_jsonata else json_path_word(text)
        found = _SPLITS.fullmatch(inner)
        split = self._at(found["path"]) if found else None
        if split is not None:
            return self.says(split)
        theirs = (word for _, shape in self.paths_in(text) if (word := self.says(shape)) != FIXED)
        found_in = next(theirs, None)
        return Word(text, "part", found_in.at) if found_in else Word(text)

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
        if variable := _VARIABLE.match(path):
            return along(self.named.get(variable["name"], FIXED), path[variable.end() :], goes_through=self.is_jsonata)
        root, start = next((one for one in _ROOTS if path.startswith(one[0])), ("$", "gets"))
        if not path.startswith(root) or (root == "$" and (self.is_jsonata or path.startswith(("$$", "$s")))):
            return None
        shapes = {"gets": self.gets, "sent": self.sent, _ITEM: self.item, _RESULT: self.result}
        return along(shapes[start], path[len(root) :], goes_through=self.is_jsonata)
