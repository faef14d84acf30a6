"""This is where it is told who writes the ConfigMap `aws-auth` of a cluster of EKS, and so is whoever they like there.

Whoever may update or patch it puts a role of AWS, their own or any, into `system:masters`, or under the name of any
user: no binding is asked about that. Whoever may delete and create ConfigMaps puts one of that name in its place; to
create alone is what everybody needs who makes one, and no name limits it. It counts where the cluster takes identities
from it: in the modes `CONFIG_MAP`, which holds where none is said, and `API_AND_CONFIG_MAP`. A cluster of the stack in
the mode `API` alone does not. Of what runs in `kube-system` itself, to keep things of its own there, it is less than
sure that it was meant. Sources: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap" and "Change
authentication mode to use access entries"; EKS API Reference, "CreateAccessConfigRequest"; Kubernetes documentation,
"Using RBAC Authorization" (`resourceNames`); read 2026-12.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, Literal, NamedTuple

from daypass.data.cluster_paths import ClusterPath, cluster_paths
from daypass.graph.becoming.steering.clusters import CLUSTERS
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.elsewhere.cluster_bindings import Binding
from daypass_policies.elsewhere.cluster_entries import AWS_AUTH, MAPS, hides_aws_auth
from daypass_policies.elsewhere.cluster_machines import SYSTEM, Machine
from daypass_policies.trusting.machine_users import is_pipelines_name

_MODE: Final = "accessConfig.authenticationMode"
_ENTRIES_ALONE: Final = "API"
_LINK: Final = "https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html"
_ACT: Final = "map any identity of AWS into system:masters"
_WRITES: Final = tuple(
    ClusterPath(verb, "", "configmaps", (AWS_AUTH,), in_namespace=True, certain=True, act=_ACT, link=_LINK)
    for verb in ("update", "patch")
)
_REPLACES: Final = _WRITES[0]._replace(verb="delete", certain=False)
"""It counts beside `create`."""

Taken = Literal["yes", "no", "perhaps"]


class Mode(NamedTuple):
    """Whether a cluster takes identities from `aws-auth`; `on` and `path` are where that is not known yet."""

    taken: Taken
    on: Resource | None = None
    path: str = ""


class AuthWriters:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def mode(self, binding: Binding) -> Mode:
        """Whether the cluster of a binding takes them from it: that whose map is behind the same provider, or each.

        Of several clusters nobody knows which is meant, so that all must take them.
        """
        there = self._maps.get(binding.resource.provider.urn, Mode("no"))
        if not self._modes:
            return there
        every = {one.taken for one in self._modes}
        if every == {"yes"} or (there.taken == "yes" and "yes" in every):
            return Mode("yes")
        unknown = next((one for one in self._modes if one.taken == "perhaps"), None)
        if unknown and (there.taken == "yes" or "no" not in every):
            return unknown
        return there if there.taken == "perhaps" and every != {"no"} else Mode("no")

    @cached_property
    def _modes(self) -> tuple[Mode, ...]:
        return tuple(_mode(one) for one in self._stack.of_type(*CLUSTERS))

    @cached_property
    def _maps(self) -> Mapping[str, Mode]:
        """The providers behind which the stack has the map, or one that may be it when its name is known."""
        each = [(one, hidden) for one in self._stack.of_type(*MAPS) if (hidden := hides_aws_auth(one)) is not None]
        perhaps = {one.provider.urn: Mode("perhaps", one, hidden) for one, hidden in each if hidden}
        return perhaps | {one.provider.urn: Mode("yes") for one, hidden in each if not hidden}


def _mode(cluster: Resource) -> Mode:
    found = texts_at(cluster.state, _MODE)
    if found.unknown:
        return Mode("perhaps", cluster, found.unknown[0])
    return Mode("no" if tuple(found.texts) == (_ENTRIES_ALONE,) else "yes")


def writes_auth(binding: Binding, *, strict: bool) -> tuple[ClusterPath, ...]:
    """By which rights a binding lets write it.

    In all of a cluster pipelines and controllers write every ConfigMap for their work, beside pods: that is told in
    profile `strict` alone, as is what a chart brought, and of what else does so it is less than sure that it was meant.
    """
    known = binding.rights.known
    creates = any(right.allows("create", "", "configmaps") for right in known)
    ways = (*_WRITES, _REPLACES) if creates else _WRITES
    found = [
        (path, right) for path in ways for right in known if right.allows(path.verb, "", path.resource, path.names)
    ]
    if not found or not binding.reaches_all or (not strict and (binding.is_of_a_chart or _deploys(binding))):
        return ()
    is_meant = not binding.everywhere or any(right.names for _, right in found)
    return tuple(dict.fromkeys(path._replace(certain=path.certain and is_meant) for path, _ in found))


def _deploys(binding: Binding) -> bool:
    """Whether it lets do as well what pipelines and controllers do for their work."""
    work = [path for path in cluster_paths() if not path.certain]
    return any(right.allows(one.verb, one.group, one.resource) for one in work for right in binding.rights.known)


def is_asked(machine: Machine, binding: Binding, *, strict: bool) -> bool:
    """Whether it neither keeps the cluster itself nor is there to deploy all of it.

    What runs in `kube-system` and is given this one map by its name is there to keep it.
    """
    is_pipelines = binding.everywhere and is_pipelines_name(machine.account) and not strict
    is_keeper = _is_of_cluster(machine) and (not machine.account or _names_it(binding))
    return not is_keeper and not is_pipelines


def as_told_of(machines: Iterable[Machine], writing: Iterable[ClusterPath]) -> list[ClusterPath]:
    """The ways as they are told of these machines: less than sure where all of them are the cluster's own."""
    is_own = all(map(_is_of_cluster, machines))
    return [path._replace(certain=path.certain and not is_own) for path in writing]


def _is_of_cluster(machine: Machine) -> bool:
    return machine.namespace == SYSTEM or machine.key.endswith(f":{SYSTEM}")


def _names_it(binding: Binding) -> bool:
    return any(AWS_AUTH in right.names for right in binding.rights.known)
