"""This is where HCL becomes plain values: the language in which policies of Vault, Consul and Nomad are written.

It is the first version of the language, without what is worked out: names, texts, numbers, switches, lists, and objects
with labels or without. JSON, which the same programs take, is read to the same. What is anything else is read by
nobody. Source: github.com/hashicorp/hcl, "Syntax" of version 1; read 2026-12.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value

_DEEPEST: Final = 12
"""More than any policy nests."""

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+ | \#[^\n]* | //[^\n]* | /\*.*?\*/)
    | (?P<text>"(?:[^"\\\n]|\\.)*")
    | <<-?(?P<until>\w+)[ \t]*\n(?P<long>.*?)\n[ \t]*(?P=until)(?!\w)
    | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    | (?P<word>[A-Za-z_][\w.-]*)
    | (?P<sign>[={}\[\],])""",
    re.VERBOSE | re.DOTALL,
)
_SWITCHES: Final = {"true": True, "false": False}


class HclError(Exception):
    """A text that is no HCL, or more than is read here. It never holds the text, which may be a secret."""


class Entry(NamedTuple):
    """`path "a" {…}` has the keys `path` and `a`, `x = 1` has one. A value is a text, number, list or `Body`."""

    keys: tuple[str, ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Body:
    """What stands in a text, or within braces, in its order."""

    entries: tuple[Entry, ...]

    def get(self, name: str) -> Any:
        """The value of the one argument of this name; None where there is none. Raises `HclError` for several."""
        found = [one.value for one in self.entries if one.keys == (name,)]
        if len(found) > 1:
            raise HclError
        return found[0] if found else None

    def labelled(self, kind: str) -> Iterator[tuple[str, "Body"]]:
        """Each object of this kind, by its label: `kind "label" {…}`, `kind { "label" {…} }` and what JSON makes of it.

        Raises `HclError` where one has no label, or is no object.
        """
        for keys, value in self.entries:
            if keys[0] == kind:
                yield from _by_label(keys[1:], value)


def _by_label(labels: tuple[str, ...], value: Any) -> Iterator[tuple[str, Body]]:
    if isinstance(value, list) and not labels:
        for one in value:
            yield from _by_label((), one)
    elif not isinstance(value, Body) or len(labels) > 1:
        raise HclError
    elif labels:
        yield labels[0], value
    else:
        for keys, inner in value.entries:
            for one in inner if isinstance(inner, list) else (inner,):
                yield from _by_label(keys, one)


def read_hcl(text: str) -> Body:
    """What a text in HCL or JSON says. Raises `HclError`."""
    if text.lstrip().startswith("{"):
        return _read_json(text)
    tokens = _Tokens(text)
    body = _body(tokens, 0, "")
    return Body(body)


def _read_json(text: str) -> Body:
    try:
        value = json_value(text)
        made = _from_json(value, 0)
    except JsonError:
        made = None
    if not isinstance(made, Body):
        raise HclError
    return made


def _from_json(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise HclError
    if isinstance(value, dict):
        return Body(tuple(Entry((key,), _from_json(inner, depth + 1)) for key, inner in value.items()))
    return [_from_json(one, depth + 1) for one in value] if isinstance(value, list) else value


class _Token(NamedTuple):
    kind: str
    text: str


class _Tokens:
    """The tokens of a text, one after the other. Raises `HclError` where there is none."""

    def __init__(self, text: str) -> None:
        self._each = _tokens(text)
        self.next = next(self._each, _END)

    def take(self) -> _Token:
        """The next one, which is the next no more."""
        taken, self.next = self.next, next(self._each, _END)
        return taken

    def skip(self, sign: str) -> bool:
        """Whether the next is this sign, which is taken then."""
        is_next = self.next == ("sign", sign)
        if is_next:
            self.take()
        return is_next


_END: Final = _Token("sign", "")


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise HclError
        at = match.end()
        kind = str(match.lastgroup)
        if kind != "space":
            yield _Token(kind, match[kind])


def _body(tokens: _Tokens, depth: int, end: str) -> tuple[Entry, ...]:
    """The entries up to this sign, "" for the end of the text."""
    if depth > _DEEPEST:
        raise HclError
    entries: list[Entry] = []
    while not tokens.skip(end):
        keys = tuple(_keys(tokens))
        if not keys:
            raise HclError
        if tokens.skip("="):
            entries.append(Entry(keys, _value(tokens, depth + 1)))
        elif tokens.skip("{"):
            entries.append(Entry(keys, Body(_body(tokens, depth + 1, "}"))))
        else:
            raise HclError
        tokens.skip(",")
        if tokens.next == _END and end:
            raise HclError
    return tuple(entries)


def _keys(tokens: _Tokens) -> Iterator[str]:
    while tokens.next.kind in ("word", "text"):
        yield _text(tokens.take())


def _value(tokens: _Tokens, depth: int) -> Any:
    if depth > _DEEPEST:
        raise HclError
    if tokens.skip("{"):
        return Body(_body(tokens, depth + 1, "}"))
    if tokens.skip("["):
        return _list(tokens, depth + 1)
    token = tokens.take()
    if token.kind == "number":
        return float(token.text)
    if token.kind == "word" and token.text in _SWITCHES:
        return _SWITCHES[token.text]
    if token.kind in ("text", "long"):
        return _text(token)
    raise HclError


def _list(tokens: _Tokens, depth: int) -> list[Any]:
    found: list[Any] = []
    while not tokens.skip("]"):
        found.append(_value(tokens, depth))
        if not tokens.skip(",") and tokens.next != ("sign", "]"):
            raise HclError
    return found


def _text(token: _Token) -> str:
    """What is written, without quotes. What is worked out (`${…}`) is not read."""
    if "${" in token.text:
        raise HclError
    if token.kind != "text":
        return token.text
    try:
        return str(json_value(token.text))
    except JsonError:
        raise HclError from None
