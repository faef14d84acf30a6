"""This is where a document of Systems Manager in YAML is read by its lines, as far as they mean one thing alone.

A parser of YAML would take a pack longer to load than all its rules. Read are block mappings and lists, quoted and
plain texts, texts in blocks (`|`, `>`), and lists and mappings in brackets. A document with a line of any other form is
not read. Sources: YAML 1.2.2, chapters 6 to 8; Systems Manager endpoints and quotas, AWS General Reference (64 KB of a
document); read 2026-12.
"""

import re
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value

_LONGEST: Final = 65_536
_DEEPEST: Final = 40

_KEY: Final = re.compile(
    r"""(?P<quote>["']?)(?P<key>[\w.$/-](?:[\w.$/ -]{0,198}[\w.$/-])?)(?P=quote)[ ]*:(?:[ ]+(?P<rest>.*))?"""
)
_BLOCK: Final = re.compile(r"[|>][-+0-9]{0,2}[ ]*(?:#.*)?")
_COMMENT: Final = re.compile(r"(?:^|(?<=[ ]))#.*", re.DOTALL)
_WHOLE: Final = re.compile(r"""(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^']|'')*)')[ ]*(?:#.*)?""", re.DOTALL)
_FLOWING: Final = re.compile(
    r"""\s*(?:(?P<mark>[\[\]{},]|:(?=[\s\[\]{},]|$))|(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')
    |(?P<plain>[^\s\[\]{},:#"'&*!|>%@`?-](?:[^\[\]{},:\s]|:(?=[^\s\[\]{},])|[ ]{1,8}(?=[^\s\[\]{},:#]))*
      |-(?=[^\s\[\]{},])(?:[^\[\]{},:\s]|:(?=[^\s\[\]{},]))*)|(?P<comment>\#.*|$))""",
    re.VERBOSE | re.DOTALL,
)
"""What stands next within brackets."""

_PLACE: Final = "{{"
"""A place for a parameter, which is no mapping."""

_ODD: Final = ("&", "*", "!", "%", "@", "`", "? ")
"""How a line begins that stands for another, or is of a kind of its own."""

_INDENTED: Final = re.compile(r"^[ ]*\t", re.MULTILINE)
"""A line that a tab sets in, which is no YAML."""

_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Line(NamedTuple):
    indent: int
    text: str


class _Strange(Exception):  # noqa: N818 - not an error: another reader may understand it
    """A line of another form."""


def read_yaml(text: str) -> Any:
    """The document as JSON-like values; None where its lines do not tell."""
    if len(text) > _LONGEST or _INDENTED.search(text):
        return None
    reading = _Reading([_line(one) for one in text.splitlines()])
    try:
        return reading.whole()
    except _Strange:
        return None


def _line(text: str) -> _Line:
    return _Line(len(text) - len(text.lstrip(" ")), text.strip(" "))


class _Reading:
    """Lines, of which those before `_at` are read."""

    def __init__(self, lines: list[_Line]) -> None:
        self._lines, self._at = lines, 0

    def whole(self) -> Any:
        """What all lines say."""
        first = self._next()
        if first and first.text.startswith("---"):
            self._at += 1
            first = self._next()
        value = self._value(first.indent, 0) if first else None
        if self._next():
            raise _Strange
        return value

    def _next(self) -> _Line | None:
        """The next line that says something."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.text and not line.text.startswith("#"):
                return line
            self._at += 1
        return None

    def _value(self, indent: int, depth: int) -> Any:
        line = self._next()
        if line is None or depth > _DEEPEST:
            raise _Strange
        return self._list(indent, depth) if _is_item(line.text) else self._mapping(indent, depth)

    def _list(self, indent: int, depth: int) -> list[Any]:
        found: list[Any] = []
        while (line := self._next()) and line.indent == indent and _is_item(line.text):
            rest = line.text[1:].lstrip(" ")
            inside = indent + len(line.text) - len(rest)
            if rest and not rest.startswith("#") and (_is_item(rest) or _KEY.fullmatch(rest)):
                self._lines[self._at] = _Line(inside, rest)
                found.append(self._value(inside, depth + 1))
            else:
                found.append(self._said(rest, indent, depth))
        return found

    def _mapping(self, indent: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (line := self._next()) and line.indent == indent:
            entry = _KEY.fullmatch(line.text)
            if entry is None or entry["key"] in found:
                raise _Strange
            found[entry["key"]] = self._said(entry["rest"] or "", indent, depth, may_list=True)
        if not found or (line and line.indent > indent):
            raise _Strange
        return found

    def _said(self, rest: str, indent: int, depth: int, *, may_list: bool = False) -> Any:
        """What stands behind a key or a dash, and below it."""
        self._at += 1
        if _BLOCK.fullmatch(rest):
            return self._block(indent)
        if rest and not rest.startswith("#"):
            return self._scalar(rest, indent)
        below = self._next()
        if below and (below.indent > indent or (may_list and below.indent == indent and _is_item(below.text))):
            return self._value(below.indent, depth + 1)
        return None

    def _block(self, indent: int) -> str:
        """A text, of which lines are what stands farther in."""
        return "\n".join(self._below(indent, blank=True))

    def _scalar(self, rest: str, indent: int) -> Any:
        """A text in its line and those farther in, or a list or a mapping in brackets."""
        if rest.startswith(_ODD):
            raise _Strange
        text = " ".join((rest, *self._below(indent, blank=False)))
        if text.startswith(('"', "'")):
            return _unquoted(text)
        return _bracketed(text) if text.startswith(("[", "{")) else _plain(text)

    def _below(self, indent: int, *, blank: bool) -> list[str]:
        found = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if (line.text and line.indent <= indent) or not (line.text or blank):
                break
            found.append(line.text)
            self._at += 1
        return found


def _is_item(text: str) -> bool:
    return text == "-" or text.startswith("- ")


def _unquoted(text: str) -> str:
    found = _WHOLE.fullmatch(text)
    if found is None:
        raise _Strange
    if found["single"] is not None:
        return found["single"].replace("''", "'")
    try:
        return str(json_value(f'"{found["double"]}"'))
    except JsonError:
        return found["double"]


def _bracketed(text: str) -> Any:
    if text.startswith(_PLACE):
        return text
    try:
        return json_value(text)
    except JsonError:
        return _Flow(text).whole()


class _Flow:
    """A list or a mapping in brackets, which may hold others."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def whole(self) -> Any:
        """What the brackets say."""
        value = self._value(self._next(), 0)
        if self._next()["comment"] is None:
            raise _Strange
        return value

    def _next(self) -> re.Match[str]:
        found = _FLOWING.match(self._text, self._at)
        if found is None:
            raise _Strange
        self._at = found.end()
        return found

    def _value(self, first: re.Match[str], depth: int) -> Any:
        if depth > _DEEPEST:
            raise _Strange
        if first["quoted"] is not None:
            return _unquoted(first["quoted"])
        if first["plain"] is not None:
            return _plain(first["plain"])
        if first["mark"] not in ("[", "{"):
            raise _Strange
        return self._list(depth) if first["mark"] == "[" else self._mapping(depth)

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while (item := self._next())["mark"] != "]":
            found.append(self._value(item, depth + 1))
            if self._ended("]"):
                break
        return found

    def _mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (key := self._next())["mark"] != "}":
            name = _unquoted(key["quoted"]) if key["quoted"] is not None else key["plain"]
            if name is None or name in found or self._next()["mark"] != ":":
                raise _Strange
            found[name] = self._value(self._next(), depth + 1)
            if self._ended("}"):
                break
        return found

    def _ended(self, bracket: str) -> bool:
        """Whether the bracket comes next, and not another thing behind a comma."""
        mark = self._next()["mark"]
        if mark not in (",", bracket):
            raise _Strange
        return mark == bracket


def _plain(text: str) -> Any:
    bare = _COMMENT.sub("", text).rstrip(" ")
    return _WORDS.get(bare.lower(), bare)
