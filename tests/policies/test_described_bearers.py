"""Identities that take no tags are owned by what their description says, and only in our words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.data.identity_bearers import described_bearers, identity_bearers
from daypass.model.described import facts_in
from daypass.model.owner import Owner
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules import catalog

WHOLE = "owner=payments; contact=payments@example.org; purpose=Pays the invoices; review-by=2027-05-31"
RULES = {"account": "service-account-has-owner", "provider": "provider-has-owner"}
EACH = pytest.mark.parametrize("type_", described_bearers())


def judged(type_: str, description: Any, **ask: Any) -> Any:
    rule = catalog()[RULES[identity_bearers()[type_].kind]]
    return judge(rule, Resource.of(type_, "api", description=description), **ask)


def without(fact: str) -> str:
    return "; ".join(one for one in WHOLE.split("; ") if not one.startswith(f"{fact}="))


@EACH
@pytest.mark.parametrize(
    "description",
    [
        WHOLE,
        WHOLE.replace("; ", ", "),
        WHOLE.replace("; ", "\n"),
        WHOLE.replace("; ", " | "),
        f"Runs the shop. {WHOLE}.",
        f"{WHOLE}; environment=prod; class=service",
        "; ".join(f"daypass:{one}" for one in WHOLE.split("; ")),
        WHOLE.replace("review-by", "review_by").replace("=", " = "),
        Secret(WHOLE),
    ],
)
def test_one_that_says_all_passes(type_: str, description: Any) -> None:
    assert passes(judged(type_, description))
    assert passes(judged(type_, description, profile="strict"))


@EACH
@pytest.mark.parametrize("description", [None, "Runs the shop", "The owner is payments", "homeowner=x", "class=a"])
def test_one_that_says_nothing_in_our_words_is_for_strict(type_: str, description: Any) -> None:
    assert passes(judged(type_, description))
    assert "has no owner" in only(judged(type_, description, profile="strict"))


@EACH
@pytest.mark.parametrize(
    ("fact", "words"),
    [("owner", "no owner"), ("contact", "no contact"), ("purpose", "no purpose"), ("review-by", "no review date")],
)
def test_a_fact_that_is_missing_is_told(type_: str, fact: str, words: str) -> None:
    (problem,) = judged(type_, without(fact)).problems
    assert problem.message == f"{identity_bearers()[type_].noun} 'api' has {words}"
    assert problem.at == "description"
    assert judged(type_, WHOLE.replace(f"{fact}=", f"{fact}=TODO ")).problems


def test_a_date_is_one_and_within_a_year() -> None:
    account = described_bearers()[-1]
    assert "that is no date" in only(judged(account, WHOLE.replace("2027-05-31", "next spring")))
    assert "more than a year" in only(judged(account, WHOLE.replace("2027", "2031")))


def test_the_settings_may_know_the_contact_and_have_other_keys_for_tags() -> None:
    account = described_bearers()[-1]
    owners = {"payments": Owner("payments", "payments@example.org")}
    assert passes(judged(account, without("contact"), settings=Settings(owners=owners)))
    assert passes(judged(account, WHOLE, settings=Settings(path="daypass.toml", tags={"owner": "Team"})))


@EACH
def test_what_is_not_known_is_undecided_and_what_is_marked_is_not_repeated(type_: str) -> None:
    assert unknowns(judged(type_, UNKNOWN)) == ["description"]
    assert "payments" not in only(judged(type_, Secret(without("review-by"))))


@EACH
def test_a_review_that_is_due_is_told_there_too(type_: str) -> None:
    rule = catalog()["review-is-due"]
    late = Resource.of(type_, "api", description=WHOLE.replace("2027", "2020"))
    (problem,) = judge(rule, late).problems
    assert problem.at == "description"
    assert passes(judge(rule, Resource.of(type_, "api", description=WHOLE)))
    assert passes(judge(rule, Resource.of(type_, "api")))


@pytest.mark.parametrize(
    "type_",
    [
        "azure-native:managedidentity:UserAssignedIdentity",
        "azure:authorization/userAssignedIdentity:UserAssignedIdentity",
    ],
)
def test_a_managed_identity_of_azure_is_asked_the_same_of_its_tags(type_: str) -> None:
    tags = {"daypass:owner": "payments", "daypass:contact": "a@example.org", "daypass:purpose": "Pays"}
    rule = catalog()["service-account-has-owner"]
    assert messages(judge(rule, Resource.of(type_, "api", tags=tags))) == [
        "Azure managed identity 'api' has no review date"
    ]
    assert passes(judge(rule, Resource.of(type_, "api", tags={**tags, "daypass:review-by": "2027-05-31"})))


def test_the_first_of_what_is_said_twice_counts() -> None:
    assert facts_in("owner=a; owner=b") == {"owner": "a"}
    assert facts_in("purpose=Reads, writes; and more") == {"purpose": "Reads, writes"}


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    assert all(value == value.strip() for value in facts_in(f"owner={text}").values())
