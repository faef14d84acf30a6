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
        (DOCKER, {"volumes": [{"hostPath": "//var/run/docker.sock"}]}),
        (DOCKER, {"volumes": [{"hostPath": "//./pipe/docker_engine"}]}),
        (DOCKER, {"volumes": [{"hostPath": "/run/user/1000/docker.sock"}]}),
        (DOCKER, {"volumes": [{"hostPath": SOCKET}], "name": "invoice-exporter", "image": "acme/setup-wizard:1"}),
        (DOCKER, {"volumes": [{"hostPath": SOCKET}], "name": "prisma-migrate"}),
        (DEPLOYMENT, pods("/var/snap/microk8s/common/run/containerd.sock")),
    ],
)
def test_a_socket_of_the_runtime_is_told(type_: str, inputs: dict[str, Any]) -> None:
    assert only(judged(type_, **inputs)) == "'runner' mounts the socket of the container runtime of its host"


@pytest.mark.parametrize("path", ["/", "/run", "/var/run/", "/run/containerd", "/var/run/../run"])
def test_a_folder_that_holds_one_is_told(path: str) -> None:
    said = "'runner' mounts a folder with the socket of the container runtime of its host"
    assert only(judged(volumes=[{"hostPath": path}])) == said
    assert only(judged(DEPLOYMENT, **pods(path))) == said


def beside(mounts: dict[str, list[str]]) -> Answer:
    containers = [
        {"image": image, "volumeMounts": [{"name": one, "mountPath": "/x"} for one in each]}
        for image, each in mounts.items()
    ]
    volumes = [{"name": "sock", "hostPath": {"path": SOCKET}}, {"name": "logs", "emptyDir": {}}]
    spec = {"containers": containers, "volumes": volumes}
    return judged(DEPLOYMENT, metadata={}, spec={"template": {"spec": spec}})


def test_an_agent_beside_another_container_excuses_no_one_but_itself() -> None:
    assert only(beside({"gitlab/gitlab-runner:v18": ["sock", "logs"], "fluent/fluent-bit:3": ["logs"]}))
    assert only(beside({"gitlab/gitlab-runner:v18": ["sock"], "fluent/fluent-bit:3": ["sock"]}))
    assert passes(beside({"acme/api:1": ["logs"], "datadog/agent:7": ["sock", "logs"]}))


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (DOCKER, {"volumes": [{"hostPath": "/var"}]}),
        (DOCKER, {"volumes": [{"hostPath": "/run/secrets"}]}),
        (DOCKER, {"volumes": [{"hostPath": "/"}], "image": "prom/node-exporter:v1"}),
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
