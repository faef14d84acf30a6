"""How much a path weighs, by what has the role, by what a condition can say, and by what everyone may know."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws, group, user
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

TASKS = "ecs-tasks.amazonaws.com"
CHANGES = allow("lambda:UpdateFunctionCode")


def judged(*resources: Resource) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources)


def task(**roles: str) -> Resource:
    given = {key: f"{ARN}role/{name}" for key, name in roles.items()}
    return aws("ecs/taskDefinition", "web", family="web", containerDefinitions="[]", **given)


S3 = {"roleArn": f"{ARN}role/a", "bucketArn": "arn:aws:s3:::b"}
STREAM = aws("kinesis/firehoseDeliveryStream", "to", destination="extended_s3", extendedS3Configuration=S3)


@pytest.mark.parametrize(
    ("service", "use", "severity"),
    [
        (TASKS, task(executionRoleArn="a"), "medium"),
        ("firehose.amazonaws.com", STREAM, "medium"),
        ("apigateway.amazonaws.com", aws("apigateway/integration", "to", credentials=f"{ARN}role/a"), "high"),
        (TASKS, task(taskRoleArn="a"), "high"),
        (TASKS, task(taskRoleArn="a", executionRoleArn="a"), "high"),
        (TASKS, task(executionRoleArn="other"), "high"),
        ("codebuild.amazonaws.com", aws("codebuild/project", "ci", serviceRole=f"{ARN}role/a"), "high"),
    ],
)
def test_a_role_with_which_a_service_does_what_is_written_down_is_advice(
    service: str, use: Resource, severity: str
) -> None:
    (problem,) = judged(role("a", service), may("a", CHANGES), use).problems
    assert (problem.severity, problem.advisory) == (severity, severity == "medium")


def test_one_that_somebody_else_enters_as_well_is_refused() -> None:
    entered = role("a", TASKS, lets_in(f"{ARN}role/other"))
    (problem,) = judged(entered, may("a", CHANGES), task(executionRoleArn="a")).problems
    assert (problem.severity, problem.advisory) == ("high", False)


def test_one_that_may_be_a_workloads_own_is_refused() -> None:
    unknown = aws("ecs/taskDefinition", "other", family="o", containerDefinitions="[]", taskRoleArn=UNKNOWN)
    (problem,) = judged(role("a", TASKS), may("a", CHANGES), task(executionRoleArn="a"), unknown).problems
    assert (problem.severity, problem.advisory) == ("high", False)


def test_a_policy_of_aws_is_what_to_take_off() -> None:
    given = aws("iam/rolePolicyAttachment", "all", role="a", policyArn="arn:aws:iam::aws:policy/AWSLambda_FullAccess")
    assert "; without AWSLambda_FullAccess it cannot" in only(judged(role("a"), given))
    own = may("a", allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]))
    assert "; without iam:PassRole it cannot" in only(judged(role("a"), own))
    assert "; without iam:PassRole it cannot" in only(judged(role("a"), given, may("a", allow("iam:PassRole"))))


VIEWS = {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}}


@pytest.mark.parametrize("action", ["iam:PutRolePolicy", ["iam:AttachRolePolicy", "iam:PutRolePolicy"]])
def test_a_condition_on_the_policy_lets_no_policy_be_written(action: str | list[str]) -> None:
    made = role("b", lets_in(f"{ARN}role/a"))
    enters = allow("sts:AssumeRole", f"{ARN}role/b")
    assert passes(judged(role("a"), may("a", enters, allow(action, f"{ARN}role/b", Condition=VIEWS)), made))
    loose = {"ArnEqualsIfExists": VIEWS["ArnEquals"]}
    (message,) = messages(judged(role("a"), may("a", enters, allow(action, f"{ARN}role/b", Condition=loose)), made))
    assert "may write what role 'b' may do (iam:PutRolePolicy)" in message


def test_a_condition_on_the_policy_that_takes_in_strong_ones_lets_a_group_have_them() -> None:
    every = {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}}
    makes = allow("iam:CreateAccessKey", f"{ARN}user/ann")
    attaches = allow("iam:AttachGroupPolicy", f"{ARN}group/staff", Condition=every)
    joined = aws("iam/userGroupMembership", "ann", user="ann", groups=["staff"])
    stack = (role("a"), may("a", makes, attaches), user("ann"), group("staff"), joined)
    assert "may act as user 'ann', which gets whatever rights are written for it" in only(judged(*stack))


def test_an_orchestrator_of_airflow_is_a_workload() -> None:
    passing = allow("iam:PassRole", f"{ARN}role/emr-*", Condition={"StringLike": {"iam:PassedToService": "emr-s*"}})
    starts = allow("emr-serverless:StartJobRun", f"arn:aws:emr-serverless:eu-west-1:{ACCOUNT}:/applications/*")
    reads = allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:risk/bureau-*")
    job = role("emr-risk", "emr-serverless.amazonaws.com")
    application = aws("emrserverless/application", "spark", name="spark")
    stack = (may("a", passing, starts), job, may("emr-risk", reads), application)
    assert "leads to role 'emr-risk'" in only(judged(role("a", "airflow-env.amazonaws.com"), *stack))


def test_the_version_of_a_bootstrap_stack_is_no_secret() -> None:
    github = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    asks = {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:acme/orders:pull_request",
        }
    }
    enters = lets_in({"Federated": github}, "sts:AssumeRoleWithWebIdentity", Condition=asks)
    diff, lookup = role("diff", enters), role("lookup", lets_in(f"{ARN}role/diff"))
    steps = (diff, may("diff", allow("sts:AssumeRole", f"{ARN}role/lookup")), lookup)

    def of(parameter: str) -> Answer:
        reads = allow("ssm:GetParameter", f"arn:aws:ssm:eu-west-1:{ACCOUNT}:parameter/{parameter}")
        return judge_stack(low_trust_does_not_trigger_high, *steps, may("lookup", reads))

    assert passes(of("cdk-bootstrap/*"))
    assert len(of("orders/db").problems) == 1


def _opens(name: str, *given: dict[str, Any]) -> Answer:
    return judged(role(name), may(name, *given), user("x"))


def test_what_is_in_a_bucket_has_no_policy() -> None:
    assert passes(_opens("a", allow("s3:Put*", "arn:aws:s3:::etl/incoming/*")))
    assert len(_opens("a", allow("s3:PutBucketPolicy", "arn:aws:s3:::etl")).problems) == 1


def test_a_workload_looks_after_what_is_called_like_it() -> None:
    secrets = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret"
    writes = "secretsmanager:PutResourcePolicy"
    assert passes(_opens("secret-janitor", allow(writes, f"{secrets}:janitor/*")))
    assert len(_opens("secret-janitor", allow(writes, f"{secrets}:payroll/*")).problems) == 1
    for company in ("acme-worker", "acme"):
        assert len(_opens(company, allow(writes, f"{secrets}:acme/*")).problems) == 1


def test_the_callers_account_is_no_limit_to_a_grant() -> None:
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
    for account, told in ((ACCOUNT, 1), ("444455556666", 0)):
        within = {"StringEquals": {"kms:CallerAccount": account}}
        assert len(_opens("a", allow("kms:CreateGrant", key, Condition=within)).problems) == told
