"""What every pod of a namespace gets without asking is no identity to give rights to."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, ROLES, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_machines import Machine, named
from daypass_policies.elsewhere.cluster_rights import ALL, Right
from daypass_policies.located import hidden_at

_DEFAULT: Final = "default"
_ACCOUNTS: Final = "system:serviceaccounts"
_LOOKS: Final = frozenset(("get", "list", "watch"))
_SECRETS: Final = frozenset(("secrets", ALL))
_CHANGING: Final = ("edit", "admin", "cluster-admin")
_HARMLESS: Final = frozenset(
    (
        *("events", "tokenreviews", "subjectaccessreviews", "localsubjectaccessreviews", "selfsubjectaccessreviews"),
        *("selfsubjectrulesreviews", "selfsubjectreviews", "leases", "imagestreams/layers"),
    )
)
"""What any pod may write, or ask, and nothing follows."""
_USE: Final = "use"
_STRONG: Final = frozenset(
    ("privileged", "anyuid", "host", "hostaccess", "hostnetwork", "hostmount", "hostpath", "root")
)
"""Words of policies for pods that let them out of their container."""


@rule(
    "account-of-all-pods-has-no-rights",
    risk="shared-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=(*BINDINGS, *ROLES),
    stack=True,
    controls=("NHI9:2025", "NIST-800-53:IA-4", "NIST-800-53:AC-6", "SOC2:CC6.1"),
    remedy="Make a service account for the workload that needs the rights, and bind the role to that one.",
    aliases=("checkov:CKV_K8S_42",),
)
def account_of_all_pods_has_no_rights(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A right of the account `default` is one of every pod that names none, also of what is put there next year.

    Told is a binding of the stack that lets the account `default` of a namespace, or all accounts of one or of the
    cluster, change things or read secrets there. What only looks, writes events, asks whether it may do something or
    uses a policy for pods by its name (`restricted`, not `privileged`) passes, and so does what a chart binds. Of
    roles that come to an administrator `no-cluster-admin` speaks, and of rights that lead to all others
    `no-path-to-cluster-admin`, beside this rule.

    Source: Kubernetes documentation, "Configure Service Accounts for Pods" (the default service account) and "Role
    Based Access Control Good Practices"; CIS Kubernetes Benchmark, 5.1.5; read 2026-12.

    Refused:
        edits:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: edits, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{kind: ServiceAccount, name: default, namespace: shop}]

    Mended:
        edits:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: edits, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{kind: ServiceAccount, name: orders, namespace: shop}]
    """
    del ask
    for binding in stack.once(ClusterBindings).each:
        if not binding.is_of_a_chart:
            yield from _of(binding)


def _of(binding: Binding) -> Iterator[Problem | Open]:
    shared = [machine for machine in binding.machines if _is_of_all(machine)]
    does = (binding.is_default and binding.role in _CHANGING) or any(map(_counts, binding.rights.known))
    hidden = () if shared else _hidden_names(binding)
    if shared and does:
        where = "the cluster" if binding.everywhere else "its namespace"
        fact = f"binding {binding.resource.name!r} lets {named(shared)} change things or read secrets in {where}"
        yield Problem(fact, at="subjects", key="shared", on=binding.resource)
    elif hidden and (does or not binding.role):
        yield Open(binding.resource, hidden)
    elif shared and not binding.role:
        yield Open(binding.resource, binding.unknown or ("roleRef",))
    elif (shared or hidden) and binding.rights.of and binding.rights.unknown:
        yield Open(binding.rights.of, binding.rights.unknown)


def _hidden_names(binding: Binding) -> tuple[str, ...]:
    """The paths of what may be such an account; one that the stack makes has a name of its own."""
    made = binding.resource.property_dependencies.get("subjects", ())
    if any("ServiceAccount::" in urn for urn in made):
        return ()
    return hidden_at(binding.resource.state.raw, "subjects[]", "subjects[].kind", "subjects[].name")


def _is_of_all(machine: Machine) -> bool:
    return machine.account == _DEFAULT or f"{machine.key}:".startswith(f"{_ACCOUNTS}:")


def _counts(right: Right) -> bool:
    """Whether it changes something that matters, or reads secrets."""
    if right.resources <= _HARMLESS:
        return False
    is_secret = not right.resources.isdisjoint(_SECRETS) and bool({"", ALL} & right.groups)
    return is_secret or not right.verbs <= (_LOOKS | {_USE} if _keeps_pods_in(right) else _LOOKS)


def _keeps_pods_in(right: Right) -> bool:
    """Whether it names what may be used, as all accounts are given the policy or constraint for ordinary pods."""
    return bool(right.names) and all(_STRONG.isdisjoint(words_in(name)) for name in right.names)
