"""What `vault-role-pins-workload` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.data.table import read_table
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog
from daypass_policies.trusting.vault_roles import STEPS

RULE = catalog()["vault-role-pins-workload"]
GITHUB = "https://token.actions.githubusercontent.com"
GITLAB = "https://gitlab.com"
CLUSTER = "https://oidc.eks.eu-central-1.amazonaws.com/id/0123"
QUARTERS = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]
GLOB = {"boundClaimsType": "glob"}


def mount(url: Any = GITHUB, key: str = "oidcDiscoveryUrl") -> Resource:
    return Resource.of("vault:jwt/authBackend:AuthBackend", "ci", path="ci", type="jwt", **{key: url})


def role(**inputs: Any) -> Resource:
    audiences = ["https://vault.acme.example"]
    given: dict[str, Any] = {"backend": "ci", "roleType": "jwt", "boundAudiences": audiences, **inputs}
    type_ = "vault:jwt/authBackendRole:AuthBackendRole"
    return Resource.of(type_, "release", roleName="release", userClaim="sub", **given)


def bound(**claims: Any) -> dict[str, Any]:
    return {"boundClaims": claims}


@pytest.mark.parametrize(
    ("url", "inputs"),
    [
        (GITHUB, bound(repository="acme/invoice", ref="refs/heads/main")),
        (GITHUB, bound(repository_id="123456789")),
        (GITHUB, bound(repository="acme/invoice,acme/billing")),
        (GITHUB, {"boundClaims": {"/repository": "acme/invoice"}}),
        (GITHUB, {"boundSubject": "repo:acme/invoice:environment:prod"}),
        (GITHUB, bound(sub="repo:acme/invoice:*") | GLOB),
        (GITHUB, bound(repository="acme/invoice", ref="refs/heads/release/*") | GLOB),
        (GITLAB, bound(project_id="42", ref_protected="true")),
        (GITLAB, bound(project_path="acme/app", ref="*") | GLOB),
        (CLUSTER, {"boundSubject": "system:serviceaccount:ci:runner"}),
        (CLUSTER, {"boundClaims": {"/kubernetes.io/namespace": "ci"}}),
        ("https://login.acme.example", bound(client_id="loader")),
    ],
)
def test_a_role_that_says_whose_token_it_takes_passes(url: str, inputs: dict[str, Any]) -> None:
    assert passes(judge_stack(RULE, mount(url), role(**inputs)))


@pytest.mark.parametrize(
    ("url", "inputs", "words"),
    [
        (GITHUB, {}, "any repository on GitHub"),
        (GITHUB, {"boundClaims": {}}, "any repository on GitHub"),
        (GITHUB, bound(ref="refs/heads/main"), "any repository on GitHub"),
        (GITHUB, bound(repository="*/invoice") | GLOB, "any repository on GitHub"),
        (GITHUB, bound(repository="acme*") | GLOB, "any repository on GitHub"),
        (GITHUB, bound(sub="repo:*") | GLOB, "any repository on GitHub"),
        (GITHUB, {"tokenBoundCidrs": ["0.0.0.0/0"]}, "any repository on GitHub"),
        (GITHUB, {"tokenBoundCidrs": QUARTERS}, "any repository on GitHub"),
        (GITHUB, {"tokenBoundCidrs": ["2000::/3"]}, "any repository on GitHub"),
        (GITHUB, {"tokenBoundCidrs": ["10.0.0.0/8", "office"]}, "any repository on GitHub"),
        (GITLAB, bound(ref="main", ref_protected="true"), "any group of GitLab.com"),
        (GITLAB, bound(namespace_path="acme*") | GLOB, "any group of GitLab.com"),
    ],
)
def test_a_role_that_takes_in_strangers_is_critical(url: str, inputs: dict[str, Any], words: str) -> None:
    answer = judge_stack(RULE, mount(url), role(**inputs))
    assert words in only(answer)
    (problem,) = answer.problems
    assert (problem.severity, problem.advisory, problem.at) == ("critical", False, "boundClaims")


@pytest.mark.parametrize("key", ["boundIssuer", "oidcDiscoveryUrl"])
def test_whose_tokens_a_mount_takes_is_said_by_its_issuer_or_where_that_is_found(key: str) -> None:
    assert "any repository on GitHub" in only(judge_stack(RULE, mount(key=key), role()))


@pytest.mark.parametrize(
    "url", [f"{GITHUB}/.well-known/jwks", f"{GITHUB}:443/.well-known/jwks", "https://gitlab.com/oauth/discovery/keys"]
)
def test_keys_of_an_issuer_are_that_issuers(url: str) -> None:
    (problem,) = judge_stack(RULE, mount(url, "jwksUrl"), role()).problems
    assert problem.severity == "critical"


@pytest.mark.parametrize(
    ("url", "inputs", "words"),
    [
        (GITHUB, bound(repository_owner="acme"), "more than one repository or project of a tenant"),
        (GITHUB, bound(repository="acme/*") | GLOB, "organisation"),
        (GITLAB, bound(project_path="acme/*") | GLOB, "more than one repository or project of a tenant"),
        (CLUSTER, {}, "the whole cluster"),
        (CLUSTER, bound(sub="*") | GLOB, "the whole cluster"),
        (CLUSTER, bound(iss=CLUSTER), "the whole cluster"),
        (CLUSTER, bound(aud="vault", exp="*", nbf="1", iat="1"), "the whole cluster"),
        ("https://login.acme.example", bound(iss="https://login.acme.example"), "whoever gets"),
        ("https://login.acme.example", {}, "whoever gets a token of its issuer"),
    ],
)
def test_a_role_for_an_organisation_or_all_of_an_own_issuer_is_advice(
    url: str, inputs: dict[str, Any], words: str
) -> None:
    answer = judge_stack(RULE, mount(url), role(**inputs))
    assert words in only(answer)
    (problem,) = answer.problems
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_a_mount_that_is_elsewhere_is_asked_for_any_claim() -> None:
    assert "whoever gets a token of its issuer" in only(judge_stack(RULE, role()))
    assert passes(judge_stack(RULE, role(**bound(ref="refs/heads/main"))))


def at(path: Any, url: str = GITHUB, name: str = "ci") -> Resource:
    return Resource.of("vault:jwt/authBackend:AuthBackend", name, path=path, oidcDiscoveryUrl=url)


@pytest.mark.parametrize(
    ("mounts", "backend"),
    [
        ([at("ci")], UNKNOWN),
        ([at("ci", CLUSTER), at("gh", name="gh")], UNKNOWN),
        ([at(UNKNOWN)], "ci"),
        ([at(UNKNOWN), at("other", CLUSTER, "other")], "ci"),
        ([at("ci"), at("ci", CLUSTER, "other")], "ci"),
        ([at(None)], "jwt"),
    ],
)
def test_a_role_that_may_be_at_a_mount_where_it_takes_in_strangers_is_undecided(
    mounts: list[Resource], backend: Any
) -> None:
    inputs = bound(ref="refs/heads/main")
    assert unknowns(judge_stack(RULE, *mounts, role(backend=backend, **inputs))) == ["backend"]


@pytest.mark.parametrize("backend", [UNKNOWN, "ci"])
def test_it_matters_nothing_at_which_mount_it_is_where_nothing_is_told_at_any(backend: Any) -> None:
    pinned = role(backend=backend, **bound(repository="acme/invoice"))
    assert passes(judge_stack(RULE, at(UNKNOWN), at("gh", CLUSTER, "gh"), pinned))
    assert passes(judge_stack(RULE, at("ci", CLUSTER), at(UNKNOWN, name="gh"), role(**bound(ref="main"))))


def test_the_mount_that_a_role_depends_on_is_its_mount() -> None:
    mount_ = at(UNKNOWN)
    loose = replace(role(backend=UNKNOWN, **bound(ref="main")), property_dependencies={"backend": (mount_.urn,)})
    assert "any repository on GitHub" in only(judge_stack(RULE, mount_, loose))


def test_a_path_of_many_steps_is_looked_at_as_far_as_known_issuers_have_them() -> None:
    assert all(row["issuer"].count("/") < STEPS for row in read_table("issuers").rows)
    assert passes(judge_stack(RULE, mount("https://h/" + "a/" * 5000, "jwksUrl"), role(**bound(ref="main"))))
    far = mount(f"{GITHUB}/.well-known/" + "a/" * 5000, "jwksUrl")
    assert "any repository on GitHub" in only(judge_stack(RULE, far, role()))


def test_a_wildcard_that_is_none_lets_nobody_in() -> None:
    assert passes(judge_stack(RULE, mount(), role(**bound(sub="repo:*"))))


def test_commas_stay_where_vault_is_told_not_to_part_the_text() -> None:
    inputs = bound(sub="repo:acme/a:environment:eu,west:*") | GLOB
    assert passes(judge_stack(RULE, mount(), role(disableBoundClaimsParsing=True, **inputs)))
    assert not passes(judge_stack(RULE, mount(), role(**inputs)))


@pytest.mark.parametrize("type_", ["oidc", None])
def test_a_role_by_which_people_log_in_takes_no_token_of_a_job(type_: str | None) -> None:
    assert passes(judge_stack(RULE, mount(), role(roleType=type_)))


def test_a_role_for_some_addresses_lets_in_no_stranger() -> None:
    assert passes(judge_stack(RULE, mount(), role(tokenBoundCidrs=["10.20.0.0/16"])))
    assert not passes(judge_stack(RULE, mount(), role(tokenBoundCidrs=["10.20.0.0/16", "0.0.0.0/0"])))


@pytest.mark.parametrize(
    ("backend", "inputs", "where"),
    [
        (mount(UNKNOWN), {}, "oidcDiscoveryUrl"),
        (mount(), {"boundClaims": UNKNOWN}, "boundClaims"),
        (mount(), {"boundSubject": UNKNOWN}, "boundSubject"),
        (mount(), {"roleType": UNKNOWN}, "roleType"),
        (mount(), {"boundClaims": {"sub": "repo:acme/a:*"}, "boundClaimsType": UNKNOWN}, "boundClaimsType"),
        (mount("https://oidc.modal.com"), bound(workspace_id="ac-1"), "boundClaims"),
    ],
)
def test_what_is_not_known_leaves_it_undecided(backend: Resource, inputs: dict[str, Any], where: str) -> None:
    assert unknowns(judge_stack(RULE, backend, role(**inputs))) == [where]


def test_what_the_issuer_is_matters_nothing_where_the_subject_is_named() -> None:
    assert passes(judge_stack(RULE, mount(UNKNOWN), role(boundSubject="repo:acme/a:environment:prod")))


def test_a_claim_that_is_marked_as_a_secret_is_not_repeated() -> None:
    answer = judge_stack(RULE, mount(), role(boundClaims={"sub": Secret("repo:hidden/*")}, **GLOB))
    assert "hidden" not in "".join(messages(answer))
    assert only(answer) == "role 'release' of Vault lets in more than one repository or project"
