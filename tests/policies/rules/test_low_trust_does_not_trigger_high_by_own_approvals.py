"""A build does not agree itself to what its pipeline does after it, and an agent to nothing at all."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.low_trust_does_not_trigger_high import low_trust_does_not_trigger_high

RELEASE = "arn:aws:codepipeline:eu-west-1:111122223333:release"
AGREES = "codepipeline:PutApprovalResult"
LOOKED_AT: dict[str, Any] = {"name": "Look", "category": "Approval", "provider": "Manual"}


def builds(project: str) -> dict[str, Any]:
    return {"category": "Build", "provider": "CodeBuild", "configuration": {"ProjectName": project}}


TESTED = [[builds("tests")], [LOOKED_AT], [builds("deploy")]]


def judged(
    *statements: Any, stages: list[list[dict[str, Any]]] | None = None, more: tuple[Resource, ...] = ()
) -> Answer:
    made = [{"name": f"s{at}", "actions": actions} for at, actions in enumerate(stages or TESTED)]
    given = {"name": "release", "arn": RELEASE, "roleArn": f"{ARN}role/runs"}
    projects = [
        aws("codebuild/project", name, name=name, serviceRole=f"{ARN}role/{name}") for name in ("tests", "deploy")
    ]
    roles = [role(name, "codebuild.amazonaws.com") for name in ("tests", "deploy")]
    pipeline = aws("codepipeline/pipeline", "release", **given, stages=made)
    return judge_stack(low_trust_does_not_trigger_high, pipeline, *projects, *roles, may("tests", *statements), *more)


@pytest.mark.parametrize("on", [f"{RELEASE}/s1/Look", f"{RELEASE}/*", "*"])
@pytest.mark.parametrize("action", [AGREES, "codepipeline:Put*", "codepipeline:*"])
def test_a_build_that_may_give_the_approval_after_it_is_told(action: str, on: str) -> None:
    assert only(judged(allow(action, on))) == (
        "role 'tests', as which pipeline 'release' builds, may give the approval (codepipeline:PutApprovalResult) for "
        "which pipeline 'release' waits, by policy.Statement[0] of 'tests-policy'"
    )


@pytest.mark.parametrize(
    "statements",
    [
        [allow(AGREES, f"{RELEASE}/s1/Other")],
        [allow(AGREES, "arn:aws:codepipeline:eu-west-1:111122223333:docs/*")],
        [allow("codepipeline:*", "*"), deny(AGREES, "*")],
        [allow("codepipeline:GetPipelineState", RELEASE)],
        [allow("*", "*")],  # of which other rules speak
    ],
)
def test_another_approval_or_none_passes(statements: list[Any]) -> None:
    assert passes(judged(*statements))


@pytest.mark.parametrize(
    "stages", [[[LOOKED_AT], [builds("tests")]], [[builds("tests")], [LOOKED_AT]], [[builds("tests"), LOOKED_AT]]]
)
def test_a_build_after_the_approval_or_one_that_nothing_follows_passes(stages: list[list[dict[str, Any]]]) -> None:
    assert passes(judged(allow(AGREES, "*"), stages=stages))


def test_of_several_approvals_all_must_be_its_to_give() -> None:
    stages = [[builds("tests")], [LOOKED_AT], [{**LOOKED_AT, "name": "Sign"}], [builds("deploy")]]
    assert passes(judged(allow(AGREES, f"{RELEASE}/s1/Look"), stages=stages))
    assert only(judged(allow(AGREES, f"{RELEASE}/*"), stages=stages))


@pytest.mark.parametrize("late", [UNKNOWN, {"Version": "2012-10-17", "Statement": [allow(AGREES, UNKNOWN)]}])
def test_rights_that_are_not_known_yet_are_undecided(late: Any) -> None:
    assert unknowns(judged(more=(aws("iam/rolePolicy", "late", role="tests", policy=late),)))
    assert only(judged(allow(AGREES, "*"), more=(aws("iam/rolePolicy", "late", role="tests", policy=late),)))


def test_what_may_be_an_approval_before_it_leaves_open_who_builds() -> None:
    unsure = [[{"name": "Maybe", "category": UNKNOWN}], *TESTED]
    assert unknowns(judged(allow(AGREES, "*"), stages=unsure)) == ["stages[0].actions[0].category"]
    assert passes(judged(allow("codepipeline:GetPipelineState"), stages=unsure))


GIVES = may("desk", allow(AGREES, f"{RELEASE}/s1/Look"))
TOOL = "arn:aws:lambda:eu-west-1:111122223333:function:tools"


def group(*confirmed: str) -> Resource:
    asked = {"functionSchema": {"memberFunctions": {"functions": [{"requireConfirmation": one} for one in confirmed]}}}
    return aws("bedrock/agentAgentActionGroup", "g", actionGroupExecutor={"lambda": TOOL}, **asked)


@pytest.mark.parametrize(
    ("desk", "acting"),
    [
        ((role("desk", "bedrock-agentcore.amazonaws.com"),), "an agent acts"),
        ((role("desk", tags={"daypass:class": "agent"}),), "an agent acts"),
        ((role("desk"), function("tools", "desk", arn=TOOL), group("DISABLED")), "a tool of an agent runs"),
    ],
    ids=["by its trust", "by its class", "a tool"],
)
def test_an_agent_that_may_give_any_approval_is_told(desk: tuple[Resource, ...], acting: str) -> None:
    assert only(judged(more=(*desk, GIVES))).startswith(f"role 'desk', as which {acting}, may give the approval (")
    assert passes(judged(more=(*desk, may("desk", allow(AGREES, f"{RELEASE}/s1/Other")))))
    assert passes(judged(more=(*desk, GIVES), stages=[[builds("tests")], [builds("deploy")]]))


def test_a_tool_that_is_confirmed_each_time_and_what_is_no_agents_pass() -> None:
    assert passes(judged(more=(role("desk"), function("tools", "desk", arn=TOOL), group("ENABLED"), GIVES)))
    assert passes(judged(more=(role("desk"), GIVES)))


def test_a_role_whose_class_is_not_known_may_be_an_agents() -> None:
    found = judged(more=(role("desk", tags={"daypass:class": UNKNOWN}), GIVES))
    assert not found.problems
    assert unknowns(found) == ["tags.daypass:class"]
