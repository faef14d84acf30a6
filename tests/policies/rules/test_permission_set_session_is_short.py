"""What `permission-set-session-is-short` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.provider_sdk import problem_in_sdk
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["permission-set-session-is-short"]


def permission_set(duration: Any = None, type_: str = RULE.applies_to[0]) -> Resource:
    return Resource.of(type_, "operators", name="operators", sessionDuration=duration)


@pytest.mark.parametrize("duration", [None, "PT1H", "PT8H", "PT480M", "PT7H30M", "pt4h", Secret("PT2H"), "PT28800S"])
@pytest.mark.parametrize("type_", RULE.applies_to)
def test_a_working_day_passes(duration: Any, type_: str) -> None:
    assert passes(judge(RULE, permission_set(duration, type_)))


@pytest.mark.parametrize("duration", ["PT12H", "PT8H1M", "PT9H", "PT720M", "P1D", "pt12h"])
@pytest.mark.parametrize("type_", RULE.applies_to)
def test_more_is_refused(duration: str, type_: str) -> None:
    (problem,) = judge(RULE, permission_set(duration, type_)).problems
    assert problem.at == "sessionDuration"
    assert not problem.advisory


@pytest.mark.parametrize("duration", ["12 hours", "43200", 12, True, "", "PT", "P", ["PT1H"], {"hours": 1}])
def test_what_is_no_duration_is_refused(duration: Any) -> None:
    assert "is none" in messages(judge(RULE, permission_set(duration)))[0]


def test_an_organisation_may_have_another_day() -> None:
    assert passes(judge(RULE, permission_set("PT12H"), options={"maxHours": 12}))
    assert messages(judge(RULE, permission_set("PT2H"), options={"maxHours": 1}))


@pytest.mark.parametrize(
    ("class_", "duration", "is_told"),
    [
        ("break-glass", "PT8H", True),
        ("break-glass", "PT1H", False),
        ("agent", "PT1H", False),
        ("batch", "PT4H", False),
        ("", "PT8H", False),
        ("unheard-of", "PT8H", False),
    ],
)
def test_the_class_that_its_tag_says_is_held_to_what_that_allows(class_: str, duration: str, *, is_told: bool) -> None:
    for tags in ({"daypass:class": class_}, [{"key": "daypass:class", "value": class_}]):
        type_ = RULE.applies_to[isinstance(tags, list)]
        tagged = Resource.of(type_, "operators", name="operators", sessionDuration=duration, tags=tags)
        assert bool(messages(judge(RULE, tagged))) is is_told


def test_a_class_that_is_not_known_yet_is_undecided_below_a_day() -> None:
    def tagged(duration: str) -> Resource:
        return Resource.of(RULE.applies_to[0], "operators", sessionDuration=duration, tags={"daypass:class": UNKNOWN})

    assert unknowns(judge(RULE, tagged("PT8H")))
    assert messages(judge(RULE, tagged("PT12H")))
    assert passes(judge(RULE, tagged("PT1H")))


def test_what_is_marked_is_judged_and_not_shown() -> None:
    (found,) = messages(judge(RULE, permission_set(Secret("PT11H"))))
    assert "11" not in found


def test_what_is_unknown_is_undecided() -> None:
    assert unknowns(judge(RULE, permission_set(UNKNOWN))) == ["sessionDuration"]


@given(st.integers(0, 24), st.integers(0, 59))
def test_it_is_the_length_that_counts(hours: int, minutes: int) -> None:
    found = messages(judge(RULE, permission_set(f"PT{hours}H{minutes}M")))
    assert bool(found) == (hours * 60 + minutes > 8 * 60)


def test_the_provider_takes_what_is_read() -> None:
    assert problem_in_sdk(RULE.applies_to[0], "sessionDuration", frozenset()) == ""
