"""A credential is found where others can read it, and what only looks like one is left in peace."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.keeping.credentials import promises_secret
from daypass_policies.rules.no_plain_credential import no_plain_credential

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"[:40]
CANARY = "zQ9canary-7Fw3!kX"


def function(**variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": variables})


SHAPED = {
    "an AWS access key": KEY_ID,
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "a private key, too": "-----BEGIN PRIVATE KEY-----",
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "a GitHub token, fine-grained": "github_pat_" + "11ABCDE" * 6,
    "a GitLab token": "glpat-" + "x7Yz_" * 5,
    "a Slack token": "xoxb-123456789012-abcdefGHIJ",
    "a Stripe key": "sk_live_" + "4eC39HqLyjWDarjt",
    "a Google API key": "AIza" + "SyA-1234567890abcdefghijklmnopqrstu",
    "a signed token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "a URL with a password": "postgres://app:s3cr3t@db.internal:5432/app",
    "a URL with a password alone": "redis://:s3cr3t@cache:6379",
    "a URL with a signature": "https://a.blob.core.windows.net/c?sv=2024&sig=abcdEFGH1234%2Babcd%3D",
    "an authorization header": "Bearer a1b2c3d4e5f6.g7h8",
    "a model provider's key": "sk-" + "aB3d" * 12,
    "a Bedrock API key": "ABSK" + "QmVkcm9ja0FQSUtleS1" * 5,
}


@pytest.mark.parametrize("value", SHAPED.values(), ids=SHAPED)
def test_a_shape_is_known_under_any_name(value: str) -> None:
    (problem,) = judge(no_plain_credential, function(SETTING=value)).problems
    assert problem.message.startswith("SETTING of 'api' holds a")
    assert (problem.key, problem.at, problem.advisory) == ("SETTING", "environment.variables.SETTING", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"),
        ("DB_PASSWORD", "$nowFl4ke"),
        ("DATADOG_APP_KEY", "9fceb02d0ae598e95dc970b74767f19372d61af8"),
        ("HMAC_KEY", "f3b9c1a07de84c0ef3b9"),
        ("GITHUB_PAT", "9fceb02d0ae598e95dc970b7"),
        ("ACCESSTOKEN", "9fceb02d0ae598e95dc970b7"),
        ("AUTHORIZATION", "9fceb02d0ae598e95dc970b7"),
        ("API_KEY", "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("dbPassword", "correct horse battery staple"),
        ("MYSQLPASSWORD", "letmein"),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("API_KEY", "9f86d081884c7d65"),
        ("stripe-api-key", "x8Kq2LmN90pQ"),
        ("CLIENT_SECRET", "Zx9_kLm2.Qw8~Rt5"),
        ("SESSION_TOKEN", "a8f5f167f44f4964e6c998dee827110c"),
        ("SIGNING_KEY", "MEgCQQDJ7r0wJ3Vx"),
        ("DB_PASSWORD_2", "hunter2"),
        ("PASSWORD_PROD", "Zx9_kLm2.Qw8~Rt5"),
        ("DB_PASSWORD", "[secret]"),  # what stands for configuration that could not be decrypted
    ],
)
def test_a_name_that_promises_a_secret_is_believed(name: str, value: str) -> None:
    (problem,) = judge(no_plain_credential, function(**{name: value})).problems
    assert (problem.key, problem.advisory) == (name, False)
    assert value not in str(problem)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"),
        ("DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"),
        ("DB_PASSWORD", "{{resolve:secretsmanager:db:SecretString:password}}"),
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "$__env{DB_PASSWORD}"),
        ("DB_PASSWORD", "$__file{/run/secrets/db}"),
        ("DB_PASSWORD", "#{secrets.db}"),
        ("DB_PASSWORD", "%DB_PASSWORD%"),
        ("DB_PASSWORD", "$DB_PASSWORD"),
        ("DB_PASSWORD", "/prod/db/password"),
        ("DB_PASSWORD", "<password>"),
        ("DB_PASSWORD", "changeme"),
        ("DB_PASSWORD", "********"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "ssm:/prod/db/password"),
        ("SECRET_NAME", "payments/db-2024-Prod"),
        ("TOKEN_URL", "https://login.example.org/oauth2/token"),
        ("API_TOKEN", "payments-api-token"),
        ("MAX_TOKENS", "4096"),
        ("TOKEN_TTL_SECONDS", "3600"),
        ("PUBLIC_KEY", "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"),
        ("KEYBOARD_LAYOUT", "Zx9_kLm2.Qw8~Rt5"),
        ("COMMIT", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("DATABASE_URL", "postgres://app:${PASSWORD}@db:5432/app"),
        ("DATABASE_URL", "postgres://app@db:5432/app"),
        ("QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"),
        ("LOG_LEVEL", "debug"),
        ("DB_PASSWORD", "prod/db/password"),
        ("PASSWORD_RESET_TEMPLATE", "reset-password"),
        ("PASSWORD_RESET_FLOW", "b2c-reset"),
        ("REGISTRY_TOKEN", "registry.eu-west-1.example.org"),
        ("TASK_TOKEN", "$.detail.token"),
        ("ROLE_ARN", "arn:aws:iam::111122223333:role/api"),
    ],
)
def test_references_placeholders_and_settings_are_no_secrets(name: str, value: str) -> None:
    assert passes(judge(no_plain_credential, function(**{name: value})))


def test_words_are_found_in_every_way_of_writing() -> None:
    assert all(map(promises_secret, ["DB_PASSWORD", "dbPassword", "db-password", "APIKey", "--api-key", "x.secretKey"]))
    assert not any(
        map(promises_secret, ["", "SECRET_ARN", "PASSWORD_POLICY", "MONKEY", "PUBLIC_ACCESS_KEY", "passenger"])
    )


def test_a_mark_hides_nothing_from_the_console() -> None:
    named = judge(no_plain_credential, function(DB_PASSWORD=Secret(CANARY), TOKEN=Secret("abc")))
    assert [problem.advisory for problem in named.problems] == [False, False]
    (unnamed,) = judge(no_plain_credential, function(SETTING=Secret(CANARY))).problems
    assert (unnamed.advisory, unnamed.severity) == (True, "medium")
    assert passes(judge(no_plain_credential, function(SETTING=Secret("arn:aws:sqs:eu-west-1:111122223333:orders"))))


def test_the_profile_of_what_is_certain_tells_only_that() -> None:
    told = function(DB_PASSWORD="hunter2", SETTING=KEY_ID, TOKEN=Secret(CANARY))
    assert len(judge(no_plain_credential, told, profile="baseline").problems) == 3
    guessed = function(API_KEY="9f86d081884c7d65", SETTING=Secret(CANARY))
    assert len(judge(no_plain_credential, guessed).problems) == 2
    assert passes(judge(no_plain_credential, guessed, profile="baseline"))


def test_a_marked_secret_under_such_a_name_need_not_be_known() -> None:
    """In a preview the password that another resource makes is not known yet, and a secret all the same."""
    (problem,) = judge(no_plain_credential, function(MAILER_SECRET_ACCESS_KEY=Secret(UNKNOWN))).problems
    assert problem.message == (
        "MAILER_SECRET_ACCESS_KEY of 'api' holds a secret in plain text, "
        "which Pulumi's secret mark hides in the state alone: the service shows it"
    )
    assert problem.severity == "high"
    assert [one.severity for one in judge(no_plain_credential, function(DB_PASSWORD="correct-horse-42")).problems] == [
        None
    ]


def test_a_marked_parameter_of_such_a_name_need_not_be_known_either() -> None:
    """An export that was made without its secrets has no more of them than their cipher."""
    for name, problems in (("/prod/db/password", 1), ("/prod/db/password-arn", 0), ("/prod/db/host", 0)):
        kept = Resource.of("aws:ssm/parameter:Parameter", "p", type="String", name=name, value=Secret(UNKNOWN))
        answer = judge(no_plain_credential, kept)
        assert (len(answer.problems), len(answer.undecided)) == (problems, 1 - problems)
    secure = Resource.of("aws:ssm/parameter:Parameter", "p", type="SecureString", value=Secret(UNKNOWN))
    assert passes(judge(no_plain_credential, secure))


@pytest.mark.parametrize(("value", "is_open"), [("hunter22", True), ("arn:aws:s3:::a", False), ("changeme", False)])
def test_what_a_parameter_is_called_may_not_be_known_yet(value: str, *, is_open: bool) -> None:
    late = Resource.of("aws:ssm/parameter:Parameter", "p", type="String", name=UNKNOWN, value=value)
    answer = judge(no_plain_credential, late)
    assert (messages(answer), unknowns(answer)) == ([], ["name"] * is_open)
    promising = replace(late, name="db-password")  # what the program calls it
    assert bool(messages(judge(no_plain_credential, promising))) == is_open


def test_one_unknown_hides_nothing_else() -> None:
    answer = judge(no_plain_credential, function(TABLE=UNKNOWN, DB_PASSWORD="hunter2", BUCKET=UNKNOWN))
    assert len(answer.problems) == 1
    assert unknowns(answer) == ["environment.variables.TABLE"]


@pytest.mark.parametrize("environment", [UNKNOWN, {"variables": UNKNOWN}, Secret({"variables": Secret(UNKNOWN)})])
def test_an_environment_that_is_not_known_is_undecided(environment: Any) -> None:
    answer = judge(no_plain_credential, Resource.of("aws:lambda/function:Function", "api", environment=environment))
    assert len(unknowns(answer)) == 1


def test_an_unmarked_password_that_is_not_known_is_undecided() -> None:
    answer = judge(no_plain_credential, Resource.of("aws:rds/instance:Instance", "db", password=UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["password"])


def test_one_unknown_user_hides_none_of_the_others() -> None:
    users = [UNKNOWN, {"password": UNKNOWN}, {"password": "hunter2"}, {"username": "x"}, Secret(UNKNOWN)]
    answer = judge(no_plain_credential, Resource.of("aws:mq/broker:Broker", "b", users=users))
    assert messages(answer) == [
        "users[2].password of 'b' is a secret that nobody marked as one; read it as one (`requireSecret`)"
    ]
    assert (answer.problems[0].key, unknowns(answer)) == ("password", ["users[0]"])


TOKEN = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5"


@pytest.mark.parametrize(
    "inputs",
    [
        {"tags": {"admin-password": "Vq9#xLw2TzRb8mK!"}},
        {"tags": {"note": f"ask with {TOKEN}"}},
        {"tags": {"api_key": "q8Zk2LmX0pWv7RtY"}},
    ],
    ids=lambda inputs: next(iter(inputs["tags"])),
)
def test_a_secret_in_a_tag_is_found(inputs: dict[str, Any]) -> None:
    for type_ in ("aws:ec2/instance:Instance", "aws:sqs/queue:Queue", "aws:iam/role:Role"):
        (problem,) = judge(no_plain_credential, Resource.of(type_, "r", **inputs)).problems
        assert problem.at
        assert problem.at.startswith("tags.")
        assert not any(value in problem.message for value in inputs["tags"].values())


def test_a_secret_in_tags_of_a_list_and_in_a_description_is_found() -> None:
    listed = [{"key": "db-password", "value": "Vq9#xLw2TzRb8mK!"}]
    assert judge(no_plain_credential, Resource.of("aws-native:sqs:Queue", "q", tags=listed)).problems
    assert judge(no_plain_credential, Resource.of("aws:iam/role:Role", "r", description=f"uses {TOKEN}")).problems


@pytest.mark.parametrize(
    ("note", "is_told"),
    [
        ("If the bank is down: sftp.example.org, user ci, password: Vq9#xLw2TzRb8mK!", True),
        ("opens with api_key=9fK27xQmLw20TzRb", True),
        ("password: changed each quarter", False),
        ("token: see https://wiki.example.org/tokens", False),
        ("password={{resolve:secretsmanager:db}}", False),
    ],
)
def test_a_note_that_spells_out_a_login_is_found(note: str, *, is_told: bool) -> None:
    for type_, key in (("aws:lambda/function:Function", "description"), ("aws:sqs/queue:Queue", "tags")):
        value = note if key == "description" else {"Note": note}
        assert bool(judge(no_plain_credential, Resource.of(type_, "f", **{key: value})).problems) == is_told


@pytest.mark.parametrize(
    "tags",
    [
        {
            "password": "managed",
            "master-password": "secrets-manager",
            "secret": "prod/db",
            "token": "payments-api-token",
        },
        {"daypass:owner": "payments", "daypass:contact": "payments@example.org", "daypass:review-by": "2027-05-31"},
        {
            "password": "rotated every 30 days",
            "secret-arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCd",
        },
        {"commit": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "password": "2026-11-26", "auth": "Identity Center"},
        {"password": Secret("Vq9#xLw2TzRb8mK!"), "Name": UNKNOWN},
        {"password": None, "token": 7, "secret": ["x"], "credentials": {}},
        UNKNOWN,
        "none",
    ],
    ids=repr,
)
def test_a_tag_that_tells_about_a_secret_passes(tags: Any) -> None:
    answer = judge(no_plain_credential, Resource.of("aws:sqs/queue:Queue", "q", tags=tags))
    assert not answer.problems
    assert not answer.undecided


def test_a_tag_that_promises_a_secret_and_is_not_known_yet_is_undecided() -> None:
    answer = judge(no_plain_credential, Resource.of("aws:sqs/queue:Queue", "q", tags={"db-password": UNKNOWN}))
    assert unknowns(answer) == ["tags.db-password"]


def test_an_id_that_somebody_marked_is_no_secret() -> None:
    assert passes(judge(no_plain_credential, function(GOOGLE_OAUTH_CLIENT_ID=Secret("1234-abcd.apps.example"))))
    assert len(judge(no_plain_credential, function(SETTING=Secret("1234-abcd.apps.example"))).problems) == 1


@pytest.mark.parametrize(
    ("id_name", "secret_name"),
    [
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ("AWS_ACCESS_KEY", "AWS_ACCESS_SECRET"),
        ("backupAccessKeyId", "backupSecretKey"),
    ],
)
def test_the_id_of_a_key_is_told_with_its_secret(id_name: str, secret_name: str) -> None:
    both = function(**{id_name: KEY_ID, secret_name: CANARY * 2})
    assert [problem.key for problem in judge(no_plain_credential, both).problems] == [secret_name]
    assert [problem.key for problem in judge(no_plain_credential, function(**{id_name: KEY_ID})).problems] == [id_name]
    elsewhere = function(**{id_name: KEY_ID, f"OTHER_{secret_name}": CANARY * 2})
    assert len(judge(no_plain_credential, elsewhere).problems) == 2


def test_the_id_of_a_key_whose_secret_is_marked_is_handed_on_with_it() -> None:
    def command(**environment: Any) -> Answer:
        return judge(no_plain_credential, Resource.of("command:local:Command", "c", environment=environment))

    assert passes(command(USERACCESSKEYID=KEY_ID, USERSECRETACCESSKEY=Secret(CANARY)))
    assert messages(command(USERACCESSKEYID=KEY_ID))
    assert messages(command(USERACCESSKEYID=KEY_ID, OTHER=CANARY))
    assert messages(command(PASSWORD="hunter22", USERSECRETACCESSKEY=Secret(CANARY)))


@pytest.mark.parametrize("value", [CANARY, Secret(CANARY)])
def test_what_is_called_like_an_id_and_is_none_is_a_secret_of_its_own(value: Any) -> None:
    both = function(STORAGE_ACCESS_KEY=value, STORAGE_SECRET_KEY=CANARY * 2)
    assert len(judge(no_plain_credential, both).problems) == 2


def test_an_id_beside_the_secret_of_another_container_is_told() -> None:
    def container(name: str, value: str) -> dict[str, Any]:
        return {"name": name.lower(), "environment": [{"name": name, "value": value}]}

    apart = [container("AWS_ACCESS_KEY_ID", KEY_ID), container("AWS_SECRET_ACCESS_KEY", SECRET_KEY)]
    task = Resource.of("aws:ecs/taskDefinition:TaskDefinition", "api", containerDefinitions=json.dumps(apart))
    assert len(judge(no_plain_credential, task).problems) == 2
    beside = [{"name": "api", "environment": [*apart[0]["environment"], *apart[1]["environment"]]}]
    task = Resource.of("aws:ecs/taskDefinition:TaskDefinition", "api", containerDefinitions=json.dumps(beside))
    assert [problem.key for problem in judge(no_plain_credential, task).problems] == ["AWS_SECRET_ACCESS_KEY"]


def test_what_may_be_the_name_of_a_secret_is_likely_one_beside_others_in_plain_text() -> None:
    tokens = {"GITHUB_TOKEN": "ghp_" + "a1B2" * 9, "API_KEY": "9f86d081884c7d65"}
    named = {"GITHUB_CLIENT_SECRET": "acme-github-client-secret"}
    assert passes(judge(no_plain_credential, function(**named)))
    assert len(judge(no_plain_credential, function(GITHUB_TOKEN=tokens["GITHUB_TOKEN"], **named)).problems) == 1
    *_, likely = judge(no_plain_credential, function(**tokens, **named)).problems
    assert likely.message == (
        "GITHUB_CLIENT_SECRET of 'api' holds a secret in plain text like those beside it, unless it is the name of one"
    )
    assert (likely.advisory, likely.confidence) == (True, "low")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLIENT_SECRET", "prod/github/client-secret"),
        ("CLIENT_SECRET", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:client-secret"),
        ("CLIENT_SECRET_NAME", "acme-client-secret"),
        ("CLIENT_SECRET", "your-client-secret"),
        ("CLIENT_SECRET", "disabled"),
        ("SESSION_STORE", "session-secret-store"),
    ],
)
def test_a_reference_beside_others_is_none(name: str, value: str) -> None:
    tokens = {"GITHUB_TOKEN": "ghp_" + "a1B2" * 9, "API_KEY": "9f86d081884c7d65"}
    assert len(judge(no_plain_credential, function(**tokens, **{name: value})).problems) == len(tokens)
    marked = {one: Secret(text) for one, text in tokens.items()}
    assert len(judge(no_plain_credential, function(**marked, CLIENT_SECRET="acme-client-secret")).problems) == len(
        tokens
    )
