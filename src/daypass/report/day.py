"""This is where the day is that is judged for: today in UTC, or the one that `DAYPASS_TODAY` names."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from daypass.errors import UsageError

VARIABLE: Final = "DAYPASS_TODAY"
"""Set where yesterday's judgement is to be had again: commands and packs heed it alike, and say so."""


def judged_day(environment: Mapping[str, str]) -> date:
    """The day. Raises `UsageError` where the variable holds something else than `YYYY-MM-DD`."""
    text = environment.get(VARIABLE)
    if text is None:
        return datetime.now(UTC).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise UsageError(f"{text[:40]!r} is not a date", place=VARIABLE, remedy="Write it as 2026-11-20.")
    return day
