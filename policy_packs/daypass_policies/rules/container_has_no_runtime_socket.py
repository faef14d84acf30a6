"""What runs in a container does not reach the runtime that runs it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.graph.leaves import was_looked_up
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
    **{type_: ("metadata.name", f"{spec}.containers[].image") for type_, spec in PODS.items()},
    "docker:index/container:Container": ("name", "image"),
    "docker:index/service:Service": ("name", "taskSpec.containerSpec.image"),
    "aws:ecs/taskDefinition:TaskDefinition": ("family",),
    "aws-native:ecs:TaskDefinition": ("family",),
}
"""Type → what tells an agent of the node, or a proxy of the socket, from the rest."""
_SOCKET: Final = re.compile(
    r"/(?:var/)?run/(?:user/\d+/)?(?:docker|containerd/containerd|k3s/containerd/containerd|crio/crio|cri-dockerd"
    r"|podman/podman|buildkit/buildkitd)\.sock/?"
)
_KNOWN: Final = re.compile(
    r"(?i)socket-?proxy|docker-proxy|datadog|dd-agent|cadvisor|falco|sysdig|dynatrace|oneagent|newrelic|nri-|beat\b"
    r"|fluent|vector|promtail|alloy|telegraf|node-agent|node-problem|portainer|watchtower|autoheal|ecs-agent|crowdsec"
    r"|aqua|twistlock|prisma|tetragon|trivy|wiz|crowdstrike|otel|opentelemetry|collector|exporter|netdata|cilium"
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
    CRI-O, Podman or BuildKit from the host, read-only or not: a socket that is mounted to be read takes orders as well.
    A pipeline's runner hands it to each job. Agents of a node are quiet: a DaemonSet, what runs in `kube-system`, and
    what a name or an image calls an agent that is known (`datadog`, `cadvisor`, `falco`), or a proxy of the socket,
    which is what others should talk to.

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
    if (found or unknown) and not _is_of_the_node(resource):
        if unknown and not found:
            raise unknown
        yield Problem(f"{resource.name!r} mounts the socket of the container runtime of its host", at=found[0])


def _socket(place: Located) -> Iterator[str]:
    """Where it is mounted, if it is one. Raises `Undecided`."""
    if _SOCKET.fullmatch(place.text.strip()):
        yield place.path


def _is_of_the_node(resource: Resource) -> bool:
    """Whether it is an agent of the node by where it runs, or by what it is called. Raises `Undecided`."""
    raw = resource.declared.raw
    texts = [place for path in _SAYS[resource.type] for place in locate(raw, path)]
    if _KNOWN.search(resource.name) or any(_KNOWN.search(one.text) for one in texts if _is_known(one)):
        return True
    if any(one.text == _OF_CLUSTER for one in locate(raw, "metadata.namespace")):
        return True
    return any(_KNOWN.search(one.text) for one in texts)


def _is_known(place: Located) -> bool:
    return bare(place.value) is not UNKNOWN
