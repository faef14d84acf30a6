"""What the policy of a file system denies holds back who writes code there, and spares whom it spares."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.becoming import allow
from tests.support.grants import ACCOUNT, ARN, aws, native
from tests.support.mounts import FUNCTION, LIBS, POINT, RUNS, SHARE, SYSTEM, VOLUME, WRITES, is_told, judged, task
from tests.support.rules import passes, unknowns

from daypass.model.resource import UNKNOWN, Resource, Secret

SPARES = {"AWS": f"{ARN}role/deploy"}


def denying(*statements: dict[str, Any], of: str = "fs-1") -> Resource:
    written = [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": SHARE, **one} for one in statements]
    return aws("efs/fileSystemPolicy", "p", fileSystemId=of, policy=json.dumps({"Statement": written}))


def where(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: list(values)}}}


@pytest.mark.parametrize(
    "denied",
    [
        where("Bool", "aws:SecureTransport", "false"),
        where("Bool", "elasticfilesystem:AccessedViaMountTarget", "false"),
        where("StringNotEquals", "elasticfilesystem:AccessPointArn", LIBS),
        where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/a"),
        where("StringNotEquals", "aws:PrincipalAccount", ACCOUNT),
        where("StringNotEquals", "aws:SourceVpce", "vpce-1"),
        {"Principal": {"AWS": f"{ARN}role/other"}},
        {"Principal": {"AWS": "999988887777"}},
        {"Action": "elasticfilesystem:ClientRootAccess"},
        {"Action": ["elasticfilesystem:Client*"], "Principal": {"AWS": f"{ARN}role/other"}},
    ],
    ids=str,
)
def test_a_denial_that_spares_whoever_writes_holds_nobody_back(denied: dict[str, Any]) -> None:
    assert is_told(judged(FUNCTION, POINT, SYSTEM, denying(denied)))
    whatever = denying({**denied, "Resource": "*"}, where("Bool", "aws:SecureTransport", "false"))
    assert is_told(judged(FUNCTION, POINT, SYSTEM, whatever))


@pytest.mark.parametrize(
    "denied",
    [
        {},
        {"Principal": {"AWS": f"{ARN}role/a"}},
        {"Principal": {"AWS": ACCOUNT}},
        {"Principal": {"AWS": "*"}, "Action": "elasticfilesystem:ClientWrite"},
        {"Action": "elasticfilesystem:ClientMount"},
        {"Resource": "*"},
        where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/deploy"),
        where("ArnNotLike", "aws:PrincipalArn", f"{ARN}role/deploy*"),
        where("ArnLike", "aws:PrincipalArn", f"{ARN}role/*"),
        where("StringNotEquals", "elasticfilesystem:AccessPointArn", LIBS.replace("fsap-1", "fsap-2")),
        where("Bool", "elasticfilesystem:AccessedViaMountTarget", "true"),
        where("StringEquals", "aws:PrincipalAccount", ACCOUNT),
    ],
    ids=str,
)
def test_a_denial_that_is_about_whoever_writes_holds_them_back(denied: dict[str, Any]) -> None:
    assert passes(judged(FUNCTION, POINT, SYSTEM, denying(denied)))
    assert is_told(judged(FUNCTION, POINT, SYSTEM, denying(denied, of="fs-2")))


def test_who_may_rewrite_the_policy_does_that_first() -> None:
    keeps = where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/deploy")
    policies = ["elasticfilesystem:DeleteFileSystemPolicy", "elasticfilesystem:PutFileSystemPolicy"]
    for action in policies:
        given = (allow([*WRITES, action], SHARE),)
        writes = denying({**keeps, "Action": "elasticfilesystem:Client*"})
        assert is_told(judged(FUNCTION, POINT, SYSTEM, writes, given=given))
        assert passes(judged(FUNCTION, POINT, SYSTEM, denying(keeps), given=given))
        other = (allow(WRITES, SHARE), allow(action, SHARE.replace("fs-1", "fs-2")))
        assert passes(judged(FUNCTION, POINT, SYSTEM, writes, given=other))


def test_a_file_system_by_the_other_provider_says_so_itself() -> None:
    for spares, told in (("a", True), ("deploy", False)):
        denied = {"Effect": "Deny", "Principal": "*", "Action": "*"}
        denied |= where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/{spares}")
        share = native(
            "efs:FileSystem", "share", arn=SHARE, fileSystemId="fs-1", fileSystemPolicy={"Statement": [denied]}
        )
        assert is_told(judged(FUNCTION, POINT, share)) is told


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        (where("Bool", "aws:SecureTransport", "false"), True),
        (where("Bool", "elasticfilesystem:AccessedViaMountTarget", "false"), True),
        (where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/a"), True),
        ({"Principal": {"AWS": f"{ARN}role/other"}}, True),
        ({"Principal": {"AWS": "999988887777"}}, True),
        (where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/deploy"), False),
        ({"Principal": {"AWS": f"{ARN}role/a"}}, False),
        ({"Principal": {"AWS": f"{ARN}root"}}, False),
        ({"Principal": {"AWS": ACCOUNT}, "Action": "elasticfilesystem:ClientWrite"}, False),
        ({"NotPrincipal": {"AWS": f"{ARN}role/deploy"}, "Principal": None}, False),
    ],
    ids=str,
)
def test_what_the_policy_alone_gives_it_gives_as_far_as_it_denies_nothing(
    denied: dict[str, Any], *, told: bool
) -> None:
    gives = {"Effect": "Allow", "Principal": {"AWS": f"{ARN}role/a"}, "Action": WRITES, "Resource": SHARE}
    denies = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": SHARE, **denied}
    written = json.dumps({"Statement": [gives, {name: part for name, part in denies.items() if part is not None}]})
    share = native("efs:FileSystem", "share", arn=SHARE, fileSystemId="fs-1", fileSystemPolicy=written)
    answer = judged(FUNCTION, POINT, share, given=(allow("logs:PutLogEvents"),))
    assert is_told(answer) is told
    policy = aws("efs/fileSystemPolicy", "p", fileSystemId="fs-1", policy=written)
    answer = judged(FUNCTION, POINT, SYSTEM, policy, given=(allow("logs:PutLogEvents"),))
    assert is_told(answer) is told
    assert told or passes(answer)


def test_each_file_system_is_asked_by_its_own_policy() -> None:
    apps = SHARE.replace("fs-1", "fs-2")
    more = aws("efs/fileSystem", "apps", arn=apps, id="fs-2")
    other = {"name": "other", "efsVolumeConfiguration": {"fileSystemId": "fs-2"}}
    mounts = [*RUNS["mountPoints"], {"sourceVolume": "other", "containerPath": "/srv/other"}]
    path = {"name": "NODE_PATH", "value": "/srv/other"}
    both = task(VOLUME, other, mountPoints=mounts, command=["node", "/srv/app/main.js"], environment=[path])
    given = (allow(WRITES, [SHARE, apps]),)
    keeps = where("ArnNotEquals", "aws:PrincipalArn", f"{ARN}role/deploy")
    spares = where("Bool", "aws:SecureTransport", "false")
    for first, second, told in ((keeps, keeps, False), (spares, keeps, True), (keeps, spares, True)):
        policies = denying(first), replace(denying(second, of="fs-2"), name="q", urn=f"{denying().urn}q")
        assert is_told(judged(both, SYSTEM, more, *policies, given=given)) is told


def test_a_denial_that_nobody_can_read_yet_leaves_it_undecided() -> None:
    denied = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": SHARE}
    for written, untold in (
        (UNKNOWN, "policy"),
        ({"Statement": [{**denied, "Principal": UNKNOWN}]}, "policy.Statement[0]"),
        ({"Statement": [{**denied, "Effect": UNKNOWN}]}, "policy.Statement[0]"),
        ({"Statement": [denied, UNKNOWN]}, None),
    ):
        answer = judged(FUNCTION, POINT, SYSTEM, aws("efs/fileSystemPolicy", "p", fileSystemId="fs-1", policy=written))
        assert not answer.problems
        assert unknowns(answer) == ([untold] if untold else [])
    told = {"Statement": [{**denied, "Resource": UNKNOWN, **where("Bool", "aws:SecureTransport", "false")}]}
    assert is_told(judged(FUNCTION, POINT, SYSTEM, aws("efs/fileSystemPolicy", "p", fileSystemId="fs-1", policy=told)))


@pytest.mark.parametrize("written", ["{", None, 7, "", [], Secret("{")])
def test_what_aws_refuses_denies_nothing(written: Any) -> None:
    held = aws("efs/fileSystemPolicy", "p", fileSystemId="fs-1", policy=written)
    assert is_told(judged(FUNCTION, POINT, SYSTEM, held))


def test_a_policy_that_only_allows_denies_nothing() -> None:
    allows = json.dumps({"Statement": [{"Effect": "Allow", "Principal": SPARES, "Action": "*", "Resource": SHARE}]})
    assert is_told(
        judged(FUNCTION, POINT, SYSTEM, aws("efs/fileSystemPolicy", "p", fileSystemId="fs-1", policy=allows))
    )
