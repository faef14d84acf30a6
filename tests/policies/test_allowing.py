"""A finding about rights says which statement gives them, and what mends that where only that one does."""

import json
from typing import Any

import pytest
from tests.support.agents import BOUNDARY, NAMED
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, passes

from daypass.model.resource import Resource, Secret
from daypass.report.deciding import deciding
from daypass.report.mending import mended_document
from daypass.rule import Problem
from daypass_policies.rules import catalog

AGENT = role("support", "bedrock-agentcore.amazonaws.com", tags=NAMED)
BOUNDED = role("support", permissionsBoundary=BOUNDARY)
READ = "s3:GetObject"


def found(rule: str, *resources: Resource, key: str | None = None) -> Problem:
    problems = judge_stack(catalog()[rule], *resources).problems
    return next(one for one in problems if key in (None, one.key))


def mended(problem: Problem) -> Any:
    """The document as the finding would have it; None where it leaves that to its author."""
    holder = problem.within or problem.on
    decided = deciding(holder, problem.at) if holder else None
    return mended_document(decided, problem.mended) if decided and problem.mended else None


CASES = [
    ("agent-cannot-loosen-its-guards", AGENT, allow([READ, "bedrock:UpdateGuardrail", "bedrock:DeleteGuardrail"])),
    ("agent-does-not-impersonate-users", AGENT, allow([READ, "bedrock-agentcore:GetWorkloadAccessTokenForUserId"])),
    ("record-cannot-be-stopped", AGENT, allow(["cloudtrail:StopLogging", "cloudtrail:LookupEvents"])),
    ("mcp-rights-are-guarded", AGENT, allow(["dynamodb:DeleteTable", "s3:DeleteBucket"])),
    ("model-access-is-named", AGENT, allow("bedrock:InvokeModel*", "arn:aws:bedrock:eu-west-1::foundation-model/*")),
    ("model-access-is-named", AGENT, allow(["bedrock:InvokeModel", "bedrock:Converse"])),
    ("no-bedrock-api-key", AGENT, allow("bedrock:CallWithBearerToken")),
    ("no-bedrock-api-key", AGENT, allow([READ, "iam:CreateServiceSpecificCredential"])),
    ("boundary-cannot-be-removed", BOUNDED, allow(["iam:DeleteRolePermissionsBoundary", "iam:GetRole"])),
    ("boundary-cannot-be-removed", BOUNDED, allow("iam:PutRolePermissionsBoundary")),
]


@pytest.mark.parametrize(("rule", "holder", "statement"), CASES)
def test_what_is_mended_is_quiet(rule: str, holder: Resource, statement: dict[str, Any]) -> None:
    other = allow("logs:PutLogEvents", f"{ARN}x")
    problem = found(rule, holder, may("support", other, statement))
    assert (problem.at, problem.within and problem.within.name) == ("policy.Statement[1]", "support-policy")
    changed = mended(problem)
    assert changed["Statement"][0] == other
    assert passes(judge_stack(catalog()[rule], holder, aws("iam/rolePolicy", "p", role="support", policy=changed)))


@pytest.mark.parametrize(
    ("rule", "action"),
    [
        ("agent-cannot-loosen-its-guards", "bedrock:UpdateGuardrail"),
        ("record-cannot-be-stopped", "cloudtrail:StopLogging"),
    ],
)
def test_a_statement_about_nothing_else_goes_as_a_whole(rule: str, action: str) -> None:
    assert mended(found(rule, AGENT, may("support", allow(action), allow(READ))))["Statement"] == [allow(READ)]


@pytest.mark.parametrize("action", ["cloudtrail:*", "cloudtrail:Stop?ogging", ["cloudtrail:S*", READ]])
def test_a_pattern_means_more_than_what_was_found_and_is_left_to_its_author(action: Any) -> None:
    problem = found("record-cannot-be-stopped", AGENT, may("support", allow(action)))
    assert (problem.at, problem.mended) == ("policy.Statement[0]", None)


def test_a_right_that_is_good_for_something_else_too_is_left_to_its_author() -> None:
    bucket = aws("s3/bucket", "logs", bucket="logs")
    trail = aws("cloudtrail/trail", "audit", name="audit", s3BucketName="logs")
    deleting = may("support", allow("s3:DeleteObject", ["arn:aws:s3:::logs/*", "arn:aws:s3:::scratch/*"]))
    problem = found("record-cannot-be-stopped", AGENT, bucket, trail, deleting)
    assert problem.message == "role 'support' may delete the files of a trail"
    assert (problem.at, problem.mended) == ("policy.Statement[0]", None)


def test_what_several_statements_allow_is_mended_by_none_of_them_alone() -> None:
    named = allow("cloudtrail:StopLogging", "arn:aws:cloudtrail:*:*:trail/*")
    plainly = allow(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"])
    problem = found("record-cannot-be-stopped", AGENT, may("support", named, plainly))
    assert (problem.at, problem.mended) == ("policy.Statement[1]", None)
    assert found("record-cannot-be-stopped", AGENT, may("support", named, named)).at is None


def test_a_condition_is_not_put_on_what_it_is_not_about() -> None:
    problem = found("mcp-rights-are-guarded", AGENT, may("support", allow(["dynamodb:DeleteTable", READ])))
    assert (problem.at, problem.mended) == ("policy.Statement[0]", None)


def test_a_statement_is_found_wherever_it_stands() -> None:
    statement = allow("cloudtrail:StopLogging")
    inside = role("support", inlinePolicies=[{"name": "p", "policy": document(statement)}])
    problem = found("record-cannot-be-stopped", inside)
    assert (problem.at, problem.within) == ("inlinePolicies[0].policy.Statement[0]", None)
    policy = aws("iam/policy", "stop", arn=f"{ARN}policy/stop", policy=document(statement))
    attachment = aws("iam/rolePolicyAttachment", "a", role="support", policyArn=f"{ARN}policy/stop")
    for resources in ([AGENT, policy, attachment], [policy]):
        problem = found("record-cannot-be-stopped", *resources)
        assert problem.at == "policy.Statement[0]"
        assert (problem.within or problem.on) == policy
        assert mended(problem)["Statement"] == []
    elsewhere = aws("iam/rolePolicy", "p", role="of-another-stack", policy=document(statement))
    assert mended(found("record-cannot-be-stopped", elsewhere))["Statement"] == []


def test_a_policy_of_aws_is_shown_and_not_mended() -> None:
    arn = "arn:aws:iam::aws:policy/AWSCloudTrail_FullAccess"
    attachment = aws("iam/rolePolicyAttachment", "a", role="support", policyArn=arn)
    problem = found("record-cannot-be-stopped", AGENT, attachment)
    assert problem.mended is None
    if problem.at:
        assert (problem.at.partition(".")[0], problem.within) == ("AWSCloudTrail_FullAccess", attachment)
    hidden = aws("iam/rolePolicyAttachment", "a", role="support", policyArn=Secret(arn))
    assert found("record-cannot-be-stopped", AGENT, hidden).at is None


def test_of_a_marked_policy_nothing_is_told() -> None:
    marked = aws("iam/rolePolicy", "p", role="support", policy=Secret(document(allow("cloudtrail:StopLogging"))))
    problem = found("record-cannot-be-stopped", AGENT, marked)
    assert (problem.at, problem.within, problem.mended) == (None, None, None)


def test_a_boundary_that_is_known_is_the_one_to_ask_for() -> None:
    fence = aws("iam/policy", "fence", arn=f"{ARN}policy/fence", policy=document(allow("*")))
    bounded = role("support", permissionsBoundary=f"{ARN}policy/fence")
    problem = found(
        "boundary-cannot-be-removed", bounded, fence, may("support", allow("iam:PutRolePermissionsBoundary"))
    )
    asked = json.loads(problem.mended or "{}")["Condition"]["StringEquals"]["iam:PermissionsBoundary"]
    assert asked == f"{ARN}policy/fence"
