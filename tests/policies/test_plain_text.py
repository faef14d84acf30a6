"""Scripts are read through whatever packs them, and hostile ones cost no more than they weigh."""

import base64
import gzip
import json
from typing import Any

import pytest
from tests.support.rules import judge, messages, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.keeping.plain_text import LIMIT, assignments
from daypass_policies.rules.no_plain_credential import no_plain_credential

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY"[:40]


def function(**variables: Any) -> Resource:
    return Resource.of("aws:lambda/function:Function", "api", environment={"variables": variables})


def instance(user_data: Any, key: str = "userData") -> Resource:
    return Resource.of("aws:ec2/instance:Instance", "web", **{key: user_data})


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


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
        base64.b64encode(SCRIPT.encode("utf-16")).decode(),
    ],
    ids=["plain", "base64", "wrapped", "gzip", "mime", "mime in base64", "marked", "of Windows"],
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
        "PASSWORD='{hunter2'",
        "echo ${PASSWORD:-hunter2}",
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
        "chpasswd: {expire: false}",
        ": ${DB_PASSWORD:?is missing}",
        "$password = (Get-SECSecretValue -SecretId prod/db).SecretString",
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


GZIP = gzip.compress(b"#!/bin/sh\n" + bytes(range(256)) * 8)


@pytest.mark.parametrize(
    "torn",
    [GZIP[:3], GZIP[: len(GZIP) // 2], GZIP[:-5], GZIP[:-8] + b"broken!!", GZIP[:20] + b"\xff" * 40, GZIP + GZIP[:9]],
    ids=["a beginning", "half", "no end", "another sum", "broken", "half a second member"],
)
def test_user_data_that_nobody_can_unpack_is_undecided(torn: bytes) -> None:
    user_data = base64.b64encode(torn).decode()
    assert unknowns(judge(no_plain_credential, instance(user_data, "userDataBase64"))) == ["userDataBase64"]


def test_every_member_of_what_is_packed_is_read() -> None:
    user_data = base64.b64encode(gzip.compress(b"#!/bin/sh\n") + gzip.compress(SCRIPT.encode())).decode()
    assert messages(judge(no_plain_credential, instance(user_data)))
    assert passes(judge(no_plain_credential, instance(base64.b64encode(gzip.compress(b"#!/bin/sh\n")).decode())))


@pytest.mark.parametrize(
    "resource",
    [
        Resource.of("aws:lb/listener:Listener", "x", defaultActions=[{"type": "forward", "targetGroupArn": UNKNOWN}]),
        Resource.of("aws:glue/trigger:Trigger", "x", actions=[{"jobName": UNKNOWN}]),
        Resource.of(
            "azure:containerservice/group:Group",
            "x",
            containers=[{"secureEnvironmentVariables": Secret({"DB_PASSWORD": "hunter-2-hunter"})}],
        ),
    ],
    ids=lambda one: one.type,
)
def test_a_list_of_the_shape_that_its_property_has_is_no_odd_one(resource: Resource) -> None:
    answer = judge(no_plain_credential, resource)
    assert passes(answer)
    assert unknowns(answer) == []


@pytest.mark.parametrize(
    "environment", [f"KEY={KEY_ID}", {"variables": f"KEY={KEY_ID}"}, [f"KEY={KEY_ID}"], {"variables": [KEY_ID]}]
)
def test_what_stands_in_another_shape_is_read_all_the_same(environment: Any) -> None:
    resource = Resource.of("aws:lambda/function:Function", "api", environment=environment)
    assert messages(judge(no_plain_credential, resource))


def test_a_parameter_that_is_no_text_is_read_all_the_same() -> None:
    parameter = Resource.of("aws:ssm/parameter:Parameter", "keys", type="String", value={"id": KEY_ID})
    assert messages(judge(no_plain_credential, parameter))


def test_user_data_that_is_not_known_is_undecided() -> None:
    assert unknowns(judge(no_plain_credential, instance(UNKNOWN))) == ["userData"]


def test_what_is_too_large_to_look_through_is_said() -> None:
    bomb = base64.b64encode(gzip.compress(b"a " * LIMIT)).decode()
    bombs = "\n".join([base64.b64encode(gzip.compress(b"a " * 20_000)).decode()] * 100)
    resources = [instance(text) for text in ("a" * (LIMIT + 1), bomb, bombs, packed(bombs))]
    for resource in (*resources, function(A="a" * LIMIT, B="b" * LIMIT)):
        (message,) = messages(judge(no_plain_credential, resource))
        assert "larger than can be looked through" in message


def test_what_is_too_large_is_known_by_where_it_stands_and_not_by_its_number() -> None:
    bomb = base64.b64encode(gzip.compress(b"a " * LIMIT)).decode()
    loud, quiet = ({"environment": [{"name": "A", "value": value}]} for value in (bomb, "a"))
    keys = [
        [problem.key for problem in judge(no_plain_credential, task).problems]
        for containers in ([loud], [quiet, loud])
        for task in [Resource.of("aws:ecs/taskDefinition:TaskDefinition", "t", containerDefinitions=containers)]
    ]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 1


def test_an_environment_nested_ten_thousand_deep_is_read() -> None:
    deep: Any = {"password": "hunter2"}
    for _ in range(10_000):
        deep = {"a": [deep]}
    assert len(judge(no_plain_credential, function(DEEP=deep)).problems) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "correct-horse-42", "password": ""}',
        '{"password": "correct-horse-42"',
        '{"password": "correct-horse-42", "age": NaN}',
    ],
)
def test_what_is_no_json_that_all_read_alike_is_looked_through_as_text(text: str) -> None:
    assert len(judge(no_plain_credential, function(SETTINGS=text)).problems) == 1


@pytest.mark.parametrize("pair", [{"variable": "DB", "value": "shop"}, {"name": "DB", "value": "shop"}])
def test_a_pair_of_name_and_value_hides_nothing_that_stands_beside_it(pair: dict[str, str]) -> None:
    answer = judge(no_plain_credential, function(SETTINGS=json.dumps({**pair, "password": "correct-horse-42"})))
    assert messages(answer) == ["password of 'api' holds a password in plain text"]


def test_a_marked_script_is_hidden_in_the_state_alone() -> None:
    (problem,) = judge(no_plain_credential, instance(Secret("export DB_PASSWORD=correct-horse-42"))).problems
    assert problem.message.endswith(
        "in plain text, which Pulumi's secret mark hides in the state alone: the service shows it"
    )
    assert problem.severity == "high"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('sed -i "s/^token=.*/token=\\"${TOKEN}\\"/" agent.cfg', [("token", "${TOKEN}")]),
        ('sed -i "s|^password: .*|password: $PASSWORD|" app.yaml', [("password", "$PASSWORD")]),
        ("perl -pi -e 's/token=\\S+/token=9fceb02d0ae598e9/' app.ini", [("token", "9fceb02d0ae598e9")]),
        (
            "sed -i 's#password=old-one-42#password=new-one-43#'",
            [("password", "old-one-42"), ("password", "new-one-43")],
        ),
        ("DB_PASSWORD='s@X.*y@Zq9kT@11vvPq' # parsed", [("DB_PASSWORD", "s@X.*y@Zq9kT@11vvPq")]),
        ("sed -n p f; TOKEN='s!aG.*7x!Kp92mmQ!zz9'", [("TOKEN", "s!aG.*7x!Kp92mmQ!zz9")]),
        ("sed -i 's|^password=Tr0ub4dor.*$|x|' f", [("password", "Tr0ub4dor")]),
    ],
)
def test_of_a_substitution_what_is_put_in_counts_and_no_pattern(line: str, found: list[tuple[str, str]]) -> None:
    assert list(assignments(line)) == found
