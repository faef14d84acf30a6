"""This is where it is told to which environment a namespace of a cluster belongs, and a service account in it.

By a label or an annotation of the namespace, else by its name; what runs in none of an environment (`argocd`,
`monitoring`) may still be called after one. Source: Kubernetes documentation, "Namespaces" and "Share a Cluster with
Namespaces" (one for development, one for production); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.settings import Settings
from daypass_policies.crossing.environments import is_environment_key, of_name, of_value
from daypass_policies.elsewhere.cluster_bindings import Binding
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.located import locate

NAMESPACES: Final = ("kubernetes:core/v1:Namespace", "kubernetes:core/v1:NamespacePatch")
_OF_NAMESPACE: Final = "system:serviceaccounts:"


class ClusterPlaces:
    """The namespaces of the clusters of a stack, or of several joined."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack = stack
        self._settings = settings
        self._beside: dict[str, tuple[tuple[str, str], ...]] = {}

    def of_namespace(self, by: Resource, name: str) -> str:
        """The environment of the namespace of that name in the cluster of `by`. Raises `Undecided`."""
        said = (self._labelled(made) for made in self._made.get((by.provider.urn, name), ()))
        told = next((one for one in said if one is not None), None)
        return of_name(name) if told is None else told

    def of_account(self, by: Resource, machine: Machine) -> str:
        """That of a service account, or of all of a namespace. Raises `Undecided`."""
        if machine.key.startswith(_OF_NAMESPACE):
            return self.of_namespace(by, machine.key.removeprefix(_OF_NAMESPACE))
        return self.of_namespace(by, machine.namespace) or of_name(machine.account)

    def beside(self, binding: Binding) -> tuple[tuple[str, str], ...]:
        """Each namespace that the stack makes in the cluster of a binding, with its environment. Raises `Undecided`."""
        cluster = binding.resource.provider.urn
        if cluster not in self._beside:
            names = self._names.get(cluster, ())
            self._beside[cluster] = tuple((name, self.of_namespace(binding.resource, name)) for name in names)
        return self._beside[cluster]

    def _labelled(self, namespace: Resource) -> str | None:
        """What its labels say, "" where they say another word, None where none speaks of it."""
        for path in ("metadata.labels", "metadata.annotations"):
            for place in locate(namespace.state.raw, path):
                labels = bare(place.value)
                if labels is UNKNOWN:
                    raise Undecided(place.path)
                for key, value in labels.items() if isinstance(labels, dict) else ():
                    if is_environment_key(str(key), self._settings):
                        return self._said(bare(value), f"{place.path}.{key}")
        return None

    def _said(self, value: object, path: str) -> str:
        if value is UNKNOWN:
            raise Undecided(path)
        return of_value(value) if isinstance(value, str) else ""

    @cached_property
    def _made(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        return grouped(
            ((one.provider.urn, name), one) for one in self._stack.of_type(*NAMESPACES) for name in _name(one)
        )

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        return grouped(self._made)


def _name(namespace: Resource) -> Iterator[str]:
    """Its name; none where the provider is yet to choose one."""
    places = locate(namespace.state.raw, "metadata.name")
    yield from (name for place in places if isinstance(name := bare(place.value), str))
