"""A term knows what enforces it, and one that nothing could enforce is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.errors import DeclarationError
from daypass.model.term import CLASSES, DEFAULT_LIMIT, LIMITS, EnforcedBy, Term, format_duration, parse_duration


def declared(text: str | None, enforced_by: EnforcedBy = "role", **facts: Any) -> Term:
    """A term as a pipeline's file says it, unless the facts say otherwise."""
    return Term.declared(text, **{"workload_class": "pipeline", "limit": 3600, "enforced_by": enforced_by} | facts)


@pytest.mark.parametrize(("text", "seconds"), [("900s", 900), ("15m", 900), ("1h", 3600), ("12h", 43200)])
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@given(st.integers(1, 999_999_999))
def test_a_duration_survives_being_written(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "1", "h", "0h", "-1h", "1.5h", "1 h", "1H", "1h30m", "1d", "\u0661h", "1h\n", "9" * 20 + "s", None, 3600],
)
def test_what_is_no_duration_is_refused_with_what_was_written(text: Any) -> None:
    with pytest.raises(DeclarationError) as refused:
        parse_duration(text)
    assert repr(text) in str(refused.value)


def test_every_class_has_a_limit() -> None:
    assert set(LIMITS) == set(CLASSES)
    assert (LIMITS["pipeline"], LIMITS["batch"], LIMITS["agent"], DEFAULT_LIMIT) == (3600, 14400, 900, 14400)


def test_a_roles_term_is_its_session_duration() -> None:
    term = declared("1h")
    assert (term.role_seconds, term.tag, str(term)) == (3600, "1h", "1h, enforced by the role")
    assert declared("4h", workload_class="batch", limit=14400).role_seconds == 14400


def test_a_service_makes_its_own_sessions() -> None:
    term = declared(None, "issuing service", limit=900)
    assert (term.role_seconds, term.tag) == (3600, "service")
    assert str(term) == "renewed by the service; cut off by revocation"
    with pytest.raises(DeclarationError, match="1h could not be enforced"):
        declared("1h", "issuing service")


def test_a_roles_anywhere_profile_can_be_shorter_than_a_role() -> None:
    term = declared("15m", "Roles Anywhere profile", workload_class="agent", limit=900)
    assert (term.role_seconds, term.tag) == (3600, "15m")
    with pytest.raises(DeclarationError, match="15m to 12h"):
        declared("5m", "Roles Anywhere profile", workload_class="agent", limit=900)


@pytest.mark.parametrize("text", ["15m", "59m", "3599s"])
def test_a_role_enforces_nothing_below_an_hour(text: str) -> None:
    with pytest.raises(DeclarationError, match="a role takes 1h to 12h"):
        declared(text)


def test_a_term_is_missing() -> None:
    with pytest.raises(DeclarationError, match="term: is missing"):
        declared(None)


def test_a_term_above_its_class_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"'2h' is above the limit of class 'pipeline', 1h\. Declare 1h or less"):
        declared("2h")


def test_an_agent_that_federates_directly_waits_for_the_broker() -> None:
    """Its class allows 15m, and a role no less than 1h: no term fits, and the message says what will."""
    for text in ("1h", "2h"):
        with pytest.raises(DeclarationError, match=r"a role cannot enforce less than 1h\..*broker"):
            declared(text, workload_class="agent", limit=900)
    with pytest.raises(DeclarationError, match="comes with the broker"):
        declared("15m", workload_class="agent", limit=900)


def test_the_broker_is_reserved() -> None:
    with pytest.raises(DeclarationError, match="comes with the broker"):
        declared("15m", via="broker", workload_class="agent", limit=900)
    for text in ("", "1h"):
        with pytest.raises(DeclarationError, match="comes with the broker"):
            declared(text, via="broker", enforced_by="issuing service")
    with pytest.raises(DeclarationError, match="comes with the broker"):
        Term(900, "broker")
    with pytest.raises(DeclarationError, match="'proxy' is no way"):
        declared("1h", via="proxy")


@pytest.mark.parametrize("seconds", [None, 0, 3599, 43201])
def test_no_role_has_another_length(seconds: int | None) -> None:
    with pytest.raises(DeclarationError):
        Term(seconds, "role")
