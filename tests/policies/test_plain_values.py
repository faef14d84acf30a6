"""A value is read through what packs it and as what it sets; what a variable usually holds is left in peace."""

import base64
import gzip
import json
from typing import Any

import pytest
from tests.support.rules import judge, passes

from daypass.model.resource import Resource
from daypass_policies.rules.no_plain_credential import no_plain_credential

KEY_ID = "AKIAIOSFODNN7EXAMPLE"


def function(**variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": variables})


def container(*command: str) -> Resource:
    containers = [{"name": "app", "image": "app", "command": command}]
    return Resource.of("aws:ecs/taskDefinition:TaskDefinition", "task", containerDefinitions=json.dumps(containers))


PACKED = {
    "base64": base64.b64encode(f"aws_access_key_id={KEY_ID}".encode()).decode(),
    "JSON in base64": base64.b64encode(b'{"db": {"user": "app", "password": "hunter22"}}').decode(),
    "base64 in base64": base64.b64encode(base64.b64encode(f"key {KEY_ID} and so on".encode())).decode(),
    "gzip": base64.b64encode(gzip.compress(b"export DB_PASSWORD=hunter22\n")).decode(),
    "JSON in JSON": json.dumps({"db": json.dumps({"password": "hunter22"})}),
    "a connection string": "Server=db;Database=x;User Id=sa;Password=P@ssw0rd1;",
    "JDBC": "jdbc:postgresql://db.internal/app?user=app&password=hunter22",
    "an address": "https://api.example.org/v1/orders?api_key=9fceb02d0ae598e95dc970b7",
    "a command line": "java -jar app.jar --db.password=hunter22",
    "a file": "DB_USER=app\nDB_PASSWORD=hunter22\n",
    "YAML": "db:\n  user: app\n  password: hunter22\n",
}


@pytest.mark.parametrize("value", PACKED.values(), ids=PACKED)
def test_a_value_is_read_through_what_packs_it_and_as_what_it_sets(value: str) -> None:
    (problem,) = judge(no_plain_credential, function(SETTING=value)).problems
    assert "SETTING" in problem.message or "password" in problem.message
    assert "hunter22" not in str(problem)


def test_the_arguments_of_a_command_are_names_and_values() -> None:
    task = container("serve", "--db-password", "hunter22", "--verbose", "yes")
    (problem,) = judge(no_plain_credential, task).problems
    assert (problem.key, problem.at) == ("--db-password", "containerDefinitions[0].command[2]")
    assert passes(judge(no_plain_credential, container("--db-password", "--password-file", "/run/pw")))
    (problem,) = judge(no_plain_credential, container("mysql", "-pHunter22", KEY_ID)).problems
    assert "Hunter22" not in f"{problem.message} {problem.key}"


def test_a_bomb_in_a_variable_is_too_large_to_look_through() -> None:
    bomb = base64.b64encode(gzip.compress(b"a" * 2**22)).decode()
    (problem,) = judge(no_plain_credential, function(SETTING=bomb)).problems
    assert "larger than can be looked through" in problem.message


BENIGN = {
    "GIT_SHA": "9fceb02d0ae598e95dc970b74767f19372d61af8",
    "IMAGE": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:" + "9f86d081884c7d65" * 4,
    "KMS_KEY_ID": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "SIGNING_KEY": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "ENCRYPTION_KEY": "mrk-1234abcd12ab34cd56ef1234567890ab",
    "MASTER_KEY_UUID": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "REQUEST_ID": "550e8400-e29b-41d4-a716-446655440000",
    "CHECKSUM": "d41d8cd98f00b204e9800998ecf8427e",
    "JWT_PUBLIC_KEY": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----",
    "CA_CERT": "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF\n-----END-----",
    "PUBLIC_KEY_B64": "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo",
    "SENTRY_DSN": "https://9fceb02d0ae598e95dc970b74767f193@o12345.ingest.sentry.io/4504",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_51H8abcdEFGHijkLMNopqr",
    "COGNITO_CLIENT_ID": "6p3bs000no6a4ue1idruvd05ad",
    "MONGO": "mongodb+srv://cluster0.abc.mongodb.net/test",
    "REDIS_URL": "redis://cache.internal:6379/0",
    "VPC_CIDR": "10.0.0.0/16",
    "NO_PROXY": "169.254.169.254,localhost,.internal",
    "NODE_OPTIONS": "--max-old-space-size=4096 --enable-source-maps",
    "JAVA_TOOL_OPTIONS": "-Djavax.net.ssl.trustStorePassword=changeit -Xmx512m",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317",
    "SECRETS_BACKEND": "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend",
    "SECRETS_BACKEND_KWARGS": '{"connections_prefix": "airflow/connections", "profile_name": null}',
    "SECRETS": "db,api,cache",
    "SESSION_KEY": "userSessionId",
    "STORAGE_KEY": "orders/2026",
    "APP_KEY": "orders-app",
    "SHARED_KEY_ACCESS": "Disabled",
    "DB_PASSWORD_ROTATED_AT": "2026-11-01T00:00:00Z",
    "TOKENS_PER_MINUTE": "60000",
    "PARTITION_KEY": "customerId",
    "S3_KEY": "lambda/build-9fceb02d.zip",
    "FEATURES": "new-checkout=true,dark-mode=false",
    "MODEL_ID": "anthropic.claude-3-5-sonnet-20241022-v2:0",
    "TOKEN_ENDPOINT_AUTH_METHOD": "client_secret_basic",
    "POSTGRES_PASSWORD_FILE": "/run/secrets/postgres",
    "HELP": "Set the password: see the wiki; the token is issued by the portal",
    "QUERY": "select * from users where password = :password and token = ?",
}


@pytest.mark.parametrize(("name", "value"), BENIGN.items(), ids=BENIGN)
def test_what_a_variable_usually_holds_is_left_in_peace(name: str, value: str) -> None:
    assert passes(judge(no_plain_credential, function(**{name: value})))
