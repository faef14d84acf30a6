"""What `trusted-environment-is-guarded` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.trusted_environment_is_guarded import trusted_environment_is_guarded

RULE = trusted_environment_is_guarded
ISSUER = "https://token.actions.githubusercontent.com"
SUBJECT = "repo:acme/ledger:environment:production"
POOL = "principal://iam.googleapis.com/projects/12/locations/global/workloadIdentityPools/ci/subject/"
PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
FLEXIBLE = "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential"


def environment(**inputs: Any) -> Resource:
    said = {"repository": "ledger", "environment": "production", **inputs}
    return Resource.of("github:index/repositoryEnvironment:RepositoryEnvironment", "production", **said)


def entra(subject: Any = SUBJECT, type_: str = "azure:armmsi/federatedIdentityCredential", **more: Any) -> Resource:
    kind = f"{type_}:FederatedIdentityCredential"
    return Resource.of(kind, "deploy", **{"issuer": ISSUER, "subject": subject, **more})


def flexible(expression: Any) -> Resource:
    return Resource.of(FLEXIBLE, "deploy", issuer=ISSUER, claimsMatchingExpression=expression)


def binding(subject: str = SUBJECT, role: str = "roles/iam.workloadIdentityUser") -> Resource:
    said = {"serviceAccountId": "projects/acme/serviceAccounts/d@acme.iam.gserviceaccount.com", "role": role}
    return Resource.of("gcp:serviceaccount/iAMMember:IAMMember", "deploy", member=f"{POOL}{subject}", **said)


def bucket(role: str) -> Resource:
    said = {"bucket": "releases", "role": role, "member": f"{POOL}{SUBJECT}"}
    return Resource.of("gcp:storage/bucketIAMMember:BucketIAMMember", "deploy", **said)


def provider(condition: Any, **more: Any) -> Resource:
    said = {"workloadIdentityPoolId": "ci", "oidc": {"issuerUri": ISSUER}, "attributeCondition": condition, **more}
    return Resource.of(PROVIDER, "github", **said)


def vault(**asked: Any) -> Resource:
    return Resource.of("vault:jwt/authBackendRole:AuthBackendRole", "deploy", roleType="jwt", **asked)


def judged(*made: Resource) -> Answer:
    return judge_stack(RULE, *made)


@pytest.mark.parametrize(
    "trust",
    [
        entra(),
        entra("repo:acme@1/ledger@2:environment:Production", "azure-native:managedidentity"),
        flexible({"value": f"claims['sub'] eq '{SUBJECT}'", "languageVersion": 1}),
        flexible(f"claims['sub'] matches '{SUBJECT}'"),
        binding(),
        bucket("roles/storage.objectAdmin"),
        provider(f"assertion.sub == '{SUBJECT}'"),
        provider("assertion.repository == 'acme/ledger' && assertion.environment == 'production'"),
        vault(boundSubject=SUBJECT),
        vault(boundClaims={"repository": "acme/ledger", "environment": "production"}),
    ],
    ids=str,
)
def test_what_trusts_an_environment_without_a_guard_lets_in_every_branch(trust: Resource) -> None:
    found = only(messages(judged(trust, environment())))
    assert "lets in every branch, as environment '" in found
    assert "asks nobody and takes every branch" in found
    guarded = environment(deploymentBranchPolicy={"protectedBranches": True})
    assert passes(judged(trust, guarded))
    assert passes(judged(trust))


@pytest.mark.parametrize(
    "trust",
    [
        entra("repo:acme/ledger:ref:refs/heads/main"),
        entra(issuer="https://gitlab.com"),
        flexible(f"claims['sub'] eq '{SUBJECT}' and claims['job_workflow_ref'] eq 'acme/x/y.yml@main'"),
        binding(role="roles/iam.serviceAccountViewer"),
        bucket("roles/storage.objectViewer"),
        provider(f"assertion.sub == '{SUBJECT}' && assertion.ref == 'refs/heads/main'"),
        provider(f"assertion.sub == '{SUBJECT}'", disabled=True),
        provider(f"assertion.sub == '{SUBJECT}'", oidc={"issuerUri": "https://gitlab.com"}),
        vault(boundSubject=SUBJECT, boundClaims={"ref": "refs/heads/main"}),
        vault(boundClaims={"repository": "acme/ledger"}),
    ],
    ids=str,
)
def test_what_asks_for_more_or_gives_little_passes(trust: Resource) -> None:
    assert passes(judged(trust, environment()))


def test_a_provider_that_asks_for_the_branch_holds_what_is_bound_to_its_pool() -> None:
    assert passes(judged(binding(), environment(), provider("assertion.ref == 'refs/heads/main'")))
    assert messages(judged(binding(), environment(), provider("assertion.repository_owner_id == '7'")))
    other = provider("assertion.ref == 'refs/heads/main'", workloadIdentityPoolId="other")
    assert messages(judged(binding(), environment(), other))


@pytest.mark.parametrize("name", ["staging", "dev", "plan", "production-plan", "azure", "github-pages"])
def test_an_environment_for_tests_or_plans_needs_no_guard(name: str) -> None:
    subject = f"repo:acme/ledger:environment:{name}"
    assert passes(judged(entra(subject), environment(environment=name)))


@pytest.mark.parametrize("name", ["prod-eu", "release", "deploy"])
def test_so_are_those_called_after_releases(name: str) -> None:
    subject = f"repo:acme/ledger:environment:{name}"
    assert messages(judged(entra(subject), environment(environment=name)))


def test_rules_for_all_branches_say_what_is_pushed() -> None:
    refs = {"refName": {"includes": ["~ALL"]}}
    review = {"pullRequest": {"requiredApprovingReviewCount": 1}}
    said = {"repository": "ledger", "enforcement": "active", "conditions": refs, "rules": review}
    rules = Resource.of("github:index/repositoryRuleset:RepositoryRuleset", "all", **said)
    assert passes(judged(entra(), environment(), rules))


@pytest.mark.parametrize(
    "other",
    [
        {"target": "tag"},
        {"rules": {"nonFastForward": True}},
        {"rules": {"creation": False}},
        {"conditions": {"refName": {"includes": ["~ALL"], "excludes": ["refs/heads/feature/*"]}}},
    ],
    ids=str,
)
def test_rules_that_let_somebody_push_what_nobody_saw_hold_nobody(other: dict[str, Any]) -> None:
    review = {"pullRequest": {"requiredApprovingReviewCount": 1}}
    refs = {"refName": {"includes": ["~ALL"]}}
    said = {"repository": "ledger", "enforcement": "active", "target": "branch", "conditions": refs, "rules": review}
    rules = Resource.of("github:index/repositoryRuleset:RepositoryRuleset", "all", **{**said, **other})
    assert messages(judged(entra(), environment(), rules))
    hidden = Resource.of("github:index/repositoryRuleset:RepositoryRuleset", "all", **{**said, "target": UNKNOWN})
    assert unknowns(judged(entra(), environment(), hidden)) == ["target"]


@pytest.mark.parametrize("reviewers", [[{}], [{"users": [], "teams": []}], []], ids=str)
def test_an_environment_that_names_no_reviewer_asks_nobody(reviewers: Any) -> None:
    assert messages(judged(entra(), environment(reviewers=reviewers)))
    assert passes(judged(entra(), environment(reviewers=[{"teams": [7]}])))
    assert unknowns(judged(entra(), environment(reviewers=[{"teams": [UNKNOWN]}])))


@pytest.mark.parametrize("key", ["repository", "environment", "reviewers", "deploymentBranchPolicy"])
def test_what_is_not_known_of_an_environment_leaves_it_undecided(key: str) -> None:
    answer = judged(entra(), environment(**{key: UNKNOWN}))
    assert not messages(answer)
    assert unknowns(answer) == [key]


@pytest.mark.parametrize(
    "trust",
    [entra(UNKNOWN), entra(issuer=UNKNOWN), flexible(UNKNOWN), provider(UNKNOWN), vault(boundSubject=UNKNOWN)],
    ids=str,
)
def test_a_trust_that_is_not_known_yet_leaves_it_undecided(trust: Resource) -> None:
    answer = judged(trust, environment())
    assert not messages(answer)
    assert unknowns(answer)


@pytest.mark.parametrize("key", ["workloadIdentityPoolId", "attributeCondition"])
def test_a_provider_that_may_ask_for_the_branch_leaves_its_binding_undecided(key: str) -> None:
    asked: dict[str, Any] = {"condition": "true", key: UNKNOWN}
    assert "member" in unknowns(judged(binding(), environment(), provider(**asked)))


def test_a_secret_subject_is_not_shown() -> None:
    found = only(messages(judged(entra(Secret(SUBJECT)), environment())))
    assert "production" not in found
