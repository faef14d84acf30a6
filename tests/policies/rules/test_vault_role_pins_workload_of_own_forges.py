"""A role of Vault names projects of a forge of one's own, and service accounts of a cluster of one's own."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.vault_role_pins_workload import vault_role_pins_workload

GITLAB = "https://gitlab.acme.example"
FORGE = "https://code.acme.example"
GITHUB = "https://github.acme.example/_services/token"


def judged(url: str, claims: dict[str, Any], kind: str = "glob") -> Answer:
    mount = Resource.of("vault:jwt/authBackend:AuthBackend", "ci", path="ci", type="jwt", oidcDiscoveryUrl=url)
    role = Resource.of(
        "vault:jwt/authBackendRole:AuthBackendRole",
        "deploy",
        backend="ci",
        roleName="deploy",
        roleType="jwt",
        userClaim="sub",
        boundAudiences=["https://vault.acme.example"],
        boundClaimsType=kind,
        boundClaims=claims,
    )
    return judge_stack(vault_role_pins_workload, mount, role)


@pytest.mark.parametrize(
    ("url", "claims"),
    [
        (GITLAB, {"project_path": "acme/*"}),
        (FORGE, {"project_path": "acme/*"}),
        (GITLAB, {"project_path": "acme/*", "ref": "main", "ref_type": "branch"}),
        (GITLAB, {"project_path": "acme/pay-*"}),
        (GITLAB, {"project_path": "acme/*,beta/*"}),
        (GITLAB, {"namespace_path": "acme"}),
        (FORGE, {"namespace_id": "12"}),
        (GITLAB, {"sub": "project_path:acme/*:ref_type:branch:ref:main"}),
        (GITLAB, {"ref": "main"}),
        (GITHUB, {"repository": "acme/*"}),
        (GITHUB, {"repository_owner": "acme"}),
    ],
)
def test_several_projects_of_one_s_own_forge_are_told(url: str, claims: dict[str, Any]) -> None:
    found = judged(url, claims)
    assert only(found).startswith("role 'deploy' of Vault lets in ")
    assert found.problems[0].advisory


@pytest.mark.parametrize(
    ("url", "claims"),
    [
        (GITLAB, {"project_id": "4411", "ref": "main", "ref_protected": "true"}),
        (GITLAB, {"project_path": "acme/pay"}),
        (GITLAB, {"project_path": "acme/pay", "ref": "*"}),
        (GITLAB, {"project_path": "acme/*", "ref_protected": "true"}),
        (GITLAB, {"namespace_path": "acme", "ref": "main"}),
        (GITLAB, {"sub": "project_path:acme/pay:ref_type:branch:ref:main"}),
        (GITLAB, {"user_login": "deploy-bot"}),
        (FORGE, {"team": "pay*"}),
        (GITHUB, {"repository": "acme/pay"}),
        (GITHUB, {"repository_id": "12"}),
    ],
)
def test_what_names_a_project_or_asks_for_protection_passes(url: str, claims: dict[str, Any]) -> None:
    assert passes(judged(url, claims))


def test_a_star_that_is_no_pattern_names_one() -> None:
    assert passes(judged(GITLAB, {"project_path": "acme/pay"}, "string"))


CLUSTER = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC"
K3S = "https://k3s.acme.example"


@pytest.mark.parametrize("url", [CLUSTER, K3S])
@pytest.mark.parametrize(
    ("subject", "who"),
    [
        ("system:serviceaccount:*:settle", "more than one namespace of the "),
        ("system:serviceaccount:shop-*:*", "cluster"),
        ("system:serviceaccount:shop:*", "more than one service account of the namespace 'shop'"),
        ("system:serviceaccount:shop:default", "every pod of namespace 'shop' that names no account of its own"),
    ],
)
def test_accounts_of_a_cluster_that_nobody_named_are_told(url: str, subject: str, who: str) -> None:
    found = judged(url, {"sub": subject})
    assert who in only(found)
    assert found.problems[0].advisory


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "system:serviceaccount:shop:settle"},
        {"sub": "system:serviceaccount:*:settle", "/kubernetes.io/namespace": "shop"},
    ],
)
def test_an_account_of_a_cluster_that_is_named_passes(claims: dict[str, Any]) -> None:
    assert passes(judged(CLUSTER, claims))
