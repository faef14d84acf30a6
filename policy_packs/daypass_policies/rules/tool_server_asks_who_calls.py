"""A server of tools that the internet reaches asks who calls."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.acting.tool_services import TOOL_SERVICES, ToolServices, texts_of
from daypass_policies.elsewhere.cluster_bindings import Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_doors import Door, Doors, asks_nobody, hidden_in_door, name_of, namespace_of
from daypass_policies.located import Located, locate

_WORKLOADS: Final = tuple(f"kubernetes:apps/v1:{kind}" for kind in ("Deployment", "StatefulSet", "DaemonSet"))
_POD: Final = "spec.template.spec"
_TOOLS: Final = re.compile(r"(?i)(?<![a-z0-9])mcp(?![a-z0-9])|tools?-?server")
_ASKS: Final = re.compile(
    r"(?i)auth(?!or(?!i))|oidc|jwt|jwks|issuer|audience|bearer|mtls|client-ca|pomerium|istio-proxy|envoy"
)
_DENIES: Final = re.compile(
    r"(?i)no-auth|disable-auth|without-auth|skip-auth|allow-unauth|=(?:none|false|off|disabled)$"
)
_NOTHING: Final = frozenset({"", "none", "false", "off", "disabled", "0"})
_SAYS: Final = ("name", "image", "command[]", "args[]")
_EDITORS: Final = ("admin", "edit", "cluster-admin")
"""Roles that every cluster has and that change things, whatever a stack adds to them."""
_CHANGES: Final = frozenset(
    {"*", "create", "update", "patch", "delete", "deletecollection", "bind", "escalate", "impersonate"}
)


@rule(
    "tool-server-asks-who-calls",
    risk="agent-control",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*_WORKLOADS, *TOOL_SERVICES),
    stack=True,
    controls=("NHI4:2025", "OWASP-AGENTIC-2026:ASI03", "OWASP-AGENTIC-2026:ASI07", "NIST-800-53:IA-9"),
    remedy="Put a proxy that checks tokens before it, have the server check them, or keep it inside the network.",
)
def tool_server_asks_who_calls(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever knows the address of a server of tools calls them, with the rights of the account that it runs as.

    Told is a workload of a cluster that a name, an image or an argument calls a server of MCP or of tools, that an
    Ingress, a route or a load balancer brings to the internet, and whose service account may change things by a
    binding of the stack, where nothing asks who calls: no annotation of the door, no argument, variable or container
    of the pod (`--require-oauth`, `oauth2-proxy`), and no policy of a mesh or gateway in the stack. What only reads
    passes, and so does what is only for a network or for some addresses, and what gets its variables as a whole from
    elsewhere (`envFrom`), where nobody sees them. So is a service of Cloud Run, or a function, that is called so, that
    everyone may call (`allUsers`, `invokerIamDisabled`) from the internet, and whose account the stack gives anything
    but its logs and images.

    Refused:
        tools:
          type: kubernetes:apps/v1:Deployment
          properties:
            metadata: {name: ops-mcp, namespace: agents}
            spec:
              template:
                metadata: {labels: {app: ops-mcp}}
                spec:
                  serviceAccountName: ops-mcp
                  containers: [{name: server, image: "ghcr.io/acme/ops-mcp:1.4", args: ["--port=8080"]}]
        front:
          type: kubernetes:core/v1:Service
          properties:
            metadata: {name: ops-mcp, namespace: agents}
            spec: {type: LoadBalancer, selector: {app: ops-mcp}}
        change:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: change, namespace: agents}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, patch]}]
        changes:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: changes, namespace: agents}
            roleRef: {kind: Role, name: change}
            subjects: [{kind: ServiceAccount, name: ops-mcp, namespace: agents}]

    Mended:
        tools:
          type: kubernetes:apps/v1:Deployment
          properties:
            metadata: {name: ops-mcp, namespace: agents}
            spec:
              template:
                metadata: {labels: {app: ops-mcp}}
                spec:
                  serviceAccountName: ops-mcp
                  containers: [{name: server, image: "ghcr.io/acme/ops-mcp:1.4", args: ["--require-oauth"]}]
        front:
          type: kubernetes:core/v1:Service
          properties:
            metadata: {name: ops-mcp, namespace: agents}
            spec: {type: LoadBalancer, selector: {app: ops-mcp}}
        change:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: change, namespace: agents}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, patch]}]
        changes:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: changes, namespace: agents}
            roleRef: {kind: Role, name: change}
            subjects: [{kind: ServiceAccount, name: ops-mcp, namespace: agents}]
    """
    del ask
    yield from _of_google(stack)
    servers = [one for one in stack.of_type(*_WORKLOADS) if not was_looked_up(one) and _is_of_tools(one)]
    doors = stack.once(Doors) if servers else None
    if doors is None or doors.has_policies:
        return
    able = _Able(stack)
    for server in servers:
        yield from _judged(server, [one for one in doors.of(server) if asks_nobody(one.resource)], able)


def _of_google(stack: Stack) -> Iterator[Problem | Open]:
    """Those on Cloud Run."""
    services = ToolServices(stack)
    for service in stack.of_type(*TOOL_SERVICES):
        try:
            for one in services.open(service):
                texts = texts_of(service)
                is_of_tools = any(map(_TOOLS.search, texts))
                if is_of_tools and not any(map(_asks, texts, [*texts[1:], ""])):
                    fact = (
                        f"tool server {service.name!r} is on the internet by {one.by.name!r} and asks nobody who calls"
                    )
                    yield Problem(fact, at=one.at, on=service if one.by is service else one.by)
        except Undecided as unknown:
            yield Open(service, (unknown.path,))


class _Able:
    """Which service accounts may change something by a binding of the stack."""

    def __init__(self, stack: Stack) -> None:
        self._known, self._perhaps = set[tuple[str, str]](), dict[tuple[str, str], Open]()
        self._anyone: Open | None = None
        for binding in stack.once(ClusterBindings).each:
            accounts = {(one.account, one.namespace) for one in binding.machines if one.account}
            doubt = None if (changes := _changes(binding)) else _doubt(binding)
            if changes:
                self._known |= accounts
            if changes or doubt:
                is_hidden = any(not one.key and not one.account for one in binding.machines)
                hidden = binding.unknown or (("subjects",) if is_hidden or "" in dict(accounts).values() else ())
                self._anyone = self._anyone or (Open(binding.resource, hidden) if hidden else None)
            if doubt:
                self._perhaps |= dict.fromkeys(accounts, doubt)

    def of(self, server: Resource) -> tuple[bool, Open | None]:
        """Whether that of a workload is one of them, and what hides whether it is."""
        account = next(locate(server.state.raw, f"{_POD}.serviceAccountName"), None)
        if account and not _known(account):
            return False, Open(server, (account.path,)) if self._known or self._perhaps or self._anyone else None
        key = (account.text if account else "", namespace_of(server))
        if account and not key[1] and any(name == key[0] for name, _ in (*self._known, *self._perhaps)):
            return False, Open(server, ("metadata.namespace",))
        return key in self._known, self._perhaps.get(key) or (self._anyone if account else None)


def _judged(server: Resource, doors: list[Door], able: _Able) -> Iterator[Problem | Open]:
    is_able, doubt = able.of(server)
    texts, hidden = _texts(server)
    is_asking = _has_variables_from_elsewhere(server) or any(map(_asks, texts, [*texts[1:], ""]))
    if not doors or is_asking or not (is_able or doubt):
        return
    doubts = [Open(server, hidden)] if hidden else []
    doubts += [] if is_able or doubt is None else [doubt]
    open_doors = [one.doubt or _unseen(one.resource) for one in doors]
    if None not in open_doors:
        doubts += [one for one in open_doors if one]
    if doubts:
        yield doubts[0]
    else:
        door = doors[open_doors.index(None)].resource
        fact = f"tool server {server.name!r} is on the internet by {door.name!r} and asks nobody who calls"
        yield Problem(fact, at=_POD, on=server)


def _unseen(door: Resource) -> Open | None:
    hidden = hidden_in_door(door)
    return Open(door, hidden) if hidden else None


def _asks(text: str, after: str) -> bool:
    """Whether an argument, a variable or a name says that callers are asked; `--auth none` says that they are not."""
    is_denied = _DENIES.search(text) or (text.startswith("-") and after.lower() in _NOTHING - {""})
    return bool(_ASKS.search(text)) and not is_denied


def _has_variables_from_elsewhere(server: Resource) -> bool:
    return any(map(_known, locate(server.state.raw, f"{_POD}.containers[].envFrom[]")))


def _is_of_tools(server: Resource) -> bool:
    return any(_TOOLS.search(text) for text in (name_of(server), *_texts(server)[0]))


def _texts(server: Resource) -> tuple[list[str], tuple[str, ...]]:
    """What its containers say: names, images, arguments and variables; and the paths that hide some of it."""
    texts, hidden = list[str](), list[str]()
    for kind in ("containers[]", "initContainers[]"):
        for container in locate(server.state.raw, f"{_POD}.{kind}"):
            if bare(container.value) is UNKNOWN:
                hidden.append(container.path)
                continue
            said = [bare(one.value) for path in _SAYS for one in locate(container.value, path)]
            variables = list(locate(container.value, "env[]"))
            hidden += [container.path] if UNKNOWN in said or not all(map(_known, variables)) else []
            texts += [one for one in said if isinstance(one, str)]
            texts += [text for one in variables for text in _variable(one)]
    return texts, tuple(dict.fromkeys(hidden))


def _variable(place: Located) -> Iterator[str]:
    known = bare(place.value)
    if isinstance(known, dict):
        name, value = bare(known.get("name")), bare(known.get("value"))
        if isinstance(name, str) and (not isinstance(value, str) or value.lower() not in _NOTHING):
            yield name


def _changes(binding: Binding) -> bool:
    is_of_cluster = binding.is_default and binding.role in _EDITORS
    return is_of_cluster or any(not right.verbs.isdisjoint(_CHANGES) for right in binding.rights.known)


def _doubt(binding: Binding) -> Open | None:
    """What hides whether its role may change anything."""
    if binding.rights.of and binding.rights.unknown:
        return Open(binding.rights.of, binding.rights.unknown)
    return Open(binding.resource, binding.unknown) if binding.unknown and not binding.role else None


def _known(place: Located) -> bool:
    return bare(place.value) is not UNKNOWN
