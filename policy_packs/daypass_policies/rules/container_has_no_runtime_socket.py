"""What runs in a container does not reach the runtime that runs it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final, NamedTuple

from daypass.graph.leaves import text_of, was_looked_up
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect
from daypass_policies.trusting.service_accounts import PODS

_MOUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    **{type_: (f"{spec}.volumes[].hostPath.path",) for type_, spec in PODS.items()},
    "docker:index/container:Container": ("volumes[].hostPath", "mounts[].source"),
    "docker:index/service:Service": ("taskSpec.containerSpec.mounts[].source",),
    "aws:ecs/taskDefinition:TaskDefinition": ("volumes[].hostPath",),
    "aws-native:ecs:TaskDefinition": ("volumes[].host.sourcePath",),
}
"""Type → where it says which files of the host it sees."""
_SAYS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(PODS, ("metadata.name",)),
    "docker:index/container:Container": ("name", "image"),
    "docker:index/service:Service": ("name", "taskSpec.containerSpec.image"),
    "aws:ecs/taskDefinition:TaskDefinition": ("family",),
    "aws-native:ecs:TaskDefinition": ("family",),
}
"""Type → what tells an agent of the node, or a proxy of the socket, from the rest."""
_SOCKETS: Final = (
    *("/run/docker.sock", "/run/containerd/containerd.sock", "/run/k3s/containerd/containerd.sock"),
    *("/run/crio/crio.sock", "/run/cri-dockerd.sock", "/run/podman/podman.sock", "/run/buildkit/buildkitd.sock"),
    *("/var/snap/microk8s/common/run/containerd.sock", "//./pipe/docker_engine", "//./pipe/containerd-containerd"),
)
"""Where runtimes listen; `/var/run` is `/run`, and a user's own runtime listens below `/run/user`."""
_OF_USER: Final = re.compile(r"/run/user/\d+/")
_FOLDERS: Final = frozenset(str(folder) for one in _SOCKETS[:-2] for folder in PurePosixPath(one).parents) - {"/var"}
"""Folders that hold one. On most hosts `/var/run` leads out of `/var`, where that alone is mounted."""
_KNOWN: Final = re.compile(
    r"""(?<![a-z0-9])(?:socket-?proxy|docker-proxy|datadog|datadoghq|dd-agent|cadvisor|falco|falcosecurity|sysdig
    |dynatrace|oneagent|newrelic|nri-[a-z]+|[a-z]+beat|fluent|fluentd|fluent-?bit|timberio/vector|vector-agent|promtail
    |alloy|telegraf|node-agent|node-problem[a-z-]*|portainer|watchtower|autoheal|ecs-agent|crowdsec|aquasec
    |aqua-enforcer|twistlock|prisma-?cloud|tetragon|trivy|wiz-sensor|wizio|crowdstrike|otel|otelcol|opentelemetry
    |(?:node|container|docker|cadvisor|process)-exporter|netdata|cilium)(?![a-z0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_NODES: Final = ("kubernetes:apps/v1:DaemonSet",)
_OF_CLUSTER: Final = "kube-system"


@rule(
    "container-has-no-runtime-socket",
    risk="privilege-escalation",
    severity="high",
    confidence="high",
    level="advisory",
    applies_to=tuple(_MOUNTS),
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:CM-7", "SOC2:CC6.3"),
    remedy="Take the socket out: build rootless (BuildKit, Kaniko), or put a proxy before it that lets little through.",
)
def container_has_no_runtime_socket(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Whoever may speak to the runtime starts a container that has the host's disk, and is root there, and all on it.

    Told are pods, containers and services of Docker, and tasks of ECS that mount the socket of Docker, containerd,
    CRI-O, Podman or BuildKit from the host, or a folder that holds one (`/run`, `/`), read-only or not: a socket that
    is mounted to be read takes orders as well. A pipeline's runner hands it to each job. Agents of a node are quiet: a
    DaemonSet, what runs in `kube-system`, and what a name calls an agent that is known (`datadog`, `cadvisor`,
    `falco`), or the image of each container that mounts it does, or a proxy of the socket, which is what others should
    talk to.

    Source: Docker, "Docker daemon attack surface"; OWASP Docker Security Cheat Sheet, rule 1; Kubernetes, "Pod Security
    Standards" (hostPath volumes); MITRE ATT&CK T1611; read 2026-12.

    Refused:
        runner:
          type: docker:index/container:Container
          properties:
            name: gitlab-runner
            image: gitlab/gitlab-runner:v18.6
            volumes: [{hostPath: /var/run/docker.sock, containerPath: /var/run/docker.sock}]

    Mended:
        runner:
          type: docker:index/container:Container
          properties:
            name: gitlab-runner
            image: gitlab/gitlab-runner:v18.6
            volumes: [{volumeName: runner-config, containerPath: /etc/gitlab-runner}]
    """
    del ask
    if was_looked_up(resource) or resource.type in _OF_NODES:
        return
    places = [one for path in _MOUNTS[resource.type] for one in locate(resource.declared.raw, path)]
    found, unknown = collect(map(_socket, places))
    if (found or unknown) and not _is_of_the_node(resource, [one.path for one in found]):
        if unknown and not found:
            raise unknown
        what = "a folder with the socket" if all(one.is_folder for one in found) else "the socket"
        yield Problem(f"{resource.name!r} mounts {what} of the container runtime of its host", at=found[0].path)


class _Mounted(NamedTuple):
    """Where a socket is mounted, or a folder that holds one."""

    path: str
    is_folder: bool


def _socket(place: Located) -> Iterator[_Mounted]:
    """Raises `Undecided`."""
    text = place.text.strip()
    if not text.startswith("//./"):
        text = _OF_USER.sub("/run/", re.sub(r"^/var/run(?=/|$)", "/run", normpath(re.sub("^/+", "/", text))))
    if text in _SOCKETS or text in _FOLDERS:
        yield _Mounted(place.path, text in _FOLDERS)


def _is_of_the_node(resource: Resource, mounted: list[str]) -> bool:
    """Whether it is an agent of the node by where it runs, or by what it is called. Raises `Undecided`."""
    raw = resource.declared.raw
    texts = [place for path in _SAYS[resource.type] for place in locate(raw, path)]
    if _KNOWN.search(resource.name) or any(_KNOWN.search(one.text) for one in texts if _is_known(one)):
        return True
    if any(one.text == _OF_CLUSTER for one in locate(raw, "metadata.namespace")):
        return True
    if resource.type in PODS:
        return _are_agents(resource, mounted)
    return any(_KNOWN.search(one.text) for one in texts)


def _are_agents(pods: Resource, mounted: list[str]) -> bool:
    """Whether each container that mounts one of these volumes is an agent by its image. Raises `Undecided`."""
    spec, raw = PODS[pods.type], pods.declared.raw
    volumes = {path.removesuffix(".hostPath.path") for path in mounted}
    made = (one for one in locate(raw, f"{spec}.volumes[]") if one.path in volumes)
    names = {text_of(name.value) for one in made for name in one.below("name")}
    every = [one for key in ("containers", "initContainers") for one in locate(raw, f"{spec}.{key}[]")]
    mounting = [one for one in every if any(at.text in names for at in one.below("volumeMounts[].name"))]
    images = [image for one in mounting or every for image in one.below("image")]
    return bool(images) and all(_KNOWN.search(image.text) for image in images)


def _is_known(place: Located) -> bool:
    return bare(place.value) is not UNKNOWN
