"""What `check-is-somebody-elses` tells again as the way to more rights that it is: own approvals, unreviewed builds."""

from typing import Any

from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Rule
from daypass_policies.rules.check_is_somebody_elses import check_is_somebody_elses
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high
from daypass_policies.rules.pull_request_build_is_approved import pull_request_build_is_approved

RELEASE = "arn:aws:codepipeline:eu-west-1:111122223333:release"
PUSHES = allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:111122223333:repository/shop")


def build(name: str) -> tuple[Resource, Resource]:
    return aws("codebuild/project", name, name=name, serviceRole=f"{ARN}role/{name}"), role(
        name, "codebuild.amazonaws.com"
    )


def pipeline() -> tuple[Resource, ...]:
    """One that builds `tests`, waits for an approval, and builds `deploy`."""

    def builds(project: str) -> dict[str, Any]:
        return {"category": "Build", "provider": "CodeBuild", "configuration": {"ProjectName": project}}

    approval = {"name": "Look", "category": "Approval", "provider": "Manual"}
    stages = [{"name": "s", "actions": [action]} for action in (builds("tests"), approval, builds("deploy"))]
    made = aws(
        "codepipeline/pipeline", "release", name="release", arn=RELEASE, roleArn=f"{ARN}role/runs", stages=stages
    )
    return made, *build("tests"), *build("deploy")


def checks(policy: Any) -> tuple[Resource, ...]:
    groups = [{"filters": [{"type": "EVENT", "pattern": "PULL_REQUEST_CREATED"}]}]
    hook = aws("codebuild/webhook", "checks", projectName="shop", pullRequestBuildPolicy=policy, filterGroups=groups)
    return hook, *build("shop"), may("shop", PUSHES)


def tells_as(rule: Rule, *stack: Resource) -> bool:
    said = messages(judge_stack(check_is_somebody_elses, *stack))
    return bool(said) and said == messages(judge_stack(rule, *stack))


def test_who_gives_the_approval_for_which_they_wait_is_told() -> None:
    approves = may("tests", allow("codepipeline:PutApprovalResult", f"{RELEASE}/*"))
    assert tells_as(low_trust_does_not_trigger_high, *pipeline(), approves)


def test_whose_approval_is_somebody_elses_passes() -> None:
    assert passes(judge_stack(check_is_somebody_elses, *pipeline(), may("tests", allow("codepipeline:Get*", RELEASE))))


def test_a_pull_request_that_is_built_as_the_role_that_releases_is_told() -> None:
    assert tells_as(pull_request_build_is_approved, *checks({"requiresCommentApproval": "DISABLED"}))


def test_one_that_waits_for_an_approval_passes() -> None:
    assert passes(judge_stack(check_is_somebody_elses, *checks({"requiresCommentApproval": "ALL_PULL_REQUESTS"})))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judge_stack(check_is_somebody_elses, *checks({"requiresCommentApproval": UNKNOWN})))
