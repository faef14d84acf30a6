"""How long a credential lives is read in every form that a vendor takes, and nothing odd is taken for an end."""

import math
from datetime import date
from typing import Any

import pytest

from daypass.data.credential_tokens import Ending, Form
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided
from daypass_policies.keeping.lifetimes import DAY, Life, life_of

TODAY = date(2026, 11, 25)
HOUR = 3600


def life(form: Form, value: Any, **others: Any) -> Life:
    resource = Resource.of("a:b:C", "x", **others, end=value)
    (found,) = life_of(resource, Ending(("end",), form, every=False), TODAY)
    return found


@pytest.mark.parametrize(
    ("form", "value", "seconds"),
    [
        ("date", "2026-12-25", 30 * DAY),
        ("date", "2026-12-25T00:00:00Z", 30 * DAY),
        ("date", "2026-12-25t00:00:00z", 30 * DAY),
        ("date", " 2026-12-25T10:30:00.123456789+02:00 ", 30 * DAY),
        ("date", "2026-12-25T00:30:00+02:00", 29 * DAY),
        ("date", "2026-12-25 23:59:59+00", 30 * DAY),
        ("date", "2026-12-25 23:59:59", 30 * DAY),
        ("date", "2026-11-25", 0),
        ("date", "2020-01-01T00:00:00Z", -2520 * DAY),
        ("date", "9999-12-31T23:59:59Z", (date(9999, 12, 31) - TODAY).days * DAY),
        ("epoch", 1798156800, 30 * DAY),
        ("epoch", "1798156800", 30 * DAY),
        ("epoch", 1798156800.0, 30 * DAY),
        ("epoch-ms", 1798156800000, 30 * DAY),
        ("epoch-us", "1798156800000000", 30 * DAY),
        ("epoch", 10**18, (date(9999, 12, 31) - TODAY).days * DAY),
        ("seconds", 3600, HOUR),
        ("seconds", 3600.0, HOUR),
        ("seconds", "3600", HOUR),
        ("seconds", 0.5, 0.5),
        ("hours", 8, 8 * HOUR),
        ("days", "30", 30 * DAY),
        ("duration", "720h", 720 * HOUR),
        ("duration", "2h45m", 2.75 * HOUR),
        ("duration", "1.5h", 1.5 * HOUR),
        ("duration", "63072000s", 730 * DAY),
        ("duration", "30d", 30 * DAY),
        ("duration", "300ms", 0.3),
        ("duration", "3600", HOUR),
        ("duration", 3600, HOUR),
        ("iso", "P1D", DAY),
        ("iso", "PT1H30M", 1.5 * HOUR),
        ("iso", "P1Y2M1W", (365 + 62 + 7) * DAY),
        ("moment", "now+30d", 30 * DAY),
        ("moment", "now+1y/d", 365 * DAY),
        ("moment", "2026-12-25T05:57", 30 * DAY),
        ("moment", 1798156800000, 30 * DAY),
        ("uses", 1, 1),
        ("uses", "1", 1),
    ],
)
def test_a_life_is_read_in_its_unit(form: Form, value: Any, seconds: float) -> None:
    found = life(form, value)
    assert found.readable
    assert found.seconds == seconds


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("date", "never"),
        ("date", "infinity"),
        ("date", "0001-01-01T00:00:00Z"),
        ("date", "1970-01-01"),
        ("epoch", 0),
        ("epoch", -1),
        ("epoch", 1),
        ("epoch-ms", 1798156800),
        ("epoch-us", 1798156800000),
        ("seconds", 0),
        ("seconds", -1),
        ("seconds", "-3600"),
        ("hours", 0.0),
        ("days", "0"),
        ("duration", "forever"),
        ("duration", "FOREVER"),
        ("duration", "0s"),
        ("duration", 0),
        ("iso", "PT0S"),
        ("uses", 0),
        ("uses", 2),
        ("uses", 10**9),
    ],
)
def test_what_is_no_end_lives_for_ever(form: Form, value: Any) -> None:
    """Zero is no end to most vendors, the year 1 is what Go writes for none, and seconds are no milliseconds."""
    found = life(form, value)
    assert found.readable
    assert (found.seconds, found.length) == (None, math.inf)


ODD: list[Any] = [True, False, "", " ", "soon", [], {}, [3600], {"seconds": 3600}, math.nan, math.inf, "1e3", "٣٦٠٠"]
ODD_DATES: list[Any] = [
    *(
        "2026-02-30",
        "2026-13-01",
        "2026-12-25T25:00:00Z",
        "25.12.2026",
        "12/25/2026",
        "2026-12",
        "20261225",
        "2026-W52-1",
    ),
    *("2026-12-25T00:00:00+99:99", "9999-12-31T23:59:59-12:00", "\uff12026-12-25", "2026-12-25; DROP", 20261225, 1.5),
]
ODD_DURATIONS: list[Any] = ["1y", "1 day", "-1h", "h", "1h-30m", "1hour", "0x10s", "P1D"]
ODD_MOMENTS: list[Any] = ["now", "now-1d", "now+", "now+1", "now+1q", "in 30 days"]
ODD_ISO: list[Any] = ["P", "PT", "P1", "1D", "P-1D", "P1.5D", "30d", 30]


@pytest.mark.parametrize("form", ["date", "epoch", "seconds", "hours", "days", "duration", "iso", "uses"])
@pytest.mark.parametrize("value", ODD, ids=repr)
def test_what_nobody_can_read_is_not_readable(form: Form, value: Any) -> None:
    assert not life(form, value).readable


@pytest.mark.parametrize(
    ("form", "value"),
    [
        *(("date", value) for value in ODD_DATES),
        *(("duration", value) for value in ODD_DURATIONS),
        *(("moment", value) for value in ODD_MOMENTS),
        *(("iso", value) for value in ODD_ISO),
        ("seconds", 10**400),
    ],
    ids=repr,
)
def test_what_is_written_in_another_form_is_not_readable(form: Form, value: Any) -> None:
    assert not life(form, value).readable


@pytest.mark.parametrize("form", ["date", "duration", "iso", "seconds"])
@pytest.mark.parametrize("text", ["9" * 200_000, "1h" * 100_000, "P" + "1" * 200_000, "2026-12-25T" + "0:" * 100_000])
def test_a_long_text_is_no_end_either(form: Form, text: str) -> None:
    assert not life(form, text).readable


def test_a_life_counts_from_its_start_where_that_has_passed() -> None:
    """What was made a year ago with two years to live has not one year less in it for whoever copied it then."""
    assert life("date", "2026-12-25", startDate="2025-12-25").seconds == 365 * DAY
    assert life("date", "2026-12-25", startDate="2026-12-01").seconds == 30 * DAY
    assert life("date", "2026-12-25", startDate="0001-01-01").seconds == 30 * DAY
    assert not life("date", "2026-12-25", startDate="soon").readable


def test_an_argument_that_nobody_wrote_says_nothing() -> None:
    ending = Ending(("end",), "date", every=False)
    assert list(life_of(Resource.of("a:b:C", "x"), ending, TODAY)) == []
    assert list(life_of(Resource.of("a:b:C", "x", end=None), ending, TODAY)) == []


def test_of_places_that_each_need_an_end_the_longest_life_counts() -> None:
    ending = Ending(("one.expiry", "two.expiry"), "date", every=True)

    def longest(**inputs: Any) -> list[float | None]:
        return [found.seconds for found in life_of(Resource.of("a:b:C", "x", **inputs), ending, TODAY)]

    soon, late = {"expiry": "2026-11-26"}, {"expiry": "2027-11-25"}
    assert longest(one=soon) == [DAY]
    assert longest(one=soon, two=late) == [365 * DAY]
    assert longest(one=soon, two={}) == [None]
    assert longest(one=[soon]) == [DAY]
    assert longest() == []
    listed = Ending(("passwords[].expiry",), "date", every=True)
    resource = Resource.of("a:b:C", "x", passwords=[soon, {"name": "second"}])
    assert [found.seconds for found in life_of(resource, listed, TODAY)] == [None]


def test_a_mark_is_carried_along() -> None:
    assert life("date", Secret("2026-12-25")).marked
    assert not life("date", "2026-12-25").marked


@pytest.mark.parametrize("value", [UNKNOWN, Secret(UNKNOWN)], ids=["unknown", "marked"])
def test_what_is_unknown_is_undecided(value: Any) -> None:
    with pytest.raises(Undecided, match="end"):
        life("date", value)
