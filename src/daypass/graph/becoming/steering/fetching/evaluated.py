"""This is where it is told whether a shell evaluates a text of a script into which it has put a variable before.

In `eval "./deploy.sh $FLAGS"` the variable says what is run behind a `;`. In `./deploy.sh $FLAGS` it only gives words,
and so it does where single quotes or a backslash leave it to the shell that comes after. What stands in `$(…)` is given
to that command, and not evaluated itself. Sources: GNU Bash Reference Manual, "Shell Expansions", "Double Quotes",
"Bourne Shell Builtins" (`eval`, `printf`), "Invoking Bash" (`-c`), "Here Strings" and "Here Documents"; su(1); read
2026-12.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.fetching.command import Command
from daypass.graph.becoming.steering.fetching.documents import documents_in
from daypass.graph.becoming.steering.fetching.emitting import printed
from daypass.graph.becoming.steering.fetching.interpreters import AS, SHELL

_INNER: Final = r"\$\((?:[^()\n]|\([^()\n]{0,400}\)){0,800}\)|`[^`\n]{0,800}`"
_ENDS_IN_JSON: Final = r"(?![ \t]{0,8}[,\]}])"
"""A quote before a comma ends a string of JSON or YAML that holds the command, and begins no word of it."""

_DOUBLE: Final = rf'"{_ENDS_IN_JSON}(?:{_INNER}|\\[^\n]|\$(?!\()|[^"\\`$\n]){{0,2000}}"'
_ESCAPED: Final = rf'\\"(?:{_INNER}|\\[^"\n]|\$(?!\()|[^"\\`$\n]){{0,2000}}\\"'
"""The same in a string of JSON or YAML."""

_PART: Final = rf"""{_ESCAPED}|{_DOUBLE}|(?P<unread>'[^'\n]{{0,2000}}'|{_INNER})|\\[^\n]|[^\s"'`;&|<>()\\]"""
_WORD: Final = re.compile(rf"(?:{_PART.replace('?P<unread>', '?:')}){{1,2000}}")
_PARTS: Final = re.compile(_PART)
_COMMANDS: Final = re.compile(_INNER)
_SPACE: Final = re.compile(r"[ \t]{0,400}")
_MOST: Final = 100
"""Words that are read of one command."""

_BEGINS: Final = (
    r"""(?:^[ \t]{0,80}(?:-[ \t]{1,8})?|[;&|(){`"'!][ \t]{0,8}|\b(?:then|do|else|elif|if|while|until)[ \t]{1,8})"""
)
_TOLD: Final = r"(?:[ \t]{1,8}(?:-[\w-]{1,20}|pipefail|errexit|nounset)){0,6}"
_BY_C: Final = r"-[A-Za-z]{0,6}c[A-Za-z]{0,4}(?:[ \t]{1,8}--)?"
_EVALS: Final = re.compile(rf"{_BEGINS}{AS}(?:builtin[ \t]{{1,8}})?eval(?:[ \t]{{1,8}}--)?(?=[ \t])", re.MULTILINE)
_TAKES_ONE: Final = re.compile(
    rf"""(?<![\w.-])(?:{SHELL}{_TOLD}[ \t]{{1,8}}{_BY_C}
        |(?:su|runuser)(?:[ \t]{{1,8}}[\w./-]{{1,60}}){{0,6}}?[ \t]{{1,8}}(?:{_BY_C}|--command)
        |{SHELL}{_TOLD}[ \t]{{0,8}}<<<
        |(?:source|\.)[ \t]{{1,8}}/dev/stdin[ \t]{{0,8}}<<<)(?=[\s"'$\\])""",
    re.VERBOSE,
)
_TAKES_LINES: Final = re.compile(rf"(?<![\w.-]){SHELL}{_TOLD}[ \t]{{0,8}}<<-?[ \t]{{0,8}}[A-Za-z_]")
_PRINTS: Final = re.compile(r"(?<![\w.-])(?:echo|printf)(?=[ \t])")
_FORMATS: Final = "printf"
_QUOTES: Final = re.compile(r"(?:[^%]|%q|%%){0,2000}")
"""A format of `printf` that gives nothing which a shell would take for more than one word."""

_ELSEWHERE: Final = re.compile(
    rf"""{_BEGINS}(?:(?:sudo|exec|command)[ \t]{{1,8}}){{0,3}}
        (?:ssh|kubectl|oc|docker|podman|nerdctl|aws)[ \t][^\n;&|`]{{0,400}}\Z""",
    re.MULTILINE | re.VERBOSE,
)
"""What has another machine, or a container, run the shell that it names."""

_BEFORE: Final = 600
"""Characters that are looked at before a shell."""

_ASSIGNS: Final = re.compile(r"(?<![\w$.{-])(?P<to>[A-Za-z_]\w{0,63})\+?=")


class _Words(NamedTuple):
    """Those from a place on, as they are written, and where they end."""

    each: tuple[str, ...]
    end: int


def evaluates(text: str, variable: str) -> bool:
    """Whether a shell takes for commands what the variable says, at once."""
    return any(_has(word, variable) for word in _evaluated(text)) or any(
        _said(variable).search(text, start, end) for start, end in _lines_run(text)
    )


def joined_into(text: str, variable: str) -> Iterator[str]:
    """The variables that are given what it says, among other text or alone."""
    yield from (to for to, word in _assigned(text) if variable in word and _has(word, variable))


@lru_cache(maxsize=64)
def _assigned(text: str) -> tuple[tuple[str, str], ...]:
    """The variables that the script sets, and to what: each word is read once, whatever stands in it."""
    found: list[tuple[str, str]] = []
    at = _ASSIGNS.search(text)
    while at:
        word = _WORD.match(text, at.end())
        found += [(at["to"], word[0])] if word else []
        at = _ASSIGNS.search(text, word.end() if word else at.end())
    return tuple(found)


@lru_cache(maxsize=64)
def _evaluated(text: str) -> tuple[str, ...]:
    """The words that shells evaluate in the script."""
    return tuple(_each_evaluated(text))


def _each_evaluated(text: str) -> Iterator[str]:
    for found in islice(_EVALS.finditer(text), _MOST):
        yield from _words(text, found.end()).each
    for found in islice(_TAKES_ONE.finditer(text), _MOST):
        if not _is_elsewhere(text, found.start()):
            yield from _words(text, found.end(), most=1).each
    for found in islice(_PRINTS.finditer(text), _MOST):
        words = _words(text, found.end())
        if words.each and not (found[0] == _FORMATS and _QUOTES.fullmatch(words.each[0])):
            command = Command(found.start(), words.end, words.each, ())
            yield from words.each if printed(text, command).is_run else ()


def _lines_run(text: str) -> Iterator[tuple[int, int]]:
    """Where the documents begin and end that a shell is given as what it runs."""
    for one in documents_in(text):
        line = text[text.rfind("\n", 0, one.start - 1) + 1 : one.start]
        found = _TAKES_LINES.search(line)
        if found and not _ELSEWHERE.search(line[: found.start()]):
            yield one.start, one.end


def _is_elsewhere(text: str, at: int) -> bool:
    return _ELSEWHERE.search(text[max(0, at - _BEFORE) : at]) is not None


def _words(text: str, at: int, most: int = _MOST) -> _Words:
    found: list[str] = []
    end = at
    while len(found) < most:
        space = _SPACE.match(text, end)
        word = _WORD.match(text, space.end() if space else end)
        if word is None:
            break
        found.append(word[0])
        end = word.end()
    return _Words(tuple(found), end)


def _has(word: str, variable: str) -> bool:
    """Whether the shell that reads the word puts the variable into it itself."""
    read = _PARTS.sub(lambda part: "" if part["unread"] else _COMMANDS.sub("", part[0]), word)
    return _said(variable).search(read) is not None


@lru_cache(maxsize=256)
def _said(variable: str) -> re.Pattern[str]:
    name = re.escape(variable)
    return re.compile(rf"(?<!\\)\$(?:\{{{name}(?:(?::?[-=?]|[%#/^,:])[^}}\n]{{0,80}})?\}}|{name}(?!\w))")
