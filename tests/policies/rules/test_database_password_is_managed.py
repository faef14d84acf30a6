"""Whether a database or its user has a password of ours is read from its arguments, for each vendor's own."""

from typing import Any

import pytest
from tests.data.test_credential_tokens import sources
from tests.support.rules import judge, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.credential_tokens import types_of
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.database_password_is_managed import PASSWORDS, database_password_is_managed

RDS = "aws:rds/instance:Instance"
AURORA = "aws:rds/cluster:Cluster"
REDIS = "aws:elasticache/user:User"
MEMORY = "aws:memorydb/user:User"
GOOGLE = "gcp:sql/user:User"
ALLOY = "gcp:alloydb/user:User"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders"
ROLE = "arn:aws:iam::111122223333:role/dms"
ATLAS = "mongodbatlas:index/databaseUser:DatabaseUser"
POSTGRES = "postgresql:index/role:Role"
PASSWORD = Secret("correct-horse-42")


def judged(type_: str, **inputs: Any) -> Answer:
    return judge(database_password_is_managed, Resource.of(type_, "orders", **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (RDS, {"password": PASSWORD}),
        (RDS, {"password": "correct-horse-42", "iamDatabaseAuthenticationEnabled": True}),
        (RDS, {"password": UNKNOWN}),
        (RDS, {"password": Secret(UNKNOWN), "manageMasterUserPassword": False}),
        (RDS, {"password": PASSWORD, "manageMasterUserPassword": "false"}),
        (AURORA, {"masterPassword": PASSWORD}),
        ("aws:docdb/cluster:Cluster", {"masterPassword": PASSWORD}),
        ("aws:dms/endpoint:Endpoint", {"username": "app", "password": PASSWORD}),
        (ALLOY, {"password": PASSWORD, "userType": "ALLOYDB_BUILT_IN"}),
        ("kafka:index/userScramCredential:UserScramCredential", {"password": PASSWORD}),
        ("aws:redshift/cluster:Cluster", {"masterPassword": PASSWORD}),
        (REDIS, {"passwords": [PASSWORD]}),
        (REDIS, {"authenticationMode": {"type": "password", "passwords": [PASSWORD]}}),
        (REDIS, {"authenticationMode": {"type": "password"}, "passwordsWo": PASSWORD}),
        (MEMORY, {"authenticationMode": {"type": "password", "passwords": UNKNOWN}}),
        (MEMORY, {"authenticationMode": {"type": "Password"}}),
        (GOOGLE, {"password": PASSWORD}),
        (GOOGLE, {"password": PASSWORD, "type": "BUILT_IN"}),
        (ATLAS, {"password": PASSWORD}),
        (ATLAS, {"password": PASSWORD, "awsIamType": "NONE", "oidcAuthType": "NONE"}),
        (POSTGRES, {"password": PASSWORD, "login": True}),
        (POSTGRES, {"password": PASSWORD, "login": False}),
        (POSTGRES, {"password": PASSWORD, "login": UNKNOWN}),
        ("mysql:index/userPassword:UserPassword", {}),
        ("rabbitmq:index/user:User", {"password": UNKNOWN}),
        ("digitalocean:index/databaseUser:DatabaseUser", {"name": "app"}),
    ],
)
def test_a_password_that_never_ends_is_told(type_: str, inputs: dict[str, Any]) -> None:
    (message,) = messages(judged(type_, **inputs))
    assert "'orders' has a password that the program sets, and that never expires; instead: " in message


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (RDS, {"manageMasterUserPassword": True}),
        (RDS, {"manageMasterUserPassword": "true", "password": PASSWORD}),
        (RDS, {"replicateSourceDb": "orders"}),
        (RDS, {"snapshotIdentifier": "before-the-flood", "password": None}),
        (RDS, {"password": ""}),
        (RDS, {"passwordWo": PASSWORD, "passwordWoVersion": 3}),
        (AURORA, {"manageMasterUserPassword": True, "masterUsername": "admin"}),
        ("aws:docdb/cluster:Cluster", {"manageMasterUserPassword": True}),
        ("aws:dms/endpoint:Endpoint", {"secretsManagerArn": SECRET, "secretsManagerAccessRoleArn": ROLE}),
        (ALLOY, {"userType": "ALLOYDB_IAM_USER"}),
        ("aws:redshift/cluster:Cluster", {"manageMasterPassword": True}),
        (REDIS, {"authenticationMode": {"type": "iam"}}),
        (REDIS, {"noPasswordRequired": True}),
        (MEMORY, {"authenticationMode": {"type": "iam"}}),
        (GOOGLE, {"type": "CLOUD_IAM_SERVICE_ACCOUNT"}),
        (GOOGLE, {"password": PASSWORD, "passwordPolicy": {"passwordExpirationDuration": "2592000s"}}),
        (ATLAS, {"awsIamType": "ROLE"}),
        (ATLAS, {"oidcAuthType": "USER", "password": None}),
        (POSTGRES, {"login": True}),
        (POSTGRES, {"password": PASSWORD, "login": True, "validUntil": "2026-12-31 23:59:59+00"}),
    ],
)
def test_what_is_managed_or_has_no_password_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs", "fact"),
    [
        (POSTGRES, {"password": PASSWORD, "login": True, "validUntil": "infinity"}, "never expires"),
        (POSTGRES, {"password": PASSWORD, "login": True, "validUntil": "2100-01-01"}, "lives until 2100-01-01"),
        (POSTGRES, {"password": PASSWORD, "login": True, "validUntil": "later"}, "has an end that nobody can read"),
        (GOOGLE, {"password": PASSWORD, "passwordPolicy": {"passwordExpirationDuration": "31536000s"}}, "lives 365"),
    ],
)
def test_a_password_that_ends_late_is_told(type_: str, inputs: dict[str, Any], fact: str) -> None:
    (message,) = messages(judged(type_, **inputs))
    assert f"'orders' has a password that the program sets, and that {fact}" in message


@pytest.mark.parametrize(
    ("type_", "inputs", "path"),
    [
        (RDS, {"password": PASSWORD, "manageMasterUserPassword": UNKNOWN}, "manageMasterUserPassword"),
        (RDS, {"password": PASSWORD, "manageMasterUserPassword": [1]}, "manageMasterUserPassword"),
        (REDIS, {"authenticationMode": UNKNOWN}, "authenticationMode"),
        (REDIS, {"authenticationMode": {"type": UNKNOWN}}, "authenticationMode.type"),
        (GOOGLE, {"password": PASSWORD, "type": UNKNOWN}, "type"),
        (ATLAS, {"password": PASSWORD, "awsIamType": 7}, "awsIamType"),
        (POSTGRES, {"password": PASSWORD, "login": True, "validUntil": UNKNOWN}, "validUntil"),
    ],
)
def test_what_is_unknown_or_odd_is_undecided(type_: str, inputs: dict[str, Any], path: str) -> None:
    answer = judged(type_, **inputs)
    assert (messages(answer), unknowns(answer)) == ([], [path])


def test_an_instance_that_was_only_looked_up_is_undecided() -> None:
    found = Resource("urn:x", RDS, "orders", outputs=Properties(Partial()), external=True)
    assert unknowns(judge(database_password_is_managed, found)) == ["password"]


def test_a_master_password_weighs_more_than_a_users() -> None:
    (master,) = judged(RDS, password=PASSWORD).problems
    (user,) = judged(GOOGLE, password=PASSWORD).problems
    assert (master.severity, user.severity) == (None, "medium")


def test_the_arguments_are_those_of_the_types() -> None:
    assert set(PASSWORDS) <= set(types_of("database"))
    for type_ in [type_ for type_ in PASSWORDS if type_.startswith("aws:")]:
        asked = PASSWORDS[type_]
        for path in (*asked.given, asked.saying[0], *asked.unless, *asked.unlike):
            argument = path.partition(".")[0]
            source = sources()[type_]
            assert not argument or f'name="{argument}"' in source or f"def {argument}(self)" in source, (
                type_,
                argument,
            )


def test_no_password_is_shown() -> None:
    canary = "canary-77"
    answers = [
        judged(RDS, password=Secret(canary), username=canary),
        judged(REDIS, passwords=[canary]),
        judged(POSTGRES, password=canary, login=True, validUntil=Secret(canary)),
    ]
    assert all(answer.problems for answer in answers)
    assert canary not in repr([answer.problems for answer in answers])
