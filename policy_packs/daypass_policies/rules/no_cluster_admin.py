"""No machine is administrator of a whole cluster: whoever runs one pod as it has every secret and every other pod."""

import json
from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, ROLES, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_entries import (
    ASSOCIATION,
    ENTRIES,
    MASTERS,
    ClusterEntries,
    ClusterEntry,
    is_a_machines,
)
from daypass_policies.elsewhere.cluster_machines import ANYONE, Machine, named

_OF_NAMESPACES: Final = "admin"
"""The cluster role that every cluster has, and that may do everything in a namespace."""

_IN_A_NAMESPACE: Final = json.dumps({"accessScope": {"type": "namespace", "namespaces": ["NAMESPACE"]}})


@rule(
    "no-cluster-admin",
    risk="admin-access",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=(*BINDINGS, *ROLES, *ENTRIES),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:L4-ORCHESTRATION-ATTACKS"),
    remedy="Bind a role that names the verbs and resources it needs, in the namespaces where it needs them.",
    aliases=("checkov:CKV_K8S_49", "prowler:rbac_cluster_admin_usage", "prowler:rbac_minimize_wildcard_use_roles"),
)
def no_cluster_admin(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever takes over a pod, or a pipeline, that is administrator of a cluster has all that ever runs in it.

    Bindings are asked that give `cluster-admin`, or a role that allows everything on everything by rules of the stack,
    to a service account, to all of them or of a namespace, to nodes, or to whoever reaches the cluster or signs in to
    it. A role has the rules of those that it gathers too, as `admin`, `edit` and `view` do by a label. Within one
    namespace it is advice, as is the role `admin` in all of them; in `kube-system` it is the cluster. What well-known
    controllers ship with (Flux, Argo CD, Velero) is told in profile `strict` alone; of what another chart brings it is
    advice.

    In EKS the access policy AmazonEKSClusterAdminPolicy, the group `system:masters` in `aws-auth`, and a group to which
    the stack binds such a role, are asked where they are given to a role or a user of the stack that is a machine's: a
    service or an issuer of workloads enters the role, the user has keys and no password, or class or workload tag say
    so. Those of people, of class `break-glass`, and those that the stack does not have, are left alone.

    Refused:
        deployer:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: deployer}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]

    Mended:
        deployer-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: deployer, namespace: shop}
            rules: [{apiGroups: [apps], resources: [deployments], verbs: [get, list, patch]}]
        deployer:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: deployer, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}
            subjects: [{kind: ServiceAccount, name: deployer, namespace: ci}]
    """
    for binding in stack.once(ClusterBindings).each:
        yield from _bound(binding, strict=ask.profile == "strict")
    for entry in stack.once(ClusterEntries).each:
        yield from _entering(stack, entry, ask)


def _bound(binding: Binding, *, strict: bool) -> Iterator[Problem | Open]:
    machines = [machine for machine in binding.machines if strict or not machine.is_controller]
    hidden = [path for path in binding.unknown if path]
    if not machines and not hidden:
        return
    rights = binding.rights
    is_admins = binding.role == _OF_NAMESPACES and binding.is_default
    of_namespaces = is_admins and binding.everywhere and not rights.everything
    if rights.of and rights.unknown and not rights.everything:
        yield Open(rights.of, rights.unknown)
    elif not binding.role and hidden:
        yield Open(binding.resource, tuple(hidden))
    if not rights.everything and not of_namespaces:
        return
    if not machines:
        yield Open(binding.resource, tuple(hidden))
    elif strict or binding.reaches_all or not binding.is_of_a_chart:
        yield _problem(binding, machines, of_namespaces=of_namespaces)


def _problem(binding: Binding, machines: list[Machine], *, of_namespaces: bool) -> Problem:
    is_open = any(machine.key in ANYONE for machine in machines)
    is_expected = not is_open and (binding.is_of_a_chart or all(machine.is_controller for machine in machines))
    is_lesser = of_namespaces or not binding.reaches_all
    if of_namespaces:
        what = "all that the namespaces of the cluster hold"
    else:
        what = "all of the cluster" if binding.everywhere else f"all of {_named(binding)}"
    severity: Severity = "medium" if is_lesser else "critical" if binding.everywhere and not is_expected else "high"
    return Problem(
        f"binding {binding.resource.name!r} makes {named(machines)} administrator of {what}",
        at="roleRef",
        key="namespaces" if of_namespaces else "everything",
        severity=severity,
        advisory=is_lesser or is_expected,
        on=binding.resource,
    )


def _named(binding: Binding) -> str:
    """Where it gives what it gives; the name may be a secret."""
    hidden = binding.namespace in binding.resource.secrets()
    return "a namespace" if hidden else f"namespace {binding.namespace!r}"


def _entering(stack: Stack, entry: ClusterEntry, ask: Ask) -> Iterator[Problem | Open]:
    if entry.unknown and not entry.who:
        yield Open(entry.by, (entry.unknown,))
        return
    gives, unknown = _given(stack, entry)
    if not gives and not unknown:
        return
    who = stack.by_urn[entry.who]
    try:
        if not is_a_machines(stack, who, ask):
            return
    except Undecided as stopped:
        yield Open(who, (stopped.path,))
        return
    if unknown:
        yield unknown
        return
    everything = gives == "everything"
    what = "all of the cluster" if everything else "all that the namespaces of the cluster hold"
    how = "by a group of it" if entry.group else "by an access policy"
    yield Problem(
        f"{IDENTITY_KINDS[who.type].noun} {who.name!r} of a workload is administrator of {what}, {how}",
        at=entry.at,
        key=who.name,
        severity="critical" if everything else "medium",
        advisory=not everything,
        mended=_IN_A_NAMESPACE if entry.by.type == ASSOCIATION else None,
        on=entry.by,
    )


def _given(stack: Stack, entry: ClusterEntry) -> tuple[str, Open | None]:
    """What an entry gives in the cluster, or what keeps that from being known."""
    if entry.unknown:
        return "", Open(entry.by, (entry.unknown,))
    return (entry.gives, None) if entry.gives else _by_group(stack, entry.group)


def _by_group(stack: Stack, group: str) -> tuple[str, Open | None]:
    """What a group is given in the cluster, or what keeps that from being known."""
    if group == MASTERS:
        return "everything", None
    bindings = [one for one in stack.once(ClusterBindings).groups.get(group, ()) if one.reaches_all]
    if any(binding.rights.everything for binding in bindings):
        return "everything", None
    unknown = next((one.rights for one in bindings if one.rights.of and one.rights.unknown), None)
    return "", Open(unknown.of, unknown.unknown) if unknown and unknown.of else None
