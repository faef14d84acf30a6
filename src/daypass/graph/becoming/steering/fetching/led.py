"""This is where the hosts are told, by name, from which a script fetches what it runs, and that need prove nothing.

By plain HTTP whatever answers for the name is believed, and so is who shows a certificate that nobody looks at. Of what
is fetched by HTTPS who leads the name elsewhere shows no certificate for it: in a zone for a network no authority gives
one; in one for everyone they may get one by the same records, which is left out here as it leaves its marks. What a
script holds to a digest or a signature stays what it was. Sources: curl(1) (`--insecure`, `--resolve`, and "http" as
what is guessed); GNU Wget Manual, "HTTPS (SSL/TLS) Options"; read 2026-12.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from daypass.graph.becoming.steering.fetching.calls import spelled_out
from daypass.graph.becoming.steering.fetching.command import Command
from daypass.graph.becoming.steering.fetching.downloads import downloads_in, is_curl, written_by
from daypass.graph.becoming.steering.fetching.running import is_run

_URL: Final = re.compile(
    r"(?:(?P<scheme>https?)://(?:[^\s/@?#]{1,100}@)?)?(?P<host>[A-Za-z0-9_][\w-]{0,62}(?:\.[\w-]{1,63}){1,16})\.?"
    r"(?::\d{1,5})?(?:(?P<path>/[^?#]{0,2000}).{0,2000})?",
    re.DOTALL,
)
_AT: Final = re.compile(r"(?:https?://)?[^/]{0,300}")
"""The words of a URL up to its path, of which a script need not say more."""

_URL_OPTION: Final = "--url="
_SECURE: Final = "https"
_UNPROVED: Final = {
    True: re.compile(r"-[a-zA-Z]{0,12}k[a-zA-Z]{0,12}|--insecure"),
    False: re.compile(r"--no-check-certificate"),
}
"""By which option `curl`, or the other one, looks at no certificate."""

_TAKES_VALUE: Final = re.compile(r"-[a-zA-Z]{0,12}[oOHduAebcTXxmwFrPUtilQaR]|--[a-z][\w-]{0,40}")
"""Options that may take the next word for their value, which then is taken for no URL unless it says that it is one."""

_HELD: Final = re.compile(r"--(?:resolve|connect-to)(?:=.{0,400})?", re.DOTALL)
"""By which somebody says where a name leads, whatever the records of its zone say."""

_INDEX: Final = "index.html"


def hosts_believed(text: str) -> Iterator[str]:
    """The name of each, in small letters, once."""
    yield from dict.fromkeys(host for command in downloads_in(text) for host in _believed(text, command))


def _believed(text: str, command: Command) -> Iterator[str]:
    if any(map(_HELD.fullmatch, command.words)):
        return
    takes_any = any(map(_UNPROVED[is_curl(command)].fullmatch, command.words))
    for before, word in pairwise(command.words):
        url = _url(text, word.removeprefix(_URL_OPTION))
        if url is None or (not url["scheme"] and _TAKES_VALUE.fullmatch(before)):
            continue
        if (takes_any or url["scheme"] != _SECURE) and _is_run(text, command, url["path"] or ""):
            yield url["host"].lower()


def _url(text: str, word: str) -> re.Match[str] | None:
    """What a word names, by variables as well; None where it is an option, or nothing that the script spells out."""
    if word.startswith("-"):
        return None
    whole = _URL.fullmatch(spelled_out(text, word))
    start = _AT.match(word)
    return whole or (_URL.fullmatch(spelled_out(text, start[0])) if start else None)


def _is_run(text: str, command: Command, path: str) -> bool:
    into = written_by(command, path.rpartition("/")[2] or _INDEX)
    return is_run(text, command, prints=not into, into=(into,) if into else ())
