"""The rule asks the types of its kind, and says who is asked; how an owner is found is told in test_bearers."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, passes

from daypass.model.resource import UNKNOWN, Resource
from daypass.settings import Ownership, Settings
from daypass_policies.rules.service_account_has_owner import service_account_has_owner

ACCOUNT = "kubernetes:core/v1:ServiceAccount"
SETTLED = Settings(ownership=(Ownership("urn:pulumi:*::other::**", "payments"),))


def test_a_service_account_that_nobody_owns_is_found() -> None:
    assert messages(judge(service_account_has_owner, Resource.of(ACCOUNT, "api"))) == [
        "Kubernetes service account 'api' has no owner"
    ]


def test_what_takes_no_tags_is_asked_where_the_settings_say_who_owns_what() -> None:
    bare = Resource.of("gcp:serviceaccount/account:Account", "api")
    found = ["Google service account 'api' has no owner"]
    assert messages(judge(service_account_has_owner, bare, settings=SETTLED)) == found
    assert messages(judge(service_account_has_owner, bare, profile="strict")) == found
    assert passes(judge(service_account_has_owner, bare))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "TODO", "Managed by Pulumi", "Created via Terraform."),
        *("created for test", "For testing purposes only.", "Temporary service account", "just a quick test"),
    ],
)
def test_a_description_that_says_nothing_was_left_blank(text: str) -> None:
    blank = Resource.of("gcp:serviceaccount/account:Account", "api", description=text)
    assert messages(judge(service_account_has_owner, blank)) == ["Google service account 'api' has no owner"]
    said = Resource.of(
        "gcp:serviceaccount/account:Account", "api", description="Reads orders; managed by the shop team"
    )
    assert passes(judge(service_account_has_owner, said))


@pytest.mark.parametrize(
    "text", ["Runs the tests of orders", "created for test of the loader", "Debugs payments", "contest"]
)
def test_a_description_that_says_what_for_was_not_left_blank(text: str) -> None:
    said = Resource.of("gcp:serviceaccount/account:Account", "api", description=text)
    assert passes(judge(service_account_has_owner, said))


@pytest.mark.parametrize("called", ["sa-tmp2", "test-account", "poc", "my-temp-sa"])
def test_a_name_for_a_while_without_a_description_says_nothing(called: str) -> None:
    lone = Resource.of("gcp:serviceaccount/account:Account", "api", accountId=called, displayName=called)
    assert messages(judge(service_account_has_owner, lone)) == ["Google service account 'api' has no owner"]


@pytest.mark.parametrize(
    "inputs",
    [
        {"accountId": "invoice-tests"},
        {"accountId": "sa-tmp2", "displayName": "Copies invoices"},
        {"accountId": "sa-tmp2", "description": "Copies invoices"},
        {"accountId": "orders", "displayName": UNKNOWN},
        {"accountId": "sa"},
    ],
    ids=repr,
)
def test_a_name_that_says_what_for_is_left_alone(inputs: dict[str, Any]) -> None:
    assert passes(judge(service_account_has_owner, Resource.of("gcp:serviceaccount/account:Account", "api", **inputs)))


def test_one_with_an_owner_passes() -> None:
    labelled = Resource.of(ACCOUNT, "api", metadata={"labels": {"team": "payments"}})
    assert passes(judge(service_account_has_owner, labelled, settings=SETTLED))


def test_a_user_of_transfer_is_always_asked() -> None:
    assert messages(judge(service_account_has_owner, Resource.of("aws:transfer/user:User", "partner"))) == [
        "Transfer user 'partner' has no owner"
    ]
