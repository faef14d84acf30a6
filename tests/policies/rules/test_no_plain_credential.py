"""A credential is found where others can read it, and what only looks like one is left in peace."""

import base64
import gzip
import json
import time
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.credentials import promises_secret
from daypass_policies.plain_text import LIMIT
from daypass_policies.rules.no_plain_credential import no_plain_credential

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"[:40]
CANARY = "zQ9canary-7Fw3!kX"


def function(**variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": variables})


def instance(user_data: Any, key: str = "userData") -> Resource:
    return Resource.of("aws:ec2/instance:Instance", "web", **{key: user_data})


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


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


def test_a_marked_secret_under_such_a_name_need_not_be_known() -> None:
    """In a preview the password that another resource makes is not known yet, and a secret all the same."""
    assert messages(judge(no_plain_credential, function(MAILER_SECRET_ACCESS_KEY=Secret(UNKNOWN)))) == [
        "MAILER_SECRET_ACCESS_KEY of 'api' holds a secret in plain text"
    ]


def test_one_unknown_hides_nothing_else() -> None:
    answer = judge(no_plain_credential, function(TABLE=UNKNOWN, DB_PASSWORD="hunter2", BUCKET=UNKNOWN))
    assert len(answer.problems) == 1
    assert unknowns(answer) == ["environment.variables.TABLE"]


@pytest.mark.parametrize("environment", [UNKNOWN, {"variables": UNKNOWN}, Secret({"variables": Secret(UNKNOWN)})])
def test_an_environment_that_is_not_known_is_undecided(environment: Any) -> None:
    answer = judge(no_plain_credential, Resource.of("aws:lambda/function:Function", "api", environment=environment))
    assert len(unknowns(answer)) == 1


PAIR = {"name": "DB_PASSWORD", "value": "hunter2"}
PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "containers": (
        "aws:ecs/taskDefinition:TaskDefinition",
        {"containerDefinitions": json.dumps([{"name": "app", "image": "app", "environment": [PAIR]}])},
    ),
    "native containers": (
        "aws-native:ecs:TaskDefinition",
        {"containerDefinitions": [{"name": "app", "environment": [PAIR]}]},
    ),
    "batch": ("aws:batch/jobDefinition:JobDefinition", {"containerProperties": json.dumps({"environment": [PAIR]})}),
    "codebuild": (
        "aws:codebuild/project:Project",
        {"environment": {"environmentVariables": [{**PAIR, "type": "PLAINTEXT"}]}},
    ),
    "codebuild by default": ("aws:codebuild/project:Project", {"environment": {"environmentVariables": [PAIR]}}),
    "app runner": (
        "aws:apprunner/service:Service",
        {
            "sourceConfiguration": {
                "imageRepository": {"imageConfiguration": {"runtimeEnvironmentVariables": {"DB_PASSWORD": "hunter2"}}}
            }
        },
    ),
    "glue": ("aws:glue/job:Job", {"defaultArguments": {"--db-password": "hunter2"}}),
    "beanstalk": (
        "aws:elasticbeanstalk/environment:Environment",
        {"settings": [{"namespace": "aws:elasticbeanstalk:application:environment", **PAIR}]},
    ),
    "pipeline": (
        "aws:codepipeline/pipeline:Pipeline",
        {
            "stages": [
                {
                    "name": "Source",
                    "actions": [{"name": "Source", "configuration": {"OAuthToken": "ghp_" + "a1B2" * 9}}],
                }
            ]
        },
    ),
    "json in a variable": (
        "aws:lambda/function:Function",
        {"environment": {"variables": {"CONFIG": json.dumps({"db": {"password": "hunter2"}})}}},
    ),
    "parameter": ("aws:ssm/parameter:Parameter", {"type": "String", "name": "/prod/db/password", "value": "hunter2"}),
    "marked parameter": ("aws:ssm/parameter:Parameter", {"name": "/prod/db/password", "value": Secret("hunter2")}),
    "secure parameter": (
        "aws:ssm/parameter:Parameter",
        {"type": "SecureString", "name": "/prod/x", "value": "anything"},
    ),
    "database": ("aws:rds/instance:Instance", {"password": "hunter2"}),
    "native database": ("aws-native:rds:DbInstance", {"masterUserPassword": "hunter2"}),
    "broker": ("aws:mq/broker:Broker", {"users": [{"username": "app", "password": "hunter2"}]}),
    "passwords": ("aws:elasticache/user:User", {"passwords": ["hunter2"]}),
    "search": (
        "aws:opensearch/domain:Domain",
        {"advancedSecurityOptions": {"masterUserOptions": {"masterUserPassword": "hunter2"}}},
    ),
    "secret": ("aws:secretsmanager/secretVersion:SecretVersion", {"secretString": "hunter2"}),
    "provider": ("pulumi:providers:aws", {"accessKey": KEY_ID, "secretKey": Secret(SECRET_KEY)}),
}


@pytest.mark.parametrize(("type_", "inputs"), PLACES.values(), ids=PLACES)
def test_a_credential_is_found_in_each_place(type_: str, inputs: dict[str, Any]) -> None:
    (problem,) = judge(no_plain_credential, Resource.of(type_, "it", **inputs)).problems
    assert not problem.advisory
    assert "hunter2" not in str(problem)


GOOD_PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "a container's secrets": (
        "aws:ecs/taskDefinition:TaskDefinition",
        {
            "containerDefinitions": json.dumps(
                [
                    {
                        "name": "app",
                        "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/db"}],
                    }
                ]
            )
        },
    ),
    "a build's parameter": (
        "aws:codebuild/project:Project",
        {
            "environment": {
                "environmentVariables": [{"name": "DB_PASSWORD", "value": "db-Pass1", "type": "PARAMETER_STORE"}]
            }
        },
    ),
    "a marked password": ("aws:rds/instance:Instance", {"password": Secret("hunter2")}),
    "a marked password that is not known": ("aws:rds/instance:Instance", {"password": Secret(UNKNOWN)}),
    "a managed password": ("aws:rds/instance:Instance", {"manageMasterUserPassword": True}),
    "a marked list": ("aws:elasticache/user:User", {"passwords": Secret(["hunter2"])}),
    "a marked user": ("aws:mq/broker:Broker", {"users": [Secret({"password": "hunter2"})]}),
    "a reference": ("aws:rds/cluster:Cluster", {"masterPassword": "{{resolve:secretsmanager:db}}"}),
    "a secure parameter": ("aws:ssm/parameter:Parameter", {"type": "SecureString", "value": Secret("hunter2")}),
    "a plain parameter": (
        "aws:ssm/parameter:Parameter",
        {"type": "String", "name": "/prod/db/host", "value": "db.internal"},
    ),
    "a provider with a role": (
        "pulumi:providers:aws",
        {"region": "eu-west-1", "assumeRoles": [{"roleArn": "arn:aws:iam::1:role/x"}]},
    ),
    "nothing": ("aws:lambda/function:Function", {"role": "arn:aws:iam::111122223333:role/api"}),
}


@pytest.mark.parametrize(("type_", "inputs"), GOOD_PLACES.values(), ids=GOOD_PLACES)
def test_a_credential_that_is_kept_well_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judge(no_plain_credential, Resource.of(type_, "it", **inputs)))


def test_an_unmarked_password_that_is_not_known_is_undecided() -> None:
    answer = judge(no_plain_credential, Resource.of("aws:rds/instance:Instance", "db", password=UNKNOWN))
    assert (messages(answer), unknowns(answer)) == ([], ["password"])


def test_one_unknown_user_hides_none_of_the_others() -> None:
    users = [UNKNOWN, {"password": UNKNOWN}, {"password": "hunter2"}, {"username": "x"}, Secret(UNKNOWN)]
    answer = judge(no_plain_credential, Resource.of("aws:mq/broker:Broker", "b", users=users))
    assert messages(answer) == ["users[2].password of 'b' is a secret that nobody marked as one"]
    assert (answer.problems[0].key, unknowns(answer)) == ("password", ["users[0]"])


SCRIPT = f"#!/bin/bash\nexport AWS_ACCESS_KEY_ID={KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={SECRET_KEY}\n"
MIME = (
    f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Transfer-Encoding: base64\n\n{packed(SCRIPT)}\n--b--'
)


@pytest.mark.parametrize(
    "user_data",
    [
        SCRIPT,
        packed(SCRIPT),
        "\n".join(packed(SCRIPT)[index : index + 76] for index in range(0, 400, 76)),
        base64.b64encode(gzip.compress(SCRIPT.encode())).decode(),
        MIME,
        packed(MIME),
        Secret(SCRIPT),
    ],
    ids=["plain", "base64", "wrapped", "gzip", "mime", "mime in base64", "marked"],
)
def test_user_data_is_read_through_what_packs_it(user_data: Any) -> None:
    problems = judge(no_plain_credential, instance(user_data)).problems
    assert [problem.key for problem in problems] == ["an AWS access key", "AWS_SECRET_ACCESS_KEY"]
    assert SECRET_KEY not in str(problems)


@pytest.mark.parametrize(
    "line",
    [
        "export DB_PASSWORD=hunter2",
        "db_password: hunter2",
        '"password": "hunter2"',
        "mysql --password hunter2",
        "PASSWORD='hunter2'",
    ],
)
def test_a_script_sets_a_password_in_many_ways(line: str) -> None:
    assert len(judge(no_plain_credential, instance(f"#!/bin/sh\n{line}\n")).problems) == 1


@pytest.mark.parametrize(
    "line",
    [
        "# the password: see the wiki",
        'DB_PASSWORD="$(aws secretsmanager get-secret-value --secret-id db)"',
        "DB_PASSWORD=$(cat /run/secrets/db)",
        "mysql --password=${DB_PASSWORD}",
        "curl https://example.org/token",
        "yum install -y httpd",
        "passwd --lock root",
        "lock_passwd: true",
        "aws ecr get-login-password | docker login --password-stdin 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
        'TOKEN=`curl -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 21600" http://169.254.169.254/latest/api/token`',
        'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/',
        "PasswordAuthentication=no",
        "sha256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_a_script_that_fetches_its_secrets_passes(line: str) -> None:
    assert passes(judge(no_plain_credential, instance(f"#!/bin/sh\n{line}\n")))


def test_a_buildspec_names_its_secrets() -> None:
    spec = (
        "env:\n  secrets-manager:\n    DB_PASSWORD: prod/db:password\n  parameter-store:\n    TOKEN: /prod/gitToken9\n"
    )
    assert passes(
        judge(no_plain_credential, Resource.of("aws:codebuild/project:Project", "b", source={"buildspec": spec}))
    )
    plain = "env:\n  variables:\n    DB_PASSWORD: hunter2\n"
    assert judge(
        no_plain_credential, Resource.of("aws:codebuild/project:Project", "b", source={"buildspec": plain})
    ).problems


def test_user_data_in_the_other_property_is_read_too() -> None:
    assert judge(no_plain_credential, instance(packed(SCRIPT), "userDataBase64")).problems


def test_user_data_that_is_not_known_is_undecided() -> None:
    assert unknowns(judge(no_plain_credential, instance(UNKNOWN))) == ["userData"]


def test_what_is_too_large_to_look_through_is_said() -> None:
    bomb = base64.b64encode(gzip.compress(b"a " * LIMIT)).decode()
    bombs = "\n".join([base64.b64encode(gzip.compress(b"a " * 20_000)).decode()] * 100)
    resources = [instance(text) for text in ("a" * (LIMIT + 1), bomb, bombs, packed(bombs))]
    for resource in (*resources, function(A="a" * LIMIT, B="b" * LIMIT)):
        (message,) = messages(judge(no_plain_credential, resource))
        assert "larger than can be looked through" in message


HOSTILE = {
    "a bomb": base64.b64encode(gzip.compress(b"a" * 50_000_000)).decode(),
    "a token that never ends": "eyJ" * (LIMIT // 3),
    "a URL that never ends": "a" * LIMIT,
    "many URLs": "http://" * (LIMIT // 7),
    "many names": "a=" * (LIMIT // 2),
    "lines of base64": ("A" * 76 + "\n") * (LIMIT // 77),
    "dashes": "-----BEGIN " * (LIMIT // 11),
    "flags": "--a " * (LIMIT // 4),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_costs_time_in_proportion(text: str) -> None:
    """Four times the text may cost four times the time, with room for a busy machine, not sixteen times."""
    quarter = min(_seconds(text[: len(text) // 4]) for _ in range(2))
    assert min(_seconds(text) for _ in range(2)) < 10 * max(quarter, 0.01)


def _seconds(text: str) -> float:
    begun = time.process_time()
    judge(no_plain_credential, instance(text))
    judge(no_plain_credential, function(SETTING=text))
    return time.process_time() - begun


def test_an_environment_nested_ten_thousand_deep_is_read() -> None:
    deep: Any = {"password": "hunter2"}
    for _ in range(10_000):
        deep = {"a": [deep]}
    assert len(judge(no_plain_credential, function(DEEP=deep)).problems) == 1
