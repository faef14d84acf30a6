"""This is where a TOML file that people write is read: small enough, UTF-8 and well formed, or refused."""

import difflib
import re
import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from daypass.errors import UnreadableError
from daypass.model.form import quoted

SIZE_LIMIT: Final = 1 << 20
"""Bytes. The settings of an organisation with five thousand teams are half of it."""

LONGEST_WORD: Final = 100
LONGEST_LIST: Final = 1000
"""Characters of a word that is looked up, and of a list of words in a message."""

# tomllib keeps every prefix of a dotted key, so one line `a.a.a…` of 200 kB takes all memory there is. No key that
# people write has 64 parts. Strings and comments are told apart as TOML does, or one could hide a key behind an odd
# quote. Each match eats all that it looked at (possessive; what is left open ends with the text), so this is linear.
_PART: Final = r"""(?: [\w-]++ | "(?:\\.|[^"\\\n])*+"?+ | '[^'\n]*+'?+ ) [\t ]*+"""
_ASIDE: Final = r"""
    \#[^\n]*+
    | \"{3} (?: \\[\s\S] | (?!\"{3})[\s\S] )*+ (?: \"{3,5}+ | \Z )
    | '{3} (?: (?!'{3})[\s\S] )*+ (?: '{3,5}+ | \Z )
"""
_KEYS: Final = re.compile(
    rf"{_ASIDE} | (?P<endless> (?: {_PART} \. [\t ]*+ ){{64}} ) | (?: {_PART} (?: \. [\t ]*+ )?+ )++", re.VERBOSE
)


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises UnreadableError with the file, and the line where there is one."""
    return parse_toml(read_text(path), str(path))


def read_text(path: Path, limit: int = SIZE_LIMIT) -> str:
    """A file's text, at most `limit` bytes of UTF-8. Raises UnreadableError."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)  # no more than that is ever held, whatever the size of the file
    except OSError as refused:
        raise UnreadableError(
            f"cannot be read: {refused.strerror or refused}", place=str(path), remedy="Name a file that can be read."
        ) from None
    if len(content) > limit:
        raise UnreadableError(
            f"is larger than {limit:,} bytes", place=str(path), remedy="Name the right file, or split it."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableError(
            f"is not UTF-8 text (byte {wrong.start})", place=str(path), remedy="Save it as UTF-8."
        ) from None


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The tables of a TOML text; `path` is named in the UnreadableError that a malformed one raises."""
    if endless := next((found for found in _KEYS.finditer(text) if found["endless"]), None):
        line = text.count("\n", 0, endless.start()) + 1
        raise UnreadableError("has a key with more than 64 parts", place=f"{path}:{line}", remedy="Shorten the key.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UnreadableError("is nested too deeply", place=path, remedy="Flatten it.") from None
    except ValueError as malformed:  # TOMLDecodeError, and what int() says of a number with thousands of digits
        raise _malformed(str(malformed), path) from None


def only_keys(entry: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    """Refuse a key that is none of these: a misspelt one would be believed to say something. Raises as below."""
    names = tuple(known)
    for key in entry:
        if key not in names:
            raise UnreadableError(f"unknown key {key!r}", place=place, remedy=nearest(key, names))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as a sentence: "Did you mean 'owner'?"; else those that there are."""
    words = sorted(known)
    close = difflib.get_close_matches(word[:LONGEST_WORD], words, n=1)
    if close:
        return f"Did you mean {quoted(close[0])}?"
    listed = textwrap.shorten(", ".join(words), LONGEST_LIST, placeholder=" …")
    return f"Known are: {listed or 'none'}."


def _malformed(message: str, path: str) -> UnreadableError:
    place, fact = path, message.removesuffix(" (at end of document)")
    if at_line := re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", message, re.DOTALL):
        place, fact = f"{path}:{at_line[2]}", at_line[1]
    elif "digits" in message:
        fact = "a number has thousands of digits"
    return UnreadableError(f"is not valid TOML: {fact}", place=place, remedy="Mend the syntax there.")
