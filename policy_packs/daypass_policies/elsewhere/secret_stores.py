"""This is where the stores of External Secrets are: from which namespaces they are used, and as whom they read.

An ExternalSecret names a store and whatever secret behind it, and the operator writes what that says into a secret of
its namespace. A store reads as a service account that it names, as a role that the operator assumes for it, with keys
in a secret, or else as the operator itself. Any namespace uses a ClusterSecretStore that has no conditions, and one
that meets any of them. Sources: External Secrets documentation, "ClusterSecretStore", "AWS Access" ("When no other
authentication method is configured in the Kind=Secretstore this role is used") and "Security Best Practices"; read
2026-12.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
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
_CONDITIONS: Final = tuple(
    f"spec.conditions[]{part}" for part in ("", ".namespaces[]", ".namespaceRegexes[]", ".namespaceSelector")
)
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


class SecretStores:
    """The stores of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def used_from(self, namespace: str) -> Iterator[SecretStore]:
        """Those that what stands in a namespace uses for certain, and of which it is known as whom they read."""
        for resource in self._each:
            if self._admits(resource, namespace) and (store := _store(resource)):
                yield store

    def hidden_from(self, namespace: str) -> Iterator[tuple[Resource, tuple[str, ...]]]:
        """The others of which that is not known, each with the paths that hide it."""
        for resource in self._each:
            hidden = hidden_at(resource.state.raw, f"{_AWS}.service", f"{_AWS}.role", f"{_AWS}.auth")
            if not self._admits(resource, namespace):
                hidden = hidden_at(resource.state.raw, "metadata.namespace", *_CONDITIONS)
            if hidden:
                yield resource, hidden

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(self._stack.of_type(*_OF_CLUSTERS, *_OF_NAMESPACES))

    def _admits(self, store: Resource, namespace: str) -> bool:
        if store.type in _OF_NAMESPACES:
            return _text(store, "metadata.namespace") == namespace
        conditions = tuple(locate(store.state.raw, "spec.conditions[]"))
        return not conditions or any(self._is_met(one, namespace) for one in conditions)

    def _is_met(self, condition: Located, namespace: str) -> bool:
        names = {bare(place.value) for place in locate(condition.value, "namespaces[]")}
        patterns = (bare(place.value) for place in locate(condition.value, "namespaceRegexes[]"))
        by_labels = (selector_at(place) for place in locate(condition.value, "namespaceSelector"))
        labels = self._labels.get(namespace, Labels({_NAME_LABEL: namespace}, hidden=True))
        return (
            namespace in names
            or any(isinstance(one, str) and _finds(one, namespace) for one in patterns)
            or any(selector.chooses(labels) for selector in by_labels)
        )

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


def _finds(pattern: str, namespace: str) -> bool:
    try:
        return re.search(pattern, namespace) is not None
    except re.error:
        return False


def _text(resource: Resource, path: str) -> str:
    return next((text for one in locate(resource.state.raw, path) if isinstance(text := bare(one.value), str)), "")
