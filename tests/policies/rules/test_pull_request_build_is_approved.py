"""What `pull-request-build-is-approved` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
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
    assert "and asks nobody first" in only(judged(webhook(), allow("secretsmanager:GetSecretValue")))
    assert passes(judged(webhook(), allow(["logs:CreateLogStream", "logs:PutLogEvents"])))
    assert passes(judged(webhook(), allow("s3:GetObject", "arn:aws:s3:::cache/*")))


@pytest.mark.parametrize(
    "hook",
    [
        webhook(pullRequestBuildPolicy={"requiresCommentApproval": "ALL_PULL_REQUESTS"}),
        webhook(pullRequestBuildPolicy={"requiresCommentApproval": "FORK_PULL_REQUESTS"}),
        webhook(PULL, ME),
        webhook({"type": "EVENT", "pattern": "PUSH"}),
        webhook({"type": "EVENT", "pattern": "PULL_REQUEST_MERGED"}),
        webhook(filterGroups=[]),
        webhook(projectName="another"),
    ],
    ids=["all", "forks", "actor", "push", "merged", "no filter", "another project"],
)
def test_a_check_and_other_events_pass(hook: Resource) -> None:
    assert passes(judged(hook))


def test_an_actor_who_is_left_out_is_no_check() -> None:
    assert "and asks nobody first" in only(judged(webhook(PULL, {**ME, "excludeMatchedPattern": True})))


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
    assert "and asks nobody first" in only(judged(webhook(PULL, whose)))


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
    assert "and asks nobody first" in only(judged(webhook(filterGroups=marked(PULL)[place])))
    assert passes(judged(webhook(filterGroups=marked(PULL, ME)[place])))
    assert passes(judged(webhook(filterGroups=marked({"type": "EVENT", "pattern": "PUSH"})[place])))


LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/codebuild/release:*"
STORED = "arn:aws:s3:::acme-"
PUBLISHES = allow("s3:PutObject", f"{STORED}docs-site/*")


def test_a_webhook_that_says_nothing_of_an_approval_is_told_less_loudly() -> None:
    (problem,) = judged(webhook(pullRequestBuildPolicy=None)).problems
    assert problem.message.endswith("and does not say whose wait for an approval")
    assert (problem.severity, problem.at) == ("medium", "filterGroups")


def test_what_any_reader_approves_is_approved_by_nobody() -> None:
    approvers = {"requiresCommentApproval": "ALL_PULL_REQUESTS", "approverRoles": ["GITHUB_READ", "GITHUB_ADMIN"]}
    (problem,) = judged(webhook(pullRequestBuildPolicy=approvers)).problems
    assert problem.message.endswith("and asks about nobody who may read the repository")
    assert passes(judged(webhook(pullRequestBuildPolicy={**approvers, "approverRoles": ["GITLAB_DEVELOPER"]})))
    unsure = judged(webhook(pullRequestBuildPolicy={**approvers, "approverRoles": UNKNOWN}))
    assert unknowns(unsure) == ["pullRequestBuildPolicy.approverRoles"]


@pytest.mark.parametrize(
    "right",
    [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], LOGS),
        allow(["codebuild:CreateReport*", "codebuild:BatchPutTestCases", "codebuild:UpdateReport"]),
        allow(["s3:GetObject", "s3:PutObject"], f"{STORED}sccache/checks/*"),
        allow("s3:PutObject", f"{STORED}build/test-results/*"),
        allow("s3:PutObject", f"{STORED}docs-preview/*"),
        allow("s3:PutObject", f"{STORED}shared/pr/*"),
        allow("s3:PutObject", "arn:aws:s3:::codepipeline-eu-west-1-*"),
        allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders-test"),
        allow(["kms:Decrypt", "kms:GenerateDataKey*"], "arn:aws:kms:eu-west-1:111122223333:key/1"),
        allow(["ec2:CreateNetworkInterfacePermission", "codeconnections:UseConnection"]),
    ],
    ids=["logs", "reports", "cache", "results", "preview", "one request", "pipeline", "test", "key", "network"],
)
def test_what_a_build_needs_for_its_own_work_passes(right: dict[str, Any]) -> None:
    assert passes(judged(webhook(), right))


@pytest.mark.parametrize(
    "right",
    [
        PUBLISHES,
        allow("s3:PutObject", f"{STORED}finance-reports/*"),
        allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111122223333:function:edge"),
        allow("codebuild:*", "*"),
        allow("kms:Sign", "arn:aws:kms:eu-west-1:111122223333:key/1"),
    ],
    ids=["site", "reports of others", "code", "all of builds", "signature"],
)
def test_what_others_run_or_keep_is_more(right: dict[str, Any]) -> None:
    assert "and does not say whose wait for an approval" in only(judged(webhook(pullRequestBuildPolicy=None), right))


def test_what_the_project_itself_names_as_its_place_is_its_own() -> None:
    own = {"location": "acme-docs-site/x", "type": "S3"}
    project = aws("codebuild/project", "release", name="release", serviceRole=f"{ARN}role/release", cache=own)
    builds = role("release", "codebuild.amazonaws.com"), may("release", PUBLISHES)
    assert passes(judge_stack(pull_request_build_is_approved, webhook(), project, *builds))


def test_a_role_that_leads_to_one_that_releases_is_told() -> None:
    ships = role("ships", f"{ARN}role/release"), may("ships", PUSHES)
    weak = role("release", "codebuild.amazonaws.com"), may("release", allow("sts:AssumeRole", f"{ARN}role/ships"))
    (problem,) = judge_stack(pull_request_build_is_approved, webhook(), PROJECT, *weak, *ships).problems
    assert "as role 'release', which leads to role 'ships', which may ecr:PutImage" in problem.message


def triggered(**triggers: Any) -> Answer:
    project = native(
        "codebuild:Project",
        "checks",
        name="checks",
        serviceRole=f"{ARN}role/release",
        triggers={"webhook": True, "filterGroups": [[PULL]], **triggers},
    )
    builds = role("release", "codebuild.amazonaws.com"), may("release", PUBLISHES)
    return judge_stack(pull_request_build_is_approved, project, *builds)


def test_the_triggers_of_a_project_are_a_webhook_too() -> None:
    (problem,) = triggered(pullRequestBuildPolicy=OFF).problems
    assert problem.message.startswith("build 'checks' builds every pull request as role 'release'")
    assert problem.at == "triggers.pullRequestBuildPolicy.requiresCommentApproval"
    assert "and does not say whose wait for an approval" in only(triggered())
    assert passes(triggered(filterGroups=[[PULL, ME]]))
    assert passes(triggered(pullRequestBuildPolicy={"requiresCommentApproval": "ALL_PULL_REQUESTS"}))
    unsure = triggered(filterGroups=[[{"type": "EVENT", "pattern": UNKNOWN}]])
    assert unknowns(unsure) == ["triggers.filterGroups[0][0].pattern"]


OPENED = {"sourceActionName": "code", "pullRequests": [{"events": ["OPEN", "UPDATED"]}]}
CODE = {"name": "code", "category": "Source", "provider": "CodeStarSourceConnection"}
TESTS = {
    "name": "tests",
    "category": "Build",
    "provider": "CodeBuild",
    "configuration": {"ProjectName": "release"},
}
AGREES = {"name": "agrees", "category": "Approval", "provider": "Manual"}


def piped(git: Any = None, *before: dict[str, Any], right: dict[str, Any] = PUSHES) -> Answer:
    return through(CODE, *before, TESTS, git=git, right=right)


def through(*actions: dict[str, Any], git: Any = None, right: dict[str, Any] = PUSHES, **more: Any) -> Answer:
    stages = [{"name": one["name"], "actions": [one]} for one in actions]
    triggers = [{"providerType": "CodeStarSourceConnection", "gitConfiguration": git or OPENED}]
    stores = [{"type": "S3", "location": "acme-shop-parts"}]
    given = {"name": "shop", "stages": stages, "triggers": triggers, "artifactStores": stores}
    pipeline = replace(aws("codepipeline/pipeline", "shop", **given), **more)
    builds = role("release", "codebuild.amazonaws.com", "cloudformation.amazonaws.com"), may("release", right)
    return judge_stack(pull_request_build_is_approved, pipeline, PROJECT, *builds)


def test_a_pipeline_that_pull_requests_start_is_told_before_its_approval() -> None:
    (problem,) = piped().problems
    assert problem.message.startswith("pipeline 'shop' builds pull requests as role 'release', which may ecr:PutImage")
    assert (problem.severity, problem.at) == ("medium", "triggers")
    assert "before anybody agreed" in only(piped({"pullRequest": [{"branches": {"includes": ["main"]}}]}))


@pytest.mark.parametrize("git", [{"push": [{}]}, {"pullRequests": [{"events": ["CLOSED"]}]}], ids=["push", "closed"])
def test_a_pipeline_that_is_started_otherwise_or_asks_first_passes(git: dict[str, Any]) -> None:
    assert passes(piped(git))
    assert passes(piped(None, AGREES))
    assert passes(piped(right=allow("logs:PutLogEvents")))
    assert passes(piped(right=allow(["s3:GetObject", "s3:PutObject"], f"{STORED}shop-parts/*")))
    assert "before anybody agreed" in only(piped(right=allow("s3:PutObject", f"{STORED}shop-site/*")))


def test_events_that_are_not_known_are_undecided() -> None:
    assert unknowns(piped({"pullRequests": [{"events": UNKNOWN}]})) == [
        "triggers[0].gitConfiguration.pullRequests[0].events"
    ]


def applies(mode: Any = "CREATE_UPDATE", role_arn: Any = f"{ARN}role/release") -> dict[str, Any]:
    configuration = {"ActionMode": mode, "StackName": "shop", "RoleArn": role_arn}
    return {"name": "applies", "category": "Deploy", "provider": "CloudFormation", "configuration": configuration}


PREPARES, EXECUTES = applies("CHANGE_SET_REPLACE"), applies("CHANGE_SET_EXECUTE", None)


@pytest.mark.parametrize("actions", [[applies()], [applies("REPLACE_ON_FAILURE")], [PREPARES, EXECUTES]])
def test_a_template_of_a_pull_request_that_is_applied_before_an_approval_is_told(actions: list[dict[str, Any]]) -> None:
    (problem,) = through(CODE, *actions).problems
    assert problem.message == (
        "pipeline 'shop' releases pull requests as role 'release', which may ecr:PutImage on "
        "arn:aws:ecr:eu-west-1:111122223333:repository/shop, before anybody agreed"
    )


@pytest.mark.parametrize(
    "actions", [[AGREES, applies()], [PREPARES], [PREPARES, AGREES, EXECUTES], [applies("DELETE_ONLY")], []]
)
def test_what_is_applied_after_an_approval_or_only_prepared_passes(actions: list[dict[str, Any]]) -> None:
    assert passes(through(CODE, *actions))
    assert passes(through(CODE, applies(), right=allow("logs:PutLogEvents")))
    assert passes(through(CODE, applies(), git={"push": [{}]}))


def test_a_role_that_is_not_known_yet_is_the_one_that_the_stages_depend_on() -> None:
    (urn,) = {one.urn for one in (role("release"),)}
    assert only(through(CODE, applies(role_arn=UNKNOWN), property_dependencies={"stages": (urn,)}))
    assert unknowns(through(CODE, applies(role_arn=UNKNOWN))) == ["stages[1].actions[0].configuration.RoleArn"]


def test_what_may_be_an_approval_leaves_open_whether_it_is_released() -> None:
    unsure = {**AGREES, "category": UNKNOWN}
    assert unknowns(through(CODE, unsure, applies())) == ["stages[1].actions[0].category"]


def test_a_mode_or_a_provider_that_is_not_known_yet_is_undecided() -> None:
    assert unknowns(through(CODE, applies(UNKNOWN))) == ["stages[1].actions[0].configuration.ActionMode"]
    assert unknowns(through(CODE, {**applies(), "provider": UNKNOWN})) == ["stages[1].actions[0].provider"]
    assert passes(through(CODE, applies(UNKNOWN), right=allow("logs:PutLogEvents")))
    for odd in (None, 7, "DELETE_ONLY"):
        assert passes(through(CODE, applies(odd)))
