"""A credential that other things than vaults keep is told in the same way."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.stored_credential_is_rotated import stored_credential_is_rotated

PARAMETER = "aws:ssm/parameter:Parameter"
BROKER = "aws:mq/broker:Broker"
VALUE = Secret("k7-Xq29vLm")


@pytest.mark.parametrize(
    ("type_", "inputs", "problems"),
    [
        (PARAMETER, {"type": "SecureString", "value": VALUE}, 1),
        (PARAMETER, {"type": "SecureString", "value": UNKNOWN}, 1),
        (PARAMETER, {"type": "SecureString", "valueWo": VALUE}, 0),
        (PARAMETER, {"type": "SecureString", "value": "placeholder"}, 0),
        (PARAMETER, {"type": "String", "value": "eu-west-1"}, 0),
        (PARAMETER, {"value": "eu-west-1"}, 0),
        (BROKER, {"users": [{"username": "app", "password": VALUE}, {"username": "other"}]}, 1),
        (BROKER, {"users": [{"username": "app", "password": UNKNOWN}]}, 1),
        (BROKER, {"authenticationStrategy": "ldap"}, 0),
        (BROKER, {"users": [{"username": "app"}]}, 0),
        ("aws:directoryservice/directory:Directory", {"password": VALUE}, 1),
        ("aws:directoryservice/directory:Directory", {"name": "corp.example.org"}, 0),
        ("azuread:index/synchronizationSecret:SynchronizationSecret", {"credentials": [{"key": "BaseAddress"}]}, 1),
        ("azuread:index/synchronizationSecret:SynchronizationSecret", {"servicePrincipalId": "p"}, 0),
        ("azure:automation/credential:Credential", {}, 1),
        ("akamai:index/cloudAccessKey:CloudAccessKey", {"credentials": UNKNOWN}, 1),
        ("aws:bedrock/agentcoreApiKeyCredentialProvider:AgentcoreApiKeyCredentialProvider", {"apiKey": VALUE}, 1),
    ],
)
def test_other_places_are_told_for_what_they_keep(type_: str, inputs: dict[str, Any], problems: int) -> None:
    answer = judge_stack(stored_credential_is_rotated, Resource.of(type_, "kept", **inputs))
    assert len(answer.problems) == problems
    assert all("'kept' " in message and "; instead: " in message for message in messages(answer))
    assert not answer.undecided


@pytest.mark.parametrize(
    ("type_", "inputs", "path"),
    [
        (PARAMETER, {"type": UNKNOWN, "value": VALUE}, "type"),
        (PARAMETER, {"type": 7, "value": VALUE}, "type"),
    ],
)
def test_what_is_unknown_or_odd_is_undecided(type_: str, inputs: dict[str, Any], path: str) -> None:
    answer = judge_stack(stored_credential_is_rotated, Resource.of(type_, "kept", **inputs))
    assert (messages(answer), unknowns(answer)) == ([], [path])
