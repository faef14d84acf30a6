"""What is of staging has no paths of production in Vault, Consul and Nomad; what only looks, or is of none, passes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.crossing.policy_paths import commented_in, noted_in, of_path
from daypass_policies.rules.vault_policy_stays_in_its_environment import vault_policy_stays_in_its_environment as rule

PODS = "vault:kubernetes/authBackendRole:AuthBackendRole"


def policy(text: Any, name: Any = "checkout-staging", logical: str = "p", stack: str = "") -> Resource:
    return of_stack(Resource.of("vault:index/policy:Policy", logical, name=name, policy=text), stack or "dev")


def of_stack(made: Resource, stack: str) -> Resource:
    return replace(made, urn=f"urn:pulumi:{stack}::{made.urn.partition('::')[2]}")


def path(at: str, *capabilities: str) -> str:
    return f'path "{at}" {{ capabilities = {json.dumps(capabilities or ("read",))} }}\n'


def login(*namespaces: Any, type_: str = PODS, **inputs: Any) -> Resource:
    given = {"roleName": "checkout", "tokenPolicies": ["checkout"], **inputs}
    if namespaces:
        given["boundServiceAccountNamespaces"] = list(namespaces)
    return of_stack(Resource.of(type_, "checkout", **given), "prod")


def judged(*resources: Resource) -> Answer:
    return judge_stack(rule, *resources)


@pytest.mark.parametrize(
    "at",
    [
        "secret/data/prod/checkout/*",
        "database-prod/creds/checkout",
        "prod-kv/data/*",
        "kv/data/checkout/production/db",
        "database/creds/checkout-prod",
        "transit/decrypt/orders-prod",
        "+/data/prod/*",
        "secret/data/prod/login",
        "secret/data/prod/verify/*",
        "secret/config/prod/db",
        "kv1/roles/prod/db",
        "auth/kubernetes-prod/role/login",
        "apps/data/prod/pki/cert",
    ],
)
def test_a_policy_of_staging_that_reaches_production_is_told(at: str) -> None:
    assert only(judged(policy(path(at, "read", "update")))) == f"policy 'p' of staging reaches {at!r} of production"


@pytest.mark.parametrize(
    "text",
    [
        path("secret/data/staging/checkout/*"),
        path("secret/data/checkout/*"),
        path("secret/data/products/*"),
        path("secret/metadata/prod/*", "read", "list"),
        path("secret/data/prod/*", "list"),
        path("secret/data/prod/*", "deny"),
        path("transit/verify/release-prod", "update"),
        path("transit/keys/release-prod"),
        path("pki-prod/cert/ca"),
        path("pki-prod/ca_chain"),
        path("pki-prod/ocsp", "create", "update"),
        path("payments/pki-prod/issuer/default"),
        path("payments/transit/verify/release-prod", "update"),
        path("ssh-prod/public_key"),
        path("ssh-prod/verify", "update"),
        path("db-secrets/static-roles/prod"),
        path("secret/subkeys/prod/*"),
        path("auth/team/userpass-prod/login/ci", "create"),
        path("auth/kubernetes-prod/login", "update"),
        path("secret/data/prod/*") + path("secret/data/+/*", "read") + path("secret/data/prod/*", "deny"),
        path("secret/data/{{identity.entity.metadata.prod}}/*"),
    ],
)
def test_what_reaches_nothing_of_production_passes(text: str) -> None:
    assert passes(judged(policy(text)))


def test_a_policy_of_production_or_of_none_passes() -> None:
    assert passes(judged(policy(path("secret/data/prod/*"), "checkout-prod")))
    assert passes(judged(policy(path("secret/data/prod/*"), "checkout", stack="prod")))


def test_notes_and_the_stack_tell_the_environment_of_a_policy() -> None:
    reads = path("secret/data/prod/*")
    assert only(judged(policy(f"# owner=payments; environment=staging\n{reads}", "checkout")))
    assert only(judged(policy(f"/* env: staging */\n{reads}", "checkout-prod")))
    assert only(judged(policy(reads, "checkout", stack="staging")))


def test_a_path_is_no_note_behind_whatever_comment() -> None:
    """A line ends its comment, and a star within a path begins none."""
    reads = path("secret/data/env=prod/checkout")
    for before in ("# rights\n", "// rights\n", "/* rights */", path("kv/*"), path("kv/#/x")):
        assert "'secret/data/env=prod/checkout'" in only(judged(policy(before + reads)))
    assert only(judged(policy(f"{path('secret/data/prod/*')} # env: staging", "checkout")))


def test_hostile_texts_are_read_in_time() -> None:
    for hostile in ("/* " * 20_000, '"' + '\\"' * 20_000, "{{" * 20_000, "# env " * 20_000, "#" + "/ " * 20_000):
        assert commented_in(hostile) == noted_in(hostile) == of_path(hostile) == ""


def test_rights_of_production_elsewhere_are_medium() -> None:
    (problem,) = judged(policy(path("secret/data/staging/*"), "checkout-prod")).problems
    assert problem.severity == "medium"


def test_a_login_of_staging_with_a_policy_of_production_is_told() -> None:
    reads = policy(path("secret/data/prod/*"), "checkout", stack="prod")
    told = only(judged(reads, login("shop-staging")))
    assert told == (
        "pods of namespace 'shop-staging' of staging, by 'checkout' of Vault, reach 'secret/data/prod/*' of production"
    )
    both = judged(reads, login("shop-staging", "shop-prod"))
    assert only(both) == told
    assert passes(judged(reads, login("shop-prod")))
    assert passes(judged(reads, login("shop")))
    assert only(judged(reads, of_stack(login(), "dev")))
    assert only(judged(reads, login(roleName="checkout-staging")))
    assert only(judged(reads, login(backend="kubernetes-staging")))
    assert only(judged(reads, login(tokenPolicies=["checkout-prod"], roleName="x-staging")))
    jwt = login(
        type_="vault:jwt/authBackendRole:AuthBackendRole", roleType="jwt", boundClaims={"environment": "staging"}
    )
    assert "jobs of environment 'staging'" in only(judged(reads, jwt))


def test_pods_of_staging_that_log_in_by_a_role_of_production_are_told() -> None:
    assert "log in to Vault by 'checkout' of production" in only(judged(login("shop-staging", roleName="shop-prod")))


def test_what_a_policy_is_told_for_is_not_told_of_its_login() -> None:
    reads = policy(path("secret/data/prod/*"), "checkout-staging")
    assert len(messages(judged(reads, login("shop-staging", tokenPolicies=["checkout-staging"])))) == 1


def test_a_login_of_none_that_reaches_two_environments_is_told() -> None:
    reads = policy(path("secret/data/prod/*") + path("secret/data/staging/*"), "checkout", stack="prod")
    assert "reaches paths of production and staging" in only(judged(reads, login()))


def test_people_are_not_asked() -> None:
    reads = policy(path("secret/data/prod/*"), "checkout", stack="prod")
    user = login(type_="vault:index/userpassAuthBackendUser:UserpassAuthBackendUser", username="a-staging")
    assert passes(judged(reads, user))


def test_policies_of_consul_and_nomad_are_read_too() -> None:
    def consul(rules: Any, **more: Any) -> Resource:
        return Resource.of("consul:index/aclPolicy:AclPolicy", "c", **{"name": "shop-staging", "rules": rules, **more})

    def nomad(rules: Any) -> Resource:
        return Resource.of("nomad:index/aclPolicy:AclPolicy", "n", name="shop-staging", rulesHcl=rules)

    assert only(judged(consul('key_prefix "prod/" { policy = "read" }'))).endswith("'key_prefix prod/' of production")
    assert only(judged(consul('service "shop-prod" { policy = "write" }')))
    assert passes(judged(consul('service_prefix "prod-" { policy = "read" }')))
    assert passes(judged(consul('key_prefix "prod/" { policy = "deny" }')))
    assert only(judged(consul('{"key_prefix": {"prod/": {"policy": "write"}}}')))
    assert only(judged(consul('key "prod/a" { policy = "write" }', name="shop", description="environment=staging")))
    assert only(judged(nomad('namespace "prod" { policy = "write" }')))
    assert only(judged(nomad('namespace "shop-prod" { capabilities = ["submit-job"] }')))
    assert passes(judged(nomad('namespace "shop-prod" { capabilities = ["list-jobs"] }')))
    assert passes(judged(nomad('namespace "shop-staging" { policy = "write" }')))
    assert unknowns(judged(nomad(UNKNOWN)))
    assert unknowns(judged(consul("key {")))


IN_KEYS = 'key_prefix "" { policy = "write" }'


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (f'namespace_prefix "prod" {{ {IN_KEYS} }}', "namespace_prefix prod key_prefix"),
        (f'namespace "prod" {{ {IN_KEYS} }}', "namespace prod key_prefix"),
        (f'partition "prod" {{ namespace "default" {{ {IN_KEYS} }} }}', "partition prod namespace default key_prefix"),
        ('namespace_prefix "" { key_prefix "prod/" { policy = "read" } }', "namespace_prefix key_prefix prod/"),
        ('namespace "prod" { service_prefix "" { policy = "read" } }', ""),
        (f'namespace "prod" {{ policy = "deny"\n {IN_KEYS} }}', ""),
        ('namespace "prod" { key_prefix "" { policy = "deny" } }', ""),
        ('namespace "prod" { key_prefix "staging/" { policy = "read" } }', ""),
        ('namespace "prod" { namespace "staging" { key "a" { policy = "read" } } }', ""),
        (f'namespace "staging" {{ {IN_KEYS} }}', ""),
    ],
)
def test_blocks_within_blocks_are_of_what_is_around_them(rules: str, told: str) -> None:
    answer = judged(Resource.of("consul:index/aclPolicy:AclPolicy", "c", name="shop-staging", rules=rules))
    assert passes(answer) if not told else only(answer).endswith(f"reaches {told!r} of production")


def test_variables_of_nomad_are_read() -> None:
    def nomad(inner: str) -> Answer:
        text = f'namespace "default" {{\n policy = "read"\n variables {{ {inner} }}\n }}'
        return judged(Resource.of("nomad:index/aclPolicy:AclPolicy", "n", name="shop-staging", rulesHcl=text))

    assert only(nomad('path "prod/db" { capabilities = ["read"] }')).endswith(
        "'namespace default path prod/db' of production"
    )
    assert passes(nomad('path "prod/db" { capabilities = ["list"] }'))
    assert passes(nomad('path "prod/db" { capabilities = ["read", "deny"] }'))
    assert passes(nomad('path "shop/db" { capabilities = ["read"] }'))


def test_a_secret_text_is_not_shown() -> None:
    assert only(judged(policy(Secret(path("secret/data/prod/hunter2"))))).endswith("reaches a path of production")


def test_what_is_not_known_is_undecided() -> None:
    reads = policy(path("secret/data/prod/*"), "checkout", stack="prod")
    assert unknowns(judged(policy(UNKNOWN)))
    assert unknowns(judged(policy(path("secret/data/prod/*"), UNKNOWN)))
    assert unknowns(judged(reads, login(UNKNOWN)))
    assert unknowns(judged(reads, login("shop-staging", tokenPolicies=[UNKNOWN])))
    assert unknowns(
        judged(reads, login("shop-staging", type_="vault:jwt/authBackendRole:AuthBackendRole", roleType=UNKNOWN))
    )


def test_a_comment_takes_no_more_than_its_line() -> None:
    noted = "# rights of checkout\n" + path("secret/data/env=prod/checkout")
    assert messages(judged(policy(noted))) == messages(judged(policy(path("secret/data/env=prod/checkout"))))
    assert messages(judged(policy(noted)))
