"""Who merges their own pull request, or branches at once, has committed to the branch that a pipeline takes."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

REPOSITORY = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:infra"
STRONG = role("b", "codebuild.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"])
BUILD = aws("codebuild/project", "apply", name="apply", serviceRole=f"{ARN}role/b", source={"type": "CODEPIPELINE"})
ON_MAIN = {
    "StringEqualsIfExists": {"codecommit:References": ["refs/heads/main"]},
    "Null": {"codecommit:References": "false"},
}
NO_PUSH = deny(["codecommit:GitPush", "codecommit:PutFile", "codecommit:CreateCommit"], REPOSITORY, Condition=ON_MAIN)
BY_SQUASH = ["codecommit:GitPush", "codecommit:CreatePullRequest", "codecommit:MergePullRequestBySquash"]


def action(name: str, category: str, provider: str, **configuration: str) -> dict[str, Any]:
    return {"name": name, "category": category, "provider": provider, "owner": "AWS", "configuration": configuration}


PIPELINE = aws(
    "codepipeline/pipeline",
    "p",
    name="p",
    stages=[
        {"actions": [action("Source", "Source", "CodeCommit", RepositoryName="infra", BranchName="main")]},
        {"actions": [action("Apply", "Build", "CodeBuild", ProjectName="apply")]},
    ],
)


def told(*statements: dict[str, Any], beside: tuple[Resource, ...] = ()) -> list[str]:
    found = judge_stack(no_path_to_more_rights, role("a"), may("a", *statements), STRONG, BUILD, PIPELINE, *beside)
    return [text for text in messages(found) if text.startswith("role 'a'")]


@pytest.mark.parametrize(
    ("actions", "id_"),
    [
        (BY_SQUASH, "codecommit-x07"),
        (["codecommit:MergePullRequest*", "codecommit:Create*"], "codecommit-x07"),
        (["codecommit:MergeBranchesByFastForward", "codecommit:CreateBranch"], "codecommit-x11"),
    ],
)
def test_who_merges_what_they_wrote_elsewhere_has_it_built(actions: list[str], id_: str) -> None:
    (message,) = told(allow(actions, REPOSITORY), NO_PUSH)
    assert message.startswith("role 'a' may act as role 'b'")
    assert f"({id_}: " in message


@pytest.mark.parametrize(
    "statements",
    [
        (allow(BY_SQUASH[:2], REPOSITORY), NO_PUSH),
        (allow(BY_SQUASH[2], REPOSITORY),),
        (allow(BY_SQUASH, f"{REPOSITORY}-docs"),),
        (allow(BY_SQUASH, REPOSITORY), NO_PUSH, deny("codecommit:Merge*", REPOSITORY, Condition=ON_MAIN)),
    ],
)
def test_who_opens_or_merges_alone_or_elsewhere_does_not(statements: tuple[dict[str, Any], ...]) -> None:
    assert told(*statements) == []


def test_a_repository_that_asks_for_an_approval_is_somebody_elses_to_merge() -> None:
    rule = aws(
        "codecommit/approvalRuleTemplateAssociation", "r", repositoryName="infra", approvalRuleTemplateName="two"
    )
    assert told(allow(BY_SQUASH, REPOSITORY), NO_PUSH, beside=(rule,)) == []
    at_once = allow(["codecommit:MergeBranchesBySquash", "codecommit:CreateBranch"], REPOSITORY)
    assert told(at_once, NO_PUSH, beside=(rule,))
