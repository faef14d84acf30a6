"""A task that has the container engine of its host acts as the tasks of others that run there."""

import json
from typing import Any

import pytest
from tests.support.becoming import role
from tests.support.grants import ARN, aws, native
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

ADMINISTRATOR = {"managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
SOCKET = "/var/run/docker.sock"


def task(name: str, path: str = "", **says: Any) -> Resource:
    mounts = {"mountPoints": [{"sourceVolume": "engine", "containerPath": "/engine"}]} if path else {}
    container = {"name": name, **mounts, **says}
    volumes = [{"name": "engine", "hostPath": path}] if path else []
    made = json.dumps([container])
    return aws(
        "ecs/taskDefinition",
        name,
        family=name,
        taskRoleArn=f"{ARN}role/{name}",
        containerDefinitions=made,
        volumes=volumes,
    )


def service(name: str, **says: Any) -> Resource:
    return aws("ecs/service", name, **{"taskDefinition": f"{name}:1", "cluster": "core", "launchType": "EC2", **says})


def judged(*made: Resource) -> Answer:
    weak, strong = role("thumbs", "ecs-tasks.amazonaws.com"), role("pay", "ecs-tasks.amazonaws.com", **ADMINISTRATOR)
    return judge_stack(no_path_to_more_rights, weak, strong, task("pay"), *made)


def is_told(answer: Answer) -> bool:
    return any("role 'thumbs'" in text and "role 'pay'" in text for text in messages(answer))


@pytest.mark.parametrize("path", [SOCKET, "/run/docker.sock", "/run/", "/var/run", "/", "/run/containerd"])
def test_whoever_has_the_engine_has_what_runs_beside(path: str) -> None:
    assert is_told(judged(task("thumbs", path), service("thumbs"), service("pay")))


@pytest.mark.parametrize("path", ["/data", "/var/runs", "/run/docker.sock.d", "/var/log", ""])
def test_other_folders_of_the_host_hold_no_engine(path: str) -> None:
    assert passes(judged(task("thumbs", path), service("thumbs"), service("pay")))


def test_a_volume_that_no_container_mounts_opens_nothing() -> None:
    unused = task("thumbs", SOCKET, mountPoints=[])
    assert passes(judged(unused, service("thumbs"), service("pay")))


def test_root_in_a_privileged_container_has_the_host() -> None:
    both = service("thumbs"), service("pay")
    assert is_told(judged(task("thumbs", privileged=True), *both))
    assert passes(judged(task("thumbs", privileged=False), *both))


@pytest.mark.parametrize(("user", "is_in"), [("0", True), ("root", True), ("1000:992", True), ("10001", False)])
def test_a_user_who_is_not_root_needs_the_group_of_the_engine(user: str, *, is_in: bool) -> None:
    assert is_told(judged(task("thumbs", SOCKET, user=user), service("thumbs"), service("pay"))) is is_in


@pytest.mark.parametrize(
    "says",
    [
        {"cluster": "other"},
        {"launchType": "FARGATE"},
        {"launchType": None, "capacityProviderStrategies": [{"capacityProvider": "FARGATE"}]},
    ],
)
def test_what_runs_elsewhere_is_not_beside(says: dict[str, Any]) -> None:
    assert passes(judged(task("thumbs", SOCKET), service("thumbs"), service("pay", **says)))


@pytest.mark.parametrize(("other", "is_beside"), [("blue", True), ("green", False)])
def test_providers_of_hosts_keep_apart_what_they_run(other: str, *, is_beside: bool) -> None:
    def on(provider: str) -> dict[str, Any]:
        return {"launchType": None, "capacityProviderStrategies": [{"capacityProvider": provider}]}

    weak = task("thumbs", SOCKET), service("thumbs", **on("blue"))
    assert is_told(judged(*weak, service("pay", **on(other)))) is is_beside
    assert is_told(judged(*weak, service("pay")))


def test_a_cluster_says_where_runs_what_says_nothing_itself() -> None:
    says = {"clusterName": "core", "defaultCapacityProviderStrategies": [{"capacityProvider": "FARGATE"}]}
    made = task("thumbs", SOCKET), service("thumbs"), service("pay", launchType=None)
    assert is_told(judged(*made))
    assert passes(judged(*made, aws("ecs/clusterCapacityProviders", "core", **says)))


def test_what_runs_once_on_each_host_is_there_for_the_hosts() -> None:
    agent = service("thumbs", schedulingStrategy="DAEMON")
    assert passes(judged(task("thumbs", SOCKET), agent, service("pay")))


def test_what_is_held_to_some_hosts_or_not_known_yet_may_be_elsewhere() -> None:
    held = service("pay", placementConstraints=[{"type": "memberOf", "expression": "attribute:team == pay"}])
    for other, what in ((held, "placementConstraints"), (service("pay", launchType=UNKNOWN), "launchType")):
        answer = judged(task("thumbs", SOCKET), service("thumbs"), other)
        assert (messages(answer), unknowns(answer)) == ([], [what])


def test_a_definition_may_be_written_as_cloudformation_has_it() -> None:
    container = {"name": "c", "mountPoints": [{"sourceVolume": "engine", "containerPath": SOCKET}]}
    weak = native(
        "ecs:TaskDefinition",
        "thumbs",
        family="thumbs",
        taskRoleArn=f"{ARN}role/thumbs",
        containerDefinitions=[container],
        volumes=[{"name": "engine", "host": {"sourcePath": SOCKET}}],
    )
    assert is_told(judged(weak, service("thumbs"), service("pay")))
