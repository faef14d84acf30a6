"""Roles of Vault that sign for anybody are told; those that name for whom pass."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.certificate_role_names_its_holders import certificate_role_names_its_holders as rule

USERS = {"keyType": "ca", "allowUserCertificates": True}


def ssh(**inputs: Any) -> Answer:
    return judge(rule, Resource.of("vault:ssh/secretBackendRole:SecretBackendRole", "deploy", **inputs))


def pki(**inputs: Any) -> Answer:
    return judge(rule, Resource.of("vault:pkiSecret/secretBackendRole:SecretBackendRole", "orders", **inputs))


@pytest.mark.parametrize("users", ["*", "deploy, *"])
def test_a_role_that_signs_for_any_user_is_told(users: str) -> None:
    assert only(ssh(**USERS, allowedUsers=users)) == "'deploy' signs for any user of a machine, also for root"
    assert only(ssh(keyType="otp", allowedUsers=users))


def test_a_role_of_named_users_or_of_hosts_passes() -> None:
    assert passes(ssh(**USERS, allowedUsers="deploy,ops"))
    assert passes(ssh(**USERS, allowedUsers="{{identity.entity.name}}", allowedUsersTemplate=True))
    assert passes(ssh(**USERS))
    assert passes(ssh(keyType="ca", allowHostCertificates=True, allowedUsers="*"))


def test_a_role_that_signs_clients_of_any_name_is_told() -> None:
    assert only(pki(allowAnyName=True)) == "'orders' signs clients' certificates of any name"
    for glob in ("*", "**", "*.*", "*a*", "*-*"):
        assert only(pki(allowedDomains=[glob], allowGlobDomains=True))


def test_a_role_of_named_domains_or_of_servers_passes() -> None:
    assert passes(pki(allowedDomains=["orders.internal"], allowSubdomains=True))
    assert passes(pki(allowedDomains=["*"]))
    assert passes(pki(allowedDomains=["*.orders.internal", "*-orders-*", "orders.*"], allowGlobDomains=True))
    assert passes(pki(allowAnyName=True, clientFlag=False))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(ssh(**USERS, allowedUsers=UNKNOWN))
    assert unknowns(ssh(keyType="ca", allowUserCertificates=UNKNOWN, allowedUsers="*"))
    assert unknowns(pki(allowAnyName=UNKNOWN))
    assert unknowns(pki(allowAnyName=True, clientFlag=UNKNOWN))
    assert unknowns(pki(allowedDomains=["*"], allowGlobDomains=UNKNOWN))
