"""This is where the stores of External Secrets are: from which namespaces they are used, and as whom they read.

An ExternalSecret names a store and whatever secret behind it, and the operator writes what that says into a secret of
its namespace. A store reads as a service account that it names, as a role that the operator assumes for it, with keys
in a secret, or else as the operator itself. Any namespace uses a ClusterSecretStore that has no conditions, and one
that meets any of them. Sources: External Secrets documentation, "ClusterSecretStore", "AWS Access" ("When no other
authentication method is configured in the Kind=Secretstore this role is used") and "Security Best Practices"; read
2026-12.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass_policies.elsewhere.go_patterns import finds
from daypass_policies.elsewhere.label_selectors import Labels, labels_in, selector_at
from daypass_policies.located import Located, hidden_at, locate

GROUP: Final = "external-secrets.io"
_VERSIONS: Final = ("v1", "v1beta1", "v1alpha1")
_OF_CLUSTERS: Final = tuple(f"kubernetes:{GROUP}/{version}:ClusterSecretStore" for version in _VERSIONS)
_OF_NAMESPACES: Final = tuple(f"kubernetes:{GROUP}/{version}:SecretStore" for version in _VERSIONS)
_NAMESPACES: Final = "kubernetes:core/v1:Namespace"

READS: Final = {"SecretsManager": "secretsmanager:GetSecretValue", "ParameterStore": "ssm:GetParameter"}
"""What a store is of → the action by which it reads there."""

_AWS: Final = "spec.provider.aws"
_NAME_LABEL: Final = "kubernetes.io/metadata.name"
"""The label that Kubernetes gives each namespace, with its name."""


class SecretStore(NamedTuple):
    """A store of AWS. `role` is what the operator assumes for it, `account` a service account, by namespace and name.

    Both are "" where it says none: then it reads as the operator. `by_keys`: with keys that somebody keeps in a secret.
    """

    resource: Resource
    reads: str
    role: str = ""
    account: tuple[str, str] = ("", "")
    by_keys: bool = False


class _Use(NamedTuple):
    """Whether a namespace uses a store for certain; `unknown` are the paths that else keep from knowing it."""

    is_let: bool
    unknown: tuple[str, ...]


class SecretStores:
    """The stores of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def used_from(self, namespace: str) -> Iterator[SecretStore]:
        """Those that what stands in a namespace uses for certain, and of which it is known as whom they read."""
        for resource in self._each:
            if self._use(resource, namespace).is_let and (store := _store(resource)):
                yield store

    def hidden_from(self, namespace: str) -> Iterator[tuple[Resource, tuple[str, ...]]]:
        """The others of which that is not known, each with the paths that hide it."""
        for resource in self._each:
            use = self._use(resource, namespace)
            hidden = hidden_at(resource.state.raw, f"{_AWS}.service", f"{_AWS}.role", f"{_AWS}.auth")
            if paths := (hidden if use.is_let else use.unknown):
                yield resource, paths

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(self._stack.of_type(*_OF_CLUSTERS, *_OF_NAMESPACES))

    def _use(self, store: Resource, namespace: str) -> _Use:
        if store.type in _OF_NAMESPACES:
            own = "metadata.namespace"
            return _Use(_text(store, own) == namespace, hidden_at(store.state.raw, own))
        conditions = tuple(locate(store.state.raw, "spec.conditions[]"))
        met = [answer for one in conditions for answer in self._met(one, namespace)]
        return _Use(not conditions or True in met, tuple(dict.fromkeys(one for one in met if isinstance(one, str))))

    def _met(self, condition: Located, namespace: str) -> Iterator[bool | str]:
        """Whether each part of a condition takes it in, any of which is enough; its path where that is not known."""
        if not isinstance(bare(condition.value), dict):
            yield condition.path
            return
        labels = self._labels.get(namespace, Labels({_NAME_LABEL: namespace}, hidden=True))
        for part, meets in _PARTS.items():
            for place in locate(condition.value, part):
                answer = meets(place, namespace, labels)
                yield f"{condition.path}.{place.path}" if answer is None else answer

    @cached_property
    def _labels(self) -> dict[str, Labels]:
        """Namespace → its labels."""
        found = {}
        for one in self._stack.of_type(_NAMESPACES):
            name = _text(one, "metadata.name")
            labels = next((labels_in(place.value) for place in locate(one.state.raw, "metadata.labels")), Labels({}))
            found[name] = labels._replace(values={**labels.values, _NAME_LABEL: name})
        return found


def _store(resource: Resource) -> SecretStore | None:
    """None where it is of another provider, or where not all is known of as whom it reads."""
    reads = READS.get(_text(resource, f"{_AWS}.service"))
    if reads is None or hidden_at(resource.state.raw, f"{_AWS}.role", f"{_AWS}.auth"):
        return None
    account, keys = f"{_AWS}.auth.jwt.serviceAccountRef", f"{_AWS}.auth.secretRef"
    named = (_text(resource, f"{account}.namespace"), _text(resource, f"{account}.name"))
    has_keys = any(True for _ in locate(resource.state.raw, keys))
    return SecretStore(resource, reads, _text(resource, f"{_AWS}.role"), named, has_keys)


def _is_named(place: Located, namespace: str, _: Labels) -> bool | None:
    name = bare(place.value)
    return name == namespace if isinstance(name, str) else None


def _is_found(place: Located, namespace: str, _: Labels) -> bool | None:
    pattern = bare(place.value)
    return finds(pattern, namespace) if isinstance(pattern, str) else None


def _is_chosen(place: Located, _: str, labels: Labels) -> bool | None:
    return selector_at(place).chooses(labels)


_PARTS: Final[Mapping[str, Callable[[Located, str, Labels], bool | None]]] = {
    "namespaces[]": _is_named,
    "namespaceRegexes[]": _is_found,
    "namespaceSelector": _is_chosen,
}
"""Part of a condition → whether it takes a namespace in that has these labels; None where that is not known."""


def _text(resource: Resource, path: str) -> str:
    return next((text for one in locate(resource.state.raw, path) if isinstance(text := bare(one.value), str)), "")
