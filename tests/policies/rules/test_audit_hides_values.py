"""What `audit-hides-values` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.rules import judge, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["audit-hides-values"]
MOUNT = "vault:index/mount:Mount"
REQUEST = "auditNonHmacRequestKeys"
RESPONSE = "auditNonHmacResponseKeys"


def device(**options: Any) -> Answer:
    return judge(RULE, Resource.of("vault:index/audit:Audit", "log", type="file", options={"path": "/l", **options}))


def mount(type_: str = MOUNT, **inputs: Any) -> Answer:
    return judge(RULE, Resource.of(type_, "shop", **{"path": "shop", "type": "database", **inputs}))


@pytest.mark.parametrize("raw", ["true", True, "1"])
def test_a_device_that_logs_all_as_it_is_is_found(raw: Any) -> None:
    assert only(device(log_raw=raw)) == "audit device 'log' logs secrets as they are"


@pytest.mark.parametrize("options", [{}, {"log_raw": "false"}, {"hmac_accessor": "false", "format": "json"}])
def test_a_device_that_hashes_passes(options: dict[str, str]) -> None:
    assert passes(device(**options))


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "token",
        "client_token",
        "secret_id",
        "secret_key",
        "private_key",
        "plaintext",
        "db-password",
        "secret",
    ],
)
@pytest.mark.parametrize("where", [REQUEST, RESPONSE])
def test_a_mount_that_logs_a_secret_is_found(key: str, where: str) -> None:
    answer = mount(**{where: ["ttl", key]})
    assert only(answer) == f"'shop' has {key!r} in the audit log as they are"
    assert answer.problems[0].at == where


def test_what_a_store_of_secrets_holds_is_a_secret() -> None:
    assert only(mount(type="kv-v2", **{RESPONSE: ["data"]}))
    assert only(mount(type="kv", **{RESPONSE: ["value"]}))
    assert passes(mount(type="pki", **{RESPONSE: ["data"]}))


@pytest.mark.parametrize("type_", ["vault:index/authBackend:AuthBackend", "vault:jwt/authBackend:AuthBackend"])
def test_an_auth_method_says_it_where_it_is_tuned(type_: str) -> None:
    answer = mount(type_, tune={RESPONSE: ["password"]})
    assert answer.problems[0].at == f"tune.{RESPONSE}"
    assert passes(mount(type_, tune={RESPONSE: ["role"]}))


def test_what_is_no_secret_passes() -> None:
    keys = ["error", "username", "role", "common_name", "serial_number", "accessor", "token_type", "secret_id_accessor"]
    assert passes(mount(**{REQUEST: keys, RESPONSE: [*keys, "certificate", "ttl", "token_policies", "token_ttl"]}))
    assert passes(mount())


def test_both_lists_are_told() -> None:
    assert len(messages(mount(**{REQUEST: ["password"], RESPONSE: ["token"]}))) == 2


def test_what_is_not_known_is_no_pass() -> None:
    assert unknowns(device(log_raw=UNKNOWN)) == ["options.log_raw"]
    assert unknowns(mount(**{REQUEST: ["ttl", UNKNOWN]})) == [f"{REQUEST}[1]"]
    assert only(mount(**{REQUEST: ["token", UNKNOWN]}))


def test_a_key_that_is_marked_is_not_repeated() -> None:
    assert only(mount(**{REQUEST: [Secret("token")]})) == "'shop' has secrets in the audit log as they are"
