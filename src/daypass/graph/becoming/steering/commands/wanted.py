"""This is where it is told what a pattern of events asks for, and whether somebody can bring an event that is so.

Sources: Amazon EventBridge User Guide, "Comparison operators for use in event patterns" and "Event structure reference"
(`account`, `id` and `time` are set by EventBridge, `source` beginning with `aws.` by AWS alone); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.leaves import text_of
from daypass.model.resource import bare

_KEYS: Final = ("source", "detail-type")
_SET_BY_AWS: Final = ("id", "time", "replay-name")
_OF_AWS: Final = "aws."
_ANY: Final = "*"
_EITHER: Final = "$or"
_TEXTS: Final[Mapping[str, str]] = {
    "prefix": "{}*",
    "suffix": "*{}",
    "wildcard": "{}",
    "equals-ignore-case": "{}",
}
"""Comparison → the texts that it takes, `*` for whatever stands there."""


class Event(NamedTuple):
    """What a pattern takes for the source and the detail-type of an event; `*` stands for what it leaves open."""

    source: str
    detail_type: str

    @property
    def facts(self) -> Facts:
        """What a request brings that puts one there."""
        texts = zip(("events:source", "events:detail-type"), self, strict=True)
        return Facts({key: text for key, text in texts if text != _ANY})


class WantedText(NamedTuple):
    """What a pattern asks for somewhere, as in the detail: the keys on the way there, and a text; "" for anything."""

    path: str
    text: str


def events_wanted(pattern: Any, account: str) -> Iterator[Event]:
    """Those that it takes and somebody in this account may put; `account` is "" where it is not known."""
    found = parsed(pattern)
    if not isinstance(found, Mapping) or any(key in found for key in _SET_BY_AWS):
        return
    accounts = [*_texts(found.get("account"))]
    if account and accounts and account not in accounts:
        return
    for source, detail_type in product(*(_texts(found[key]) if key in found else (_ANY,) for key in _KEYS)):
        if not source.startswith(_OF_AWS):
            yield Event(source, detail_type)


def said_in_detail(pattern: Any) -> Iterator[WantedText]:
    """What it asks for in the detail, in its order."""
    return said_at(pattern, "detail")


def said_at(pattern: Any, key: str) -> Iterator[WantedText]:
    """What it asks for under a key, in its order."""
    found = parsed(pattern)
    waiting = [("", bare(found.get(key)))] if isinstance(found, Mapping) else []
    for path, value in waiting:
        if isinstance(value, Mapping):
            waiting += [(path if key == _EITHER else f"{path} {key}", bare(one)) for key, one in value.items()]
        elif path and isinstance(value, list):
            yield from (WantedText(path, text.replace(_ANY, " ")) for text in _texts(value))
        elif isinstance(value, list):
            waiting += [(path, bare(one)) for one in value]


def texts_at(pattern: Any, key: str) -> Iterator[str]:
    """The texts that it takes for this key, `*` for whatever stands there; nothing where it does not ask."""
    found = parsed(pattern)
    return _texts(found.get(key)) if isinstance(found, Mapping) else iter(())


def _texts(wanted: Any) -> Iterator[str]:
    """The texts that a list of comparisons takes, `*` for whatever stands there; nothing for what it leaves out."""
    plain = bare(wanted)
    for one in plain if isinstance(plain, list) else ():
        how = bare(one)
        if isinstance(how, bool):
            yield str(how).lower()
        elif isinstance(how, str):
            yield how
        elif isinstance(how, Mapping):
            yield from _compared(how)


def _compared(how: Mapping[str, Any]) -> Iterator[str]:
    for key, form in _TEXTS.items():
        if key in how:
            written = bare(how[key])
            inner = written.get("equals-ignore-case") if isinstance(written, Mapping) else written
            yield form.format(text_of(inner)) or _ANY
    if bare(how.get("exists")) is True or "anything-but" in how:
        yield _ANY
