"""A credential whose date is over is told; one that ends later, or says no date, is not."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import TODAY, judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.credential_has_not_expired import credential_has_not_expired

TOKEN = "gitlab:index/projectDeployToken:ProjectDeployToken"


def token(**inputs: Any) -> Resource:
    return Resource.of(TOKEN, "deploy", project="42", scopes=["read_registry"], **inputs)


def test_one_that_has_ended_is_told_with_its_day() -> None:
    (message,) = messages(judge(credential_has_not_expired, token(expiresAt="2026-11-01T00:00:00Z")))
    assert message.endswith("'deploy' ended on 2026-11-01 and is still there")


@pytest.mark.parametrize("end", [None, "", "never", "soon", "2026-11-25T12:00:00Z", "2026-12-24", "0001-01-01", 7, []])
def test_one_that_ends_today_or_later_or_says_no_date_passes(end: Any) -> None:
    assert passes(judge(credential_has_not_expired, token(expiresAt=end)))


def test_what_says_for_how_long_passes() -> None:
    key = Resource.of("azuread:index/applicationPassword:ApplicationPassword", "ci", endDateRelative="24h")
    assert passes(judge(credential_has_not_expired, key))


def test_an_end_that_is_not_known_is_undecided_and_a_marked_one_is_not_quoted() -> None:
    assert unknowns(judge(credential_has_not_expired, token(expiresAt=UNKNOWN))) == ["expiresAt"]
    (message,) = messages(judge(credential_has_not_expired, token(expiresAt=Secret("2026-11-01"))))
    assert "2026" not in message


@given(st.integers(-4000, 4000))
def test_the_day_decides(days: int) -> None:
    end = (TODAY + timedelta(days=days)).isoformat()
    assert passes(judge(credential_has_not_expired, token(expiresAt=end))) == (days >= 0)
