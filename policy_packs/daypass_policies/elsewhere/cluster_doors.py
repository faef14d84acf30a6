"""This is where it is told by which doors the internet comes to the pods of a cluster, and who is asked nothing there.

Source: Kubernetes documentation, "Service" (a load balancer of a cloud is public unless an annotation says otherwise)
and "Ingress"; AWS Load Balancer Controller, "Annotations" (`scheme` is internal unless it says internet-facing);
Ingress-NGINX, "Annotations" (`auth-url`, `auth-type`, `auth-tls-secret`); Gateway API, HTTPRoute; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.rule import Open
from daypass_policies.elsewhere.label_selectors import Selector, labels_in, selector_at
from daypass_policies.located import Located, locate

SERVICE: Final = "kubernetes:core/v1:Service"
_BACKENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "kubernetes:networking.k8s.io/v1:Ingress": (
        "spec.defaultBackend.service.name",
        "spec.rules[].http.paths[].backend.service.name",
    ),
    "kubernetes:networking.k8s.io/v1beta1:Ingress": (
        "spec.backend.serviceName",
        "spec.rules[].http.paths[].backend.serviceName",
    ),
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute": ("spec.rules[].backendRefs[].name",),
    "kubernetes:gateway.networking.k8s.io/v1beta1:HTTPRoute": ("spec.rules[].backendRefs[].name",),
}
_ANNOTATIONS: Final = "metadata.annotations"
_INSIDE: Final = re.compile(r"(?i)internal|intranet|private|source-range|allowlist|whitelist|load-balancer-ip-allow")
_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
_OF_DOORS: Final = re.compile(
    r"(?i)load-?balancer|ingress|gateway|networking\.gke|cloud\.google|azure|alb\.|nginx|traefik"
)
"""Annotations that say how something is reached; others are notes."""
_ALB: Final = "alb"
_SCHEME: Final = "alb.ingress.kubernetes.io/scheme"
_ASKS: Final = re.compile(
    r"(?i)auth(?!or(?!i))|oidc|jwt|middleware|plugin|iap|backend-config|security-?policy|mtls|client-ca"
)
_NOTHING: Final = frozenset({"", "none", "false", "off", "disabled"})
_POLICY: Final = re.compile(
    r"(?i)auth(?!or(?!i))|security.?policy|middleware|backendconfig|gcpbackendpolicy|iap|kongplugin|tlspolicy"
)


def namespace_of(resource: Resource) -> str:
    """Its namespace, `default` where it says none, "" where that is not known."""
    found = next(locate(resource.state.raw, "metadata.namespace"), None)
    if found is None:
        return "default"
    return found.text if bare(found.value) is not UNKNOWN else ""


def name_of(resource: Resource) -> str:
    """Its name in the cluster, "" where that is not known."""
    found = next(locate(resource.state.raw, "metadata.name"), None)
    return found.text if found and bare(found.value) is not UNKNOWN else ""


class Door(NamedTuple):
    """What may bring the internet to a workload, and what hides whether it does."""

    resource: Resource
    doubt: Open | None = None


class Doors:
    """Those of a stack, made once."""

    def __init__(self, stack: Stack) -> None:
        self.has_policies = any(_is_policy(resource) for resource in stack.resources)
        self._behind: dict[tuple[str, str], list[Door]] = {}
        for type_, paths in _BACKENDS.items():
            for door in (one for one in stack.of_type(type_) if not _is_inside(one)):
                for place in (one for path in paths for one in locate(door.state.raw, path)):
                    is_hidden = bare(place.value) is UNKNOWN
                    doubt = Open(door, (place.path,)) if is_hidden else _doubt_of_namespace(door)
                    key = (namespace_of(door), "" if is_hidden else place.text)
                    self._behind.setdefault(key, []).append(Door(door, doubt))
        self._services: dict[str, list[tuple[Resource, Selector]]] = {}
        for service in stack.of_type(SERVICE):
            for place in locate(service.state.raw, "spec.selector"):
                chosen = selector_at(Located({"matchLabels": place.value}, place.path, place.marked))
                if chosen.requirements or chosen.unknown:
                    self._services.setdefault(namespace_of(service), []).append((service, chosen))

    def of(self, workload: Resource) -> Iterator[Door]:
        """Those by which the internet comes to the pods of a workload, or may."""
        written = next(locate(workload.state.raw, "spec.template.metadata.labels"), None)
        labels = labels_in(written.value if written else None)
        here, unclear = namespace_of(workload), _doubt_of_namespace(workload)
        spaces = dict.fromkeys((here, "")) if here else dict.fromkeys(self._services)
        for service, selector in (one for space in spaces for one in self._services.get(space, ())):
            chooses = selector.chooses(labels)
            if chooses is False:
                continue
            doubt = unclear or _doubt_of_namespace(service)
            if chooses is None and written:
                doubt = doubt or (Open(service, ("spec.selector",)) if selector.unknown else _hidden(workload, written))
            yield from (Door(one.resource, doubt or one.doubt) for one in self._of_service(service))

    def _of_service(self, service: Resource) -> Iterator[Door]:
        yield from _own(service)
        name, space = name_of(service), namespace_of(service)
        keys = [(where, called) for where in dict.fromkeys((space, "")) for called in dict.fromkeys((name, ""))]
        if not name or not space:  # any door may lead there
            for doors in self._behind.values():
                yield from (Door(one.resource, one.doubt or Open(service, ("metadata",))) for one in doors)
            return
        yield from (door for key in keys for door in self._behind.get(key, ()))


def _hidden(workload: Resource, written: Located) -> Open:
    return Open(workload, (written.path,))


def _doubt_of_namespace(resource: Resource) -> Open | None:
    return None if namespace_of(resource) else Open(resource, ("metadata.namespace",))


def _own(service: Resource) -> Iterator[Door]:
    """Itself, where it is a load balancer that the internet reaches, or may be one."""
    kinds = list(locate(service.state.raw, "spec.type"))
    limits = locate(service.state.raw, "spec.loadBalancerSourceRanges[]")
    ranges = any(bare(one.value) is not UNKNOWN and one.text.strip() not in _EVERYWHERE for one in limits)
    if kinds and not ranges and not _is_inside(service):
        if bare(kinds[0].value) is UNKNOWN:
            yield Door(service, Open(service, (kinds[0].path,)))
        elif kinds[0].text == "LoadBalancer":
            yield Door(service)


def asks_nobody(door: Resource) -> bool:
    """Whether no annotation of it says that callers have to show who they are."""
    return not any(_ASKS.search(key) and value.lower() not in _NOTHING for key, value in _annotations(door))


def hidden_in_door(door: Resource) -> tuple[str, ...]:
    """The paths of its annotations that are not known."""
    found = next(locate(door.state.raw, _ANNOTATIONS), None)
    if found is None:
        return ()
    known = bare(found.value)
    hidden = known is UNKNOWN or (isinstance(known, dict) and any(bare(one) is UNKNOWN for one in known.values()))
    return (found.path,) if hidden else ()


def _is_inside(door: Resource) -> bool:
    """Whether it is only for a network, or for some addresses: by an annotation, its class, its gateway or its name."""
    said = dict(_annotations(door))
    classes = [one.text for path in _CLASSES for one in locate(door.state.raw, path) if bare(one.value) is not UNKNOWN]
    classes.append(said.get("kubernetes.io/ingress.class", ""))
    if _ALB in classes and said.get(_SCHEME) != "internet-facing":
        return True
    limits = (f"{key} {value}" for key, value in said.items() if _OF_DOORS.search(key) and _limits(value))
    spoken = [*classes, name_of(door), *limits]
    return any(_INSIDE.search(text) for text in spoken)


def _limits(value: str) -> bool:
    """Whether an annotation that keeps some out is switched on, and lets in less than all addresses."""
    return value.lower() != "false" and not any(one.strip() in _EVERYWHERE for one in value.split(","))


_CLASSES: Final = ("spec.ingressClassName", "spec.loadBalancerClass", "spec.parentRefs[].name")


def _annotations(door: Resource) -> Iterator[tuple[str, str]]:
    for place in locate(door.state.raw, _ANNOTATIONS):
        known = bare(place.value)
        if isinstance(known, dict):
            for key, value in known.items():
                if isinstance(plain := bare(value), str):
                    yield key, plain


def _is_policy(resource: Resource) -> bool:
    """Whether it is a policy of a mesh or a gateway that may ask who calls, whichever it is about."""
    return resource.type.startswith("kubernetes:") and bool(_POLICY.search(resource.type.rpartition(":")[2]))
