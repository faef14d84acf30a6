"""What `google-vendor-account-is-ours-alone` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.elsewhere.shared_accounts import says_shared
from daypass_policies.rules import catalog

RULE = catalog()["google-vendor-account-is-ours-alone"]
TOKENS = "roles/iam.serviceAccountTokenCreator"
SYNC = "sync@acme-prod.iam.gserviceaccount.com"


def ours(description: Any = "The vendor syncs orders", **inputs: Any) -> Resource:
    said = {"accountId": "sync", "project": "acme-prod", "email": SYNC, "description": description}
    return Resource.of("gcp:serviceaccount/account:Account", "sync", **{**said, **inputs})


def acts(who: Any, role: Any = TOKENS, **inputs: Any) -> Resource:
    member = f"serviceAccount:{who}.iam.gserviceaccount.com" if isinstance(who, str) else who
    said = {"serviceAccountId": f"projects/acme-prod/serviceAccounts/{SYNC}", "role": role, "member": member}
    return Resource.of("gcp:serviceaccount/iAMMember:IAMMember", "vendor", **{**said, **inputs})


@pytest.mark.parametrize(
    "name", ["shared-connector", "multi-tenant", "multitenant-sync", "all-customers", "sync-shared", "alltenants"]
)
def test_one_that_is_called_so_is_told(name: str) -> None:
    assert only(judge_stack(RULE, ours(), acts(f"{name}@syncly-platform"))) == (
        f"binding 'vendor' lets service account {name!r}, which is for all customers of a vendor (is called so), "
        "act as one of ours"
    )


@pytest.mark.parametrize("name", ["terraform-shared", "github-actions-shared", "shared-runner", "shared-builds"])
def test_what_runs_pipelines_for_all_is_a_companys_own(name: str) -> None:
    assert passes(judge_stack(RULE, ours(), acts(f"{name}@cicd-prod-1234")))


def test_one_of_which_our_words_say_so_is_told() -> None:
    vendor = acts("connector@syncly-platform")
    assert "the description of ours says so" in only(judge_stack(RULE, ours("Shared by all customers"), vendor))
    condition = {"title": "vendor", "description": "Syncly uses it for all of its customers", "expression": "true"}
    assert "its condition says so" in only(
        judge_stack(RULE, ours(), acts("connector@syncly-platform", condition=condition))
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Syncly's connector, shared by all customers, syncs orders", True),
        ("one account for every customer of the vendor", True),
        ("the same account is used across tenants", True),
        ("a multi-tenant connector", True),
        ("not shared with other customers", False),
        ("The vendor has it for us alone, never for all customers", False),
        ("Sends mail to our customers", False),
        ("Exports invoices for all customers", False),
        ("Used to mail the invoices of all customers", False),
        ("Runs the API used by all clients", False),
        ("Reads the multi-tenant database", False),
        ("shared inbox for all customers", False),
        ("shared inbox of the team", False),
        ("", False),
    ],
)
def test_what_words_say(text: str, *, answer: bool) -> None:
    assert says_shared(text) is answer


@pytest.mark.parametrize(
    "who",
    [
        acts("acme-prod@syncly-platform"),
        acts("customer-4711@syncly-platform"),
        acts("shared-connector@acme-prod"),
        acts("shared-connector@acme-ci"),
        acts("non-shared@syncly-platform"),
        acts("shared-services-ci@platform-hub"),
        acts("shared-connector@syncly-platform", "roles/iam.serviceAccountViewer"),
        acts("x", member="user:shared@syncly.example"),
        acts("x", member="serviceAccount:service-123@gcp-sa-shared.iam.gserviceaccount.com"),
    ],
)
def test_whoever_is_for_us_alone_passes(who: Resource) -> None:
    assert passes(judge_stack(RULE, ours(), who))


def test_what_is_not_known_is_undecided_and_what_is_marked_is_not_quoted() -> None:
    assert unknowns(judge_stack(RULE, ours(), acts(UNKNOWN))) == ["member"]
    assert unknowns(judge_stack(RULE, ours(), acts("shared@syncly-platform", UNKNOWN))) == ["role"]
    assert unknowns(judge_stack(RULE, ours(UNKNOWN), acts("connector@syncly-platform"))) == ["description"]
    assert passes(judge_stack(RULE, ours(UNKNOWN), acts("connector@acme-ci")))
    marked = Secret("serviceAccount:shared-connector@syncly-platform.iam.gserviceaccount.com")
    (problem,) = judge_stack(RULE, ours(), acts(marked)).problems
    assert "shared-connector" not in problem.message + (problem.key or "")


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN)])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judge_stack(RULE, ours(odd), acts(odd, odd, serviceAccountId=odd, condition=odd))
    judge_stack(RULE, ours(odd), acts("shared@syncly-platform", serviceAccountId=odd, condition={"title": odd}))
