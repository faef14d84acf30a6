"""Machines that may switch off Vault's audit devices are told; those that only look are not."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.vault_audit_cannot_be_stopped import vault_audit_cannot_be_stopped as rule


def policy(text: Any) -> Resource:
    return Resource.of("vault:index/policy:Policy", "checks", name="checks", policy=text)


def path(at: str, *capabilities: str) -> str:
    return f'path "{at}" {{ capabilities = {json.dumps(capabilities)} }}\n'


def machine(**inputs: Any) -> Resource:
    given = {"roleName": "ci", "tokenPolicies": ["checks"], **inputs}
    return Resource.of("vault:kubernetes/authBackendRole:AuthBackendRole", "ci", **given)


def judged(text: Any, **inputs: Any) -> Answer:
    return judge_stack(rule, policy(text), machine(**inputs))


@pytest.mark.parametrize(
    ("at", "device"),
    [
        ("sys/audit/*", "any audit device"),
        ("sys/audit/+", "any audit device"),
        ("sys/*", "any audit device"),
        ("*", "any audit device"),
        ("sys/audit/file", "audit device 'file'"),
    ],
)
def test_who_deletes_devices_is_told(at: str, device: str) -> None:
    told = only(judged(path(at, "read", "delete", "sudo")))
    assert told == f"what logs in to Vault by 'ci' may switch off {device}"


@pytest.mark.parametrize(
    "text",
    [
        path("sys/audit", "read", "sudo"),
        path("sys/audit/*", "read", "sudo"),
        path("sys/audit/*", "delete"),
        path("sys/audit/*", "delete", "sudo") + path("sys/audit/+", "deny"),
        path("*", "create", "update", "delete", "sudo"),
        path("secret/*", "delete", "sudo"),
    ],
)
def test_who_only_looks_or_does_everything_passes(text: str) -> None:
    assert passes(judged(text))


def test_people_are_not_asked() -> None:
    staff = Resource.of("vault:ldap/authBackendGroup:AuthBackendGroup", "ops", groupname="ops", policies=["checks"])
    assert passes(judge_stack(rule, policy(path("sys/audit/*", "delete", "sudo")), staff))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(UNKNOWN))
    assert unknowns(judged(path("secret/*", "read"), tokenPolicies=UNKNOWN))
