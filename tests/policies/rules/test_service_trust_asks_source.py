"""A role asks the services that say for whom they act, and no others."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may
from tests.support.roles import judged, problems, role, statement, trust
from tests.support.rules import judge_stack, only, passes

from daypass.data.service_principals import principals
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.service_trust_asks_source import service_trust_asks_source
from daypass_policies.rules.trust_is_not_public import trust_is_not_public

RULE = service_trust_asks_source
SCHEDULER = {"Service": "scheduler.amazonaws.com"}
TASK = "aws:ecs/taskDefinition:TaskDefinition"


def native(*statements: Any) -> Resource:
    return Resource.of("aws-native:iam:Role", "r", assumeRolePolicyDocument=trust(*statements))


@pytest.mark.parametrize("principal", principals())
def test_each_service_is_asked_as_the_table_says(principal: str) -> None:
    known = principals()[principal]
    found = problems(RULE, role(statement({"Service": principal})), profile="strict")
    assert bool(found) == (known.sends_account or known.sends_arn)


def test_the_role_of_a_cluster_is_asked_in_the_strict_profile_alone() -> None:
    cluster = role(statement({"Service": "eks.amazonaws.com"}))
    assert problems(RULE, cluster) == []
    assert len(problems(RULE, cluster, profile="strict")) == 1


def test_a_role_that_only_starts_tasks_is_asked_in_the_strict_profile_alone() -> None:
    started = role(statement({"Service": "ecs-tasks.amazonaws.com"}), name="start")
    plain = {"family": "web", "containerDefinitions": "[]"}
    starts = Resource.of(TASK, "web", executionRoleArn="start", taskRoleArn="web", **plain)
    runs = Resource.of(TASK, "jobs", executionRoleArn="start", taskRoleArn="start", **plain)
    assert passes(judge_stack(RULE, started, starts))
    assert len(judge_stack(RULE, started, starts, profile="strict").problems) == 1
    assert len(judge_stack(RULE, started, starts, runs, may("start", allow(["sqs:SendMessage"]))).problems) == 1
    assert len(judge_stack(RULE, started).problems) == 1  # whose it is, nothing here says
    given = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="start", policyArn=given)
    assert passes(judge_stack(RULE, started, attached))


def test_a_role_that_starts_tasks_may_read_their_settings() -> None:
    started = role(statement({"Service": "ecs-tasks.amazonaws.com"}), name="start")
    given = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="start", policyArn=given)
    settings = may("start", allow(["ssm:GetParameters"], "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/*"))
    assert passes(judge_stack(RULE, started, attached, settings))
    every = may("start", allow(["secretsmanager:GetSecretValue", "kms:Decrypt"]))
    assert len(judge_stack(RULE, started, attached, every).problems) == 1
    assert len(judge_stack(RULE, started, settings).problems) == 1
    assert len(judge_stack(RULE, started, attached, may("start", allow("sqs:SendMessage"))).problems) == 1


def test_a_task_whose_role_has_nothing_that_anybody_wants_is_told_in_the_strict_profile_alone() -> None:
    of_task = role(statement({"Service": "ecs-tasks.amazonaws.com"}), name="app")
    runs = Resource.of(TASK, "app", family="app", containerDefinitions="[]", taskRoleArn="app")
    logs, sends = may("app", allow(["logs:PutLogEvents"])), may("app", allow(["sqs:SendMessage"]))
    for given in ((), (logs,)):
        assert passes(judge_stack(RULE, of_task, runs, *given))
        assert len(judge_stack(RULE, of_task, runs, *given, profile="strict").problems) == 1
        (problem,) = judge_stack(RULE, of_task, *given).problems
        assert problem.severity == "low"  # nobody uses it here, so that it may be given more elsewhere as well
    assert len(judge_stack(RULE, of_task, runs, sends).problems) == 1


def test_a_role_that_only_delivers_logs_is_low_also_where_the_stack_uses_it() -> None:
    delivers = role(statement({"Service": "vpc-flow-logs.amazonaws.com"}), name="flows")
    flows = Resource.of("aws:ec2/flowLog:FlowLog", "flows", iamRoleArn="flows", vpcId="vpc-1")
    (problem,) = judge_stack(RULE, delivers, flows, may("flows", allow(["logs:PutLogEvents"]))).problems
    assert problem.severity == "low"


@pytest.mark.parametrize("principal", ["ec2.amazonaws.com", "lambda.amazonaws.com", "new.amazonaws.com", "example.com"])
def test_a_service_that_sends_nothing_or_of_which_nobody_knows_is_not_asked(principal: str) -> None:
    assert problems(RULE, role(statement({"Service": principal}))) == []


def test_it_is_told_of_the_service_and_is_advisory_by_default() -> None:
    (problem,) = problems(RULE, role(statement({"Service": ["scheduler.amazonaws.com"]})))
    assert problem.message == (
        "role 'deploy' trusts the service scheduler.amazonaws.com without asking for whom it acts "
        "(aws:SourceAccount, aws:SourceArn)"
    )
    assert (problem.key, problem.at) == ("scheduler.amazonaws.com", "assumeRolePolicy.Statement[0]")
    assert (RULE.level, RULE.confidence) == ("advisory", "medium")


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": "111122223333"}},
        {"StringEquals": {"AWS:sourceaccount": ["111122223333", "444455556666"]}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:scheduler:*:111122223333:schedule/*"}},
        {"ArnEquals": {"aws:SourceArn": "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/nightly"}},
        {"StringEquals": {"aws:SourceOrgID": "o-abc123"}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-abc123/r-1/*"}},
        {
            "StringLike": {"aws:SourceArn": "arn:aws:scheduler:*:111122223333:*"},
            "Bool": {"aws:SecureTransport": "true"},
        },
    ],
    ids=str,
)
def test_a_condition_that_binds_it_to_one_customer_passes(condition: Any) -> None:
    assert problems(RULE, role(statement(SCHEDULER, **condition))) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringLike": {"aws:SourceAccount": "1111*"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}},
        {"ForAllValues:StringEquals": {"aws:SourceAccount": "111122223333"}},
        {"StringNotEquals": {"aws:SourceAccount": "444455556666"}},
        {"Null": {"aws:SourceAccount": "false"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:scheduler:*:*:schedule/*"}},
        {"ArnLike": {"aws:SourceArn": ["arn:aws:scheduler:*:111122223333:*", "*"]}},
        {"StringEquals": {"aws:PrincipalServiceName": "scheduler.amazonaws.com"}},
        {"Bool": {"aws:PrincipalIsAWSService": "true"}},
        {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    ],
    ids=str,
)
def test_a_condition_that_binds_it_to_nobody_does_not(condition: Any) -> None:
    assert len(problems(RULE, role(statement(SCHEDULER, **condition)))) == 1


WAREHOUSE = {"Service": "redshift.amazonaws.com"}
DATABASE = "arn:aws:redshift:eu-west-1:111122223333:dbuser:sales"


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"sts:ExternalId": f"{DATABASE}/loader"}},
        {"StringEquals": {"STS:externalid": [f"{DATABASE}/loader", f"{DATABASE}/reader"]}},
        {"StringLike": {"sts:ExternalId": f"{DATABASE}/*"}},
        {"StringLike": {"sts:ExternalId": "arn:aws-cn:redshift:*:111122223333:dbuser:*"}},
        {"StringEquals": {"aws:SourceAccount": "111122223333"}},
    ],
    ids=str,
)
def test_a_warehouse_also_says_for_which_user_of_its_databases_it_acts(condition: Any) -> None:
    assert problems(RULE, role(statement(WAREHOUSE, **condition))) == []
    of_a_region = {"Service": "redshift.eu-west-1.amazonaws.com"}
    assert problems(RULE, role(statement(of_a_region, **condition))) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"sts:ExternalId": "sales-7f3a"}},
        {"StringLike": {"sts:ExternalId": "*"}},
        {"StringLike": {"sts:ExternalId": "arn:aws:redshift:eu-west-1:*:dbuser:sales/loader"}},
        {"StringLike": {"sts:ExternalId": [f"{DATABASE}/loader", "arn:aws:redshift:*"]}},
        {"StringEquals": {"sts:ExternalId": "arn:aws:redshift:eu-west-1:111122223333:cluster:sales"}},
        {"StringEqualsIfExists": {"sts:ExternalId": f"{DATABASE}/loader"}},
        {"StringNotEquals": {"sts:ExternalId": f"{DATABASE}/loader"}},
    ],
    ids=str,
)
def test_an_external_id_that_is_nobody_of_a_database_says_nothing(condition: Any) -> None:
    assert len(problems(RULE, role(statement(WAREHOUSE, **condition)))) == 1


def test_of_a_warehouse_the_mend_asks_for_users_of_its_databases() -> None:
    (problem,) = problems(RULE, role(statement(WAREHOUSE)))
    assert "(sts:ExternalId, ARNs of users of its databases)" in problem.message
    mend = json.loads((problem.mended or "").replace("ACCOUNT", "111122223333"))
    assert problems(RULE, role(statement(WAREHOUSE, **mend["Condition"]))) == []


def test_a_warehouse_beside_a_service_that_says_it_otherwise_needs_a_statement_of_its_own() -> None:
    (problem,) = problems(RULE, role(statement({"Service": ["redshift.amazonaws.com", "scheduler.amazonaws.com"]})))
    assert (problem.mended, problem.message.endswith("it needs a statement of its own")) == (None, True)


def test_no_other_service_says_it_by_an_external_id() -> None:
    condition = {"StringEquals": {"sts:ExternalId": f"{DATABASE}/loader"}}
    assert len(problems(RULE, role(statement(SCHEDULER, **condition)))) == 1
    both = {"Service": ["redshift.amazonaws.com", "scheduler.amazonaws.com"]}
    assert [one.key for one in problems(RULE, role(statement(both, **condition)))] == ["scheduler.amazonaws.com"]


def test_a_database_user_that_is_not_known_is_undecided() -> None:
    _, unknown = judged(RULE, native(statement(WAREHOUSE, StringEquals={"sts:ExternalId": UNKNOWN})))
    assert unknown == ["assumeRolePolicyDocument.Statement[0].Condition.StringEquals.sts:ExternalId"]


def test_a_deny_of_all_other_customers_binds_it_too() -> None:
    taken = statement("*", "sts:*", StringNotEquals={"aws:SourceAccount": "111122223333"}) | {"Effect": "Deny"}
    assert problems(RULE, role(statement(SCHEDULER), taken)) == []
    of_services = {
        "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-abc123"},
        "Bool": {"aws:PrincipalIsAWSService": "true"},
    }
    assert problems(RULE, role(statement(SCHEDULER), taken | {"Condition": of_services})) == []
    of_others = {"StringNotEquals": {"aws:SourceOrgID": "o-1"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}
    assert len(problems(RULE, role(statement(SCHEDULER), taken | {"Condition": of_others}))) == 1


def test_a_service_beside_one_that_sends_nothing_needs_a_statement_of_its_own() -> None:
    both = {"Service": ["scheduler.amazonaws.com", "lambda.amazonaws.com"]}
    (problem,) = problems(RULE, role(statement(both)))
    assert (problem.key, problem.severity) == ("scheduler.amazonaws.com", "low")
    assert problem.message.endswith("with a service that could not say so; it needs a statement of its own")
    bound = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    apart = [statement(SCHEDULER, **bound), statement({"Service": "lambda.amazonaws.com"})]
    assert problems(RULE, role(*apart)) == []
    assert problems(RULE, role(statement(both, **bound))) == []  # what is locked out is another matter
    assert problems(RULE, role(statement({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}))) == []


def test_two_services_of_a_statement_that_say_so_are_told_together() -> None:
    two = statement({"Service": ["scheduler.amazonaws.com", "events.amazonaws.com"]})
    (problem,) = problems(RULE, role(two))
    assert problem.message.startswith(
        "role 'deploy' trusts the services scheduler.amazonaws.com and events.amazonaws.com without"
    )
    assert problem.key == "events.amazonaws.com scheduler.amazonaws.com"
    assert len(problems(RULE, role(two, statement({"Service": "states.amazonaws.com"})))) == 2
    by_arn = [name for name, known in principals().items() if known.sends_arn and not known.sends_account]
    (mixed,) = problems(RULE, role(statement({"Service": ["scheduler.amazonaws.com", by_arn[0]]})), profile="strict")
    assert "aws:SourceArn" in (mixed.mended or "")  # which both of them say


def test_principals_of_other_kinds_and_statements_that_let_nobody_in_pass() -> None:
    assert problems(RULE, role(statement({"AWS": "arn:aws:iam::111122223333:role/app"}))) == []
    assert problems(RULE, role(statement(SCHEDULER, "sts:TagSession"))) == []
    assert problems(RULE, role(statement(SCHEDULER) | {"Effect": "Deny"})) == []
    assert problems(RULE, role(statement({"Service": "*"}))) == []  # is public, and told by that rule


def test_what_is_not_known_is_undecided() -> None:
    assert judged(RULE, native(statement({"Service": UNKNOWN})))[1]
    _, unknown = judged(RULE, native(statement(SCHEDULER, StringEquals={"aws:SourceAccount": UNKNOWN})))
    assert unknown == ["assumeRolePolicyDocument.Statement[0].Condition.StringEquals.aws:SourceAccount"]
    assert judged(RULE, Resource.of("aws:iam/role:Role", "r", assumeRolePolicy=UNKNOWN))[1] == ["assumeRolePolicy"]
    named = statement({"AWS": "444455556666"}, StringEquals={"aws:SourceAccount": UNKNOWN})
    assert judged(RULE, native(named)) == ([], [])


def test_a_trust_that_nobody_can_read_is_for_the_rule_about_everyone() -> None:
    unreadable = Resource.of("aws:iam/role:Role", "r", assumeRolePolicy="{")
    assert judged(RULE, unreadable) == ([], [])
    assert "has a trust policy that cannot be read" in only(problems(trust_is_not_public, unreadable))


def test_a_secret_trust_is_judged_and_not_quoted() -> None:
    (problem,) = problems(RULE, native(statement({"Service": Secret("scheduler.amazonaws.com")})))
    assert "scheduler" not in str((problem.message, problem.key))


@pytest.mark.parametrize(
    ("inputs", "behind", "severity"),
    [
        ({"bucket": "b", "policy": "{}"}, {}, "low"),
        ({"bucket": "b", "policy": UNKNOWN}, {"bucket": True}, None),
        ({"bucket": "b", "policy": UNKNOWN}, {"policy": True}, None),
        ({"bucket": "b", "policy": UNKNOWN}, {"policy": False}, "low"),
        ({"bucket": "b", "policy": '{"Principal": "arn:aws:iam::111122223333:role/r"}'}, {}, None),
    ],
)
def test_a_policy_that_waits_for_all_of_a_component_names_nobody(
    inputs: dict[str, Any], behind: dict[str, bool], severity: str | None
) -> None:
    """Whatever is made after a component depends on each role in it; who is in the policy is told by the policy."""
    entered = role(statement(SCHEDULER), name="r", arn="arn:aws:iam::111122223333:role/r")
    bucket = Resource.of("aws:s3/bucket:Bucket", "b")
    sources = {key: ((entered if is_role else bucket).urn,) for key, is_role in behind.items()}
    after = Resource.of("aws:s3/bucketPolicy:BucketPolicy", "b", **inputs)
    after = replace(after, dependencies=(entered.urn, bucket.urn), property_dependencies=sources)
    (problem,) = judge_stack(RULE, entered, may("r", allow(["logs:PutLogEvents"])), bucket, after).problems
    assert problem.severity == severity


def test_a_role_that_has_nothing_but_its_logs_is_low_and_so_is_one_with_nothing() -> None:
    def severity(*given: Resource) -> str | None:
        entered = role(statement(SCHEDULER), name="r", arn="arn:aws:iam::111122223333:role/r")
        (problem,) = judge_stack(RULE, entered, *given).problems
        return problem.severity

    assert severity(may("r", allow(["logs:PutLogEvents"]))) == "low"
    assert severity() == "low"
    assert severity(may("r", allow(["logs:PutLogEvents", "sqs:SendMessage"]))) is None
    assert severity(Resource.of("aws:iam/rolePolicy:RolePolicy", "later", role="r", policy=UNKNOWN)) is None
