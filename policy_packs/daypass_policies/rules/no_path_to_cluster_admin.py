"""No workload may become another in its cluster, or give itself rights in it: one of them is its administrator."""

from collections.abc import Iterator
from typing import Final

from daypass.data.cluster_paths import ClusterPath, cluster_paths
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.auth_writers import AuthWriters, as_told_of, is_asked, writes_auth
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, ROLES, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_machines import ANYONE, Machine, named
from daypass_policies.wording import listed

_SHOWN: Final = 3


@rule(
    "no-path-to-cluster-admin",
    risk="privilege-escalation",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(*BINDINGS, *ROLES),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-6", "NIST-800-53:AC-3", "SOC2:CC6.3", "MAESTRO:X-PRIVILEGE-ESCALATION"),
    remedy="Take away the verb that the message names, or name the objects that it is meant for (resourceNames).",
    aliases=(
        "checkov:CKV_K8S_157",
        "checkov:CKV_K8S_158",
        "checkov:CKV_K8S_156",
        "prowler:rbac_minimize_service_account_token_creation",
        "prowler:rbac_minimize_csr_approval_access",
        "prowler:rbac_minimize_node_proxy_subresource_access",
        "prowler:rbac_minimize_pod_creation_access",
        "prowler:rbac_minimize_secret_access",
    ),
)
def no_path_to_cluster_admin(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Kubernetes lets nobody hand on more than they have, except by a few verbs, which are worth all of the cluster.

    Those verbs are `escalate` and `bind` on roles, `impersonate` on users, groups and service accounts, `create` on
    `serviceaccounts/token`, and `approve` on signers of certificates for the API server, given by a binding of the
    stack to a service account, to all of them, or to whoever signs in. They count in all of the cluster and in
    `kube-system`; in another namespace, where they lead to what its own service accounts have, they are advice where a
    rule names them. A rule that names its objects (`resourceNames`) is limited to them. To write bindings alone leads
    nowhere: Kubernetes asks for what they give. In EKS `update` or `patch` on ConfigMaps of `kube-system`, or on
    `aws-auth`, counts alike where the cluster takes identities from that (unless its mode is `API`), but for charts and
    for who deploys pods there as well; in all of the cluster it is advice, and that of no pipeline. It is advice too to
    `delete` and `create` them, and of what runs in `kube-system` itself, which may keep `aws-auth` where a rule names
    it.

    What pipelines and controllers have for their work (to create pods in all namespaces, to read all secrets), and what
    well-known controllers ship with, is told in profile `strict` alone, as advice; of what another chart brings it is
    advice, and in a namespace for profile `strict`. Of whoever may do everything `no-cluster-admin` speaks.

    Refused:
        ops-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRole
          properties:
            metadata: {name: ops}
            rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [create, bind]}]
        ops:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: ops}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ops}
            subjects: [{kind: ServiceAccount, name: ops, namespace: ops}]

    Mended:
        ops-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRole
          properties:
            metadata: {name: ops}
            rules:
              - apiGroups: [rbac.authorization.k8s.io]
                resources: [clusterroles]
                resourceNames: [view]
                verbs: [bind]
        ops:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: ops}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ops}
            subjects: [{kind: ServiceAccount, name: ops, namespace: ops}]
    """
    strict = ask.profile == "strict"
    for binding in stack.once(ClusterBindings).each:
        if not binding.rights.everything and (strict or binding.reaches_all or not binding.is_of_a_chart):
            yield from _bound(binding, stack.once(AuthWriters), strict=strict)


def _bound(binding: Binding, writers: AuthWriters, *, strict: bool) -> Iterator[Problem | Open]:
    machines = [machine for machine in binding.machines if strict or not machine.is_controller]
    paths = [path for path in cluster_paths() if (strict or path.certain) and _leads(binding, path, strict=strict)]
    writing = () if paths else writes_auth(binding, strict=strict)
    asked = [machine for machine in machines if is_asked(machine, binding, strict=strict)] if writing else []
    mode = writers.mode(binding) if asked else None
    if machines and paths:
        yield _problem(binding, machines, paths)
    elif mode and mode.taken == "yes":
        yield _problem(binding, asked, as_told_of(asked, writing))
    elif mode and mode.on:
        yield Open(mode.on, (mode.path,))
    elif binding.unknown and (paths or not binding.role):
        yield Open(binding.resource, binding.unknown)
    elif binding.rights.of and binding.rights.unknown and (machines or binding.unknown):
        yield Open(binding.rights.of, binding.rights.unknown)


def _leads(binding: Binding, path: ClusterPath, *, strict: bool) -> bool:
    if not (binding.everywhere or path.in_namespace):
        return False
    found = [right for right in binding.rights.known if right.allows(path.verb, path.group, path.resource, path.names)]
    if strict or binding.reaches_all:
        return bool(found)
    # Who is given all of a namespace by wildcards is meant to have it, and these verbs came along.
    return any(path.verb in right.verbs and path.resource in right.resources for right in found)


def _problem(binding: Binding, machines: list[Machine], paths: list[ClusterPath]) -> Problem:
    """The first of the paths says where they lead: those come first in the table that lead furthest."""
    is_open = any(machine.key in ANYONE for machine in machines)
    is_expected = binding.is_of_a_chart or all(machine.is_controller for machine in machines)
    is_lesser = not paths[0].certain or not binding.reaches_all
    hidden = binding.rights.of.secrets() if binding.rights.of else set()
    verbs = list(dict.fromkeys(f"{path.verb} {path.resource}" for path in paths if not {*path[:3]} & hidden))
    has = f" (it has {listed(verbs, _SHOWN)}; {paths[0].link})" if verbs else ""
    return Problem(
        f"binding {binding.resource.name!r} lets {named(machines)} {paths[0].act}{has}",
        at="roleRef",
        key=", ".join(sorted(verbs)) or None,
        severity="critical" if is_open else "medium" if is_lesser or is_expected else None,
        advisory=not is_open and (is_lesser or is_expected),
        on=binding.resource,
    )
