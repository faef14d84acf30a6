"""Builds of what strangers propose are told where nobody looks first."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.fork_build_is_approved import fork_build_is_approved as rule

OURS = {"owner": "acme", "name": "sdk"}


def repository(**says: Any) -> Resource:
    return Resource.of("github:index/repository:Repository", "sdk", name="sdk", **says)


def trigger(**pull: Any) -> Resource:
    github = {**OURS, "pullRequest": {"branch": "^main$", **pull}}
    return Resource.of("gcp:cloudbuild/trigger:Trigger", "checks", github=github)


def noted(words: Any, **pull: Any) -> Resource:
    github = {**OURS, "pullRequest": {"branch": "^main$", **pull}}
    return Resource.of("gcp:cloudbuild/trigger:Trigger", "checks", github=github, description=words)


PUBLIC = repository(visibility="public")


@pytest.mark.parametrize("pull", [{}, {"commentControl": "COMMENTS_DISABLED"}])
@pytest.mark.parametrize("open_", [PUBLIC, repository(private=False), repository()])
def test_pull_requests_of_a_public_repository_that_nobody_comments_on_are_told(
    pull: dict[str, Any], open_: Resource
) -> None:
    told = only(judge_stack(rule, trigger(**pull), open_))
    assert told == "trigger 'checks' builds at once what anybody proposes to the public repository 'sdk'"


@pytest.mark.parametrize("control", ["COMMENTS_ENABLED", "COMMENTS_ENABLED_FOR_EXTERNAL_CONTRIBUTORS_ONLY"])
def test_who_has_to_comment_first_passes(control: str) -> None:
    assert passes(judge_stack(rule, trigger(commentControl=control), PUBLIC))


@pytest.mark.parametrize("closed", [repository(visibility="private"), repository(private=True)])
def test_a_repository_of_ours_is_told_in_strict_alone(closed: Resource) -> None:
    assert passes(judge_stack(rule, trigger(), closed))
    assert only(judge_stack(rule, trigger(), closed, profile="strict")).endswith("proposes to its repository")


@pytest.mark.parametrize("name", ["shop-sdk-public", "acme_oss", "open-source-tools"])
def test_a_repository_that_calls_itself_public_is_one_unless_the_stack_says_otherwise(name: str) -> None:
    github = {"owner": "acme", "name": name, "pullRequest": {"branch": "^main$"}}
    checks = Resource.of("gcp:cloudbuild/trigger:Trigger", "checks", github=github)
    told = only(judge_stack(rule, checks))
    assert told == f"trigger 'checks' builds at once what anybody proposes to the public repository {name!r}"
    ours = Resource.of("github:index/repository:Repository", "sdk", name=name, visibility="private")
    assert passes(judge_stack(rule, checks, ours))
    assert passes(judge_stack(rule, trigger()))


@pytest.mark.parametrize("name", ["public-api", "infra-public-dns", "non-public-api", "not-oss"])
def test_what_is_made_for_the_public_is_no_public_repository(name: str) -> None:
    github = {"owner": "acme", "name": name, "pullRequest": {"branch": "^main$"}}
    assert passes(judge_stack(rule, Resource.of("gcp:cloudbuild/trigger:Trigger", "checks", github=github)))


@pytest.mark.parametrize("words", ["Builds pull requests of the public repository acme/sdk", "for an open-source repo"])
def test_a_trigger_that_says_that_its_repository_is_public_is_believed(words: str) -> None:
    checks = noted(words)
    assert only(judge_stack(rule, checks)).endswith("proposes to the public repository 'sdk'")
    assert passes(judge_stack(rule, checks, repository(visibility="private")))
    assert passes(judge_stack(rule, noted(words, commentControl="COMMENTS_ENABLED")))


@pytest.mark.parametrize("words", ["no public repository", "the public site", "the non-public repository", ""])
def test_what_says_something_else_is_not(words: str) -> None:
    assert passes(judge_stack(rule, noted(words)))
    assert unknowns(judge_stack(rule, noted(UNKNOWN))) == ["description"]


def test_a_trigger_of_pushes_passes() -> None:
    pushed = Resource.of("gcp:cloudbuild/trigger:Trigger", "main", github={**OURS, "push": {"branch": "^main$"}})
    assert passes(judge_stack(rule, pushed, PUBLIC))


@pytest.mark.parametrize(
    ("type_", "inputs", "fact"),
    [
        *(
            (
                type_,
                {"providerSettings": {"buildPullRequestForks": True}},
                "pipeline 'x' builds what forks propose on our own agents",
            )
            for type_ in ("buildkite:Pipeline/pipeline:Pipeline", "buildkite:pipeline/pipeline:Pipeline")
        ),
        (
            "azuredevops:index/buildDefinition:BuildDefinition",
            {"pullRequestTrigger": {"forks": {"enabled": True, "shareSecrets": True}}},
            "build 'x' hands its secrets to what forks propose",
        ),
    ],
)
def test_what_runs_forks_with_what_is_ours_is_told(type_: str, inputs: dict[str, Any], fact: str) -> None:
    assert only(judge_stack(rule, Resource.of(type_, "x", **inputs))) == fact


def test_forks_without_secrets_and_without_builds_pass() -> None:
    for forks in ({"enabled": True, "shareSecrets": False}, {"enabled": False}):
        inputs = {"pullRequestTrigger": {"forks": forks}}
        assert passes(
            judge_stack(rule, Resource.of("azuredevops:index/buildDefinition:BuildDefinition", "x", **inputs))
        )


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judge_stack(rule, trigger(commentControl=UNKNOWN), PUBLIC))
    assert unknowns(judge_stack(rule, trigger(), repository(visibility=UNKNOWN)))
    nameless = Resource.of(
        "gcp:cloudbuild/trigger:Trigger", "checks", github={**OURS, "name": UNKNOWN, "pullRequest": {}}
    )
    assert unknowns(judge_stack(rule, nameless, PUBLIC))
    later = Resource.of("buildkite:Pipeline/pipeline:Pipeline", "x", providerSettings=UNKNOWN)
    assert unknowns(judge_stack(rule, later)) == ["providerSettings"]


def group(kind: str = "ActionsRunnerGroup", **says: Any) -> Resource:
    return Resource.of(f"github:index/{kind[0].lower()}{kind[1:]}:{kind}", "x", allowsPublicRepositories=True, **says)


def numbered(id_: int, visibility: Any) -> Resource:
    return Resource.of(REPOSITORY, f"r{id_}", name=f"r{id_}", visibility=visibility, repoId=id_)


TELLS = "group of runners 'x' runs what forks of public repositories propose"
REPOSITORY = "github:index/repository:Repository"
SDK, SITE, SHOP, LATER = (
    numbered(1, "public"),
    numbered(2, "public"),
    numbered(3, "private"),
    numbered(4, UNKNOWN),
)


def chosen(*ids: Any) -> Resource:
    return group(visibility="selected", selectedRepositoryIds=[*ids])


@pytest.mark.parametrize("kind", ["ActionsRunnerGroup", "EnterpriseActionsRunnerGroup"])
def test_runners_that_take_public_repositories_are_told(kind: str) -> None:
    assert only(judge_stack(rule, group(kind, visibility="all"))) == TELLS
    assert only(judge_stack(rule, group(kind))) == TELLS
    assert passes(judge_stack(rule, Resource.of(group(kind).type, "x", visibility="all")))
    assert passes(judge_stack(rule, group(kind, visibility="all", restrictedToWorkflows=True)))
    later = group(kind, restrictedToWorkflows=UNKNOWN)
    assert unknowns(judge_stack(rule, later)) == ["restrictedToWorkflows"]


def test_runners_of_public_and_private_repositories_are_told() -> None:
    assert only(judge_stack(rule, chosen(1, 3), SDK, SHOP)) == f"{TELLS} beside what private ones build"
    tied = replace(chosen(UNKNOWN, UNKNOWN), property_dependencies={"selectedRepositoryIds": (SDK.urn, SHOP.urn)})
    assert messages(judge_stack(rule, tied, SDK, SHOP))


@pytest.mark.parametrize("theirs", [chosen(1, 2), chosen(1), chosen(9), chosen(3, 9), chosen(UNKNOWN)])
def test_runners_that_may_be_there_for_public_repositories_are_told_in_strict_alone(theirs: Resource) -> None:
    assert passes(judge_stack(rule, theirs, SDK, SITE, SHOP))
    assert only(judge_stack(rule, theirs, SDK, SITE, SHOP, profile="strict")) == TELLS


def test_runners_of_private_repositories_and_machines_of_github_pass() -> None:
    assert passes(judge_stack(rule, chosen(3), SHOP, profile="strict"))
    assert passes(judge_stack(rule, chosen(), profile="strict"))
    ours = replace(group(visibility="all"), id="7")
    hosted = Resource.of("github:index/actionsHostedRunner:ActionsHostedRunner", "h", runnerGroupId=7)
    assert passes(judge_stack(rule, ours, hosted))
    tied = replace(hosted, inputs=ours.inputs, property_dependencies={"runnerGroupId": (ours.urn,)})
    assert passes(judge_stack(rule, ours, tied))


def test_runners_of_what_is_not_known_are_undecided() -> None:
    assert unknowns(judge_stack(rule, chosen(1, 4), SDK, LATER)) == ["selectedRepositoryIds"]
    assert unknowns(judge_stack(rule, group(visibility=UNKNOWN))) == ["visibility"]


HOSTS = {
    "github": "name",
    "repositoryEventConfig": "repository",
    "developerConnectEventConfig": "gitRepositoryLink",
    "bitbucketServerTriggerConfig": "repoSlug",
}


def at_host(host: str, name: Any, **pull: Any) -> Resource:
    says = {HOSTS[host]: name, "pullRequest": {"branch": "^main$", **pull}}
    return Resource.of("gcp:cloudbuild/trigger:Trigger", "checks", **{host: says})


@pytest.mark.parametrize("host", HOSTS)
def test_a_trigger_of_every_host_says_what_it_builds(host: str) -> None:
    assert "the public repository 'sdk'" in only(judge_stack(rule, at_host(host, "a/b/sdk"), PUBLIC))
    assert passes(judge_stack(rule, at_host(host, "a/b/sdk"), repository(visibility="private")))
    assert passes(judge_stack(rule, at_host(host, "sdk", commentControl="COMMENTS_ENABLED"), PUBLIC))
    assert unknowns(judge_stack(rule, at_host(host, UNKNOWN), PUBLIC)) == [f"{host}.{HOSTS[host]}"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_marked_name_is_judged_and_not_shown(host: str) -> None:
    told = only(judge_stack(rule, at_host(host, Secret("a/zq7-public"))))
    assert told == "trigger 'checks' builds at once what anybody proposes to its public repository"
    assert passes(judge_stack(rule, at_host(host, Secret("a/zq7"))))
    inner = at_host(host, "zq7-public").inputs.raw[host]
    whole = Resource.of("gcp:cloudbuild/trigger:Trigger", "checks", **{host: Secret(inner)})
    assert only(judge_stack(rule, whole)) == told
