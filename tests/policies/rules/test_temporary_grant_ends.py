"""Grants that say they are for a while and do not end are told; what ends, and what says something else, pass."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.temporary_grant_ends import temporary_grant_ends as rule

TOLD = "'copies' says that it is for a while, and nothing ends it"


def assigned(description: Any, **more: Any) -> Resource:
    said = {"principalType": "ServicePrincipal", "description": description, **more}
    return Resource.of("azure:authorization/assignment:Assignment", "copies", **said)


@pytest.mark.parametrize(
    "words",
    [
        "owner=payments; purpose=TEMPORARY: migration of the old orders, only until 2026-12-15; review-by=2027-05-31",
        "Temporary access for the migration",
        "migration, needed until 2026-12-15",
        "until 2026-12-15",
        "expires: 2026-12-15",
        "purpose=temp right for the copy, through 2027-01-31",
        Secret("temporary role for the copy"),
    ],
)
def test_an_assignment_that_says_it_is_for_a_while_is_told(words: Any) -> None:
    assert only(judge(rule, assigned(words))) == TOLD
    native = Resource.of("azure-native:authorization:RoleAssignment", "copies", description=words)
    assert only(judge(rule, native)) == TOLD


@pytest.mark.parametrize(
    "words",
    [
        "owner=payments; purpose=Copies orders; review-by=2027-05-31",
        "Deletes temporary files",
        "Writes to the temp container",
        "Keeps orders until 2026-12-15 in the archive",
        "Serves temporary access tokens",
        "",
    ],
)
def test_what_says_something_else_passes(words: str) -> None:
    assert passes(judge(rule, assigned(words)))
    assert passes(judge(rule, assigned("until 2026-12-15", principalType="User")))


def test_an_active_assignment_of_pim_ends_by_its_schedule() -> None:
    type_ = "azure:pim/activeRoleAssignment:ActiveRoleAssignment"
    said = {"justification": "temporary access for the copy"}
    assert only(judge(rule, Resource.of(type_, "copies", **said))) == TOLD
    ends = {"schedule": {"expiration": {"endDateTime": "2026-12-15T00:00:00Z"}}}
    assert passes(judge(rule, Resource.of(type_, "copies", **said, **ends)))


def bound(expression: Any, title: Any = "until 2026-12-15", member: str = "serviceAccount:a@b.example") -> Resource:
    condition = {"title": title, "expression": expression}
    return Resource.of("gcp:projects/iAMMember:IAMMember", "copies", member=member, condition=condition)


def test_a_binding_of_google_ends_by_its_condition() -> None:
    assert only(judge(rule, bound("resource.name == 'x'"))) == TOLD
    assert passes(judge(rule, bound("request.time < timestamp('2026-12-16T00:00:00Z')")))
    assert passes(judge(rule, bound("resource.name == 'x'", "only orders")))
    assert passes(judge(rule, bound("resource.name == 'x'", member="user:maria@example.org")))
    assert unknowns(judge(rule, bound(UNKNOWN))) == ["condition.expression"]
    assert unknowns(judge(rule, bound("true", UNKNOWN))) == ["condition.title"]


def test_a_binding_of_a_cluster_has_no_end() -> None:
    def of(kind: str, key: str = "daypass/purpose") -> Resource:
        said = {"metadata": {"annotations": {key: "temporary: copies"}}, "subjects": [{"kind": kind}]}
        return Resource.of("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", "copies", **said)

    assert only(judge(rule, of("ServiceAccount"))) == TOLD
    assert passes(judge(rule, of("User")))
    assert passes(judge(rule, of("ServiceAccount", "janitor/ttl")))


@pytest.mark.parametrize(
    "expression",
    [
        "request.time > timestamp('2026-12-16T00:00:00Z')",
        "request.time.getHours() >= 9",
        "resource.name == 'request.time'",
        "request.time < timestamp('2026-12-16T00:00:00Z') || true",
    ],
)
def test_a_condition_that_begins_or_asks_for_the_hour_is_no_end(expression: str) -> None:
    assert only(judge(rule, bound(expression))) == TOLD
    assert passes(judge(rule, bound("timestamp('2026-12-16T00:00:00Z') > request.time")))


@pytest.mark.parametrize(
    "words",
    [
        "Broker gives temporary access to people on call and takes it away",
        "Permanent: replaces the temporary assignment of March",
        "Issues temporary role sessions to builds",
        "Not a temporary grant, reviewed each quarter",
        "Certificates valid until 2027-01-01 are renewed by this identity",
    ],
)
def test_what_an_identity_does_with_what_is_temporary_is_no_word_of_the_grant(words: str) -> None:
    assert passes(judge(rule, assigned(words)))
    assert only(judge(rule, assigned(f"{words}; temporary access"))) == TOLD
