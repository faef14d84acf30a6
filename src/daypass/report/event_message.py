"""This is where a message is read as it stands in the engine's record: what a pack wrote, without what was added."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from daypass.report.findings import Status

_COLOUR: Final = re.compile(r"<\{%[^%]*%\}>")
"""The engine's own markup; the packs never let it into a message."""

_SUFFIX: Final = re.compile(
    r" \[daypass (?P<fingerprint>[0-9a-f]{16}(?:-[1-9][0-9]*)?) (?P<status>fail|exempt|known)\]\Z"
)
_UNDECIDED: Final = "undecided: "
_OPEN: Final = re.compile(r"(?P<rule>[a-z0-9-]+) \((?P<paths>[^()]*)\)")

_STATUSES: Final[dict[str, Status]] = {"fail": "fail", "exempt": "exempt", "known": "known"}


class FindingMessage(NamedTuple):
    """What a pack said of one finding; `text` without the remedy, which is "" where the catalogue has none of it."""

    text: str
    remedy: str
    fingerprint: str
    status: Status


def bare(message: str) -> str:
    """The message without colours and without the line break that the engine ends it with."""
    return _COLOUR.sub("", message).rstrip("\r\n")


def read_finding(message: str, remedies: Iterable[str] = ()) -> FindingMessage | None:
    """`TEXT. REMEDY [daypass FINGERPRINT STATUS]` taken apart; None where the end is not there."""
    text = bare(message)
    match = _SUFFIX.search(text)
    if match is None:
        return None
    fact = text[: match.start()]
    remedy = next((one for one in remedies if fact.endswith(f". {one}")), "")
    short = fact.removesuffix(f". {remedy}") if remedy else fact
    return FindingMessage(short, remedy, match["fingerprint"], _STATUSES[match["status"]])


def read_undecided(message: str) -> list[tuple[str, tuple[str, ...]]] | None:
    """Each undecided rule with its unknown paths, from the last of the two lines; None where that cannot be read."""
    last = bare(message).rpartition("\n")[2]
    if not last.startswith(_UNDECIDED):
        return None
    matches = [_OPEN.fullmatch(one) for one in last.removeprefix(_UNDECIDED).split("; ")]
    found = [(match["rule"], _paths(match["paths"])) for match in matches if match]
    return found if len(found) == len(matches) else None


def _paths(listed: str) -> tuple[str, ...]:
    return tuple(path for path in listed.split(", ") if path)
