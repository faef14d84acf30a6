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


ATLAS = "mongodbatlas:index/auditing:Auditing"
KINDS = {"atype": {"$in": ["authenticate", "authCheck"]}}


def atlas(asked: Any, **more: Any) -> Resource:
    return Resource.of(ATLAS, "audit", auditFilter=json.dumps(asked), **more)


@pytest.mark.parametrize(
    "asked",
    [
        {**KINDS, "users.user": {"$nin": ["batch"]}},
        {"$and": [KINDS, {"users.user": {"$ne": "batch"}}]},
        {**KINDS, "users.user": {"$not": {"$in": ["batch"]}}},
        {**KINDS, "users.user": {"$nin": ["mms-automation", "batch"]}},
        {"$nor": [{"users.user": "batch"}]},
        {**KINDS, "users": {"$not": {"$elemMatch": {"user": "batch"}}}},
    ],
    ids=repr,
)
def test_a_user_whom_a_filter_of_atlas_leaves_out_is_told(asked: Any) -> None:
    (problem,) = judged(atlas(asked)).problems
    assert (problem.message, problem.at) == ("'audit' keeps no record of what 'batch' does", "auditFilter")


@pytest.mark.parametrize(
    "asked",
    [
        KINDS,
        {**KINDS, "users.user": {"$in": ["batch"]}},
        {**KINDS, "users.user": {"$nin": ["mms-automation", "mms-monitoring-agent"]}},
        {**KINDS, "users.user": {"$ne": "mongodb-exporter"}},
        {"$or": [KINDS, {"users.user": {"$ne": "batch"}}]},
        {"$nor": [{"users.user": "batch", "atype": "authCheck"}]},
        [],
    ],
    ids=repr,
)
def test_a_filter_that_leaves_out_nobody_passes(asked: Any) -> None:
    assert passes(judged(atlas(asked)))


def test_a_filter_that_is_off_says_nothing_and_one_that_is_not_read_or_known_is_open() -> None:
    whom = {"users.user": {"$ne": "batch"}}
    assert passes(judged(atlas(whom, enabled=False)))
    assert passes(judged(Resource.of(ATLAS, "audit", auditFilter="")))
    for unread in ("{", '{"users.user": 1, "users.user": 2}'):
        assert unknowns(judged(Resource.of(ATLAS, "audit", auditFilter=unread))) == ["auditFilter"]
    assert unknowns(judged(Resource.of(ATLAS, "audit", auditFilter=UNKNOWN))) == ["auditFilter"]
    (message,) = messages(judged(Resource.of(ATLAS, "audit", auditFilter=Secret(json.dumps(whom)))))
    assert "batch" not in message


RDS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
AZURE = "azure:mysql/flexibleServerConfiguration:FlexibleServerConfiguration"


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (RDS, {"parameters": [{"name": "server_audit_excl_users", "value": "rdsadmin,batch"}]}),
        (
            "aws:rds/optionGroup:OptionGroup",
            {"options": [{"optionSettings": [{"name": "SERVER_AUDIT_EXCL_USERS", "value": "batch"}]}]},
        ),
        (AZURE, {"name": "audit_log_exclude_users", "value": "azure_superuser,batch"}),
        (
            "azure-native:dbformysql:Configuration",
            {"configurationName": "audit_log_exclude_users", "value": "batch"},
        ),
    ],
)
def test_a_user_whom_the_audit_of_a_database_leaves_out_is_told(type_: str, inputs: dict[str, Any]) -> None:
    assert messages(judged(Resource.of(type_, "audit", **inputs))) == ["'audit' keeps no record of what 'batch' does"]


def test_the_vendors_own_user_and_another_setting_pass() -> None:
    assert passes(judged(Resource.of(AZURE, "audit", name="audit_log_exclude_users", value="azure_superuser")))
    assert passes(judged(Resource.of(AZURE, "audit", name="audit_log_include_users", value="batch")))
    assert passes(judged(Resource.of(RDS, "audit", parameters=[UNKNOWN, {"name": "server_audit_excl_users"}])))
    asked = {"name": "server_audit_excl_users", "value": UNKNOWN}
    assert unknowns(judged(Resource.of(RDS, "audit", parameters=[asked]))) == ["parameters[0].value"]


def exclusion(text: Any, **more: Any) -> Resource:
    return Resource.of("gcp:logging/projectExclusion:ProjectExclusion", "audit", filter=text, **more)


def test_a_service_account_whose_entries_are_thrown_away_is_told() -> None:
    text = 'protoPayload.authenticationInfo.principalEmail="batch@acme.iam.gserviceaccount.com"'
    (message,) = messages(judged(exclusion(text)))
    assert message == "'audit' keeps no record of what 'batch@acme.iam.gserviceaccount.com' does"
    for quiet in (f"NOT {text}", f'{text} AND protoPayload.methodName="storage.objects.list"', "severity<INFO"):
        assert passes(judged(exclusion(quiet)))
    assert passes(judged(exclusion(text.replace("batch@", "service-123456789012@"))))
    assert passes(judged(exclusion(text, disabled=True)))
    assert unknowns(judged(exclusion(UNKNOWN))) == ["filter"]
