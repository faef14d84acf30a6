"""This is where the bindings of a cluster are: which machines are given which rights in it, and where.

A role is found by its name behind the same provider, as a cluster is; in a preview, by what the reference depends on.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.charts import is_of_a_chart
from daypass_policies.elsewhere.cluster_machines import SYSTEM, Machine, machines_of
from daypass_policies.elsewhere.cluster_rights import Rights, rights_of
from daypass_policies.elsewhere.cluster_roles import ClusterRoles, name_of, together
from daypass_policies.located import locate

_GROUP: Final = "kubernetes:rbac.authorization.k8s.io"


def _types(kind: str) -> tuple[str, ...]:
    return tuple(f"{_GROUP}/v1:{kind}{patch}" for patch in ("", "Patch"))


CLUSTER_BINDINGS: Final = _types("ClusterRoleBinding")
BINDINGS: Final = (*CLUSTER_BINDINGS, *_types("RoleBinding"))
_CLUSTER_ROLES: Final = _types("ClusterRole")
_NAMESPACED: Final = _types("Role")
ROLES: Final = (*_CLUSTER_ROLES, *_NAMESPACED)

GROUP: Final = "Group"
PERSON: Final = "User"
"""The kinds of subjects of whom a cluster says no more than what they are called."""


class Binding(NamedTuple):
    """`machines` are given `rights` in `namespace`, or in all of the cluster where that is "".

    `role` is the name of the role, or its URN, "" where it is not known; `unknown` are the paths that hide more.
    `is_default`: every cluster has the role, so that it gives more than the stack says.
    """

    resource: Resource
    role: str
    rights: Rights
    everywhere: bool
    namespace: str
    machines: tuple[Machine, ...]
    unknown: tuple[str, ...]
    is_default: bool

    @property
    def reaches_all(self) -> bool:
        """Whether the whole cluster follows: what runs in `kube-system` keeps it."""
        return self.everywhere or self.namespace == SYSTEM

    @property
    def is_of_a_chart(self) -> bool:
        """Whether a Helm chart brought it, so that somebody else wrote it."""
        return is_of_a_chart(self.resource)


class ClusterBindings:
    """The bindings of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._read: dict[str, Rights] = {}

    @cached_property
    def each(self) -> tuple[Binding, ...]:
        """Every binding that has a machine among its subjects, or may have one."""
        return tuple(filter(None, map(self._binding, self._stack.of_type(*BINDINGS))))

    @cached_property
    def groups(self) -> Mapping[str, tuple[Binding, ...]]:
        """Name of a group that is no machine's by itself → the bindings that give it rights."""
        return {name: bindings for (kind, name), bindings in self.others.items() if kind == GROUP}

    @cached_property
    def others(self) -> Mapping[tuple[str, str], tuple[Binding, ...]]:
        """Kind and name of groups and users that are no machine's by themselves → the bindings that give them any."""
        found: dict[tuple[str, str], list[Binding]] = {}
        for resource in self._stack.of_type(*BINDINGS):
            for subject in locate(resource.state.raw, "subjects[]"):
                plain = bare(subject.value)
                kind = bare(plain.get("kind")) if isinstance(plain, dict) else None
                if kind in (GROUP, PERSON):
                    name = bare(plain.get("name"))
                    if isinstance(name, str) and not name.startswith("system:"):
                        found.setdefault((str(kind), name), []).append(self._made(resource, (), ()))
        return {who: tuple(bindings) for who, bindings in found.items()}

    def of_account(self, machine: Machine, namespace: str) -> tuple[Binding, ...]:
        """All that reach a service account in a namespace."""
        each = self._by_account.get((machine.namespace, machine.account), ())
        return tuple(one for one in each if one.everywhere or one.namespace == namespace)

    @cached_property
    def _by_account(self) -> Mapping[tuple[str, str], tuple[Binding, ...]]:
        return grouped(((who.namespace, who.account), one) for one in self.each for who in one.machines)

    def _binding(self, resource: Resource) -> Binding | None:
        machines = tuple(machines_of(resource))
        if not machines:
            return None
        unknown = tuple(machine.unknown for machine in machines if machine.unknown)
        return self._made(resource, tuple(machine for machine in machines if not machine.unknown), unknown)

    def _made(self, resource: Resource, machines: tuple[Machine, ...], unknown: tuple[str, ...]) -> Binding:
        everywhere = resource.type in CLUSTER_BINDINGS
        namespace = "" if everywhere else _text(resource, _NAMESPACE) or "default"
        name, hidden = self._reference(resource)
        where = "" if namespace_hidden_in(resource) else namespace
        rights = self._rights(resource, name, where) if name else Rights()
        if hidden:
            unknown = (*unknown, hidden)
        is_default = _is_of_cluster(resource) and self._cluster(resource).is_default(name)
        return Binding(resource, name, rights, everywhere, namespace, machines, unknown, is_default)

    def _reference(self, binding: Resource) -> tuple[str, str]:
        """The name of the role, or its URN where the reference alone tells it, and the path that hides it."""
        kinds = [place.path for place in locate(binding.state.raw, _KIND) if bare(place.value) is UNKNOWN]
        behind = self._behind(binding)
        for place in locate(binding.state.raw, "roleRef.name"):
            value = bare(place.value)
            if isinstance(value, str) and not kinds:
                return value, ""
            if value is UNKNOWN or kinds:
                return (behind.urn, "") if behind else ("", (*kinds, place.path)[0])
        return "", ""

    def _behind(self, binding: Resource) -> Resource | None:
        """The only role that the reference depends on."""
        urns = dict.fromkeys(binding.property_dependencies.get("roleRef", ()))
        found = [self._stack.by_urn[urn] for urn in urns if urn in self._stack.by_urn]
        roles = [one for one in found if one.type in ROLES]
        return roles[0] if len(roles) == 1 else None

    def _rights(self, binding: Resource, name: str, namespace: str) -> Rights:
        """What a role gives; of those of that name in whichever namespace, where that is not known ("")."""
        behind = self._stack.by_urn.get(name)
        if behind and behind.type in _NAMESPACED:
            return self._own(behind)
        if behind or _is_of_cluster(binding):
            return self._cluster(behind or binding).rights(name_of(behind) if behind else name)
        of_name = self._roles.get((binding.provider.urn, name), ())
        is_here = bool(namespace)
        return together([self._own(role) for where, role in of_name if not is_here or where == namespace])

    def _own(self, role: Resource) -> Rights:
        """The rules of a role of a namespace, read once however many bind it."""
        if role.urn not in self._read:
            self._read[role.urn] = rights_of(role)
        return self._read[role.urn]

    def _cluster(self, resource: Resource) -> ClusterRoles:
        """The cluster roles of the cluster that a resource is in."""
        return self._clusters.get(resource.provider.urn) or ClusterRoles()

    @cached_property
    def _clusters(self) -> dict[str, ClusterRoles]:
        """Cluster, as its provider → the cluster roles of it."""
        found = grouped((role.provider.urn, role) for role in self._stack.of_type(*_CLUSTER_ROLES))
        return {cluster: ClusterRoles(roles) for cluster, roles in found.items()}

    @cached_property
    def _roles(self) -> dict[tuple[str, str], list[tuple[str, Resource]]]:
        """Cluster and name of roles of namespaces → each with its namespace, and patches of it."""
        found: dict[tuple[str, str], list[tuple[str, Resource]]] = {}
        for role in self._stack.of_type(*_NAMESPACED):
            namespace = _text(role, _NAMESPACE) or "default"
            found.setdefault((role.provider.urn, name_of(role)), []).append((namespace, role))
        return found


def namespace_hidden_in(resource: Resource) -> tuple[str, ...]:
    """The path of its namespace, where that is not known yet."""
    places = locate(resource.state.raw, _NAMESPACE)
    return tuple(place.path for place in places if bare(place.value) is UNKNOWN)


_NAMESPACE: Final = "metadata.namespace"


def _is_of_cluster(binding: Resource) -> bool:
    """Whether it gives a cluster role, and not a role of its namespace."""
    return _text(binding, _KIND) != "Role"


_KIND: Final = "roleRef.kind"


def _text(resource: Resource, path: str) -> str:
    return next(
        (value for place in locate(resource.state.raw, path) if isinstance(value := bare(place.value), str)), ""
    )
