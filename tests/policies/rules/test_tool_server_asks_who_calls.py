"""A server of tools on the internet that asks nobody is told; one that asks, only reads or stays inside is not."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.tool_server_asks_who_calls import tool_server_asks_who_calls

META = {"name": "ops", "namespace": "agents"}
IMAGE = "ghcr.io/acme/ops-mcp:1.4"
INGRESS = "kubernetes:networking.k8s.io/v1:Ingress"


def server(*more: Any, name: str = "ops", **container: Any) -> Resource:
    one = {"name": "server", "image": IMAGE, **container}
    spec = {"serviceAccountName": "ops", "containers": [one, *more]}
    template = {"metadata": {"labels": {"app": "ops"}}, "spec": spec}
    return Resource.of("kubernetes:apps/v1:Deployment", name, metadata=META, spec={"template": template})


def service(kind: str = "LoadBalancer", annotations: Any = None, **spec: Any) -> Resource:
    metadata = {**META, "annotations": annotations}
    return Resource.of(
        "kubernetes:core/v1:Service",
        "front",
        metadata=metadata,
        spec={"type": kind, "selector": {"app": "ops"}, **spec},
    )


def ingress(annotations: Any = None, *, cls: str = "nginx", to: Any = "ops") -> Resource:
    path = {"path": "/", "backend": {"service": {"name": to}}}
    spec = {"ingressClassName": cls, "rules": [{"host": "ops.example.org", "http": {"paths": [path]}}]}
    return Resource.of(INGRESS, "door", metadata={**META, "annotations": annotations}, spec=spec)


def rights(*verbs: str, account: str = "ops") -> list[Resource]:
    rule = {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": list(verbs)}
    role = Resource.of(
        "kubernetes:rbac.authorization.k8s.io/v1:Role", "change", metadata={**META, "name": "change"}, rules=[rule]
    )
    binding = Resource.of(
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        "changes",
        metadata={**META, "name": "changes"},
        roleRef={"kind": "Role", "name": "change"},
        subjects=[{"kind": "ServiceAccount", "name": account, "namespace": "agents"}],
    )
    return [role, binding]


def judged(*resources: Resource, verbs: tuple[str, ...] = ("get", "patch")) -> Answer:
    return judge_stack(tool_server_asks_who_calls, *resources, *rights(*verbs))


ROUTE = Resource.of(
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
    "door",
    metadata=META,
    spec={"parentRefs": [{"name": "public"}], "rules": [{"backendRefs": [{"name": "ops", "port": 80}]}]},
)
INSIDE = service("ClusterIP")


@pytest.mark.parametrize(
    "doors",
    [
        [service()],
        [INSIDE, ingress()],
        [INSIDE, ingress({"alb.ingress.kubernetes.io/scheme": "internet-facing"}, cls="alb")],
        [INSIDE, ingress({"alb.ingress.kubernetes.io/auth-type": "none"})],
        [INSIDE, ROUTE],
        [service(annotations={"service.beta.kubernetes.io/aws-load-balancer-internal": "false"})],
    ],
)
def test_a_server_that_the_internet_reaches_is_told(doors: list[Resource]) -> None:
    (message,) = messages(judged(server(), *doors))
    assert message.startswith("tool server 'ops' is on the internet by ")


@pytest.mark.parametrize(
    "container",
    [
        {"args": ["--auth=none"]},
        {"args": ["--auth", "none"]},
        {"args": ["--no-auth"]},
        {"env": [{"name": "AUTH_MODE", "value": "none"}]},
        {"image": "ghcr.io/acme/ops:1", "args": ["serve", "--transport=mcp"]},
        {"image": "ghcr.io/acme/tool-server:1"},
        {"env": [{"name": "GITHUB_TOKEN", "valueFrom": {"secretKeyRef": {"name": "github", "key": "token"}}}]},
    ],
)
def test_a_server_that_says_that_it_asks_nobody_is_told(container: dict[str, Any]) -> None:
    assert messages(judged(server(**container), service()))


@pytest.mark.parametrize(
    "container",
    [
        {"args": ["--require-oauth"]},
        {"args": ["--auth", "oidc"]},
        {"command": ["sh", "-c", "serve --jwks-uri https://login.example.org/keys"]},
        {"env": [{"name": "OIDC_ISSUER", "value": "https://login.example.org"}]},
        {"envFrom": [{"secretRef": {"name": "ops"}}]},
        {"image": "ghcr.io/acme/shop:1"},
    ],
)
def test_a_server_that_asks_or_serves_something_else_passes(container: dict[str, Any]) -> None:
    assert passes(judged(server(**container), service()))


@pytest.mark.parametrize(
    "door",
    [
        INSIDE,
        service(annotations={"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}),
        service(annotations={"networking.gke.io/load-balancer-type": "Internal"}),
        service(loadBalancerSourceRanges=["10.0.0.0/8"]),
        service(selector={"app": "shop"}),
    ],
)
def test_a_load_balancer_of_a_network_or_of_something_else_passes(door: Resource) -> None:
    assert passes(judged(server(), door))


@pytest.mark.parametrize(
    "door",
    [
        ingress({"nginx.ingress.kubernetes.io/auth-url": "https://login.example.org/auth"}),
        ingress({"nginx.ingress.kubernetes.io/auth-tls-secret": "agents/clients"}),
        ingress({"nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8"}),
        ingress({"traefik.ingress.kubernetes.io/router.middlewares": "agents-login@kubernetescrd"}),
        ingress(cls="alb"),
        ingress(cls="nginx-internal"),
        ingress(to="shop"),
    ],
)
def test_a_door_that_asks_or_leads_elsewhere_passes(door: Resource) -> None:
    assert passes(judged(server(), INSIDE, door))


def test_a_proxy_beside_it_and_a_policy_of_a_mesh_ask() -> None:
    proxy = {"name": "proxy", "image": "quay.io/oauth2-proxy/oauth2-proxy:v7.8.1"}
    assert passes(judged(server(proxy), service()))
    policy = Resource.of("kubernetes:security.istio.io/v1:AuthorizationPolicy", "only", metadata=META)
    assert passes(judged(server(), service(), policy))


def test_roles_that_every_cluster_has_change_things() -> None:
    def bound(role: str) -> Answer:
        kind = {"kind": "ClusterRole", "name": role}
        (_, binding) = rights("get")
        given = Resource.of(binding.type, "given", **{**binding.inputs.raw, "roleRef": kind})
        return judge_stack(tool_server_asks_who_calls, server(), service(), given)

    assert messages(bound("edit"))
    assert passes(bound("view"))


def test_rights_that_are_not_known_leave_it_undecided() -> None:
    (role, binding) = rights("get")
    hidden = Resource.of(role.type, "change", **{**role.inputs.raw, "rules": UNKNOWN})
    assert unknowns(judge_stack(tool_server_asks_who_calls, server(), service(), hidden, binding)) == ["rules"]
    assert passes(judge_stack(tool_server_asks_who_calls, server(args=["--auth"]), service(), hidden, binding))


def test_what_only_reads_passes() -> None:
    assert passes(judged(server(), service(), verbs=("get", "list", "watch")))
    assert passes(judge_stack(tool_server_asks_who_calls, server(), service(), *rights("patch", account="other")))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(server(args=UNKNOWN), service())) == ["spec.template.spec.containers[0]"]
    assert unknowns(judged(server(env=UNKNOWN), service())) == ["spec.template.spec.containers[0]"]
    assert unknowns(judged(server(UNKNOWN), service())) == ["spec.template.spec.containers[1]"]
    assert unknowns(judged(server(), service(annotations=UNKNOWN))) == ["metadata.annotations"]
    assert unknowns(judged(server(), INSIDE, ingress({"a": UNKNOWN}))) == ["metadata.annotations"]
    assert passes(judged(server(args=UNKNOWN, image=IMAGE), INSIDE))


@pytest.mark.parametrize(
    "door",
    [
        service(loadBalancerSourceRanges=["0.0.0.0/0"]),
        service(annotations={"service.beta.kubernetes.io/load-balancer-source-ranges": "0.0.0.0/0"}),
        service(annotations={"team.example/author": "jo"}),
        service(annotations={"note": "not internal"}),
    ],
)
def test_what_lets_in_all_addresses_and_what_is_said_beside_it_keep_nobody_out(door: Resource) -> None:
    assert messages(judged(server(), door))
    assert messages(judged(server(image="ghcr.io/authorlabs/ops-mcp:1.4"), service()))
