"""A policy of Google that is set on a thing as a whole says as much as its bindings would one by one."""

import json
from typing import Any

import pytest
from tests.support.rules import judge, judge_stack, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Problem
from daypass_policies.rules import catalog

ACCOUNT = "gcp:serviceaccount/iAMPolicy:IAMPolicy"
REGISTRY = "gcp:artifactregistry/repositoryIamPolicy:RepositoryIamPolicy"
BUCKET = "gcp:storage/bucketIAMPolicy:BucketIAMPolicy"
CREATOR = "roles/iam.serviceAccountTokenCreator"
SYNC = "projects/acme/serviceAccounts/sync@acme.iam.gserviceaccount.com"
VENDOR = "serviceAccount:shared-connector@syncly-platform.iam.gserviceaccount.com"
PEOPLE, VENDORS, PUBLIC, STORES = (
    catalog()[name]
    for name in (
        "google-account-trusts-no-people",
        "google-vendor-account-is-ours-alone",
        "google-thing-is-not-public",
        "store-is-not-public",
    )
)
EACH = [
    (PEOPLE, ACCOUNT, {"serviceAccountId": SYNC}, CREATOR, "user:maria@acme.example"),
    (PEOPLE, "gcp:projects/iAMPolicy:IAMPolicy", {"project": "acme"}, CREATOR, "user:maria@acme.example"),
    (VENDORS, ACCOUNT, {"serviceAccountId": SYNC}, CREATOR, VENDOR),
    (PUBLIC, BUCKET, {"bucket": "orders"}, "roles/storage.objectViewer", "allUsers"),
    (STORES, REGISTRY, {"repository": "orders"}, "roles/artifactregistry.reader", "allUsers"),
]


def text(*bindings: tuple[str, str]) -> str:
    return json.dumps({"bindings": [{"role": role, "members": [member]} for role, member in bindings]})


def judged(rule: Any, type_: str, inputs: dict[str, Any], policy: Any) -> Answer:
    one = Resource.of(type_, "whole", policyData=policy, **inputs)
    return judge_stack(rule, one) if rule.stack else judge(rule, one)


@pytest.mark.parametrize(("rule", "type_", "inputs", "role", "member"), EACH)
def test_a_binding_within_is_told(rule: Any, type_: str, inputs: dict[str, Any], role: str, member: str) -> None:
    quiet = ("roles/viewer", "serviceAccount:scheduler@acme.iam.gserviceaccount.com")
    (problem,) = judged(rule, type_, inputs, text(quiet, (role, member))).problems
    assert isinstance(problem, Problem)
    assert problem.at == "policyData"
    assert problem.on is None or problem.on.type == type_
    assert passes(judged(rule, type_, inputs, text(quiet)))


@pytest.mark.parametrize(("rule", "type_", "inputs"), [one[:3] for one in EACH])
@pytest.mark.parametrize("policy", [UNKNOWN, Secret(UNKNOWN), "{", '"policy"', "[]"])
def test_one_that_nobody_can_read_is_undecided(rule: Any, type_: str, inputs: dict[str, Any], policy: Any) -> None:
    assert unknowns(judged(rule, type_, inputs, policy)) == ["policyData"]


@pytest.mark.parametrize(("rule", "type_", "inputs", "role", "member"), EACH)
def test_what_is_marked_is_judged_and_not_shown(
    rule: Any, type_: str, inputs: dict[str, Any], role: str, member: str
) -> None:
    (problem,) = judged(rule, type_, inputs, Secret(text((role, member)))).problems
    assert member.partition(":")[2].partition("@")[0] not in problem.message or member == "allUsers"


def test_the_same_member_twice_is_told_twice() -> None:
    both = text(("roles/storage.objectViewer", "allUsers"), ("roles/storage.objectAdmin", "allUsers"))
    first, second = judged(PUBLIC, BUCKET, {"bucket": "orders"}, both).problems
    assert first.key != second.key
