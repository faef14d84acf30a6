"""This is where the lists of the ConfigMap `aws-auth` are read: which IAM roles and users are in which groups.

Source: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap"; aws-iam-authenticator 0.7,
`pkg/mapper/configmap` (a list is YAML, keys count in any case, and of one with an error the rest may count); read
2026-11. Of YAML this reads what is written there: a list of maps, one key a line, with groups a line each or between
brackets on one line; or JSON, which is YAML too. A line of any other form is not understood.
"""

import re
from typing import Any, Final, NamedTuple

from daypass.model.json_text import JsonError, json_value

LISTS: Final = ("mapRoles", "mapUsers")
_ARNS: Final = ("rolearn", "userarn")
_GROUPS: Final = "groups"

_LINE: Final = re.compile(
    r"""(?P<before>\ *)(?P<dash>-(?:\ +|$))?
    (?:(?P<quote>["']?)(?P<key>[A-Za-z][\w-]*)(?P=quote)\ *:(?P<value>\ .*)?|(?P<item>.*))""",
    re.VERBOSE,
)
_COMMENT: Final = r"(?: +#.*)? *"
_SKIPPED: Final = re.compile(r" *(?:#.*)?")
_START: Final = re.compile(rf"---{_COMMENT}")
_SCALAR: Final = re.compile(
    r"""\ *(?:"(?P<double>[^"\\]*)" | '(?P<single>[^']*)'
    | (?P<plain>(?![-?:,\[\]{}\#&*!|>'"%@`])\S*[^\s:](?:\ +(?!\#)\S*[^\s:])*))?
    (?:\ +\#.*)?\ *""",
    re.VERBOSE,
)
_LISTED: Final = re.compile(rf" *\[(?P<items>[^\[\]{{}}#]*)\]{_COMMENT}")
_NULLS: Final = ("~", "null", "Null", "NULL")


class Mapped(NamedTuple):
    """An IAM role or user and the groups that it is in, if any."""

    arn: str
    groups: tuple[str, ...]


class MappedList(NamedTuple):
    """The entries of a list that are understood. `whole`: these are all."""

    entries: tuple[Mapped, ...]
    whole: bool


class _Strange(Exception):  # noqa: N818 - not an error: another reader may understand it
    """The text, or a part of it, is not understood."""


def mapped_list(text: str) -> MappedList:
    """What a list says, as far as it is understood."""
    entries, whole = _of_json(text) if text.lstrip().startswith("[") else _of_lines(text)
    found = []
    for entry in entries:
        try:
            found.append(_mapped(entry))
        except _Strange:
            whole = False
    return MappedList(tuple(found), whole)


def _of_json(text: str) -> tuple[list[Any], bool]:
    try:
        read = json_value(text)
    except JsonError:
        return [], False
    return (read, True) if isinstance(read, list) else ([], False)


def _of_lines(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The entries, and whether each line is of a known form; behind one that is not, nothing is understood."""
    lines = [line for line in re.split(r"\r\n?|\n", text) if not _SKIPPED.fullmatch(line)]
    if lines and _START.fullmatch(lines[0]):
        del lines[0]
    reading = _Reading()
    try:
        for line in lines:
            reading.take(line)
    except _Strange:
        return reading.entries, False
    return reading.entries, True


def _mapped(entry: Any) -> Mapped:
    """Whom an entry puts into which groups."""
    if not isinstance(entry, dict):
        raise _Strange
    said = {key.casefold(): value for key, value in entry.items()}
    named = [said[key] for key in _ARNS if key in said]
    groups = said.get(_GROUPS)
    groups = [] if groups is None else groups
    is_list = isinstance(groups, list) and all(isinstance(group, str) for group in groups)
    if len(said) < len(entry) or len(named) != 1 or not (isinstance(named[0], str) and named[0]) or not is_list:
        raise _Strange
    return Mapped(named[0], tuple(groups))


class _Reading:
    """A list of maps, read line by line. `_outer`, `_inner`, `_items` are the columns of entries, keys and groups.

    `_key` is the last key while nothing is said for it.
    """

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self._outer = self._inner = self._items = -1
        self._key = ""

    def take(self, line: str) -> None:
        """Read one more line. Raises `_Strange` where it is of no known form."""
        match = _LINE.fullmatch(line)
        if match is None or not line.isprintable():  # another parser may see a tab, or the end of a line
            raise _Strange
        at = len(match["before"])
        if match["dash"] is None:
            self._take_key(at, match)
        elif self._outer in (-1, at):
            self._outer, self._inner, self._key = at, -1, ""
            self.entries.append({})
            if match["key"] or match["item"]:
                self._take_key(at + len(match["dash"]), match)
        else:
            self._take_group(at, match)

    def _take_key(self, at: int, match: re.Match[str]) -> None:
        key = (match["key"] or "").casefold()
        self._inner = at if self._inner < 0 else self._inner
        if not key or not self.entries or not self._outer < at == self._inner or key in self.entries[-1]:
            raise _Strange
        value = match["value"] or ""
        self.entries[-1][key] = _listed(value) if key == _GROUPS else _scalar(value)
        self._key, self._items = ("" if self.entries[-1][key] is not None else key), -1

    def _take_group(self, at: int, match: re.Match[str]) -> None:
        self._items = at if self._items < 0 else self._items
        if self._key != _GROUPS or match["key"] or not self._inner <= at == self._items:
            raise _Strange
        group = _scalar(match["item"])
        if not group:
            raise _Strange
        self.entries[-1][_GROUPS] = [*(self.entries[-1][_GROUPS] or ()), group]


def _listed(value: str) -> list[str] | None:
    """Groups between brackets; None where nothing is said on the line of the key."""
    match = _LISTED.fullmatch(value)
    if match is None:
        text = _scalar(value)
        if text not in (None, *_NULLS):
            raise _Strange
        return None if text is None else []
    items = [item.strip(" ") for item in match["items"].split(",")]
    found = [_scalar(item) for item in (items if items[-1] else items[:-1])]
    if not all(found):
        raise _Strange
    return [item for item in found if item]


def _scalar(value: str) -> str | None:
    """A text as it is written, None where there is nothing."""
    match = _SCALAR.fullmatch(value)
    if match is None:
        raise _Strange
    return next((text for text in (match["double"], match["single"], match["plain"]) if text is not None), None)
