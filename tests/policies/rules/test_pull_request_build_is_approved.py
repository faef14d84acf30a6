"""What `pull-request-build-is-approved` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import Answer
from daypass_policies.rules.pull_request_build_is_approved import pull_request_build_is_approved

PULL = {"type": "EVENT", "pattern": "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED"}
ME = {"type": "ACTOR_ACCOUNT_ID", "pattern": "^123$"}
OFF = {"requiresCommentApproval": "DISABLED"}
PUSHES = allow("ecr:PutImage", "arn:aws:ecr:eu-west-1:111122223333:repository/shop")
PROJECT = aws("codebuild/project", "release", name="release", serviceRole=f"{ARN}role/release")


def webhook(*filters: dict[str, Any], **others: Any) -> Resource:
    groups = [{"filters": list(filters or (PULL,))}]
    given = {"projectName": "release", "pullRequestBuildPolicy": OFF, "filterGroups": groups, **others}
    return aws("codebuild/webhook", "checks", **given)


def judged(hook: Resource, right: dict[str, Any] = PUSHES) -> Answer:
    builds = role("release", "codebuild.amazonaws.com"), may("release", right)
    return judge_stack(pull_request_build_is_approved, hook, PROJECT, *builds)


def test_a_pull_request_that_builds_as_a_role_that_releases_is_told() -> None:
    (problem,) = judged(webhook()).problems
    assert problem.message.startswith("webhook 'checks' builds every pull request as role 'release', which may ecr:Put")
    assert problem.at == "pullRequestBuildPolicy.requiresCommentApproval"


def test_a_secret_that_is_read_counts_and_what_surrounds_a_build_does_not() -> None:
    assert judged(webhook(), allow("secretsmanager:GetSecretValue")).problems
    assert passes(judged(webhook(), allow(["logs:CreateLogStream", "logs:PutLogEvents"])))
    assert passes(judged(webhook(), allow("s3:GetObject", "arn:aws:s3:::cache/*")))


@pytest.mark.parametrize(
    "hook",
    [
        webhook(pullRequestBuildPolicy={"requiresCommentApproval": "ALL_PULL_REQUESTS"}),
        webhook(pullRequestBuildPolicy={"requiresCommentApproval": "FORK_PULL_REQUESTS"}),
        webhook(pullRequestBuildPolicy=None),
        webhook(PULL, ME),
        webhook({"type": "EVENT", "pattern": "PUSH"}),
        webhook({"type": "EVENT", "pattern": "PULL_REQUEST_MERGED"}),
        webhook(filterGroups=[]),
        webhook(projectName="another"),
    ],
    ids=["all", "forks", "unsaid", "actor", "push", "merged", "no filter", "another project"],
)
def test_a_check_and_other_events_pass(hook: Resource) -> None:
    assert passes(judged(hook))


def test_an_actor_who_is_left_out_is_no_check() -> None:
    assert judged(webhook(PULL, {**ME, "excludeMatchedPattern": True})).problems


def test_what_is_not_known_is_undecided() -> None:
    policy = {"requiresCommentApproval": UNKNOWN}
    assert unknowns(judged(webhook(pullRequestBuildPolicy=policy))) == [
        "pullRequestBuildPolicy.requiresCommentApproval"
    ]
    assert unknowns(judged(webhook(filterGroups=UNKNOWN))) == ["filterGroups"]
    assert unknowns(judged(webhook({"type": "EVENT", "pattern": UNKNOWN}))) == ["filterGroups[0].filters[0].pattern"]
    left_out = webhook(PULL, {**ME, "excludeMatchedPattern": UNKNOWN})
    assert unknowns(judged(left_out)) == ["filterGroups[0].filters[1].excludeMatchedPattern"]


@pytest.mark.parametrize("pattern", ["123", "^123", "123$", "123|456", "^123|456$", "^123$|456", ".*", "", 7])
def test_a_number_without_anchors_is_part_of_many_others(pattern: Any) -> None:
    whose = {"type": "ACTOR_ACCOUNT_ID", "pattern": pattern}
    assert judged(webhook(PULL, whose)).problems


@pytest.mark.parametrize("pattern", ["^123$", "^(123|456)$", "^(?:123|456)$", "^123$|^456$"])
def test_whole_numbers_pass(pattern: str) -> None:
    assert passes(judged(webhook(PULL, {"type": "ACTOR_ACCOUNT_ID", "pattern": pattern})))


def marked(*filters: dict[str, Any]) -> list[Any]:
    """The same groups, each time with another part of them marked as secret."""
    each = [{key: Secret(value) for key, value in one.items()} for one in filters]
    return [
        Secret([{"filters": list(filters)}]),
        [Secret({"filters": list(filters)})],
        [{"filters": Secret(list(filters))}],
        [{"filters": [Secret(one) for one in filters]}],
        [{"filters": each}],
    ]


@pytest.mark.parametrize("place", range(5))
def test_a_filter_that_is_marked_as_secret_says_the_same(place: int) -> None:
    assert judged(webhook(filterGroups=marked(PULL)[place])).problems
    assert passes(judged(webhook(filterGroups=marked(PULL, ME)[place])))
    assert passes(judged(webhook(filterGroups=marked({"type": "EVENT", "pattern": "PUSH"})[place])))
