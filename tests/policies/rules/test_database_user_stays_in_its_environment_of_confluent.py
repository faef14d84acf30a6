"""Who reads topics of Confluent and Aiven has nothing to do with those of another environment."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.database_user_stays_in_its_environment import database_user_stays_in_its_environment

BINDING = "confluentcloud:index/roleBinding:RoleBinding"
ACL = "confluentcloud:index/kafkaAcl:KafkaAcl"
CLUSTER = "crn://confluent.cloud/organization=1/environment=env-9k2/cloud-cluster=lkc-7r/kafka=lkc-7r"


def account(name: str) -> Resource:
    made = Resource.of("confluentcloud:index/serviceAccount:ServiceAccount", "consumer", displayName=name)
    return replace(made, id="sa-4g1n")


def judged(type_: str, *more: Resource, stack: str = "main", **said: Any) -> Answer:
    made = Resource.of(type_, "reads", **said)
    made = replace(made, urn=f"urn:pulumi:{stack}::stream::{type_}::reads")
    return judge_stack(database_user_stays_in_its_environment, made, *more)


def bound(topic: str, *more: Resource, stack: str = "main") -> Answer:
    return judged(BINDING, *more, stack=stack, principal="User:sa-4g1n", crnPattern=f"{CLUSTER}/topic={topic}")


def test_an_account_is_known_by_the_name_that_stands_behind_its_id() -> None:
    fact = "principal 'User:sa-4g1n' of staging is given rights on topic or group "
    assert only(messages(bound("orders-prod*", account("orders-staging")))).startswith(fact)
    assert passes(bound("orders-prod*", account("orders-prod"), stack="dev"))
    assert passes(bound("orders", account("orders-staging")))
    assert passes(bound("orders-staging", account("orders-staging")))


def test_one_of_whom_nothing_is_known_is_the_stacks() -> None:
    assert messages(bound("orders-prod", stack="staging"))
    assert passes(bound("orders-prod", stack="prod"))
    assert passes(bound("orders-prod"))


@pytest.mark.parametrize(
    ("type_", "said"),
    [
        (ACL, {"principal": "User:sa-4g1n", "resourceName": "orders-prod", "resourceType": "TOPIC"}),
        (
            "aiven:index/kafkaAcl:KafkaAcl",
            {"username": "orders-staging", "topic": "orders", "serviceName": "kafka-prod"},
        ),
        ("aiven:index/kafkaAcl:KafkaAcl", {"username": "orders-staging", "topic": "prod.orders"}),
        ("aiven:index/kafkaNativeAcl:KafkaNativeAcl", {"principal": "User:orders-dev", "resourceName": "orders-prod"}),
    ],
    ids=str,
)
def test_so_do_lists_of_access(type_: str, said: dict[str, Any]) -> None:
    assert only(messages(judged(type_, account("orders-staging"), **said)))
