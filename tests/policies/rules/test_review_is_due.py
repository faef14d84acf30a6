"""A review that is late is said at first and stops afterwards."""

from typing import Any

import pytest
from tests.support.rules import judge, passes, unknowns

from daypass.data.identity_bearers import tagged_bearers
from daypass.model.owner import Owner
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
    assert (problem.message, problem.advisory) == (f"the review of role 'deploy' was due on {day}", advisory)


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
    settings = Settings(tags={"review-by": "acme:review"})
    old = role(tags={"acme:review": "2020-01-01", "daypass:review-by": "2027-01-01"})
    assert len(judge(review_is_due, old, settings=settings).problems) == 1


def test_a_date_that_is_not_known_is_undecided() -> None:
    assert unknowns(judge(review_is_due, role(tags={"daypass:review-by": UNKNOWN}))) == ["tags.daypass:review-by"]
    assert unknowns(judge(review_is_due, role(tags=UNKNOWN))) == ["tags"]


@pytest.mark.parametrize("type_", tagged_bearers())
def test_whatever_bears_an_identity_is_reviewed_where_it_says_when(type_: str) -> None:
    late = Resource.of(type_, "it", tags={"daypass:review-by": "2020-01-31"})
    assert len(judge(review_is_due, late).problems) == 1
    assert passes(judge(review_is_due, Resource.of(type_, "it", tags={"daypass:review-by": "2027-01-31"})))
    assert passes(judge(review_is_due, Resource.of(type_, "it")))


OWNERS = Settings(owners={"payments": Owner("payments", "payments@example.org", "oncall@example.org")})


def spoken(resource: Resource, settings: Settings = OWNERS) -> list[tuple[str | None, bool]]:
    return [(problem.key, problem.advisory) for problem in judge(review_is_due, resource, settings=settings).problems]


def test_an_owner_who_has_left_is_a_review_that_is_due() -> None:
    gone = role(tags={"daypass:owner": "shipping", "daypass:contact": "shipping@example.org"})
    assert spoken(gone) == [("owner", True)]
    assert spoken(gone, Settings()) == []
    assert spoken(role(tags={"daypass:owner": "payments"})) == []


@pytest.mark.parametrize(
    "contact", ["payments@example.org", "PAYMENTS@example.org", "oncall@example.org", "payments", "#payments"]
)
def test_a_contact_is_one_of_those_that_the_settings_have(contact: str) -> None:
    assert spoken(role(tags={"daypass:owner": "payments", "daypass:contact": contact})) == []


def test_another_contact_is_not() -> None:
    assert spoken(role(tags={"daypass:owner": "payments", "daypass:contact": "anna@example.org"})) == [
        ("contact", True)
    ]


@pytest.mark.parametrize("owner", ["", "TODO", "n/a"])
def test_who_was_never_there_has_not_left(owner: str) -> None:
    assert spoken(role(tags={"daypass:owner": owner})) == []


def test_a_revoker_who_has_left_is_found_on_the_component() -> None:
    def component(**inputs: Any) -> Resource:
        return Resource.of("daypass:index:WorkloadIdentity", "deploy", **inputs)

    assert spoken(component(owner="payments", revoker="security")) == [("revoker", True)]
    assert spoken(component(owner="payments", revoker="payments")) == []
    assert spoken(component(owner="payments")) == []
    assert spoken(component(revoker=7)) == []
    assert unknowns(judge(review_is_due, component(revoker=UNKNOWN), settings=OWNERS)) == ["revoker"]


def test_an_unknown_date_hides_no_owner_who_has_left() -> None:
    late = role(tags={"daypass:review-by": UNKNOWN, "daypass:owner": "shipping"})
    answer = judge(review_is_due, late, settings=OWNERS)
    assert ([problem.key for problem in answer.problems], unknowns(answer)) == (["owner"], ["tags.daypass:review-by"])


def test_no_name_of_an_owner_is_repeated() -> None:
    assert "canary" not in str(judge(review_is_due, role(tags={"daypass:owner": "canary"}), settings=OWNERS).problems)
