"""What opens nothing needs no rotation, as far as its name and its value tell: an address, an id, the DSN of Sentry."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.stored_credential_is_rotated import stored_credential_is_rotated

VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
PARAMETER = "aws:ssm/parameter:Parameter"


def judged(*resources: Resource) -> Answer:
    return judge_stack(stored_credential_is_rotated, *resources)


@pytest.mark.parametrize(
    "name",
    [
        *("training_notification_sender_email_parameter", "alert-recipients", "oauth-client-id", "kms-key-arn"),
        *("order-domain-name", "api-key-id", "sentry-dsn", "shop-secrets-secretversion-database-host"),
    ],
)
def test_what_names_addresses_and_things_alone_needs_no_rotation(name: str) -> None:
    for type_ in (VERSION, PARAMETER):
        assert passes(judged(Resource.of(type_, name, secretString=UNKNOWN, type="SecureString", value=UNKNOWN)))


@pytest.mark.parametrize(
    "name",
    [
        *("vault-secret-id", "session-id", "smtp-connection-url", "slack-webhook-url", "api-key", "billing-dsn"),
        *("email-password", "sender-token", "address-key", "main"),
        *("db-user", "database-url", "host-key", "region-api-token", "version"),
    ],
)
def test_an_id_or_address_that_lets_somebody_in_needs_one(name: str) -> None:
    for type_ in (VERSION, PARAMETER):
        kept = Resource.of(type_, name, secretString=UNKNOWN, type="SecureString", value=UNKNOWN)
        assert len(judged(kept).problems) == 1


@pytest.mark.parametrize(
    ("name", "path", "is_told"),
    [
        ("first", "/shop/prod/alert-recipients", False),
        ("first", "/recipients/first", True),
        ("mail-password", "/shop/prod/mail", True),
    ],
)
def test_a_parameter_says_by_its_own_name_what_it_holds(name: str, path: str, *, is_told: bool) -> None:
    kept = Resource.of(PARAMETER, name, name=path, type="SecureString", value=Secret("a@example.com, b@example.com"))
    assert bool(judged(kept).problems) is is_told


@pytest.mark.parametrize(
    ("held", "is_told"),
    [
        ({"SENTRY_DSN": "https://9fceb02d0ae598e9@o1.ingest.sentry.io/42"}, False),
        ({"DSN": "https://9fceb02d0ae598e9@o1.ingest.sentry.io/42", "SENDER": "a@example.com", "DEBUG": True}, False),
        (
            {
                "ISSUER_URL": "https://login.example.com/",
                "TABLE_ARN": "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
            },
            False,
        ),
        ({"HOOKS_ENDPOINT": "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"}, True),
        ({"SENTRY_DSN": "https://9fceb02d0ae598e9:1c2d3e4f5a6b7c8d@sentry.io/42"}, True),
        ({"SENTRY_DSN": "https://9fceb02d0ae598e9@o1.ingest.sentry.io/42", "API_KEY": "k7-Xq29vLm"}, True),
        ({"DSN": "postgres://app@db.internal/app"}, True),
        ({"SENDER": "app:hunter2@smtp.internal"}, True),
        ({"SENDER": {"password": "k7-Xq29vLm"}}, True),
    ],
)
def test_json_is_no_credential_where_none_of_its_members_is(held: dict[str, Any], *, is_told: bool) -> None:
    assert bool(judged(Resource.of(VERSION, "shared", secretString=Secret(json.dumps(held)))).problems) is is_told


@pytest.mark.parametrize(
    "value", ["https://login.example.org/oauth2/v2", "https://api.example.org:8443/", "wss://x.example"]
)
def test_an_address_of_words_alone_opens_nothing(value: str) -> None:
    assert passes(judged(Resource.of(VERSION, "issuer-url", secretString=Secret(value))))


@pytest.mark.parametrize("value", [UNKNOWN, Secret("https://user@example.org/")])
def test_one_that_is_not_known_or_has_a_user_may_have_a_key_in_it(value: Any) -> None:
    for name in ("ops-hook-url", "rpc-endpoint"):
        assert not passes(judged(Resource.of(VERSION, name, secretString=value)))


@pytest.mark.parametrize("name", ["pin-id", "cookie-id", "vault-role-id", "recovery-codes-email"])
def test_an_id_that_lets_in_is_a_credential(name: str) -> None:
    assert not passes(judged(Resource.of(VERSION, name, secretString=UNKNOWN)))
