"""Roles of Vault that hand out what lives for long are told; hours pass, and so does what the mount decides."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.vault_lease_is_short import vault_lease_is_short as rule

DATABASE = "vault:database/secretBackendRole:SecretBackendRole"
STATIC = "vault:database/secretBackendStaticRole:SecretBackendStaticRole"
SSH = "vault:ssh/secretBackendRole:SecretBackendRole"
PKI = "vault:pkiSecret/secretBackendRole:SecretBackendRole"
CLUSTER = "vault:kubernetes/secretBackendRole:SecretBackendRole"
YEAR = 31536000
USERS = {"keyType": "ca", "allowUserCertificates": True}


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(rule, Resource.of(type_, "orders", **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (DATABASE, {"defaultTtl": YEAR, "maxTtl": YEAR}),
        (DATABASE, {"defaultTtl": YEAR, "maxTtl": 2592000}),
        (SSH, {**USERS, "ttl": "900", "maxTtl": "8760h"}),
        (SSH, {**USERS, "ttl": str(YEAR)}),
        (SSH, {**USERS, "allowHostCertificates": True, "ttl": str(YEAR)}),
        (PKI, {"maxTtl": "315360000"}),
        (PKI, {"ttl": "365d", "clientFlag": True}),
        (CLUSTER, {"tokenDefaultTtl": 600, "tokenMaxTtl": YEAR}),
        (STATIC, {"rotationPeriod": YEAR}),
    ],
)
def test_what_lives_long_is_told(type_: str, inputs: dict[str, Any]) -> None:
    assert "days, more than" in only(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (DATABASE, {}),
        (DATABASE, {"defaultTtl": 3600, "maxTtl": YEAR}),
        (DATABASE, {"defaultTtl": 0, "maxTtl": 86400}),
        (DATABASE, {"maxTtl": YEAR}),  # which says how far somebody may renew what the mount says
        (DATABASE, {"defaultTtl": YEAR, "maxTtl": 86400}),
        (DATABASE, {"defaultTtl": 3600, "maxTtl": UNKNOWN}),
        (SSH, {**USERS, "ttl": "900", "maxTtl": "1800"}),
        (SSH, {"keyType": "ca", "allowHostCertificates": True, "ttl": "87600h"}),
        (SSH, {"keyType": "otp", "maxTtl": str(YEAR)}),
        (PKI, {"maxTtl": "2160h"}),
        (PKI, {"maxTtl": "8760h", "clientFlag": False, "serverFlag": True}),
        (STATIC, {"rotationPeriod": 86400}),
        (STATIC, {"rotationSchedule": "0 0 * * SAT"}),
    ],
)
def test_what_ends_soon_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


def test_a_length_that_is_secret_is_not_said() -> None:
    assert only(judged(DATABASE, defaultTtl=Secret(YEAR))).endswith("longer than 7 days")
    assert only(judged(DATABASE, defaultTtl="for ever")).endswith("longer than 7 days")


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(DATABASE, defaultTtl=UNKNOWN, maxTtl=3600))
    assert unknowns(judged(PKI, maxTtl="8760h", clientFlag=UNKNOWN))
    assert unknowns(judged(SSH, maxTtl="8760h", keyType=UNKNOWN))
    assert unknowns(judged(SSH, maxTtl="8760h", keyType="ca", allowUserCertificates=UNKNOWN))
    assert unknowns(judged(DATABASE, defaultTtl=YEAR, maxTtl=UNKNOWN))
