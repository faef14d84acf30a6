"""A pipeline that starts the build of another repository has it do what it likes, as the role of that build."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
SIGNS = allow("kms:Sign", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/3b440f9c-8c00-4c72-aff1-a63c6dab9fc8")
STORES = allow("s3:PutObject", "arn:aws:s3:::releases/*")
STARTS = allow("codebuild:StartBuild", f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/release-signing")
RELEASE = "https://github.com/acme/Release.git"


def of_repository(name: str) -> dict[str, Any]:
    claims = {"aud": "sts.amazonaws.com", "sub": f"repo:{name}:ref:refs/heads/main"}
    asked = {f"token.actions.githubusercontent.com:{claim}": value for claim, value in claims.items()}
    who = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": PROVIDER}}
    return {**who, "Condition": {"StringEquals": asked}}


def project(location: Any = RELEASE, **inputs: Any) -> Resource:
    said = {"name": "release-signing", "serviceRole": f"{ARN}role/signing", "source": {"location": location}}
    return aws("codebuild/project", "release-signing", **{**said, **inputs})


def told(built: Resource, entering: str = "acme/docs-site", right: dict[str, Any] = SIGNS) -> list[str]:
    signing = role("signing", "codebuild.amazonaws.com"), may("signing", right)
    stack = role("site-ci", of_repository(entering)), may("site-ci", STARTS), *signing, built
    return [one for one in messages(judge_stack(no_path_to_more_rights, *stack)) if "'site-ci'" in one]


@pytest.mark.parametrize(
    "built",
    [
        project(),
        project("https://token@github.com/acme/release"),
        native(
            "codebuild:Project",
            "release-signing",
            name="release-signing",
            serviceRole=f"{ARN}role/signing",
            source={"location": RELEASE},
        ),
    ],
)
def test_it_has_the_secrets_of_that_build(built: Resource) -> None:
    (message,) = told(built)
    assert message.startswith("role 'site-ci' leads to role 'signing', which may kms:Sign on ")
    assert not told(built, right=STORES)


def test_to_start_the_build_of_its_own_is_its_work() -> None:
    assert not told(project(), entering="acme/release")


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", UNKNOWN, Secret(UNKNOWN), "site.zip", "arn:aws:s3:::a/b"])
def test_where_nobody_says_what_is_built_nothing_is_told(odd: Any) -> None:
    assert not told(project(odd))
    assert not told(project(source=odd))


@pytest.mark.parametrize(
    ("holder", "on", "is_told"),
    [
        ("chat-bot", "project/re*", True),
        ("chat-bot", "project/release-signing", True),
        ("signing-bot", "project/re*", False),
    ],
)
def test_a_workload_that_starts_a_build_that_is_called_otherwise_has_what_that_may(
    holder: str, on: str, *, is_told: bool
) -> None:
    starts = allow("codebuild:StartBuild", f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:{on}")
    signing = role("signing", "codebuild.amazonaws.com"), may("signing", SIGNS)
    stack = role(holder, "lambda.amazonaws.com"), may(holder, starts), *signing, project()
    found = [one for one in messages(judge_stack(no_path_to_more_rights, *stack)) if f"'{holder}' leads" in one]
    assert bool(found) is is_told
