"""What `vault-of-machines-is-not-for-people` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules import catalog

RULE = catalog()["vault-of-machines-is-not-for-people"]
READS = 'path "database/creds/billing" { capabilities = ["read"] }'
GROUP = "vault:ldap/authBackendGroup:AuthBackendGroup"
PEOPLE: list[tuple[str, dict[str, Any]]] = [
    (GROUP, {"groupname": "developers", "policies": ["billing"]}),
    ("vault:ldap/authBackendUser:AuthBackendUser", {"username": "ann", "policies": ["billing"]}),
    ("vault:okta/authBackendGroup:AuthBackendGroup", {"groupName": "developers", "policies": ["billing"]}),
    ("vault:github/team:Team", {"team": "developers", "policies": ["billing"]}),
    ("vault:index/userpassAuthBackendUser:UserpassAuthBackendUser", {"username": "ann", "tokenPolicies": ["billing"]}),
    ("vault:jwt/authBackendRole:AuthBackendRole", {"roleName": "staff", "tokenPolicies": ["billing"]}),
    ("vault:saml/authBackendRole:AuthBackendRole", {"name": "staff", "tokenPolicies": ["billing"]}),
    ("vault:identity/group:Group", {"name": "developers", "type": "external", "policies": ["billing"]}),
]


def policy(text: Any = READS, name: str = "billing") -> Resource:
    return Resource.of("vault:index/policy:Policy", name, name=name, policy=text)


def machine(*policies: str) -> Resource:
    type_ = "vault:kubernetes/authBackendRole:AuthBackendRole"
    return Resource.of(type_, "service", roleName="service", tokenPolicies=list(policies or ("billing",)))


def people(type_: str = GROUP, **inputs: Any) -> Resource:
    return Resource.of(type_, "people", **(inputs or {"groupname": "developers", "policies": ["billing"]}))


def judged(*resources: Resource) -> Answer:
    return judge_stack(RULE, *resources)


@pytest.mark.parametrize(("type_", "inputs"), PEOPLE)
def test_people_with_the_policy_of_a_machine_are_found(type_: str, inputs: dict[str, Any]) -> None:
    answer = judged(policy(), machine(), people(type_, **inputs))
    assert "of Vault has policy 'billing', by which 'service' reads what it signs in with" in only(answer)


@pytest.mark.parametrize(
    "inputs",
    [
        {"groupname": "oncall", "policies": ["billing"]},
        {"groupname": "break-glass", "policies": ["billing"]},
        {"groupname": "billing-dev", "policies": ["billing"]},
        {"groupname": "developers", "policies": ["other", "default"]},
        {"groupname": "developers"},
    ],
)
def test_people_on_call_elsewhere_or_with_policies_of_their_own_pass(inputs: dict[str, Any]) -> None:
    assert passes(judged(policy(), machine(), policy(READS, "other"), people(**inputs)))


def test_machines_pass_whatever_they_log_in_by() -> None:
    user = "vault:index/userpassAuthBackendUser:UserpassAuthBackendUser"
    assert passes(judged(policy(), machine(), people(user, username="svc-report", tokenPolicies=["billing"])))
    jwt = "vault:jwt/authBackendRole:AuthBackendRole"
    assert passes(judged(policy(), machine(), people(jwt, roleType="jwt", roleName="ci", tokenPolicies=["billing"])))
    group = "vault:identity/group:Group"
    assert passes(judged(policy(), machine(), people(group, name="services", policies=["billing"])))


@pytest.mark.parametrize(
    "text",
    [
        'path "database/roles/billing" { capabilities = ["read"] }',
        'path "secret/metadata/billing" { capabilities = ["read", "list"] }',
        'path "secret/data/billing" { capabilities = ["list"] }',
        'path "secret/data/{{identity.entity.name}}/*" { capabilities = ["read"] }',
        'path "sys/health" { capabilities = ["read"] }',
        'path "pki/ca_chain" { capabilities = ["read"] }',
    ],
)
def test_a_policy_that_reads_no_credentials_is_for_both(text: str) -> None:
    assert passes(judged(policy(text), machine(), people()))


def test_people_alone_and_machines_alone_pass() -> None:
    assert passes(judged(policy(), people()))
    assert passes(judged(policy(), machine()))
    assert passes(judged(machine(), people()))


def test_what_is_not_known_is_no_pass() -> None:
    assert unknowns(judged(policy(UNKNOWN), machine(), people())) == ["policy"]
    assert unknowns(judged(policy(), machine(), people(groupname="developers", policies=[UNKNOWN]))) == ["policies[0]"]
    jwt = "vault:jwt/authBackendRole:AuthBackendRole"
    role = people(jwt, roleType=UNKNOWN, roleName="staff", tokenPolicies=["billing"])
    assert unknowns(judged(policy(), machine(), role)) == ["roleType"]


def test_a_policy_is_known_by_what_its_name_comes_from() -> None:
    made = policy()
    given = replace(people(groupname="devs", policies=[UNKNOWN]), property_dependencies={"policies": (made.urn,)})
    assert only(judged(made, machine(), given))
