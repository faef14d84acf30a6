"""What a cluster of Kubernetes gives without signing in, it gives to whoever reaches it."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, ROLES, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_machines import ANYONE

_SIGNED_IN: Final = "system:authenticated"
_GKE: Final = ("gcp:container/cluster:Cluster",)
_HARMLESS: Final = frozenset(
    {
        "system:public-info-viewer",
        "system:discovery",
        "system:basic-user",
        "system:service-account-issuer-discovery",
        "kubeadm:bootstrap-signer-clusterinfo",
    }
)
"""Roles that a cluster has and that are meant for everyone: they say its version and its issuer, and how to join it.

Source: Kubernetes documentation, "Using RBAC Authorization" (API discovery roles) and "Managing Service Accounts"
(service account issuer discovery); kubeadm, "Implementation details" (cluster-info); read 2026-11.
"""


@rule(
    "cluster-is-not-public",
    risk="public-trust",
    severity="critical",
    confidence="high",
    level="mandatory",
    applies_to=(*BINDINGS, *ROLES),
    stack=True,
    controls=("NHI4:2025", "NIST-800-53:AC-3", "SOC2:CC6.1"),
    remedy="Bind the role to the service accounts or groups that need it.",
)
def cluster_is_not_public(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """The API server of a managed cluster stands on the internet, and asks nobody who they are for what all may do.

    A binding to `system:unauthenticated` or `system:anonymous` is refused, whatever its role, unless that is one of
    those that Kubernetes itself gives to everyone, or allows addresses alone (`nonResourceURLs`). A binding to
    `system:authenticated` is refused where the stack has a cluster of GKE, since that takes in whoever has an account
    at Google; elsewhere it is advice in profile `strict`.

    Refused:
        viewers:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: viewers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{kind: Group, name: "system:unauthenticated", apiGroup: rbac.authorization.k8s.io}]

    Mended:
        viewers:
          type: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding
          properties:
            metadata: {name: viewers}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{kind: Group, name: support, apiGroup: rbac.authorization.k8s.io}]
    """
    google = None
    for binding in stack.once(ClusterBindings).each:
        groups = {machine.key for machine in binding.machines} & {*ANYONE, _SIGNED_IN}
        if binding.role in _HARMLESS or _is_of_addresses(binding):
            continue
        if not groups:
            hidden = tuple(path for path in binding.unknown if path.startswith("subjects"))
            yield from (Open(binding.resource, hidden),) if hidden else ()
            continue
        is_open = bool(groups & ANYONE.keys())
        google = any(stack.of_type(*_GKE)) if google is None else google
        if not (is_open or google or ask.profile == "strict"):
            continue
        if binding.rights.of and binding.rights.unknown and not binding.rights.known and not binding.is_default:
            yield Open(binding.rights.of, binding.rights.unknown)
        elif not binding.role and binding.unknown:
            yield Open(binding.resource, binding.unknown)
        else:
            yield _problem(binding, is_open=is_open, google=google)


def _is_of_addresses(binding: Binding) -> bool:
    """Whether the rules of a role are known and about nothing but addresses, as `/healthz`."""
    rights = binding.rights
    is_known = rights.of is not None and not rights.unknown and not binding.is_default
    return is_known and not any(right.resources for right in rights.known)


def _problem(binding: Binding, *, is_open: bool, google: bool) -> Problem:
    who = "whoever reaches it" if is_open else "whoever has an account at Google" if google else "whoever signs in"
    return Problem(
        f"binding {binding.resource.name!r} gives rights in the cluster to {who}",
        at="subjects",
        key="everyone" if is_open else "signed in",
        severity="critical" if is_open else "high" if google else "medium",
        advisory=not (is_open or google),
        on=binding.resource,
    )
