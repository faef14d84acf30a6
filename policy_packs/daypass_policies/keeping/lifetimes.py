"""This is where it is read how long a credential lives, from the arguments that say when it ends, in any unit.

Zero and what is negative are no end, as most vendors read them; so are dates before the century, because 0001-01-01 and
1970-01-01 are what a program leaves behind where it said nothing.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from daypass.data.credential_tokens import Ending, Form
from daypass.model.resource import Resource
from daypass.model.term import HOUR, MINUTE
from daypass_policies.located import Located, locate

DAY: Final = 24 * HOUR

_START: Final = "startDate"
"""Where a credential says from when it counts (azuread); what began earlier has lived since then."""


@dataclass(frozen=True, slots=True)
class Life:
    """How long one argument lets a credential live: `seconds`, None for ever. `until` is the date that it says, if so.

    `readable` is False where it says nothing of the kind, `marked` where Pulumi's mark forbids to repeat it.
    """

    seconds: float | None
    at: str
    until: date | None = None
    marked: bool = False
    readable: bool = True

    @property
    def length(self) -> float:
        """For comparing: for ever is longer than anything."""
        return math.inf if self.seconds is None else self.seconds


def life_of(resource: Resource, ending: Ending, today: date) -> Iterator[Life]:
    """The life that this ending gives the credential; none where nobody wrote it, the longest where it is due for each.

    Raises `Undecided` where a value is not known.
    """
    raw = resource.declared.raw
    lives = [_life(place, ending.form, today, raw) for path in ending.paths for place in locate(raw, path)]
    if ending.every:
        lives += [Life(None, path) for path in ending.paths for _ in range(_without_end(raw, path))]
    if lives:
        yield min(lives, key=lambda life: (life.readable, -life.length))


def span(value: Any, form: Form) -> float | None:
    """Seconds of a length of time in this form, None where it says for ever. Raises `ValueError` where it says none."""
    return _SPANS[form](value)


def _without_end(raw: Mapping[str, Any], path: str) -> int:
    """How many of the credentials that are there have no argument of this path."""
    holder = path.rpartition(".")[0]
    return len(list(locate(raw, holder))) - len(list(locate(raw, path)))


def _life(place: Located, form: Form, today: date, raw: Mapping[str, Any]) -> Life:
    try:
        found, kind = _validity(place) if form == "validity" else (place, _moment(place) if form == "moment" else form)
        if kind in _POINTS:
            start = min((today, *(_start(place) for place in locate(raw, _START))))
            return _until(_POINTS[kind](found.known), start, found)
        seconds = _SPANS[kind](found.known)
    except (KeyError, ValueError, OverflowError):
        return Life(None, place.path, marked=place.marked, readable=False)
    return Life(seconds if seconds is None or seconds > 0 else None, found.path, marked=found.marked)


def _validity(place: Located) -> tuple[Located, str]:
    """The value in an object that says itself what it means, and in which form it stands there.

    Raises `KeyError` and `ValueError` where it says nothing of the kind.
    """
    kind, value = (next(locate({place.path: place.value}, f"{place.path}.{key}"), None) for key in ("type", "value"))
    if kind is None or value is None:
        raise ValueError
    return value, _KINDS[kind.text.upper()]


def _moment(place: Located) -> str:
    """In which of the forms that Dynatrace takes the end is written: milliseconds, from now, or a date.

    Source: "Access tokens API - POST a token", and "Migrate from Tokens v1 API"; read 2026-12.
    """
    if not isinstance(place.known, str) or _NUMBER.fullmatch(place.known.strip()):
        return "epoch-ms"
    return "from-now" if place.known.strip().startswith("now") else "date"


def _until(end: date | None, start: date, place: Located) -> Life:
    if end is None or end.year < _CENTURY:
        return Life(None, place.path, marked=place.marked)
    return Life((end - start).days * DAY, place.path, end, place.marked)


_CENTURY: Final = 2000


def _start(place: Located) -> date:
    found = _date(place.known)
    return found if found and found.year >= _CENTURY else date.max


def _date(value: Any) -> date | None:
    """A date, or a date and time, as ISO 8601 and RFC 3339 write them. None where it says that there is none."""
    text = value.strip().upper() if isinstance(value, str) else ""
    if text in _NEVER:
        return None
    if not _DATE.fullmatch(text):
        raise ValueError
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()


_NEVER: Final = frozenset({"NEVER", "FOREVER", "INFINITY", "NONE", "NULL", "UNLIMITED"})
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]{1,20}(?:Z|[+-][0-9:]{2,6})?)?")


def _since_epoch(unit: float) -> Callable[[Any], date | None]:
    def read(value: Any) -> date | None:
        number = _number(value)
        return datetime.fromtimestamp(min(number / unit, _LAST), UTC).date() if number > 0 else None

    return read


_LAST: Final = 253_402_300_799
"""Seconds to the end of year 9999, where dates end; what is later is no end either."""


def _spans(unit: int) -> Callable[[Any], float | None]:
    return lambda value: _number(value) * unit


def _number(value: Any) -> float:
    """Numbers arrive as floats over the wire, and as texts from programs that are careless about types."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _TOO_MANY:
        raise ValueError
    return float(value)


_TOO_MANY: Final = 1e30
"""What is larger is nothing that anybody meant, and the largest of it no float can hold."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?")


def _go_duration(value: Any) -> float | None:
    """`720h`, `2h45m`, `63072000s`; Vault's `30d` as well; a bare number is seconds."""
    text = value.strip().lower() if isinstance(value, str) else ""
    if text.upper() in _NEVER:
        return None
    if not _GO.fullmatch(text):
        return _number(value)
    return math.fsum(float(part["number"]) * _UNITS[part["unit"]] for part in _GO_PART.finditer(text))


_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": MINUTE, "h": HOUR, "d": DAY}
_GO_PART: Final = re.compile(r"(?P<number>[0-9]{1,18}(?:\.[0-9]{1,9})?)(?P<unit>ns|us|µs|ms|[smhd])")
_GO: Final = re.compile(r"(?:[0-9]{1,18}(?:\.[0-9]{1,9})?(?:ns|us|µs|ms|[smhd])){1,16}")


def _iso_duration(value: Any) -> float:
    """`P1D`, `PT1H`, `P1Y6M`. A year has 365 days and a month 31: more is not less than it says."""
    match = _ISO.fullmatch(value.strip().upper()) if isinstance(value, str) else None
    if match is None or not any(match.groups()):
        raise ValueError
    days = timedelta(
        days=sum(int(match[name] or 0) * each for name, each in (("year", 365), ("month", 31), ("week", 7), ("day", 1)))
    )
    return days.total_seconds() + sum(
        int(match[name] or 0) * each for name, each in (("hour", HOUR), ("minute", MINUTE), ("second", 1))
    )


_ISO: Final = re.compile(
    r"P(?:(?P<year>[0-9]{1,4})Y)?(?:(?P<month>[0-9]{1,5})M)?(?:(?P<week>[0-9]{1,5})W)?(?:(?P<day>[0-9]{1,6})D)?"
    r"(?:T(?:(?P<hour>[0-9]{1,7})H)?(?:(?P<minute>[0-9]{1,8})M)?(?:(?P<second>[0-9]{1,9})S)?)?"
)


def _from_now(value: str) -> float:
    """`now+30d`; a month has 31 days and a year 365."""
    match = _NOW.fullmatch(value.strip())
    if match is None:
        raise ValueError
    return int(match["number"]) * _NOW_UNITS[match["unit"]]


_NOW: Final = re.compile(r"now\+(?P<number>[0-9]{1,9})(?P<unit>[smhdwMy])(?:/[smhdwMy])?")
_NOW_UNITS: Final = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY, "M": 31 * DAY, "y": 365 * DAY}


def _for_one_use(value: Any) -> float | None:
    """What works once ends with its use; what works twice is not ended by time."""
    return 1 if _number(value) == 1 else None


_POINTS: Final[Mapping[str, Callable[[Any], date | None]]] = {
    "date": _date,
    "epoch": _since_epoch(1),
    "epoch-ms": _since_epoch(1e3),
    "epoch-us": _since_epoch(1e6),
}
_KINDS: Final[Mapping[str, str]] = {
    "DAYS": "days",
    "MONTHS": "months",
    "YEARS": "years",
    "ABSOLUTE": "epoch",
    "END_DATE": "date",
}
"""How AWS Private CA says how long a certificate is valid. Source: its API Reference, "Validity"; read 2026-12."""

_SPANS: Final[Mapping[str, Callable[[Any], float | None]]] = {
    "seconds": _spans(1),
    "hours": _spans(HOUR),
    "days": _spans(DAY),
    "months": _spans(31 * DAY),
    "years": _spans(365 * DAY),
    "duration": _go_duration,
    "iso": _iso_duration,
    "from-now": _from_now,
    "uses": _for_one_use,
}
