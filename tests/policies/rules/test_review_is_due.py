"""A review that is late is said at first and stops afterwards."""

from typing import Any

import pytest
from tests.support.rules import judge, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass.report.option_schema import complaint
from daypass.settings import Settings
from daypass_policies.rules.review_is_due import review_is_due


def role(**inputs: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", "deploy", **inputs)


def due(day: str) -> Resource:
    return role(tags={"daypass:review-by": day})


@pytest.mark.parametrize("day", ["2026-11-25", "2026-11-26", "2027-05-31", "2999-01-01"])
def test_a_date_that_has_not_passed_is_in_order(day: str) -> None:
    assert passes(judge(review_is_due, due(day)))


@pytest.mark.parametrize(("day", "advisory"), [("2026-11-24", True), ("2026-11-11", True), ("2026-11-10", False)])
def test_the_finding_is_advisory_for_a_fortnight(day: str, advisory: bool) -> None:  # noqa: FBT001 - a column of the table
    (problem,) = judge(review_is_due, due(day)).problems
    assert (problem.message, problem.advisory) == (f"the review of 'deploy' was due on {day}", advisory)


def test_the_days_of_grace_are_the_organisations() -> None:
    assert not judge(review_is_due, due("2026-11-24"), options={"graceDays": 0.0}).problems[0].advisory
    assert judge(review_is_due, due("2026-10-26"), options={"graceDays": 30}).problems[0].advisory


def test_no_configuration_makes_the_days_of_grace_more_than_a_calendar_holds() -> None:
    """A thousand million days would break the rule, which is a violation on every identity."""
    schema = review_is_due.options["graceDays"]
    assert complaint(10**9, schema) == f"must be at most {schema['maximum']}"
    (problem,) = judge(review_is_due, due("0001-01-01"), options={"graceDays": schema["maximum"]}).problems
    assert not problem.advisory


@pytest.mark.parametrize("tags", [{}, {"daypass:review-by": "soon"}, {"daypass:review-by": "20200101"}])
def test_a_date_that_cannot_be_read_is_another_rules_matter(tags: dict[str, str]) -> None:
    assert passes(judge(review_is_due, role(tags=tags)))


def test_the_tag_is_the_one_that_the_settings_name() -> None:
    settings = Settings(tags={**Settings().tags, "review-by": "acme:review"})
    old = role(tags={"acme:review": "2020-01-01", "daypass:review-by": "2027-01-01"})
    assert len(judge(review_is_due, old, settings=settings).problems) == 1


def test_a_date_that_is_not_known_is_undecided() -> None:
    assert unknowns(judge(review_is_due, role(tags={"daypass:review-by": UNKNOWN}))) == ["tags.daypass:review-by"]
    assert unknowns(judge(review_is_due, role(tags=UNKNOWN))) == ["tags"]
