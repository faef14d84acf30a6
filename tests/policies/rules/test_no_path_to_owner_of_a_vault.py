"""What `no-owner-of-a-cloud` and `no-path-to-owner-of-a-cloud` say of machines at Vault, Consul and Nomad."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

ALL = catalog()["no-owner-of-a-cloud"]
MORE = catalog()["no-path-to-owner-of-a-cloud"]
POLICY = "vault:index/policy:Policy"
WRITES = 'capabilities = ["create", "update"]'


def policy(text: Any, name: str = "ci") -> Resource:
    return Resource.of(POLICY, name, name=name, policy=text)


def login(*policies: Any, **inputs: Any) -> Resource:
    type_ = "vault:appRole/authBackendRole:AuthBackendRole"
    return Resource.of(type_, "ci", roleName="ci", tokenPolicies=list(policies), **inputs)


def path(where: str, says: str = WRITES) -> str:
    return f'path "{where}" {{ {says} }}\n'


def everything(*resources: Resource) -> Answer:
    return judge_stack(ALL, *resources)


def more(*resources: Resource) -> Answer:
    return judge_stack(MORE, *resources)


@pytest.mark.parametrize(
    "text",
    [
        'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }',
        'path "*" { policy = "sudo" }',
        '{"path": {"*": {"capabilities": ["update", "sudo"]}}}',
    ],
)
def test_a_machine_that_may_write_everywhere_administers_vault(text: str) -> None:
    found = everything(policy(text), login("default", "ci"))
    assert only(found) == "role 'ci' may do everything in Vault, as ci"
    assert not found.problems[0].advisory
    assert passes(more(policy(text), login("default", "ci")))


def test_the_policy_root_is_everything() -> None:
    token = Resource.of("vault:index/token:Token", "deploy", policies=["root"])
    assert only(everything(token)) == "token 'deploy' may do everything in Vault, as root"


@pytest.mark.parametrize(
    ("where", "act"),
    [
        ("sys/policies/acl/*", "rewrite a policy that it has"),
        ("sys/policy/+", "rewrite a policy that it has"),
        ("sys/*", "rewrite a policy that it has"),
        ("auth/kubernetes/role/*", "give a role any policy and sign in by it"),
        ("auth/+/role/+", "give a role any policy and sign in by it"),
        ("auth/userpass/users/*", "give a user any policy and sign in as them"),
        ("identity/*", "give any entity any policy"),
    ],
)
def test_a_machine_that_may_give_itself_more_is_found(where: str, act: str) -> None:
    answer = more(policy(path(where)), login("ci"))
    assert only(answer) == f"role 'ci' may {act} in Vault, as ci"
    assert not answer.problems[0].advisory
    assert passes(everything(policy(path(where)), login("ci")))


def test_who_makes_tokens_with_any_policy_needs_sudo() -> None:
    assert passes(more(policy(path("auth/token/create")), login("ci")))
    answer = more(policy(path("auth/token/create", 'capabilities = ["update", "sudo"]')), login("ci"))
    assert only(answer) == "role 'ci' may make tokens with any policy in Vault, as ci"


def test_roles_of_some_names_are_advice() -> None:
    (problem,) = more(policy(path("auth/kubernetes/role/app-*")), login("ci")).problems
    assert problem.advisory


@pytest.mark.parametrize(
    "text",
    [
        path("secret/data/ci/*"),
        path("sys/policies/acl/app-*"),
        path("sys/policies/acl/*", 'capabilities = ["read", "list"]'),
        path("sys/policies/acl/*") + path("sys/policies/acl/ci", 'capabilities = ["deny"]'),
        path("auth/approle/role/ci/secret-id"),
        path("auth/kubernetes/role/app-*", f'{WRITES}\nallowed_parameters = {{ "token_policies" = ["app-*"] }}'),
        path("auth/token/create", 'capabilities = ["update"]'),
        "",
    ],
)
def test_what_leads_no_further_passes(text: str) -> None:
    assert passes(more(policy(text), login("ci")))
    assert passes(everything(policy(text), login("ci")))


def test_everything_but_what_makes_administrators_is_not_everything() -> None:
    text = path("*") + path("sys/*", 'capabilities = ["deny"]')
    assert passes(everything(policy(text), login("ci")))
    assert "give a role any policy" in only(more(policy(text), login("ci")))


def test_people_and_policies_that_are_elsewhere_are_left_alone() -> None:
    text = policy(path("*"))
    person = Resource.of("vault:index/userpassAuthBackendUser:UserpassAuthBackendUser", "ann", tokenPolicies=["ci"])
    oidc = Resource.of("vault:jwt/authBackendRole:AuthBackendRole", "staff", roleType="oidc", tokenPolicies=["ci"])
    assert passes(everything(text, person, oidc, login("elsewhere")))
    assert passes(everything(text))


@pytest.mark.parametrize(
    ("made", "by", "where"),
    [
        (policy(UNKNOWN), login("ci"), "policy"),
        (policy("path"), login("ci"), "policy"),
        (policy(path("*")), login(UNKNOWN), "tokenPolicies[0]"),
        (policy(path("*")), login("ci", roleType=UNKNOWN), "roleType"),
    ],
)
def test_what_is_not_known_is_no_pass(made: Resource, by: Resource, where: str) -> None:
    if where == "roleType":
        by = replace(by, type="vault:jwt/authBackendRole:AuthBackendRole")
    assert unknowns(everything(made, by)) == [where]


def test_a_name_that_is_not_known_is_that_of_the_policy_it_comes_from() -> None:
    made = policy(path("*"))
    by = replace(login(UNKNOWN), property_dependencies={"tokenPolicies": (made.urn,)})
    assert only(everything(made, by)) == "role 'ci' may do everything in Vault, as ci"


def test_a_policy_that_is_marked_is_not_repeated() -> None:
    assert only(everything(policy(path("*")), login(Secret("ci")))).endswith("as a role")


def consul(text: Any = 'acl = "write"', name: str = "ci") -> Resource:
    return Resource.of("consul:index/aclPolicy:AclPolicy", name, name=name, rules=text)


def token(**inputs: Any) -> Resource:
    return Resource.of("consul:index/aclToken:AclToken", "deploy", **inputs)


def test_a_management_token_of_nomad_is_found() -> None:
    of_nomad = Resource.of("nomad:index/aclToken:AclToken", "deploy", type="management")
    assert only(everything(of_nomad)) == "token 'deploy' may do everything in Nomad, as management"
    assert passes(everything(Resource.of("nomad:index/aclToken:AclToken", "deploy", type="client", policies=["ci"])))


def test_global_management_of_consul_is_found_however_a_token_has_it() -> None:
    fact = "may do everything in Consul, as global-management"
    assert only(everything(token(policies=["global-management"]))) == f"token 'deploy' {fact}"
    attached = Resource.of(
        "consul:index/aclTokenPolicyAttachment:AclTokenPolicyAttachment", "deploy", policy="global-management"
    )
    assert only(everything(attached)) == f"the token of attachment 'deploy' {fact}"
    role = Resource.of("consul:index/aclRole:AclRole", "ops", name="ops", policies=["global-management"])
    assert only(everything(role, token(roles=["ops"]))) == f"token 'deploy' {fact}"
    assert passes(everything(role))
    bare = Resource.of("consul:index/aclRole:AclRole", "ops", name="ops")
    given = Resource.of(
        "consul:index/aclRolePolicyAttachment:AclRolePolicyAttachment",
        "ops",
        roleId="ops",
        policy="00000000-0000-0000-0000-000000000001",
    )
    has = Resource.of("consul:index/aclTokenRoleAttachment:AclTokenRoleAttachment", "deploy", role="ops")
    assert only(everything(bare, given, has)) == f"the token of attachment 'deploy' {fact}"


@pytest.mark.parametrize("text", ['acl = "write"\nservice_prefix "" { policy = "read" }', json.dumps({"acl": "write"})])
def test_who_writes_tokens_of_consul_is_advice(text: str) -> None:
    (problem,) = more(consul(text), token(policies=["ci"])).problems
    assert problem.message == "token 'deploy' may make tokens with any policy in Consul, as ci"
    assert problem.advisory


def test_lesser_rights_at_consul_and_what_is_for_vault_pass() -> None:
    assert passes(more(consul('acl = "read"\nkey_prefix "app/" { policy = "write" }'), token(policies=["ci"])))
    assert passes(more(consul(), token(policies=["ci"], description="For Vault's Consul engine")))
    assert passes(more(consul(), token(policies=["other"])))


@pytest.mark.parametrize(
    ("made", "by", "where"),
    [
        (consul(UNKNOWN), token(policies=["ci"]), "rules"),
        (consul("acl"), token(policies=["ci"]), "rules"),
        (consul(), token(policies=[UNKNOWN]), "policies[0]"),
        (consul(), token(roles=[UNKNOWN]), "roles[0]"),
    ],
)
def test_what_is_not_known_at_consul_is_no_pass(made: Resource, by: Resource, where: str) -> None:
    assert unknowns(everything(made, by)) == [where]


def test_the_policies_of_a_role_may_be_unknown() -> None:
    made = consul()
    role = Resource.of("consul:index/aclRole:AclRole", "ops", name="ops", policies=[UNKNOWN])
    assert unknowns(everything(made, role, token(roles=["ops"]))) == ["roles[0]"]
    known = replace(role, property_dependencies={"policies": (made.urn,)})
    assert len(messages(more(made, known, token(roles=["ops"])))) == 1


SECRET_ID = "auth/approle/role/{}/secret-id"


def test_who_makes_secret_ids_of_any_role_is_told_as_advice() -> None:
    (problem,) = more(policy(path(SECRET_ID.format("+"))), login("ci")).problems
    assert problem.advisory
    assert "make secret ids of any role and sign in by it" in problem.message


def test_secret_ids_of_roles_by_name_pass() -> None:
    assert passes(more(policy(path(SECRET_ID.format("orders"))), login("ci")))
    assert passes(more(policy(path("auth/+/role/orders/secret-id")), login("ci")))
    assert passes(more(policy(path("auth/approle/role/+/role-id", 'capabilities = ["read"]')), login("ci")))


def test_a_role_of_the_token_store_that_gives_any_policy_is_told() -> None:
    def role(*globs: Any, **inputs: Any) -> Resource:
        type_ = "vault:tokenauth/authBackendRole:AuthBackendRole"
        return Resource.of(type_, "ci", roleName="ci", allowedPoliciesGlobs=list(globs), **inputs)

    assert only(more(role("*"))) == "role 'ci' may give a token any policy in Vault, as *"
    assert only(more(role(UNKNOWN, "*")))
    assert only(more(role("**")))
    assert passes(more(role("ci-*")))
    assert passes(more(role("")))
    assert unknowns(everything(role(UNKNOWN))) == ["allowedPoliciesGlobs[0]"]
    assert only(more(role("*", disallowedPolicies=["root"]))) == "role 'ci' may give a token any policy in Vault, as *"
    (problem,) = more(role("*", disallowedPoliciesGlobs=["*admin*", "root"])).problems
    assert problem.advisory
    assert problem.message == "role 'ci' may give a token any policy but some in Vault, as *"
    assert unknowns(everything(role("*", disallowedPoliciesGlobs=[UNKNOWN]))) == ["disallowedPoliciesGlobs[0]"]
    assert passes(more(role("*", disallowedPoliciesGlobs=["*"])))
