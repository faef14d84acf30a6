"""This is where the commands of a script are that fetch something from a host by HTTP, and where each puts it.

Sources: curl(1); GNU Wget Manual, "Download Options", "Directory Options"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from daypass.graph.becoming.steering.fetching.command import Command, command_at

_MOST: Final = 40
_FETCHES: Final = re.compile(r"(?<![\w./$-])(?:/[\w./-]{1,60}/)?(?:curl|wget)(?=[ \t])")
_INTO: Final[Mapping[str, re.Pattern[str]]] = {
    "curl": re.compile(r"-[a-zA-Z]{0,8}?o(?P<beside>.{1,400})?|--output(?:=(?P<to>.{1,400}))?"),
    "wget": re.compile(r"-[a-zA-Z]{0,8}?O(?P<beside>.{1,400})?|--output-document(?:=(?P<to>.{1,400}))?"),
}
_BELOW: Final = re.compile(r"-P(?P<beside>.{1,400})?|--directory-prefix(?:=(?P<to>.{1,400}))?")
_BY_ITS_NAME: Final = re.compile(r"-[a-zA-Z]{0,8}O|--remote-name")
_PRINTED: Final = ("-", "/dev/stdout")


def downloads_in(text: str) -> Iterator[Command]:
    """Those that stand first, in their order: no script has many."""
    yield from (command_at(text, found.start()) for found in islice(_FETCHES.finditer(text), _MOST))


def is_curl(command: Command) -> bool:
    """Whether it is this one of both."""
    return _tool(command) == "curl"


def written_by(command: Command, called: str) -> str:
    """The file into which it writes what is called so where it is fetched; "" where it prints that."""
    into = _said(command, _INTO[_tool(command)])
    if into:
        return "" if into in _PRINTED else into
    if is_curl(command):
        return called if any(map(_BY_ITS_NAME.fullmatch, command.words)) else ""
    below = _said(command, _BELOW).rstrip("/")
    return f"{below}/{called}" if below else called


def _tool(command: Command) -> str:
    return command.words[0].rpartition("/")[2]


def _said(command: Command, option: re.Pattern[str]) -> str:
    """The value of an option, which may stand in the next word; "" where it is not there."""
    for word, following in zip(command.words, (*command.words[1:], ""), strict=True):
        if found := option.fullmatch(word):
            return found["to"] or found["beside"] or following
    return ""
