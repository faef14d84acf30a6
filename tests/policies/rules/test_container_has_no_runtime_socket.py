"""What mounts the socket of the runtime that runs it is told, but for agents of the node."""

from typing import Any

import pytest
from tests.support.rules import judge, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.container_has_no_runtime_socket import container_has_no_runtime_socket as rule

DOCKER = "docker:index/container:Container"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SOCKET = "/var/run/docker.sock"


def judged(type_: str = DOCKER, **inputs: Any) -> Answer:
    return judge(rule, Resource.of(type_, "runner", **inputs))


def pods(path: Any, *, image: Any = "acme/ci:1", **metadata: Any) -> dict[str, Any]:
    spec = {"containers": [{"image": image}], "volumes": [{"name": "s", "hostPath": {"path": path}}]}
    return {"metadata": metadata, "spec": {"template": {"spec": spec}}}


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (DOCKER, {"volumes": [{"volumeName": "etc"}, {"hostPath": SOCKET}]}),
        (DOCKER, {"mounts": [{"type": "bind", "source": "/run/docker.sock"}]}),
        ("docker:index/service:Service", {"taskSpec": {"containerSpec": {"mounts": [{"source": SOCKET}]}}}),
        (DEPLOYMENT, pods("/run/containerd/containerd.sock")),
        (DEPLOYMENT, pods("/var/run/crio/crio.sock")),
        ("aws:ecs/taskDefinition:TaskDefinition", {"volumes": [{"name": "s", "hostPath": SOCKET}]}),
        ("aws-native:ecs:TaskDefinition", {"volumes": [{"host": {"sourcePath": SOCKET}}]}),
        (DOCKER, {"volumes": [{"hostPath": SOCKET, "readOnly": True}]}),
        (DOCKER, {"volumes": [{"hostPath": Secret(SOCKET)}]}),
    ],
)
def test_a_socket_of_the_runtime_is_told(type_: str, inputs: dict[str, Any]) -> None:
    assert only(judged(type_, **inputs)) == "'runner' mounts the socket of the container runtime of its host"


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (DOCKER, {"volumes": [{"hostPath": "/srv/data"}, {"volumeName": "docker.sock"}]}),
        (DOCKER, {"volumes": [{"hostPath": SOCKET}], "image": "tecnativa/docker-socket-proxy:0.4"}),
        (DOCKER, {"volumes": [{"hostPath": SOCKET}], "name": "cadvisor"}),
        ("kubernetes:apps/v1:DaemonSet", pods(SOCKET)),
        (DEPLOYMENT, pods(SOCKET, namespace="kube-system")),
        (DEPLOYMENT, pods(SOCKET, image="gcr.io/datadoghq/agent:7", name="datadog")),
        (DEPLOYMENT, pods(UNKNOWN, name="datadog")),
    ],
)
def test_an_agent_of_the_node_and_any_other_file_pass(type_: str, inputs: dict[str, Any]) -> None:
    assert passes(judged(type_, **inputs))


def test_what_it_runs_may_not_be_known() -> None:
    assert unknowns(judged(volumes=[{"hostPath": SOCKET}], image=UNKNOWN)) == ["image"]
    assert passes(judged(volumes=[{"hostPath": "/srv"}], image=UNKNOWN))
    assert unknowns(judged(DEPLOYMENT, **pods(UNKNOWN))) == ["spec.template.spec.volumes[0].hostPath.path"]
