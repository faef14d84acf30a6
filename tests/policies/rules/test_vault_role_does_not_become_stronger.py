"""A login of Vault that may log in as a stronger AppRole is told; what brings it a secret id alone passes."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.vault_role_does_not_become_stronger import vault_role_does_not_become_stronger

ROLE = "vault:appRole/authBackendRole:AuthBackendRole"
AT = "auth/approle/role/owner"
TOLD = "role 'ci' of Vault may log in as role 'owner', whose policies give what it lacks"
DATABASE = 'path "database/creds/owner" { capabilities = ["read"] }\n'


def path(at: str, says: str = 'capabilities = ["create", "read", "update"]') -> str:
    return f'path "{at}" {{ {says} }}\n'


def policy(name: str, text: Any) -> Resource:
    return Resource.of("vault:index/policy:Policy", name, name=name, policy=text)


def login(name: Any, held: Any, type_: str = ROLE, **more: Any) -> Resource:
    return Resource.of(type_, "ci" if held == "ci" else "owner", roleName=name, tokenPolicies=[held], **more)


BOTH = path(f"{AT}/role-id") + path(f"{AT}/secret-id")
CI, OWNER = login("ci", "ci"), login("owner", "owner")


def judged(mine: Any, theirs: Any = DATABASE, ci: Resource = CI, owner: Resource = OWNER) -> Answer:
    return judge_stack(vault_role_does_not_become_stronger, policy("ci", mine), policy("owner", theirs), ci, owner)


@pytest.mark.parametrize(
    "mine",
    [
        BOTH,
        path(f"{AT}/role-id") + path(f"{AT}/custom-secret-id"),
        path(f"{AT}/*"),
        path("auth/approle/role/own*"),
        path("auth/+/role/owner/+"),
        path(f"{AT}/role-id") + path(f"{AT}/secret-id", 'capabilities = ["update"]\nmin_wrapping_ttl = "60s"'),
        path(f"{AT}/role-id") + path(f"{AT}/secret-id", 'capabilities = ["update"]\nmax_wrapping_ttl = "0m"'),
        path(f"{AT}/role-id", 'capabilities = ["read"]\nmin_wrapping_ttl = 60') + path(f"{AT}/secret-id"),
    ],
)
def test_who_draws_both_ids_of_a_stronger_role_becomes_it(mine: str) -> None:
    assert only(judged(mine)) == TOLD


@pytest.mark.parametrize(
    "mine",
    [
        path(f"{AT}/secret-id"),
        path(f"{AT}/role-id"),
        BOTH + DATABASE,
        path(f"{AT}/secret-id", 'capabilities = ["update"]\nmin_wrapping_ttl = "60s"'),
        path(f"{AT}/role-id") + path(f"{AT}/secret-id", 'capabilities = ["deny"]'),
        path(f"{AT}/role-id") + path(f"{AT}/secret-id", 'capabilities = ["list"]'),
        BOTH.replace("owner", "ci"),
        BOTH.replace("approle", "hosts"),
        path("auth/approle/role/+/role-id") + path("auth/approle/role/+/secret-id"),
    ],
)
def test_what_brings_a_secret_id_or_gets_no_more_passes(mine: str) -> None:
    assert passes(judged(mine))


@pytest.mark.parametrize(
    "theirs", [path("auth/token/lookup-self"), path("sys/leases/renew"), path("kv/+", 'capabilities = ["list"]')]
)
def test_what_all_may_makes_nobody_strong(theirs: str) -> None:
    assert passes(judged(BOTH, theirs))


def test_names_that_begin_alike_are_not_all_names() -> None:
    reads = 'capabilities = ["read"]'
    assert only(judged(BOTH + path("kv/data/a*", reads), path("kv/data/*", reads))) == TOLD
    assert only(judged(BOTH + path("kv/any/db", reads), path("kv/+/db", reads))) == TOLD
    assert passes(judged(BOTH + path("kv/*", reads), path("kv/data/*", reads)))


def test_a_role_without_secret_ids_is_entered_by_its_role_id() -> None:
    assert only(judged(path(f"{AT}/role-id"), owner=login("owner", "owner", bindSecretId=False))) == TOLD


def test_logins_of_other_methods_and_the_policy_root_count() -> None:
    pods = login("ci", "ci", "vault:kubernetes/authBackendRole:AuthBackendRole")
    assert only(judged(BOTH, ci=pods)) == TOLD
    owner = Resource.of(ROLE, "owner", roleName="owner", backend="approle/", tokenPolicies=["root"])
    assert only(judged(BOTH, owner=owner)) == TOLD


def test_vault_keeps_names_in_small_letters() -> None:
    assert only(judged(BOTH, owner=login("Owner", "owner"))) == TOLD
    assert only(judged(BOTH.replace("/owner/", "/OWNER/"))) == TOLD
    assert only(judged(path("auth/approle/role/Own*"))) == TOLD
    assert only(judged(BOTH, ci=Resource.of(ROLE, "ci", roleName="ci", tokenPolicies=["CI"]))) == TOLD
    assert only(judged(BOTH, owner=login("owner", "Root"))) == TOLD


def test_addresses_that_are_apart_keep_one_from_the_other() -> None:
    ci = login("ci", "ci", tokenBoundCidrs=["10.1.0.0/24"])
    assert passes(judged(BOTH, ci=ci, owner=login("owner", "owner", secretIdBoundCidrs=["10.2.0.0/24"])))
    assert only(judged(BOTH, ci=ci, owner=login("owner", "owner", secretIdBoundCidrs=["10.0.0.0/8"]))) == TOLD
    assert only(judged(BOTH, ci=ci, owner=login("owner", "owner", secretIdBoundCidrs=["here"]))) == TOLD


def test_what_is_not_known_leaves_it_open() -> None:
    assert unknowns(judged(UNKNOWN)) == ["policy"]
    assert unknowns(judged(BOTH, UNKNOWN)) == ["policy", "policy"]
    assert unknowns(judged(BOTH, owner=login(UNKNOWN, "owner"))) == ["roleName"]
    assert unknowns(judged(BOTH, owner=login("owner", "owner", backend=UNKNOWN))) == ["backend"]
    assert passes(judged(DATABASE, owner=login(UNKNOWN, "owner")))


def test_whether_a_role_asks_for_a_secret_id_counts_where_none_is_drawn() -> None:
    owner = login("owner", "owner", bindSecretId=UNKNOWN)
    assert unknowns(judged(path(f"{AT}/role-id"), owner=owner)) == ["bindSecretId"]
    assert only(judged(BOTH, owner=owner)) == TOLD
    assert passes(judged(path(f"{AT}/secret-id"), owner=owner))


def test_roles_are_found_by_how_their_names_begin() -> None:
    names = ["own", "owner-a", "owner-b", "owners", "pay", "a"]
    others = [Resource.of(ROLE, one, roleName=one, tokenPolicies=["owner"]) for one in names]
    rules = policy("ci", path("auth/approle/role/owner-*")), policy("owner", DATABASE)
    found = judge_stack(vault_role_does_not_become_stronger, *rules, CI, *others)
    assert [one.split("'")[3] for one in messages(found)] == ["owner-a", "owner-b"]
