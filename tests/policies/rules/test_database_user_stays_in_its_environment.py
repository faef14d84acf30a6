"""What `database-user-stays-in-its-environment` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Provider, Resource, Secret
from daypass_policies.rules.database_user_stays_in_its_environment import database_user_stays_in_its_environment

RULE = database_user_stays_in_its_environment
POSTGRES = "postgresql:index/grant:Grant"
ROLE = "postgresql:index/role:Role"
ATLAS = "mongodbatlas:index/databaseUser:DatabaseUser"
SQL = "gcp:sql/user:User"
SNOWFLAKE = "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole"
KAFKA = "kafka:index/acl:Acl"


def judged(type_: str, *, stack: str = "main", host: str = "", **inputs: Any) -> Answer:
    made = Resource.of(type_, "reads", **inputs)
    provider = Provider(inputs=Properties({"host": host, "endpoint": host})) if host else Provider()
    return judge_stack(RULE, replace(made, urn=f"urn:pulumi:{stack}::shop::{type_}::reads", provider=provider))


def test_a_role_of_development_with_rights_on_productions_database_is_told() -> None:
    answer = judged(POSTGRES, role="orders_dev", database="orders_prod", privileges=["SELECT"])
    fact = "role 'orders_dev' of development is given rights on database 'orders_prod' of production"
    assert only(answer) == fact
    assert answer.problems[0].at == "database"


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (POSTGRES, {"role": "prod_reporting", "database": "orders-staging"}),
        ("postgresql:index/grantRole:GrantRole", {"role": "orders_dev", "grantRole": "orders_prod_rw"}),
        ("postgresql:index/defaultPrivileges:DefaultPrivileges", {"role": "dev_app", "database": "prod_orders"}),
        ("postgresql:index/database:Database", {"owner": "orders_dev", "name": "orders_prod"}),
        (ROLE, {"name": "orders_dev", "login": True, "roles": ["reads", "orders_prod_rw"]}),
        ("mysql:index/grant:Grant", {"user": "orders-dev", "database": "orders_prod"}),
        (ATLAS, {"username": "orders-dev", "roles": [{"roleName": "readWrite", "databaseName": "orders-prod"}]}),
        (ATLAS, {"username": "orders-dev", "scopes": [{"name": "prod", "type": "CLUSTER"}]}),
        (
            ATLAS,
            {
                "username": "orders",
                "labels": [{"key": "environment", "value": "dev"}],
                "scopes": [{"name": "orders-prod", "type": "CLUSTER"}],
            },
        ),
        (
            ATLAS,
            {"username": "arn:aws:iam::111122223333:role/orders-dev", "scopes": [{"name": "orders-prod"}]},
        ),
        (SQL, {"name": "api@shop-dev.iam", "instance": "orders-prod", "type": "CLOUD_IAM_SERVICE_ACCOUNT"}),
        (
            "gcp:alloydb/user:User",
            {"userId": "api@shop-dev.iam", "cluster": "projects/p/locations/eu/clusters/orders-prod"},
        ),
        ("rabbitmq:index/permissions:Permissions", {"user": "orders-dev", "vhost": "prod"}),
        (KAFKA, {"aclPrincipal": "User:orders-dev", "aclResourceName": "orders-prod"}),
        (
            "snowflake:index/grantAccountRole:GrantAccountRole",
            {"userName": "LOADER_DEV", "roleName": "ANALYTICS_PROD_RW"},
        ),
        (SNOWFLAKE, {"accountRoleName": "LOADER_DEV", "onAccountObject": {"objectName": '"ANALYTICS_PROD"'}}),
        (SNOWFLAKE, {"accountRoleName": "LOADER_DEV", "onSchema": {"schemaName": '"ANALYTICS_PROD"."PUBLIC"'}}),
        (
            SNOWFLAKE,
            {"accountRoleName": "LOADER_DEV", "onSchemaObject": {"future": {"inDatabase": "ANALYTICS_PROD"}}},
        ),
    ],
    ids=repr,
)
def test_every_way_into_another_environment_is_read(type_: str, inputs: dict[str, Any]) -> None:
    assert only(judged(type_, **inputs))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (POSTGRES, {"role": "orders_dev", "database": "orders_dev"}),
        (POSTGRES, {"role": "orders_dev", "database": "orders_test"}),
        (POSTGRES, {"role": "orders", "database": "orders_prod"}),
        (POSTGRES, {"role": "orders_prod", "database": "products"}),
        (POSTGRES, {"role": "developers", "database": "orders_prod"}),
        (POSTGRES, {"role": "devops", "database": "orders_prod"}),
        (ROLE, {"name": "orders_prod", "roles": ["rds_iam", "pg_monitor"]}),
        (ATLAS, {"username": "orders-prod", "roles": [{"databaseName": "admin"}], "scopes": [{"name": "orders-prod"}]}),
        (SQL, {"name": "ada@dev.acme.example", "instance": "orders-prod", "type": "CLOUD_IAM_USER"}),
        (KAFKA, {"aclPrincipal": "User:orders-prod", "aclResourceName": "*"}),
        (SNOWFLAKE, {"accountRoleName": "LOADER_PROD", "onAccountObject": {"objectName": "STAGING"}}),
        (SNOWFLAKE, {"accountRoleName": "LOADER_PROD", "onSchema": {"schemaName": '"ANALYTICS_PROD"."DEV"'}}),
    ],
    ids=repr,
)
def test_the_same_environment_and_names_that_tell_none_pass(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


def test_a_user_whose_name_tells_nothing_is_of_its_stack() -> None:
    assert only(judged(POSTGRES, stack="dev", role="orders", database="orders_prod"))
    assert passes(judged(POSTGRES, stack="prod", role="orders", database="orders_prod"))
    assert passes(judged(POSTGRES, stack="dev", role="orders_prod", database="orders_prod"))


def test_a_server_tells_the_environment_of_what_is_called_after_none() -> None:
    server = "orders-prod.cluster-c1.eu-west-1.rds.amazonaws.com"
    assert only(judged(ROLE, host=server, name="orders_dev", login=True)) == (
        "role 'orders_dev' of development is given rights on a server of production"
    )
    assert only(judged("mysql:index/grant:Grant", host=f"{server}:3306", user="orders-dev", database="orders"))
    assert passes(judged(ROLE, host=server, name="orders_prod", login=True))
    assert passes(judged(ROLE, host=server, stack="dev", name="orders", login=True))
    assert passes(judged(POSTGRES, host=server, role="orders_dev", database="orders_dev"))
    assert passes(judged(ROLE, host="10.0.4.7", name="orders_dev"))


def test_what_is_not_known_is_no_pass() -> None:
    for inputs, path in (
        ({"role": UNKNOWN, "database": "orders_prod"}, "role"),
        ({"role": "orders_dev", "database": UNKNOWN}, "database"),
    ):
        answer = judged(POSTGRES, **inputs)
        assert (messages(answer), unknowns(answer)) == ([], [path])
    assert passes(judged(POSTGRES, role=UNKNOWN, database="orders"))
    assert passes(judged(POSTGRES, role="orders", database=UNKNOWN))


def test_a_name_to_come_is_that_of_what_the_stack_makes() -> None:
    made = Resource.of(ROLE, "app", name="orders_dev")
    to_come = Resource.of(POSTGRES, "reads", role=UNKNOWN, database="orders_prod")
    assert only(judge_stack(RULE, made, replace(to_come, property_dependencies={"role": (made.urn,)})))


def test_a_name_that_is_marked_is_not_repeated() -> None:
    message = only(judged(POSTGRES, role=Secret("orders_dev"), database=Secret("orders_prod")))
    assert message == "a role of development is given rights on a database of production"
