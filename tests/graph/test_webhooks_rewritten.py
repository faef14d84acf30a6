"""Who writes the filters of a webhook has a project build pull requests, which bring what they run."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native, new
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
PROJECT = "arn:aws:codebuild:eu-west-1:111122223333:project/release"
REWRITES, MAKES = allow("codebuild:UpdateWebhook", PROJECT), allow("codebuild:CreateWebhook", PROJECT)
HOOK = aws("codebuild/webhook", "w", projectName="release")


def project(type_: Any = "GITHUB", **inputs: Any) -> Resource:
    said = {"name": "release", "serviceRole": f"{ARN}role/b", "source": {"type": type_}}
    return aws("codebuild/project", "p", **{**said, **inputs})


def judged(*made: Resource, given: dict[str, Any], strong: dict[str, Any] = ADMINISTRATOR) -> Answer:
    builder = role("b", "codebuild.amazonaws.com", **strong)
    return judge_stack(no_path_to_more_rights, role("a", "lambda.amazonaws.com"), may("a", given), builder, *made)


def test_whoever_writes_the_filters_of_a_webhook_may_act_as_what_it_builds() -> None:
    text = only(messages(judged(project(), HOOK, given=REWRITES)))
    assert text.startswith("role 'a' may act as role 'b'")
    assert "(codebuild-x06: codebuild:UpdateWebhook)" in text
    assert text.endswith("where they have a commit or a pull request in its repository")


def test_one_that_reads_a_secret_counts_as_well() -> None:
    secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:mint-a1B2c3"
    inline = may("b", allow("secretsmanager:GetSecretValue", secret))
    assert "secretsmanager:GetSecretValue" in only(messages(judged(project(), HOOK, inline, given=REWRITES, strong={})))
    assert passes(judged(project(), HOOK, given=REWRITES, strong={}))


def test_where_there_is_none_one_is_made() -> None:
    assert "(codebuild-x07: codebuild:CreateWebhook)" in only(messages(judged(project(), given=MAKES)))
    assert passes(judged(project(), given=REWRITES))
    assert passes(judged(project(), HOOK, given=MAKES))


def test_a_webhook_whose_project_is_not_known_yet_is_found_by_what_it_depends_on() -> None:
    made = project()
    hook = replace(
        aws("codebuild/webhook", "w", projectName=UNKNOWN), property_dependencies={"projectName": (made.urn,)}
    )
    assert messages(judged(made, hook, given=REWRITES))


def test_a_project_of_the_native_provider_has_its_own_triggers() -> None:
    said = {"name": "release", "serviceRole": f"{ARN}role/b", "source": {"type": "GITHUB"}}
    assert messages(judged(native("codebuild:Project", "p", **said, triggers={"webhook": True}), given=REWRITES))


@pytest.mark.parametrize("type_", ["S3", "CODECOMMIT", "CODEPIPELINE", "NO_SOURCE", 7, None, [], {}])
def test_sources_without_pull_requests_have_no_webhooks(type_: Any) -> None:
    assert passes(judged(project(type_), HOOK, given=REWRITES))


def test_the_webhook_of_another_project_is_nothing_to_it() -> None:
    assert passes(judged(project(), HOOK, given=allow("codebuild:UpdateWebhook", f"{PROJECT}-notes")))


@pytest.mark.parametrize(
    ("made", "path"),
    [
        ((project(UNKNOWN), HOOK), "source.type"),
        ((new(project(), "source"), HOOK), "source"),
        ((project(), new(HOOK, "projectName")), "projectName"),
    ],
    ids=["which source", "the source at all", "whose webhook"],
)
def test_what_is_not_known_of_a_project_or_its_webhook_leaves_it_undecided(
    made: tuple[Resource, ...], path: str
) -> None:
    answer = judged(*made, given=REWRITES)
    assert not answer.problems
    assert path in unknowns(answer)
