"""What `review-binds-apps-too` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.review_binds_apps_too import review_binds_apps_too

RULE = review_binds_apps_too
GITHUB = "token.actions.githubusercontent.com"
PUTS = allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/entries")
READS = allow("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/entries")
MAIN = "repo:acme/shop:ref:refs/heads/main"
APP = {"actorType": "Integration", "actorId": 4711, "bypassMode": "always"}
ADMINS = {"actorType": "OrganizationAdmin", "bypassMode": "always"}
APPROVED = {"pullRequest": {"requiredApprovingReviewCount": 1}}


def trust(sub: str, issuer: str = GITHUB, **more: str) -> dict[str, Any]:
    asked = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": sub}
    return {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {**asked, **{f"{issuer}:{key}": value for key, value in more.items()}}},
    }


def ruleset(*actors: Any, name: str = "main", **inputs: Any) -> Resource:
    said = {
        "repository": "shop",
        "target": "branch",
        "enforcement": "active",
        "conditions": {"refName": {"includes": ["~DEFAULT_BRANCH"], "excludes": []}},
        "bypassActors": list(actors),
        "rules": APPROVED,
    }
    return Resource.of("github:index/repositoryRuleset:RepositoryRuleset", name, **{**said, **inputs})


def organisation(*actors: Any, names: list[str]) -> Resource:
    conditions = {
        "refName": {"includes": ["refs/heads/main"], "excludes": []},
        "repositoryName": {"includes": names, "excludes": []},
    }
    of = ruleset(*actors, name="all", conditions=conditions)
    inputs = {key: value for key, value in of.inputs.raw.items() if key != "repository"}
    return Resource.of("github:index/organizationRuleset:OrganizationRuleset", "all", **inputs)


def protection(*bypassers: Any, **inputs: Any) -> Resource:
    reviews = [{"requiredApprovingReviewCount": 1, "pullRequestBypassers": list(bypassers)}]
    said = {"repositoryId": "shop", "pattern": "main", "requiredPullRequestReviews": reviews, **inputs}
    return Resource.of("github:index/branchProtection:BranchProtection", "main", **said)


def protection_v3(**allowances: Any) -> Resource:
    reviews = {"bypassPullRequestAllowances": allowances}
    said = {"repository": "shop", "branch": "main", "requiredPullRequestReviews": reviews}
    return Resource.of("github:index/branchProtectionV3:BranchProtectionV3", "main", **said)


def pushed(**inputs: Any) -> Resource:
    said = {"project": "acme/shop", "branch": "main", **inputs}
    return Resource.of("gitlab:index/branchProtection:BranchProtection", "main", **said)


def judged(*made: Resource, sub: str = MAIN, may_do: dict[str, Any] = PUTS, **more: str) -> Answer:
    return judge_stack(RULE, role("deploy", trust(sub, **more)), may("deploy", may_do), *made)


def of_gitlab(*made: Resource) -> Answer:
    sub = "project_path:acme/shop:ref_type:branch:ref:main"
    return judge_stack(RULE, role("deploy", trust(sub, "gitlab.com")), may("deploy", PUTS), *made)


def test_an_app_that_passes_by_a_ruleset_is_told() -> None:
    fact = "an app passes by the review of branch 'main' of 'acme/shop', which becomes role 'deploy'"
    answer = judged(ruleset(ADMINS, APP))
    assert only(answer) == fact
    assert answer.problems[0].at == "bypassActors[1].actorType"


@pytest.mark.parametrize(
    ("guard", "who"),
    [
        (ruleset({"actorType": "DeployKey", "bypassMode": "always"}), "every deploy key"),
        (ruleset({**APP, "bypassMode": "pull_request"}), "an app"),
        (ruleset(APP, repository="acme/shop"), "an app"),
        (ruleset(APP, rules={"pullRequest": {"requireCodeOwnerReview": True}}), "an app"),
        (organisation(APP, names=["~ALL"]), "an app"),
        (organisation(APP, names=["sh*"]), "an app"),
        (protection("A_kwDOABCD84AAAAAB"), "an app"),
        (protection("/acme-admin", "/release-bot"), "machine 'release-bot'"),
        (protection("acme/ci-bots"), "machine 'acme/ci-bots'"),
        (protection("/release-bot", pattern="m*"), "machine 'release-bot'"),
        (protection_v3(apps=["releaser"]), "an app"),
        (protection_v3(users=["renovate-acme"]), "machine 'renovate-acme'"),
    ],
    ids=repr,
)
def test_every_way_past_a_review_is_read(guard: Resource, who: str) -> None:
    assert only(judged(guard)).startswith(f"{who} passes by ")


@pytest.mark.parametrize(
    "guard",
    [
        ruleset(),
        ruleset(ADMINS, {"actorType": "RepositoryRole", "actorId": 5, "bypassMode": "always"}),
        ruleset(APP, enforcement="evaluate"),
        ruleset(APP, target="tag"),
        ruleset(APP, repository="blog"),
        ruleset(APP, rules={"requiredSignatures": True}),
        ruleset(APP, rules={"pullRequest": {"requiredApprovingReviewCount": 0}}),
        ruleset(APP, conditions={"refName": {"includes": ["refs/heads/release/*"], "excludes": []}}),
        ruleset(APP, conditions={"refName": {"includes": ["~ALL"], "excludes": ["refs/heads/main"]}}),
        organisation(APP, names=["blog"]),
        protection("/ada", "acme/platform", "acme/app-developers", "acme/release-managers"),
        protection("/release-bot", pattern="release/*"),
        protection_v3(teams=["platform"]),
    ],
    ids=repr,
)
def test_people_other_branches_and_what_asks_for_no_review_pass(guard: Resource) -> None:
    assert passes(judged(guard))


def test_rules_add_up() -> None:
    assert passes(judged(ruleset(APP), ruleset(name="strict")))
    assert passes(judged(ruleset(APP), protection("acme/platform")))
    assert only(judged(ruleset(APP), protection("/release-bot")))


def test_the_default_branch_is_the_one_that_is_written() -> None:
    repository = Resource.of("github:index/repository:Repository", "shop", name="shop")
    default = Resource.of("github:index/branchDefault:BranchDefault", "shop", repository="shop", branch="trunk")
    assert passes(judged(ruleset(APP), repository, default))
    assert only(judged(ruleset(APP), repository, default, sub="repo:acme/shop:ref:refs/heads/trunk"))


def test_a_repository_of_another_owner_is_another() -> None:
    made = Resource.of("github:index/repository:Repository", "shop", name="shop", fullName="acme-labs/shop")
    guard = replace(ruleset(APP), property_dependencies={"repository": (made.urn,)})
    assert passes(judged(made, guard))
    assert only(judged(made, guard, sub="repo:acme-labs/shop:ref:refs/heads/main"))


def test_an_environment_that_takes_protected_branches_stands_for_the_default_branch() -> None:
    said = {"repository": "shop", "environment": "production", "deploymentBranchPolicy": {"protectedBranches": True}}
    type_ = "github:index/repositoryEnvironment:RepositoryEnvironment"
    sub = "repo:acme/shop:environment:production"
    assert "branch 'main'" in only(judged(ruleset(APP), Resource.of(type_, "production", **said), sub=sub))
    asked = Resource.of(type_, "production", **said, reviewers=[{"teams": [1]}])
    assert passes(judged(ruleset(APP), asked, sub=sub))
    assert passes(judged(ruleset(APP), sub=sub))


def test_a_role_that_does_no_harm_or_asks_for_more_is_not_asked() -> None:
    assert passes(judged(ruleset(APP), may_do=READS))
    assert passes(judged(ruleset(APP), job_workflow_ref="acme/ci/.github/workflows/deploy.yml@refs/heads/main"))
    assert passes(judged(ruleset(APP), sub="repo:acme/shop:ref:refs/tags/v1"))


def test_what_is_not_known_is_no_pass() -> None:
    for guard, path in (
        (ruleset({**APP, "actorType": UNKNOWN}), "bypassActors[0].actorType"),
        (ruleset(APP, enforcement=UNKNOWN), "enforcement"),
        (ruleset(APP, repository=UNKNOWN), "repository"),
        (ruleset(APP, bypassActors=UNKNOWN), "bypassActors"),
        (ruleset(APP, conditions=UNKNOWN), "conditions"),
        (protection(UNKNOWN), "requiredPullRequestReviews[0].pullRequestBypassers[0]"),
    ):
        answer = judged(guard)
        assert (messages(answer), unknowns(answer)) == ([], [path])
    assert passes(judged(ruleset(UNKNOWN), ruleset(name="strict")))


@pytest.mark.parametrize(
    ("inputs", "who"),
    [
        ({"pushAccessLevel": "developer"}, "every developer"),
        ({"allowedToPushes": [{"accessLevel": "maintainer"}, {"accessLevel": "developer"}]}, "every developer"),
        ({"allowedToPushes": [{"deployKeyId": 12}]}, "a deploy key"),
        ({"allowedToPushes": [{"deployKeyId": UNKNOWN}]}, "a deploy key"),
        ({"unprotectAccessLevel": "developer"}, "every developer"),
        ({"branch": "m*", "pushAccessLevel": "developer"}, "every developer"),
    ],
    ids=repr,
)
def test_a_branch_of_gitlab_that_developers_or_keys_push_to_is_told(inputs: dict[str, Any], who: str) -> None:
    assert only(of_gitlab(pushed(**inputs))).startswith(f"{who} passes by the review of branch 'main'")


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"pushAccessLevel": "maintainer", "mergeAccessLevel": "developer"},
        {"pushAccessLevel": "no one"},
        {"allowedToPushes": [{"groupId": 7}]},
        {"pushAccessLevel": "developer", "branch": "release/*"},
        {"pushAccessLevel": "developer", "project": "acme/blog"},
    ],
    ids=repr,
)
def test_maintainers_merges_and_other_branches_of_gitlab_pass(inputs: dict[str, Any]) -> None:
    assert passes(of_gitlab(pushed(**inputs)))


def test_a_project_of_gitlab_is_known_by_its_id() -> None:
    made = Resource.of("gitlab:index/project:Project", "shop", pathWithNamespace="acme/shop")
    assert only(of_gitlab(replace(made, id="42"), pushed(project="42", pushAccessLevel="developer")))
    assert unknowns(of_gitlab(pushed(project=UNKNOWN, pushAccessLevel="developer"))) == ["project"]
