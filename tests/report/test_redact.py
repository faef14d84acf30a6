"""The net below the rules: no marked text and no credential leaves in a message."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daypass.model.resource import Properties, Resource, Secret
from daypass.report.redact import MASK, Redactor


def redactor(*secrets: object) -> Redactor:
    """Of one resource with these secrets."""
    return Redactor((Resource.of("t", "n", **{f"p{index}": Secret(value) for index, value in enumerate(secrets)}),))


@pytest.mark.parametrize(
    ("secrets", "text", "expected"),
    [
        (["hunter2"], "the password hunter2 is old", "the password [secret] is old"),
        (["abc"], "abc is too short to be told from words", "abc is too short to be told from words"),
        (["hunter2", "hunter2-long"], "hunter2-long", MASK),
        (["abcd1234", "1234wxyz"], "x abcd1234wxyz y", "x [secret] y"),
        (["secret"], "a secret", "a [secret]"),
        ([{"a": ["deep-inside"]}], "deep-inside", MASK),
        ([43200], "43200 seconds", "[secret] seconds"),
        (["line-one\nline-two"], "has line-two", "has [secret]"),
        (["tab\there"], repr("tab\there"), f"'{MASK}'"),
        (['quote"d'], json.dumps('quote"d'), f'"{MASK}"'),
        ([json.dumps({"Sid": "Hidden1", "Statement": ["Hidden2"]})], "Hidden1 and Hidden2", f"{MASK} and {MASK}"),
        ([json.dumps({"a": json.dumps({"b": "twice-wrapped"})})], "twice-wrapped", MASK),
        ([json.dumps({"username": "pilot", "password": "hunter2"})], "pilot has hunter2", f"pilot has {MASK}"),
        ([json.dumps([{"name": "DB_PASS", "value": "hunter2"}])], "DB_PASS is hunter2", f"DB_PASS is {MASK}"),
        (["hunter2", "hunter2"], "hunter2hunter2", f"{MASK}{MASK}"),
        ([""], "nothing", "nothing"),
        ([], "half \ud800 a character", "half ? a character"),
    ],
)
def test_a_marked_text_is_taken_out(secrets: list[object], text: str, expected: str) -> None:
    assert redactor(*secrets)(text) == expected


POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:PutRolePolicy", "iam:Hunter2", "s3:*"], "Resource": "arn:aws:s3:::hidden"},
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"},
        {"Condition": {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}}, "Sid": "AllowOwn"},
    ],
}


@pytest.mark.parametrize(
    "word",
    [
        *("iam:PutRolePolicy", "sts:AssumeRole", "ecs-tasks.amazonaws.com", "Allow", "2012-10-17"),
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ],
)
def test_a_word_of_aws_is_no_secret_in_a_policy_that_is_one(word: str) -> None:
    redact = redactor(json.dumps(POLICY))
    assert redact(f"role 'a' says {word} too") == f"role 'a' says {word} too"


@pytest.mark.parametrize(
    "word",
    [
        *("iam:Hunter2", "arn:aws:s3:::hidden", "AllowOwn", "hidden.amazonaws.com", "iam:putrolepolicy"),
        *("arn:aws:iam::aws:policy/Hidden", "arn:aws:iam::111122223333:policy/ReadOnlyAccess", "Allow:hunter2"),
    ],
)
def test_what_aws_does_not_say_so_stays_one(word: str) -> None:
    assert redactor(json.dumps([POLICY, word]))(f"says {word}") == f"says {MASK}"


def test_a_part_of_a_resources_own_name_is_no_secret_where_it_is_named() -> None:
    task = Resource.of("t", "shop-prod-task", name="shop-prod-task-1a2b3c4", database=Secret("shop"))
    redact = Redactor((task,))
    told = "role 'shop-prod-task' is used by task 'shop-prod-task' alone."
    assert redact(told) == told
    assert redact("its database is shop") == f"its database is {MASK}"
    assert redact("'shop-prod-task-1a2b3c4' of shop-prod-task") == f"'{MASK}-prod-task-1a2b3c4' of {MASK}-prod-task"


@pytest.mark.parametrize(
    ("secret", "text", "expected"),
    [
        ('{"password": "hunter2"', "hunter2 is the password", f"{MASK} is the password"),
        ('{"password": "hunter2', "hunter2 is the password", f"{MASK} is the password"),
        ('{"password": "hunter2", "password": "swordfish"}', "hunter2, swordfish", f"{MASK}, {MASK}"),
        ('{"password": "hunter\\u0032", "age": NaN}', "it is hunter2", f"it is {MASK}"),
        ("[" * 100_000 + '"hunter2"', "it is hunter2", f"it is {MASK}"),
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_json_hides_all_between_quotes_but_keys(secret: str, text: str, expected: str) -> None:
    assert redactor(secret)(text) == expected


def test_a_container_may_be_called_as_its_task_is() -> None:
    task = Resource.of("t", "shop-api", containers=Secret(json.dumps([{"name": "shop-api", "image": "shop-image"}])))
    assert Redactor((task,))("DB_PASSWORD of 'shop-api', by shop-image") == f"DB_PASSWORD of 'shop-api', by {MASK}"


def test_a_name_that_is_a_secret_itself_is_taken_out_also_of_what_is_made_of_it() -> None:
    arn = "arn:aws:iam::111122223333:role/nightfall-merger"
    named = Resource.of("t", "n", name=Secret("nightfall-merger"))
    redact = Redactor((replace(named, id="key/nightfall-merger", outputs=Properties({"arn": arn})),))
    assert redact(f"trusts '{arn}'") == f"trusts 'arn:aws:iam::111122223333:role/{MASK}'"
    assert redact("key 'key/nightfall-merger'") == f"key 'key/{MASK}'"
    assert Redactor((Resource.of("t", "hunter2", password=Secret("hunter2")),))("role 'hunter2'") == f"role '{MASK}'"


def test_a_word_of_the_project_or_the_stack_stays_since_every_address_has_it() -> None:
    database = Resource.of("t", "db", dbname=Secret("latitude"), password=Secret("hunter2"))
    redact = Redactor((replace(database, urn="urn:pulumi:production::latitude-infra::t::db"),))
    assert redact("trusts repo:latitude-dev/latitude, hunter2") == f"trusts repo:latitude-dev/latitude, {MASK}"
    assert Redactor((database,))("trusts repo:latitude-dev/x") == f"trusts repo:{MASK}-dev/x"
    for part in ("lati", "tude", "urn:pulumi", "rodu"):
        secret = replace(
            Resource.of("t", "db", password=Secret(part)), urn="urn:pulumi:production::latitude-infra::t::db"
        )
        assert Redactor((secret,))(f"has {part}") == f"has {MASK}"


@pytest.mark.parametrize(
    "marked",
    [
        {"user": {"name": "svc", "password": "hunter2-long"}},
        {"name": {"value": "hunter2-long"}},
        {"host": json.dumps({"password": "hunter2-long"}), "password": "x"},
        {"engine": ["hunter2-long"], "password": "x"},
        {"user": "hunter2-long"},
        {"user": "hunter2-long", "password": "hunter2-long"},
        {"user": "1000:hunter2-long", "password": "hunter2-long"},
    ],
    ids=str,
)
def test_only_a_word_beside_a_password_is_told(marked: object) -> None:
    assert "hunter2" not in redactor(json.dumps(marked))("it is hunter2-long, or 1000:hunter2-long")


@pytest.mark.parametrize(
    "credential",
    [
        "AKIAQ7WZLPNRXBCDEFGH",
        "ASIAQ7WZLPNRXBCDEFGH",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEow cut off",
        "glpat-abcdefghij0123456789",
    ],
)
def test_what_looks_like_a_credential_is_masked_though_nobody_marked_it(credential: str) -> None:
    assert redactor()(f"it holds {credential}") == f"it holds {MASK}"


def test_a_password_in_a_url_is_masked_and_the_rest_is_told() -> None:
    assert redactor()("at postgres://app:hunter2@db.example.org/x") == f"at postgres://app:{MASK}@db.example.org/x"


def test_a_redactor_does_not_show_what_it_hides() -> None:
    assert "hunter2" not in repr(redactor("hunter2"))


@given(st.lists(st.text(min_size=4, max_size=12), max_size=4), st.text(max_size=20), st.text(max_size=20))
def test_no_marked_text_survives_wherever_it_stands(secrets: list[str], before: str, after: str) -> None:
    made = redactor(*secrets)(before + "".join(secrets) + after)
    for secret in secrets:
        assert secret not in made.replace(MASK, "\0")
