"""Whoever brings what a pipeline takes up sets it off: between that and what is done with it nobody agrees."""

from typing import Any

import pytest
from tests.support.becoming import allow, lets_in, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
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


ENTERS = lets_in(
    {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
    Action="sts:AssumeRoleWithWebIdentity",
    Condition={"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/site:pull_request"}},
)


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
    assert "leads to role 'ledger-cfn'" in only(judge_stack(no_path_to_more_rights, *made))


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
    _, *others = stack(pipeline(), BRINGS)
    message = only(judged(role("uploads", ENTERS), *others))
    assert message.startswith("role 'uploads', which every pull request enters, leads to role 'ledger-cfn'")


def test_what_may_do_everything_is_refused_whatever_else_is_told_of_who_brings_it() -> None:
    _, given, *others = stack(pipeline(), BRINGS, does=EVERYTHING)
    vault = role("vault", lets_in(f"{ARN}role/uploads")), may("vault", READS)
    also = may("uploads", BRINGS, allow("sts:AssumeRole", f"{ARN}role/vault"))
    agent = role("uploads", "lambda.amazonaws.com", tags={"daypass:class": "agent"})
    release = role("release", lets_in(f"{ARN}role/uploads"), tags={"daypass:class": "pipeline"})
    becomes = may("uploads", BRINGS, allow("sts:AssumeRole", f"{ARN}role/release"))
    for made in (
        (role("uploads", ENTERS), given, *others),
        (role("uploads", ENTERS), also, *vault, *others),
        (agent, becomes, release, may("release", allow("s3:DeleteObject", "*")), *others),
    ):
        refused = [one.message for one in judged(*made).problems if not one.advisory]
        assert "leads to role 'ledger-cfn', which may do everything, without a check: " in only(refused)


def test_what_may_be_an_approval_leaves_it_undecided() -> None:
    unsure = {**APPROVAL, "category": UNKNOWN}
    for does in (READS, EVERYTHING):
        assert unknowns(judged(*stack(pipeline("S3", unsure), BRINGS, does=does))) == ["stages[1].actions[0].category"]


def test_a_pipeline_that_was_given_the_very_bundle_makes_it_for_the_other() -> None:
    for place, is_told in (("arn:aws:s3:::bundles/site.zip", False), ("arn:aws:s3:::bundles/*", True)):
        made = stack(pipeline(), allow("s3:PutObject", place), **{"daypass:class": "pipeline"})
        assert bool(judged(*made).problems) is is_told
