"""Settings by which the token of every job writes, approves or reaches further are told."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.job_tokens import job_tokens
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.job_token_is_narrow import job_token_is_narrow

REPOSITORY = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"
ORGANISATION = "github:index/actionsOrganizationWorkflowPermissions:ActionsOrganizationWorkflowPermissions"
ENTERPRISE = "github:index/enterpriseActionsWorkflowPermissions:EnterpriseActionsWorkflowPermissions"
PROJECT = "azuredevops:index/projectPipelineSettings:ProjectPipelineSettings"
GITLAB = "gitlab:index/projectJobTokenScopes:ProjectJobTokenScopes"
APPROVES = "'shop' lets jobs approve pull requests"


def made(type_: str, **properties: Any) -> Resource:
    return Resource.of(type_, "shop", **properties)


def judged(*resources: Resource) -> Answer:
    return judge_stack(job_token_is_narrow, *resources)


def protection(repository: str = "shop", **reviews: Any) -> Resource:
    type_ = "github:index/branchProtection:BranchProtection"
    asked = {"repositoryId": repository, "pattern": "main", "requiredPullRequestReviews": [reviews]}
    return Resource.of(type_, "main", **asked)


DEFAULT = {"includes": ["~DEFAULT_BRANCH"], "excludes": []}


def ruleset(asked: dict[str, Any], **more: Any) -> Resource:
    says = {"enforcement": "active", "target": "branch", "rules": {"pullRequest": asked}, **more}
    whole = {"repositoryName": {"includes": ["~ALL"], "excludes": []}, "refName": DEFAULT}
    type_ = "github:index/organizationRuleset:OrganizationRuleset"
    return Resource.of(type_, "all", **{"conditions": whole, **says})


@pytest.mark.parametrize("type_", [REPOSITORY, ORGANISATION, ENTERPRISE])
def test_a_token_that_writes_and_jobs_that_approve_are_told(type_: str) -> None:
    found = messages(judged(made(type_, defaultWorkflowPermissions="write", canApprovePullRequestReviews=True)))
    assert len(found) == 2
    assert passes(judged(made(type_, defaultWorkflowPermissions="read", canApprovePullRequestReviews=False)))


def test_what_is_wide_may_be_written_as_text() -> None:
    assert only(judged(made(REPOSITORY, canApprovePullRequestReviews="True"))) == APPROVES
    assert messages(judged(made(REPOSITORY, defaultWorkflowPermissions=Secret("write"))))


APPROVING = made(REPOSITORY, repository="shop", canApprovePullRequestReviews=True)


@pytest.mark.parametrize("review", [{"requireCodeOwnerReviews": True}, {"requiredApprovingReviewCount": 2}])
def test_jobs_that_approve_pass_where_an_owner_or_a_second_one_is_asked(review: dict[str, Any]) -> None:
    assert passes(judged(APPROVING, protection(**review)))
    assert only(judged(APPROVING, protection("other", **review))) == APPROVES
    assert only(judged(APPROVING, protection(requiredApprovingReviewCount=1))) == APPROVES


def test_the_repository_may_be_one_of_the_stack() -> None:
    repository = Resource.of("github:index/repository:Repository", "r", name="shop")
    tied = replace(
        made(REPOSITORY, repository=UNKNOWN, canApprovePullRequestReviews=True),
        property_dependencies={"repository": (repository.urn,)},
    )
    assert passes(judged(tied, repository, protection(requireCodeOwnerReviews=True)))
    assert only(judged(tied, repository)) == APPROVES


@pytest.mark.parametrize("type_", [REPOSITORY, ORGANISATION])
def test_a_ruleset_of_the_organisation_asks_for_all(type_: str) -> None:
    approving = made(type_, repository="shop", canApprovePullRequestReviews=True)
    assert passes(judged(approving, ruleset({"requireCodeOwnerReview": True})))
    assert messages(judged(approving, ruleset({"requireCodeOwnerReview": True}, enforcement="evaluate")))
    some = {"repositoryName": {"includes": ["~ALL"], "excludes": ["shop"]}, "refName": DEFAULT}
    assert messages(judged(approving, ruleset({"requireCodeOwnerReview": True}, conditions=some)))
    aside = {"repositoryName": {"includes": ["~ALL"]}, "refName": {"includes": ["refs/heads/release"]}}
    assert messages(judged(approving, ruleset({"requireCodeOwnerReview": True}, conditions=aside)))


def test_what_guards_another_branch_than_the_default_one_binds_no_job() -> None:
    approving = made(REPOSITORY, repository="shop", canApprovePullRequestReviews=True)
    reviews = [{"requireCodeOwnerReviews": True}]
    guard = {"repositoryId": "shop", "pattern": "gh-pages", "requiredPullRequestReviews": reviews}
    pages = Resource.of("github:index/branchProtection:BranchProtection", "pages", **guard)
    assert only(judged(approving, pages)) == APPROVES


def test_projects_that_let_jobs_reach_further_are_told() -> None:
    assert only(judged(made(PROJECT, enforceJobScope=False))).endswith("a token for all projects of the organisation")
    (low,) = judged(made(PROJECT, enforceReferencedRepoScopedToken=False)).problems
    assert low.severity == "low"
    told = only(judged(made(GITLAB, project="1", enabled=False)))
    assert told == "'shop' lets in jobs of every project that one of its members starts"
    pushes = made("gitlab:index/project:Project", ciPushRepositoryForJobTokenAllowed=True)
    assert only(judged(pushes)) == "'shop' lets every job push to the repository with its own token"
    assert passes(judged(made(PROJECT, enforceJobScope=True, enforceReferencedRepoScopedToken=True)))
    assert passes(judged(made(GITLAB, project="1", enabled=True, targetProjectIds=[2])))


@pytest.mark.parametrize("type_", job_tokens())
def test_what_nobody_set_passes_and_what_is_unknown_is_left_open(type_: str) -> None:
    assert passes(judged(made(type_)))
    path = job_tokens()[type_][0].path
    assert unknowns(judged(made(type_, **{path: UNKNOWN}))) == [path]


def test_a_review_that_is_not_known_yet_leaves_it_open() -> None:
    assert unknowns(judged(APPROVING, protection(requireCodeOwnerReviews=UNKNOWN)))
    later = made(REPOSITORY, repository=UNKNOWN, canApprovePullRequestReviews=True)
    assert unknowns(judged(later, protection(requireCodeOwnerReviews=True))) == ["repository"]
    assert only(judged(later)) == APPROVES


def test_a_setting_of_somebody_else_is_not_told() -> None:
    assert passes(judged(replace(APPROVING, external=True)))
