"""Whoever brings what a pipeline takes up sets it off: between that and what is done with it nobody agrees."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

BUNDLE = {"S3Bucket": "bundles", "S3ObjectKey": "site.zip"}
IMAGE = {"RepositoryName": "web", "ImageTag": "latest"}
DEPLOYS = {"ActionMode": "CREATE_UPDATE", "StackName": "site", "RoleArn": f"{ARN}role/ledger-cfn"}
SECRET = f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:psp-??????"
READS = allow("secretsmanager:GetSecretValue", SECRET)
EVERYTHING = allow("*", "*")
BRINGS = allow("s3:PutObject", "arn:aws:s3:::bundles/*")
PUSHES = allow("ecr:PutImage", f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/web")
APPROVAL = {"category": "Approval", "provider": "Manual", "name": "Look"}


def pipeline(provider: str = "S3", *between: dict[str, Any]) -> Resource:
    source = {"category": "Source", "provider": provider, "configuration": BUNDLE if provider == "S3" else IMAGE}
    deploy = {"category": "Deploy", "provider": "CloudFormation", "configuration": DEPLOYS}
    stages = [{"name": f"s{at}", "actions": [one]} for at, one in enumerate((source, *between, deploy))]
    return aws("codepipeline/pipeline", "site", name="site", roleArn=f"{ARN}role/runs", stages=stages)


def stack(made: Resource, *given: dict[str, Any], does: dict[str, Any] = READS, **tags: str) -> tuple[Resource, ...]:
    """Role 'uploads' may do what is `given`; the pipeline deploys as role 'ledger-cfn', which `does` this."""
    deploys = role("ledger-cfn", "cloudformation.amazonaws.com"), may("ledger-cfn", does)
    uploads = role("uploads", "lambda.amazonaws.com", tags=tags), may("uploads", *given)
    return *uploads, *deploys, role("runs", "codepipeline.amazonaws.com"), made


def judged(*resources: Resource) -> Answer:
    return judge_stack(low_trust_does_not_trigger_high, *resources)


@pytest.mark.parametrize(("provider", "brings"), [("S3", BRINGS), ("ECR", PUSHES)])
def test_who_brings_it_has_what_the_pipeline_deploys_as(provider: str, brings: dict[str, Any]) -> None:
    made = stack(pipeline(provider), brings)
    (problem,) = judged(*made).problems
    assert problem.message.startswith("role 'uploads' leads to role 'ledger-cfn', which may secretsmanager:GetSecretV")
    assert ", as it may not itself, without a check: " in problem.message
    assert problem.advisory
    assert passes(judge_stack(no_path_to_more_rights, *made))


def test_where_that_may_do_everything_it_is_refused() -> None:
    (problem,) = judged(*stack(pipeline(), BRINGS, does=EVERYTHING)).problems
    assert problem.message.startswith("role 'uploads' leads to role 'ledger-cfn', which may do everything, without a ")
    assert not problem.advisory


def test_who_may_do_as_much_or_has_to_ask_passes() -> None:
    assert passes(judged(*stack(pipeline(), BRINGS, READS)))
    assert passes(judged(*stack(pipeline("S3", APPROVAL), BRINGS)))
    assert passes(judged(*stack(pipeline(), allow("s3:GetObject", "arn:aws:s3:::bundles/*"))))


def test_what_gives_itself_more_anyway_is_told_for_that_alone() -> None:
    rewrites = allow("iam:PutRolePolicy", f"{ARN}role/uploads")
    assert passes(judged(*stack(pipeline(), BRINGS, rewrites)))
    assert passes(judged(*stack(pipeline(), BRINGS, EVERYTHING)))


def test_a_pull_request_that_brings_it_is_told_once() -> None:
    issuer = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    asked = {"token.actions.githubusercontent.com:sub": "repo:acme/site:pull_request"}
    enters = lets_in({"Federated": issuer}, Action="sts:AssumeRoleWithWebIdentity", Condition={"StringEquals": asked})
    _, *others = stack(pipeline(), BRINGS)
    message = only(judged(role("uploads", enters), *others))
    assert message.startswith("role 'uploads', which every pull request enters, leads to role 'ledger-cfn'")
