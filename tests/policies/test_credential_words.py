"""A name is read word by word: what only sounds like a password is none, and a weak secret is one all the same."""

from typing import Any

import pytest
from tests.support.rules import judge, passes

from daypass.model.resource import Resource
from daypass_policies.keeping.credentials import find_credential, find_in_note, words_of
from daypass_policies.rules.no_plain_credential import no_plain_credential


def tagged(**tags: Any) -> Resource:
    return Resource.of("aws:iam/role:Role", "api", tags=tags)


def function(**variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": variables})


def machine(script: str) -> Resource:
    return Resource.of("aws:ec2/instance:Instance", "web", userData=script)


@pytest.mark.parametrize(
    "comment", ["# for example AKIAIOSFODNN7EXAMPLE\n", "  // AKIAI44QH8DHBEXAMPLE, say\n", "; ASIAIOSFODNN7EXAMPLE"]
)
def test_a_key_of_the_manuals_in_a_comment_is_an_example(comment: str) -> None:
    assert passes(judge(no_plain_credential, machine(f"#!/bin/bash\n{comment}")))


@pytest.mark.parametrize(
    "line",
    [
        "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
        "# AKIAIOSFODNN7EXAMPL2",
        "# AKIAIOSFODNN7EXAMPLE\naws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE",
        "aws s3 ls # AKIAIOSFODNN7EXAMPLE",
    ],
)
def test_a_key_is_told_that_is_no_example_or_stands_in_a_command(line: str) -> None:
    assert len(judge(no_plain_credential, machine(f"#!/bin/bash\n{line}\n")).problems) >= 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DayPass:Contact", ["daypass", "contact"]),
        ("ByPass", ["bypass"]),
        ("BY_PASS_CACHE", ["bypass", "cache"]),
        ("passThrough", ["passthrough"]),
        ("PASS-THRU", ["passthru"]),
        ("TresPass", ["trespass"]),
        ("CompassOwner", ["compass", "owner"]),
        ("DB_PASS", ["db", "pass"]),
        ("dbPass", ["db", "pass"]),
        ("ROOT_PASSWORD", ["root", "password"]),
    ],
)
def test_a_longer_word_stays_one_however_it_is_written(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize("name", ["DayPass", "ByPass", "Compass", "DAY_PASS", "PassPort", "Pass-Through", "bypass"])
@pytest.mark.parametrize("value", ["x9Kq2mVw7Rt4", "payments", "payments@example.org", "auto1234"])
def test_a_longer_word_is_no_password(name: str, value: str) -> None:
    assert find_credential(name, value) is None
    assert find_in_note(f"{name}:Owner", value) is None


@pytest.mark.parametrize(
    "value",
    [
        "payments@example.org",
        "first.last+oncall@mail.payments.example.co.uk",
        "arn:aws:sns:eu-west-1:111122223333:payments-0nCa11",
        "https://wiki.example.org/teams/Payments-2026",
        "team-payments-7",
        "Payments (Anna, 2026)",
    ],
)
@pytest.mark.parametrize("name", ["DayPass:Contact", "PassOwner", "secret-contact", "TokenOwner", "PasswordTeam"])
def test_who_owns_or_answers_for_a_secret_is_none(name: str, value: str) -> None:
    assert passes(judge(no_plain_credential, tagged(**{name: value})))
    assert passes(judge(no_plain_credential, function(**{name: value})))


def test_an_address_is_no_secret_but_may_be_a_password() -> None:
    assert find_credential("API_SECRET", "payments@example.org") is None
    assert find_credential("DB_PASSWORD", "payments@example.org") is not None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_SECRET", "my-jwt-secret"),
        ("JWT_SECRET", "secret"),
        ("jwtSecret", "mySecret"),
        ("SESSION_SECRET", "keyboard cat"),
        ("SECRET_KEY", "supersecret"),
        ("SECRET_KEY", "my_super_secret_key"),
        ("SECRET_KEY", "django-insecure-abcdefgh"),
        ("APP_SECRET", "very-secret"),
        ("DB_PASSWORD", "password123"),
        ("POSTGRES_PASSWORD", "postgres"),
        ("password", "password123"),
        ("MYSQL_ROOT_PASSWORD", "root"),
        ("RABBITMQ_DEFAULT_PASS", "guest"),
    ],
)
def test_a_weak_secret_that_is_used_as_is_is_one(name: str, value: str) -> None:
    (problem,) = judge(no_plain_credential, function(**{name: value})).problems
    assert f"{name} of 'api' holds a" in problem.message
    assert value not in (problem.message, problem.key)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "CHANGE_ME"),
        ("DB_PASSWORD", "example"),
        ("DB_PASSWORD", "<password>"),
        ("JWT_SECRET", "<your-jwt-secret>"),
        ("JWT_SECRET", "your-jwt-secret"),
        ("JWT_SECRET", "replace-with-secret"),
        ("JWT_SECRET", "${JWT_SECRET}"),
        ("JWT_SECRET", "jwt-secret"),
        ("JWT_SECRET", "payments-prod-jwt-secret"),
        ("JWT_SECRET", "prod/my/jwt-secret"),
        ("SECRET_KEY_NAME", "my-secret-key"),
        ("DB_SECRET", "my-db-secret"),
        ("API_KEY", "my-api-key"),
        ("SSH_KEY", "my-ssh-key"),
        ("secret", "my-secret"),
        ("secretKey", "secret"),
        ("secret_key", "password"),
        ("SECRET_KEY", "password"),
        ("token.actions.githubusercontent.com:sub", "repo:acme/Infra-2026:ref:refs/heads/main"),
        ("token.actions.githubusercontent.com:repository", "acme/Infra-2026*"),
        ("GITHUB_TOKEN_ENV", "GH_Token2026"),
        ("tlsSecret", "my-tls-secret"),
    ],
)
def test_a_placeholder_and_the_name_of_a_secret_are_none(name: str, value: str) -> None:
    assert passes(judge(no_plain_credential, function(**{name: value})))


WORDS = "orbit velvet canyon maple drift signal harbor lunar tidy cobalt fern anchor"


@pytest.mark.parametrize(
    ("name", "value", "is_one"),
    [
        ("OWNER_ACCOUNT_SEED", WORDS, True),
        ("walletMnemonic", f"{WORDS} {WORDS}", True),
        ("RECOVERY_PHRASE", f"{WORDS} orbit velvet canyon", True),
        ("OWNER_ACCOUNT_SEED", f"{WORDS} orbit", False),
        ("OWNER_ACCOUNT_SEED", "42", False),
        ("DESCRIPTION", WORDS, False),
        ("MNEMONIC", WORDS.replace(" ", ", ").capitalize(), True),
        ("SEED_DATA_TABLES", WORDS, False),
        ("PHRASE_BLOCKLIST", WORDS, False),
        ("PROMPT_SEED", "answer the customer with facts that come from the manual alone please", False),
    ],
)
def test_the_words_of_a_wallet_are_its_key(name: str, value: str, *, is_one: bool) -> None:
    assert bool(find_credential(name, value)) is is_one


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ('{"type": "HS256", "key": "9fK2mQ7xT4vB8nR1wZ6pL3cY5sD0hG2jA9eU7iO4kM1qX8vN"}', True),
        ('{"type": "RS256", "jwk_url": "https://login.acme.com/jwks"}', False),
        ('{"key": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:jwt"}', False),
    ],
)
def test_the_key_in_a_text_of_json_is_a_secret_where_its_name_promises_one(value: str, *, is_one: bool) -> None:
    assert bool(judge(no_plain_credential, function(GRAPHQL_JWT_SECRET=value)).problems) is is_one
    assert passes(judge(no_plain_credential, function(GRAPHQL_CACHE=value)))
