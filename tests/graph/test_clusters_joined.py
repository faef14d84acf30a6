"""Who brings a host into a cluster of ECS acts as the tasks that are placed there, unless it is there for that."""

from typing import Any

import pytest
from tests.support.becoming import allow, deny, may, role
from tests.support.grants import ACCOUNT, ARN, aws
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
FOR_HOSTS = {"managedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"]}
START = f"arn:aws:ecs:eu-west-1:{ACCOUNT}"
REGISTERS, POLLS = "ecs:RegisterContainerInstance", "ecs:Poll"
JOINS = allow(REGISTERS, f"{START}:cluster/core"), allow(POLLS, f"{START}:container-instance/core/*")


def service(**says: Any) -> Resource:
    return aws("ecs/service", "pay", **{"taskDefinition": "pay:1", "cluster": "core", "launchType": "EC2", **says})


def machine(**says: Any) -> Resource:
    return aws("ec2/launchTemplate", "gate", iamInstanceProfile={"name": "gate"}, **says)


def judged(*made: Resource, of: tuple[dict[str, Any], ...] = JOINS, **gate: Any) -> Answer:
    strong = role("pay", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    task = aws("ecs/taskDefinition", "pay", family="pay", taskRoleArn=f"{ARN}role/pay")
    profile = aws("iam/instanceProfile", "gate", name="gate", role="gate")
    given = may("gate", *of) if of else None
    whole = (role("gate", "ec2.amazonaws.com", **gate), profile, strong, task, *made)
    return judge_stack(no_path_to_more_rights, *whole, *((given,) if given else ()))


def told(answer: Answer) -> list[str]:
    return [text for text in messages(answer) if "role 'gate'" in text]


def test_whoever_registers_a_host_and_polls_for_it_gets_the_credentials_of_tasks() -> None:
    (text,) = told(judged(service()))
    assert "(ecs-x07: ecs:RegisterContainerInstance, ecs:Poll)" in text


def test_both_are_needed_in_that_cluster() -> None:
    registers, polls = JOINS
    assert passes(judged(service(), of=(registers,)))
    assert passes(judged(service(), of=(polls,)))
    assert passes(judged(service(), of=(*JOINS, deny(REGISTERS))))
    assert passes(judged(service(cluster="other")))
    assert passes(judged(service(), of=(registers, allow(POLLS, f"{START}:container-instance/other/*"))))


@pytest.mark.parametrize(
    "says",
    [
        {"launchType": "FARGATE"},
        {"launchType": "EXTERNAL"},
        {"launchType": None, "capacityProviderStrategies": [{"capacityProvider": "blue"}]},
    ],
)
def test_what_is_placed_on_other_hosts_does_not_go_to_it(says: dict[str, Any]) -> None:
    assert passes(judged(service(**says)))


def test_a_host_that_is_there_for_clusters_is_meant_to_have_it() -> None:
    assert passes(judged(service(), of=(), **FOR_HOSTS))


@pytest.mark.parametrize(
    ("data", "is_its_host"),
    [
        ("#!/bin/bash\necho ECS_CLUSTER=core >> /etc/ecs/ecs.config\n", True),
        ("#!/bin/bash\necho ECS_CLUSTER=$NAME >> /etc/ecs/ecs.config\n", True),
        ('[settings.ecs]\nlogging = "json"\ncluster = "core"\n', True),
        ("<powershell>\nInitialize-ECSAgent -EnableTaskIAMRole -Cluster 'core'\n</powershell>", True),
        ("#!/bin/bash\necho ECS_CLUSTER=other >> /etc/ecs/ecs.config\n", False),
        ("#!/bin/bash\necho core\n", False),
    ],
)
def test_so_is_one_whose_user_data_names_the_cluster(data: str, *, is_its_host: bool) -> None:
    assert bool(told(judged(service(), machine(userData=data)))) is not is_its_host


def test_what_is_not_known_yet_decides_nothing() -> None:
    for made, what in (((service(), machine(userData=UNKNOWN)), "userData"), ((service(cluster=UNKNOWN),), "cluster")):
        answer = judged(*made)
        assert (told(answer), unknowns(answer)) == ([], [what])
