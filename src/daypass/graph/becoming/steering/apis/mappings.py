"""This is where it is told what a mapping of API Gateway makes of a request, and how much of that its caller says.

A template that branches may look at what it is given, and is taken to do so. Sources: API Gateway Developer Guide,
"Create AWS service integrations for HTTP APIs" (mapping request parameters), "Parameter mapping source reference for
REST APIs" and "Variables for data transformations"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.shapes import DEEPEST, FIXED, WHOLE, Shape
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import text_of
from daypass.model.resource import bare

_OF_CALLER: Final = ("$request.", "method.request.")
"""How a mapping begins to what is in the request, of HTTP APIs and of REST APIs."""

_IN_BRACES: Final = re.compile(r"\$\{request\.[^{}]{1,300}\}")
"""The same within a text, of HTTP APIs."""

_MOST: Final = 100_000
"""Characters of a template that are looked through."""

_BRANCHES: Final = re.compile(r"#\{?(?:if|foreach|macro|stop)\b")
_CALLED: Final = (
    r"\$!?\{?input\.(?:body|(?:path|json|params)\([^()\n]{0,200}\)(?:\.\w{1,60}(?:\([^()\n]{0,200}\))?){0,5})\}?"
)
_VALUE: Final = r"[^()\n]{0,200}(?:\([^()\n]{0,200}\)[^()\n]{0,200}){0,5}"
_SETS: Final = re.compile(
    rf"#set\(\s{{0,20}}\$(?P<name>\w{{1,100}})\s{{0,20}}=\s{{0,20}}(?P<value>{_VALUE})\s{{0,20}}\)"
)
_UTIL: Final = r"\$!?\{?util\.\w{1,40}\(\s{0,5}"
_END: Final = r"\s{0,5}\)\}?(?:\.replaceAll\([^)\n]{0,60}\)?)?"
"""Functions that only write the same otherwise (`$util.escapeJavaScript(…)`)."""

_KEPT: Final = 50
"""Variables that are remembered while others are read."""

_MARK: Final = "\U0010fffd"
"""Stands for what the caller says, as no template has it."""

_UNDER: Final = (
    r'"{0}"\s{{0,20}}:\s{{0,20}}'
    r'(?:"(?P<quoted>(?:[^"\\]|\\.){{0,50000}})"|(?P<bare>[^\s",{{}}\[\]][^",}}\]\n]{{0,2000}}))'
    r"|(?:^|&){0}=(?P<form>[^&\s]{{0,2000}})"
)


def said_by(mapped: str) -> Word:
    """What a parameter becomes: what the request has there, or what is written, in quotes or not."""
    if mapped.startswith(_OF_CALLER) or _IN_BRACES.fullmatch(mapped):
        return WHOLE
    if (marked := _IN_BRACES.sub(_MARK, mapped)) != mapped:
        return Word(marked, "part")
    is_quoted = len(mapped) > 1 and mapped[0] == mapped[-1] == "'"
    return Word(mapped[1:-1] if is_quoted else mapped)


class Template:
    """What becomes of a request body."""

    def __init__(self, text: str) -> None:
        self._looks = len(text) > _MOST or _BRANCHES.search(text) is not None
        names = [] if self._looks else [*_names(text)]
        self._place = re.compile(_places(names))
        self._text = _SETS.sub("", text).strip()

    def word(self, key: str) -> Word:
        """What stands under a key, of an object or of a form."""
        if self._looks:
            return FIXED
        if self._place.fullmatch(self._text):
            return WHOLE
        found = re.search(_UNDER.format(re.escape(key)), self._text)
        if found is None:
            return FIXED
        return self._word(next(filter(None, (found["quoted"], found["bare"], found["form"])), ""))

    def shape(self, key: str) -> Shape:
        """The same, with what is inside where it is the text of an object."""
        word = self.word(key)
        return self._inside(parsed(_unescaped(word.text)), DEEPEST) if word.of_input == "part" else word

    def _inside(self, value: Any, left: int) -> Shape:
        plain = bare(value)
        if isinstance(plain, Mapping):
            return {name: self._inside(one, left - 1) for name, one in plain.items()} if left else FIXED
        return self._marked(text_of(plain))

    def _word(self, text: str) -> Word:
        marked = self._place.sub(_MARK, text)
        return Word(text) if marked == text else self._marked(marked)

    def _marked(self, text: str) -> Word:
        if text.strip() == _MARK:
            return WHOLE
        return Word(text, "part") if _MARK in text else Word(text)


def pattern_of(word: Word) -> str:
    """A text with `*` for what the caller says of it."""
    return ANY if word.of_input == "whole" else word.text.replace(_MARK, ANY)


def _names(text: str) -> Iterator[str]:
    """The variables that hold something of the request."""
    held: list[str] = []
    for found in _SETS.finditer(text):
        if re.fullmatch(_places(held[-_KEPT:]), found["value"].strip().strip("\"'")):
            held.append(found["name"])
            yield found["name"]


def _places(names: list[str]) -> str:
    """How a template says something of the request: by the input itself, or by these variables."""
    variables = rf"\$!?\{{?(?:{'|'.join(names)})(?:\.\w{{1,60}}){{0,5}}\b\}}?"
    inner = f"{_CALLED}|{variables}" if names else _CALLED
    return f"{_UTIL}(?:{inner}){_END}|{inner}"


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"')
