"""An end that has passed is found in tags and in trusts, in whatever way it is written."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.roles import role, statement, trust
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.owning.ends import read_day
from daypass_policies.rules.identity_has_not_expired import identity_has_not_expired

LAMBDA = {"Service": "lambda.amazonaws.com"}
SECRET = "aws:secretsmanager/secret:Secret"


def judged(*statements: Any, **inputs: Any) -> Answer:
    return judge(identity_has_not_expired, role(*(statements or (statement(LAMBDA),)), **inputs))


@pytest.mark.parametrize(
    "key",
    [
        *("expires", "Expires", "expires-on", "ExpiresAt", "expiry", "expiry_date", "acme:expiration-date"),
        *("daypass:expires", "valid-until", "ValidTo", "delete-after", "DeleteOn", "acme/remove-after", "EndDate"),
        *("contract-end", "RetireOn", "decommission-date", "eol"),
    ],
)
@pytest.mark.parametrize(
    "value",
    [
        *("2026-11-24", "2020-01-31T00:00:00Z", "2020-01-31 12:00", "1577836800"),
        *("20200131", "2020/01/31", "31.01.2020", "1/2/2020", "11-12-2020"),
    ],
)
def test_an_end_in_a_tag_that_has_passed_is_found(key: str, value: str) -> None:
    (problem,) = judged(tags={key: value}).problems
    assert (problem.at, problem.key) == ("tags", "tag")


@pytest.mark.parametrize("value", ["2026-11-25", "2027-01-31", "never", "", "30d", "2026-02-30", "31.31.2020", "3600"])
def test_an_end_to_come_and_what_is_no_date_pass(value: str) -> None:
    assert passes(judged(tags={"expires": value}))


@pytest.mark.parametrize("value", ["12/1/2026", "1.12.2026", "01/11/2026", "99/99/2020"])
def test_where_the_year_is_last_both_days_must_have_passed(value: str) -> None:
    """Nobody can tell whether the first is the month."""
    assert passes(judged(tags={"expires": value})) is (value != "01/11/2026")


ENDED = [
    "invoice scanning by Docly - contract ended 2026-06-30 - vendor offboarded",
    "Vendor offboarded on 2026-06-30.",
    "temporary access until 2026-01-31 (cutover)",
    "Retired: 2025-12-01",
    "Vendor offboarded 2025-01-01T00:00:00Z",
]
GOES_ON = [
    "contract ends 2027-06-30",
    "Deletes the data of offboarded customers",
    "Offboarded on 2026-06-30, again needed until 2027-01-31",
    "Replays orders up to 2026-06-30",
    "Reads the archive of the mainframe decommissioned 2024-12-31",
    "Deploys the shop; replaces the key retired 2025-01-10",
    "CA bundle; root A expired on 2025-05-30",
    "DB password of the legacy CRM, decommissioned 2025-01-01; kept for restores",
    "temporary until 2026-06-30, extended until 2027-06-30",
    "Removes accounts terminated by 2025-01-01",
]


@pytest.mark.parametrize("says", ENDED)
def test_a_sentence_that_says_when_it_ended_is_found(says: str) -> None:
    (problem,) = judged(tags={"daypass:purpose": says}).problems
    assert (problem.at, problem.key, problem.confidence) == ("tags", "words", "medium")
    (problem,) = judged(description=says).problems
    assert (problem.at, problem.key, problem.confidence) == ("description", "description", "medium")
    assert " on 202" in problem.message
    (problem,) = judged(description=Secret(says)).problems
    assert " on 202" not in problem.message


@pytest.mark.parametrize("says", [*GOES_ON, 7, None, [], {}])
def test_a_sentence_about_what_is_to_come_or_about_something_else_passes(says: Any) -> None:
    assert passes(judged(description=says))
    assert passes(judged(tags={"description": says}))


def test_a_day_that_no_calendar_has_is_undecided() -> None:
    says = "Decommissioned on 2026-06-31"
    assert unknowns(judged(description=says)) == ["description"]
    assert unknowns(judged(tags={"daypass:purpose": says})) == ["tags"]
    assert messages(judged(tags={"note": says, "purpose": "Decommissioned on 2026-06-30"}))


def test_a_sentence_that_is_not_known_yet_is_undecided() -> None:
    assert unknowns(judged(description=UNKNOWN)) == ["description"]
    assert unknowns(judged(tags={"daypass:purpose": UNKNOWN})) == ["tags.daypass:purpose"]


@pytest.mark.parametrize(
    "key", ["created", "daypass:review-by", "expires-in-days", "unexpired", "Name", "last-deploy", "ttl"]
)
def test_another_tag_says_no_end(key: str) -> None:
    assert passes(judged(tags={key: "2020-01-31"}))


@pytest.mark.parametrize(("key", "value"), [("decommissioned", "true"), ("acme:orphaned", "Yes"), ("retired", "1")])
def test_a_tag_that_is_called_like_a_state_says_so_too(key: str, value: str) -> None:
    assert messages(judged(tags={key: value})) == ["role 'deploy' is tagged as out of use and is still there"]
    assert passes(judged(tags={key: "false"}))


@pytest.mark.parametrize("value", ["retired", "Decommissioned", "to-be-deleted", "OFFBOARDED", "inactive"])
@pytest.mark.parametrize("key", ["status", "acme:lifecycle", "lifecycle-status"])
def test_what_is_tagged_as_out_of_use_is_found(key: str, value: str) -> None:
    assert messages(judged(tags={key: value})) == ["role 'deploy' is tagged as out of use and is still there"]
    assert passes(judged(tags={key: "active"}))
    assert passes(judged(tags={"project": value}))
    assert unknowns(judged(tags={key: UNKNOWN})) == [f"tags.{key}"]


def test_secrets_and_providers_have_ends_too() -> None:
    old = Resource.of(SECRET, "old", tags={"expires": "2020-01-31"})
    assert messages(judge(identity_has_not_expired, old)) == [
        "secret 'old' was to end on 2020-01-31 and is still there"
    ]
    assert passes(judge(identity_has_not_expired, Resource.of(SECRET, "new", tags={"expires": "2030-01-31"})))
    assert passes(judge(identity_has_not_expired, Resource.of(SECRET, "plain")))


@pytest.mark.parametrize(
    "condition",
    [
        {"DateLessThan": {"aws:CurrentTime": "2020-01-31T00:00:00Z"}},
        {"DateLessThanEquals": {"AWS:currenttime": "2020-01-31"}},
        {"DateLessThanIfExists": {"aws:CurrentTime": "2020-01-31T00:00:00Z"}},
        {"NumericLessThan": {"aws:EpochTime": "1577836800"}},
        {"DateLessThan": {"aws:EpochTime": "1577836800"}},
        {"DateLessThan": {"aws:CurrentTime": ["2020-01-31", "2021-01-31"]}},
    ],
)
def test_a_role_that_nobody_can_enter_any_more_is_left_behind(condition: Any) -> None:
    (problem,) = judged(statement(LAMBDA, **condition)).problems
    assert problem.message.startswith("nobody can enter role 'deploy' since its trust ended on 202")
    assert problem.key == "trust"


@pytest.mark.parametrize(
    "condition",
    [
        {"DateLessThan": {"aws:CurrentTime": "2027-01-31T00:00:00Z"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2020-01-31T00:00:00Z"}},
        {"DateLessThan": {"aws:TokenIssueTime": "2020-01-31T00:00:00Z"}},
        {"DateLessThan": {"aws:CurrentTime": ["2020-01-31", "2027-01-31"]}},
        {"DateLessThan": {"aws:CurrentTime": "soon"}},
        {"StringEquals": {"aws:CurrentTime": "2020-01-31"}},
    ],
)
def test_a_trust_that_goes_on_passes(condition: Any) -> None:
    assert passes(judged(statement(LAMBDA, **condition)))


def test_a_way_in_that_is_left_over_is_told_from_a_role_that_is() -> None:
    ended = statement({"AWS": "arn:aws:iam::111122223333:role/a"}, DateLessThan={"aws:CurrentTime": "2020-01-31"})
    (problem,) = judged(statement(LAMBDA), ended).problems
    assert problem.message == "a way into role 'deploy' is left over that ended on 2020-01-31"
    assert (problem.at, problem.mended) == ("assumeRolePolicy.Statement[1]", '{"Statement": null}')
    (problem,) = judged(statement(LAMBDA), ended, ended).problems
    assert problem.mended is None


def test_what_the_revoker_denies_is_no_end() -> None:
    denied = {**statement({"AWS": "*"}, DateLessThan={"aws:CurrentTime": "2020-01-31"}), "Effect": "Deny"}
    assert passes(judged(statement(LAMBDA), denied))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    answer = judged(tags={"expires": UNKNOWN, "delete-after": "2020-01-31"})
    assert (len(answer.problems), unknowns(answer)) == (1, [])
    assert unknowns(judged(tags={"expires": UNKNOWN})) == ["tags.expires"]
    assert unknowns(judged(tags=UNKNOWN)) == ["tags"]
    made = trust(statement(LAMBDA, DateLessThan={"aws:CurrentTime": UNKNOWN}))
    native = Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=made, tags=[])
    assert unknowns(judge(identity_has_not_expired, native))


def test_a_secret_trust_is_judged_and_its_day_is_not_said() -> None:
    ended = role(statement(LAMBDA, DateLessThan={"aws:CurrentTime": "2020-01-31"}))
    hidden = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=Secret(ended.inputs["assumeRolePolicy"]))
    assert messages(judge(identity_has_not_expired, hidden)) == ["nobody can enter role 'r' since its trust ended"]


@pytest.mark.parametrize("tags", [{"expires": Secret("2020-01-31")}, Secret({"expires": "2020-01-31"})])
def test_a_secret_tag_is_judged_and_its_day_is_not_said(tags: Any) -> None:
    assert messages(judged(tags=tags)) == ["role 'deploy' was to end and is still there"]


def test_a_trust_that_nobody_can_read_is_another_rules_matter() -> None:
    assert passes(judge(identity_has_not_expired, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")))


@given(st.text(max_size=30))
def test_every_text_is_a_day_or_none(text: str) -> None:
    assert read_day(text) is None or isinstance(read_day(text), date)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 1, 1)))
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert read_day(f"{day}T10:00:00Z") == day
