"""Whose secret names the host to which its rotation sends another password gets that one."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, function, may, role
from tests.support.grants import ACCOUNT, aws
from tests.support.rules import judge_stack, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

HERE = f"eu-west-1:{ACCOUNT}"
OWN, ROOT = (f"arn:aws:secretsmanager:{HERE}:secret:{name}-a1B2c3" for name in ("crm/app", "crm/root"))
READS = "secretsmanager:GetSecretValue"
WRITES = allow([READS, "secretsmanager:PutSecretValue"], OWN)
CODE = (
    "import json, boto3, psycopg\nsm = boto3.client('secretsmanager')\n"
    "def handler(event, context):\n"
    "    new = json.loads(sm.get_secret_value(SecretId=event['SecretId'])['SecretString'])\n"
    "    root = json.loads(sm.get_secret_value(SecretId='crm/root')['SecretString'])\n"
    "    psycopg.connect(host=new['host'], user=root['username'], password=root['password'])\n"
)


def told(*given: dict[str, Any], code: Any = CODE, by: str = "settings", rotates: bool = True) -> list[str]:
    files = {"assets": {"main.py": {"text": code}}}
    rotator = function("rotate", "rotate", handler="main.handler", code=files)
    on = {"secretId": OWN, "rotationLambdaArn": f"arn:aws:lambda:{HERE}:function:rotate"}
    rotation = (aws("secretsmanager/secretRotation", "app", **on),) if rotates else ()
    rights = may("rotate", allow(READS, [OWN, ROOT]))
    stack: tuple[Resource, ...] = (role(by), may(by, *(given or (WRITES,))), role("rotate"), rights, rotator, *rotation)
    return [one for one in messages(judge_stack(no_path_to_more_rights, *stack)) if "say to which host" in one]


def test_who_writes_the_host_gets_what_is_sent_there() -> None:
    (message,) = told()
    assert f"function 'rotate' signs in with what its role may {READS} on {ROOT}" in message
    assert told(allow("secretsmanager:UpdateSecret", OWN), allow(READS, OWN))


@pytest.mark.parametrize(
    "code",
    [
        CODE.replace("host=new", "host=root"),
        CODE.replace("password=root", "password=new"),
        CODE.replace("    psycopg", "    assert new['host'] == root['host']\n    psycopg"),
        CODE.replace("new['host']", "'db.internal'"),
    ],
)
def test_a_host_that_is_compared_or_is_not_theirs_is_quiet(code: str) -> None:
    assert not told(code=code)


def test_who_only_reads_it_writes_another_or_looks_after_secrets_is_quiet() -> None:
    assert not told(allow(READS, OWN))
    assert not told(allow("secretsmanager:PutSecretValue", ROOT), allow(READS, OWN))
    assert not told(WRITES, allow(READS, ROOT))
    assert not told(WRITES, deny("secretsmanager:PutSecretValue", OWN))
    assert not told(WRITES, allow("secretsmanager:CreateSecret"))
    assert not told(rotates=False)


@pytest.mark.parametrize("odd", [None, 7, [], "", UNKNOWN, Secret([]), "(", "def handler(): return"])
def test_what_is_not_known_or_odd_breaks_nothing(odd: Any) -> None:
    assert not told(code=odd)
