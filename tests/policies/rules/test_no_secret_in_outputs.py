"""Outputs that nobody marked hold no credential; what is marked is the business of who marked it."""

import base64
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass_policies.rules.no_secret_in_outputs import no_secret_in_outputs

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"[:40]
STACK = "pulumi:pulumi:Stack"
KUBECONFIG = "users:\n- name: admin\n  user:\n    client-key-data: " + (
    base64.b64encode(b"-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7\n-----END RSA PRIVATE KEY-----\n").decode()
)


def judged(**outputs: Any) -> Answer:
    root = Resource(f"urn:pulumi:prod::shop::{STACK}::shop-prod", STACK, "shop-prod", outputs=Properties(outputs))
    return judge_stack(no_secret_in_outputs, root)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("login", f"AWS_ACCESS_KEY_ID={KEY_ID} aws s3 ls"),
        ("databasePassword", "correct-horse-42"),
        ("apiKey", "9fceb02d0ae598e95dc970b7"),
        ("url", "postgres://app:s3cr3t@db.internal/app"),
        ("kubeconfig", KUBECONFIG),
        ("connection", "Server=db;User Id=sa;Password=P@ssw0rd1;"),
        ("config", '{"db": {"password": "hunter22"}}'),
        ("pem", "-----BEGIN PRIVATE KEY-----\nMIIE"),
    ],
)
def test_an_output_that_gives_a_credential_away_is_told(name: str, value: str) -> None:
    (problem,) = judged(bucket="invoices-prod", **{name: value}).problems
    assert problem.message.startswith(f"output {name!r} holds a")
    assert problem.key == name
    assert problem.on is not None
    assert problem.on.name == "shop-prod"
    assert value not in str((problem.message, problem.key))


def test_an_output_inside_another_is_found_and_named() -> None:
    (problem,) = judged(db={"users": [{"password": "hunter22"}]}).problems
    assert (problem.key, problem.at) == ("db.users.password", "db.users[0].password")


def test_what_only_looks_like_a_secret_does_not_stop_anything() -> None:
    (problem,) = judged(apiKey="9fceb02d0ae598e95dc970b7").problems
    assert (problem.advisory, problem.confidence) == (True, "medium")


@pytest.mark.parametrize(
    "outputs",
    [
        {"databasePassword": Secret("hunter22"), "all": Secret({"password": "hunter22"}), "l": [Secret(KEY_ID)]},
        {"databasePassword": Secret(UNKNOWN)},
        {"secretsMade": {"CO2_AWS_SECRET_ACCESS_KEY": "CO2_AWS_SECRET_ACCESS_KEY", "DB2_PASSWORD": "DB2_PASSWORD"}},
        {"secretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"},
        {"password": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"},
        {"bucket": "invoices", "count": 3, "on": True, "none": None, "list": ["a"], "map": {}},
        {"imageDigest": "sha256:" + "9f86d081884c7d65" * 4, "commit": "9fceb02d0ae598e95dc970b74767f19372d61af8"},
        {"userPoolClientId": "6p3bs000no6a4ue1idruvd05ad", "tokenUrl": "https://login.example.org/oauth2/token"},
        {"kubeconfig": "users:\n- name: a\n  user:\n    exec:\n      command: aws\n      args: [eks, get-token]\n"},
        {"accessKeyId": KEY_ID, "key": {"id": f" {KEY_ID}\n"}, "ids": [KEY_ID, "ASIA" + "Q7" * 8]},
        {"accessKeyId": KEY_ID, "secretAccessKey": Secret(SECRET_KEY)},
        {"accessKeyId": KEY_ID, "commit": "9fceb02d0ae598e95dc970b74767f19372d61af8"},
        {"publicKey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkV", "accessKeyUser": "ci"},
        {},
    ],
)
def test_what_is_marked_or_none_passes(outputs: dict[str, Any]) -> None:
    assert passes(judged(**outputs))


def test_what_is_not_known_yet_is_open_where_its_name_promises_a_secret() -> None:
    assert unknowns(judged(databasePassword=UNKNOWN, bucket=UNKNOWN)) == ["databasePassword"]
    assert messages(judged(databasePassword=UNKNOWN, key="ghp_" + "a1B2" * 9)) == [
        "output 'key' holds a GitHub token that nobody marked as secret"
    ]


@pytest.mark.parametrize(
    "outputs",
    [
        {"id": KEY_ID, "secretAccessKey": SECRET_KEY},
        {"keys": [KEY_ID, SECRET_KEY]},
        {"ci": {"a": KEY_ID, "b": SECRET_KEY}},
    ],
)
def test_the_id_of_a_key_is_told_beside_its_other_half(outputs: dict[str, Any]) -> None:
    told = messages(judged(**outputs))
    assert any("holds an AWS access key that nobody marked" in message for message in told)
    assert SECRET_KEY not in str(told)


def test_a_huge_output_is_too_large_to_look_through_and_a_deep_one_is_not() -> None:
    assert "larger than can be looked through" in messages(judged(text="word " * 2**19))[0]
    deep: Any = "x"
    for _ in range(10_000):
        deep = [deep]
    assert passes(judged(deep=deep))
