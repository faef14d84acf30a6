"""Whoever is exempted from Google's log of data access is told, but for Google itself."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.audit_log_exempts_nobody import audit_log_exempts_nobody

PROJECT = "gcp:projects/iAMAuditConfig:IAMAuditConfig"
READER = "serviceAccount:reader@acme.iam.gserviceaccount.com"


def judged(resource: Resource) -> Answer:
    return judge(audit_log_exempts_nobody, resource)


def log(*members: Any, kind: Any = "DATA_READ") -> dict[str, Any]:
    return {"logType": kind, "exemptedMembers": list(members)}


def config(*logs: Any, type_: str = PROJECT) -> Resource:
    return Resource.of(type_, "audit", service="allServices", auditLogConfigs=list(logs))


def policy(module: str, data: Any) -> Resource:
    return Resource.of(f"gcp:{module}/iAMPolicy:IAMPolicy", "audit", policyData=data)


def written(*logs: Any) -> str:
    return json.dumps({"bindings": [], "auditConfigs": [{"service": "allServices", "auditLogConfigs": logs}]})


@pytest.mark.parametrize(
    "type_",
    [PROJECT, "gcp:folder/iamAuditConfig:IamAuditConfig", "gcp:organizations/iamAuditConfig:IamAuditConfig"],
)
def test_a_machine_that_is_left_out_is_told(type_: str) -> None:
    (problem,) = judged(config(log(), log(READER), type_=type_)).problems
    assert problem.message == "'audit' keeps no record of reads of data by service account 'reader'"
    assert (problem.at, problem.severity) == ("auditLogConfigs[1].exemptedMembers[0]", None)


@pytest.mark.parametrize("module", ["projects", "folder", "organizations"])
def test_a_policy_as_a_whole_says_the_same(module: str) -> None:
    assert messages(judged(policy(module, written(log(READER, kind="DATA_WRITE"))))) == [
        "'audit' keeps no record of writes of data by service account 'reader'"
    ]
    assert passes(judged(policy(module, written(log()))))
    assert passes(judged(policy(module, json.dumps({"bindings": []}))))


def test_workloads_of_a_pool_are_machines_as_well() -> None:
    pool = "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/*"
    assert messages(judged(config(log(pool)))) == [
        "'audit' keeps no record of reads of data by workloads of an identity pool"
    ]


@pytest.mark.parametrize(
    "member",
    [
        "user:ann@example.com",
        "group:analysts@example.com",
        "domain:example.com",
        "principalSet://iam.googleapis.com/locations/global/workforcePools/ours/group/analysts",
        "principalSet://goog/group/analysts@example.com",
    ],
)
def test_people_are_told_lower(member: str) -> None:
    (problem,) = judged(config(log(member))).problems
    assert (problem.severity, member in problem.message) == ("low", True)


def test_reads_of_settings_are_told_lower() -> None:
    (problem,) = judged(config(log(READER, kind="ADMIN_READ"))).problems
    assert (problem.severity, "reads of settings" in problem.message) == ("low", True)


@pytest.mark.parametrize(
    "member",
    [
        "serviceAccount:service-123456789@gcp-sa-dlp.iam.gserviceaccount.com",
        "serviceAccount:service-123456789@container-engine-robot.iam.gserviceaccount.com",
        "serviceAccount:123456789@cloudservices.gserviceaccount.com",
        "deleted:serviceAccount:old@acme.iam.gserviceaccount.com?uid=1",
        "",
    ],
)
def test_agents_of_google_and_who_is_gone_pass(member: str) -> None:
    assert passes(judged(config(log(member))))


def test_a_log_that_leaves_out_nobody_passes() -> None:
    assert passes(judged(config(log(), {"logType": "DATA_WRITE"}, {"logType": "DATA_READ", "exemptedMembers": None})))
    assert passes(judged(config()))


def test_what_is_not_known_is_undecided_and_hides_nothing() -> None:
    answer = judged(config(log(UNKNOWN, READER), log(READER, kind=UNKNOWN)))
    assert len(answer.problems) == 2
    assert unknowns(answer) == ["auditLogConfigs[0].exemptedMembers[0]"]
    assert unknowns(judged(Resource.of(PROJECT, "audit", auditLogConfigs=UNKNOWN))) == ["auditLogConfigs"]
    assert unknowns(judged(policy("projects", "{"))) == ["policyData"]


def test_an_account_that_is_yet_to_be_made_is_a_machine() -> None:
    """But what a whole policy waits for may be in a binding."""
    account = Resource.of("gcp:serviceaccount/account:Account", "reader", accountId="reader")
    waiting = replace(config(log(UNKNOWN)), property_dependencies={"auditLogConfigs": (account.urn,)})
    assert messages(judged(waiting)) == ["'audit' keeps no record of reads of data by a service account"]
    whole = replace(policy("projects", UNKNOWN), property_dependencies={"policyData": (account.urn,)})
    assert unknowns(judged(whole)) == ["policyData"]


def test_what_is_marked_is_judged_and_not_quoted() -> None:
    for one in (config(log(Secret(READER), Secret("user:reader@x"))), policy("projects", Secret(written(log(READER))))):
        problems = judged(one).problems
        assert problems
        assert "reader" not in str(problems)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(config(log(odd), odd, log(READER, kind=odd)))
    judged(policy("projects", odd))
    judged(Resource.of(PROJECT, "audit", auditLogConfigs=odd))


def test_a_marked_kind_is_not_quoted() -> None:
    (problem,) = judged(config(log(READER, kind=Secret("DATA_READ")))).problems
    assert "DATA_READ" not in str(problem)
    assert "uses of data" in problem.message
