"""A role of Vault names projects of a GitLab or GitHub of one's own, and not all of a group on any branch."""

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
