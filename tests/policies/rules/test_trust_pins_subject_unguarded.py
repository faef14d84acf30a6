"""An exact subject lets in what nobody has looked at, where what the stack has of the pipeline shows so."""

from typing import Any

import pytest
from tests.support.becoming import LAMBDA, allow, function, may, role
from tests.support.grants import depending
from tests.support.rules import judge_stack, messages, only, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.trust_pins_subject import trust_pins_subject

GITHUB, PULUMI = "token.actions.githubusercontent.com", "api.pulumi.com/oidc"
PUTS = allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/entries")
DEPLOYS = allow("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:111122223333:function:post")


def resource(type_: str, said: dict[str, Any]) -> Resource:
    return Resource.of(type_, "made", **said)


def asked(issuer: str, sub: str, aud: str, **more: str) -> dict[str, Any]:
    exact = {f"{issuer}:aud": aud, **{f"{issuer}:{key}": value for key, value in more.items()}}
    return {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": exact, "StringLike": {f"{issuer}:sub": sub}},
    }


def of_github(sub: str = "repo:acme/ledger:environment:production", **more: str) -> dict[str, Any]:
    return asked(GITHUB, sub, "sts.amazonaws.com", **more)


def environment(**inputs: Any) -> Resource:
    said = {"repository": "ledger", "environment": "production", **inputs}
    return resource("github:index/repositoryEnvironment:RepositoryEnvironment", said)


def judged(trust: dict[str, Any], *made: Resource, may_do: dict[str, Any] = PUTS) -> Answer:
    return judge_stack(trust_pins_subject, role("deploy", trust), may("deploy", may_do), *made)


def told(trust: dict[str, Any], *made: Resource, may_do: dict[str, Any] = PUTS) -> list[str]:
    found = messages(judged(trust, *made, may_do=may_do))
    return [text for text in found if ", as " in text]


def test_an_environment_that_asks_nobody_lets_in_every_branch() -> None:
    why = "as environment 'production' asks nobody and takes every branch"
    assert only(told(of_github(), environment())) == f"role 'deploy' lets in every branch, {why}"
    assert told(of_github("repo:acme@1/ledger@2:environment:Production"), environment(waitTimer=30))


@pytest.mark.parametrize(
    "guarded",
    [
        {"reviewers": [{"teams": [4711]}]},
        {"reviewers": [{"teams": [UNKNOWN]}]},
        {"deploymentBranchPolicy": {"protectedBranches": True, "customBranchPolicies": False}},
        {"deploymentBranchPolicy": UNKNOWN},
        {"environment": "staging"},
        {"repository": "other"},
    ],
    ids=str,
)
def test_a_guard_or_another_environment_tells_nothing(guarded: dict[str, Any]) -> None:
    assert not told(of_github(), environment(**guarded))


def test_an_environment_that_the_stack_does_not_have_tells_nothing() -> None:
    assert not told(of_github())


def test_a_trust_that_also_asks_for_the_branch_is_held_by_that() -> None:
    assert not told(of_github(ref="refs/heads/main"), environment())
    assert not told(of_github("repo:acme/ledger:ref:refs/heads/main"), environment())
    assert told(of_github(repository_id="7"), environment())


def test_rules_for_all_branches_say_what_is_pushed() -> None:
    def rules(*refs: str, enforcement: str = "active") -> Resource:
        review = {"pullRequest": {"requiredApprovingReviewCount": 1}}
        conditions = {"refName": {"includes": list(refs)}}
        said = {"repository": "ledger", "enforcement": enforcement, "conditions": conditions, "rules": review}
        return resource("github:index/repositoryRuleset:RepositoryRuleset", said)

    assert not told(of_github(), environment(), rules("~ALL"))
    assert told(of_github(), environment(), rules("~DEFAULT_BRANCH"))
    assert told(of_github(), environment(), rules("~ALL", enforcement="evaluate"))


def test_a_role_that_changes_nothing_may_be_had_by_anybody() -> None:
    assert not told(of_github(), environment(), may_do=allow("ecr:DescribeImages", "*"))


def of_pulumi(operation: str = "*", stack: str = "prod") -> dict[str, Any]:
    sub = f"pulumi:deploy:org:acme:project:ledger:stack:{stack}:operation:{operation}:scope:*"
    return asked(PULUMI, sub, "acme")


def settings(key: str = "github", *, previews: Any = True, **inputs: Any) -> Resource:
    said = {"organization": "acme", "project": "ledger", "stack": "prod", key: {"previewPullRequests": previews}}
    return resource("pulumiservice:index:DeploymentSettings", {**said, **inputs})


def test_a_stack_whose_pull_requests_are_previewed_lets_them_in_by_any_operation() -> None:
    why = "as its stack previews pull requests, and any operation gets in"
    assert only(told(of_pulumi(), settings())) == f"role 'deploy' lets in every pull request, {why}"
    assert told(of_pulumi(), settings("vcs"))


@pytest.mark.parametrize("odd", [False, None, UNKNOWN, 7, []])
def test_without_previews_nobody_comes_before_review(odd: Any) -> None:
    assert not told(of_pulumi(), settings(previews=odd))


def test_a_trust_that_asks_for_updates_or_another_stack_is_held_by_that() -> None:
    assert not told(of_pulumi("update"), settings())
    assert not told(of_pulumi(stack="dev"), settings())
    assert not told(of_pulumi())


def test_what_they_take_of_others_is_told_as_of_every_branch() -> None:
    post = (function("post", "post"), role("post", LAMBDA), may("post", PUTS))
    stack = (role("deploy", of_github()), may("deploy", DEPLOYS), *post)
    assert "role 'deploy', which every branch enters, leads to role 'post'" in only(
        messages(judge_stack(no_path_to_more_rights, *stack, environment()))
    )
    guarded = environment(reviewers=[{"teams": [1]}])
    assert not messages(judge_stack(no_path_to_more_rights, *stack, guarded))


def of_terraform(name: str, phase: str, workspace: str = "prod") -> Resource:
    sub = f"organization:acme:project:core:workspace:{workspace}:run_phase:{phase}"
    return role(name, asked("app.terraform.io", sub, "aws.workload.identity"))


def told_of_phases(*roles: Resource, may_do: dict[str, Any] = PUTS) -> list[str]:
    found = messages(judge_stack(trust_pins_subject, *roles, may("apply", may_do)))
    return [text for text in found if ", as " in text]


def test_any_phase_lets_in_plans_that_have_a_role_of_their_own() -> None:
    why = "as any phase gets in, and plans have role 'plan' of their own"
    found = told_of_phases(of_terraform("plan", "plan"), of_terraform("apply", "*"))
    assert only(found) == f"role 'apply' lets in every plan, {why}"


@pytest.mark.parametrize(
    "roles",
    [
        [("apply", "*", "prod")],
        [("plan", "plan", "prod"), ("apply", "apply", "prod")],
        [("plan", "plan", "dev"), ("apply", "*", "prod")],
        [("plan", "plan", "prod"), ("apply", "*", "prod"), ("release", "apply", "prod")],
    ],
    ids=str,
)
def test_phases_that_are_kept_apart_or_meant_for_one_role_tell_nothing(roles: list[tuple[str, str, str]]) -> None:
    assert not told_of_phases(*(of_terraform(*one) for one in roles))


def test_plans_may_have_what_changes_nothing() -> None:
    roles = (of_terraform("plan", "plan"), of_terraform("apply", "*"))
    assert not told_of_phases(*roles, may_do=allow("ecr:DescribeImages", "*"))


@pytest.mark.parametrize("key", ["repository", "environment", "reviewers", "deploymentBranchPolicy"])
def test_what_is_not_known_of_an_environment_leaves_it_undecided(key: str) -> None:
    answer = judged(of_github(), environment(**{key: UNKNOWN}))
    assert not messages(answer)
    assert unknowns(answer) == [key]


def test_another_environment_than_the_one_that_is_guarded_tells_nothing_of_it() -> None:
    other = Resource.of(
        "github:index/repositoryEnvironment:RepositoryEnvironment", "o", repository=UNKNOWN, environment="production"
    )
    assert not unknowns(judged(of_github(), environment(reviewers=[{"teams": [1]}]), other))


def test_a_repository_that_is_not_known_yet_is_the_one_that_it_depends_on() -> None:
    ledger = resource("github:index/repository:Repository", {"name": "ledger"})
    notes = resource("github:index/repository:Repository", {"name": "notes"})
    assert told(of_github(), ledger, depending(environment(), repository=ledger))
    assert not unknowns(judged(of_github(), notes, depending(environment(), repository=notes)))


@pytest.mark.parametrize("key", ["repository", "enforcement", "conditions"])
def test_rules_that_may_hold_for_all_branches_leave_it_undecided(key: str) -> None:
    refs = {"refName": {"includes": ["~ALL"]}}
    review = {"pullRequest": {"requiredApprovingReviewCount": 1}}
    said = {"repository": "ledger", "enforcement": "active", "conditions": refs, "rules": review}
    rules = resource("github:index/repositoryRuleset:RepositoryRuleset", {**said, key: UNKNOWN})
    answer = judged(of_github(), environment(), rules)
    assert not messages(answer)
    assert unknowns(answer) == [key]


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (settings(previews=UNKNOWN), "github.previewPullRequests"),
        (settings(github=UNKNOWN), "github"),
        (settings(stack=UNKNOWN), "stack"),
    ],
    ids=["whether they are", "its repository", "which stack"],
)
def test_a_stack_whose_pull_requests_may_be_previewed_is_left_undecided(made: Resource, path: str) -> None:
    answer = judged(of_pulumi(), made)
    assert not messages(answer)
    assert unknowns(answer) == [path]
    assert not unknowns(judged(of_pulumi("update"), made))


CLUSTER = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789"
NOBODYS = "role 'deploy' lets in every pod of namespace 'shop' that names no account of its own"


def of_cluster(name: str) -> dict[str, Any]:
    return asked(CLUSTER, f"system:serviceaccount:shop:{name}", "sts.amazonaws.com")


def test_the_account_that_each_namespace_has_is_nobodys_own() -> None:
    found = judged(of_cluster("default"))
    assert messages(found) == [NOBODYS]
    assert found.problems[0].advisory
    assert not messages(judged(of_cluster("api")))
    assert not messages(judged(of_cluster("default"), may_do=allow("logs:PutLogEvents", "*")))


def test_an_association_gives_a_role_to_that_account_as_well() -> None:
    pods = {
        "Effect": "Allow",
        "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    }
    arn = "arn:aws:iam::111122223333:role/deploy"
    for name, expected in (("default", [NOBODYS]), ("api", [])):
        said = {"namespace": "shop", "serviceAccount": name, "roleArn": arn, "clusterName": "main"}
        made = resource("aws:eks/podIdentityAssociation:PodIdentityAssociation", said)
        assert messages(judged(pods, made)) == expected
