"""Who opens a shell in production's pods by the rights that they have every day is the workload whenever they like."""

from collections.abc import Iterator
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.graph.stack import Stack
from daypass.model.resource import Undecided
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.crossing.cluster_places import NAMESPACES, ClusterPlaces
from daypass_policies.elsewhere.cluster_bindings import (
    BINDINGS,
    GROUP,
    ROLES,
    Binding,
    ClusterBindings,
    namespace_hidden_in,
)
from daypass_policies.elsewhere.cluster_entries import ACCESS_ENTRIES, MAPS
from daypass_policies.elsewhere.cluster_people import ClusterPeople
from daypass_policies.elsewhere.cluster_rights import ALL, Right
from daypass_policies.trusting.called_after import is_for_those_on_call
from daypass_policies.wording import listed, shown

_SHELLS: Final = frozenset(("pods/exec", "pods/attach", "*/exec", "*/attach", "pods/ephemeralcontainers"))
_VERBS: Final = frozenset(("create", "get", "update", "patch", ALL))
"""A shell is opened by POST or GET; a container to debug with is added by an update."""

_SHOWN: Final = 2


@rule(
    "people-have-no-shell-in-pods",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*BINDINGS, *ROLES, *NAMESPACES, *ACCESS_ENTRIES, *MAPS),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:AC-17", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Leave `pods/exec` to a group for emergencies, and let people read pods and their logs.",
)
def people_have_no_shell_in_pods(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Whoever has a shell in a pod takes the token of its service account with them, and what they do was the workload.

    Told is a binding in a namespace of production by which people may run commands in pods (`pods/exec`,
    `pods/attach`, `pods/ephemeralcontainers`, where a role names these), and one over a cluster in which the stack
    makes such a namespace. A namespace's environment is what its label or annotation says, else its name. People are
    those of `cluster-account-trusts-no-people`; groups for emergencies and of those who are on call pass, and so do
    the roles `admin` and `edit` that every cluster has. Source: Kubernetes documentation, "Role Based Access Control
    Good Practices" (workload creation, `pods/exec`) and "Authorization" (verbs of requests); read 2026-12.

    Refused:
        debug-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: debug, namespace: shop-prod}
            rules: [{apiGroups: [""], resources: [pods/exec], verbs: [create]}]
        debug:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: debug, namespace: shop-prod}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: debug}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: shop-developers}]

    Mended:
        debug-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: debug, namespace: shop-prod}
            rules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}]
        debug:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: debug, namespace: shop-prod}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: debug}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: shop-developers}]
    """
    people, places, is_open = stack.once(ClusterPeople), stack.once(ClusterPlaces, ask.settings), False
    for (kind, name), bindings in stack.once(ClusterBindings).others.items():
        are_people = people.are(kind, name) and not is_for_those_on_call(name)
        for binding in bindings:
            opens = any(map(_opens_a_shell, binding.rights.known))
            if are_people:
                yield from _judged(binding, kind, name, places, opens=opens)
            is_open = is_open or (opens and not are_people)
    if is_open:
        yield from (Open(entry, (path,)) for entry, path in people.unknown)
    for binding in stack.once(ClusterBindings).each:  # of which it is not known whom they name
        if binding.role and binding.unknown and any(map(_opens_a_shell, binding.rights.known)):
            yield Open(binding.resource, binding.unknown)


def _opens_a_shell(right: Right) -> bool:
    return (
        not right.resources.isdisjoint(_SHELLS)
        and not right.verbs.isdisjoint(_VERBS)
        and bool({"", ALL} & right.groups)
    )


def _judged(binding: Binding, kind: str, name: str, places: ClusterPlaces, *, opens: bool) -> Iterator[Problem | Open]:
    unknown = binding.rights.unknown if binding.rights.of else ()
    if not (opens or unknown or (not binding.role and binding.unknown)):
        return
    try:
        where = _produced(binding, places)
    except Undecided as hidden:
        yield Open(binding.resource, (hidden.path,))
        return
    if not where:
        return
    if opens:
        yield _told(binding, kind, name, where)
    elif unknown and binding.rights.of:
        yield Open(binding.rights.of, unknown)
    else:
        yield Open(binding.resource, binding.unknown)


def _produced(binding: Binding, places: ClusterPlaces) -> list[str]:
    """The namespaces of production in which it gives rights. Raises `Undecided`."""
    if binding.everywhere:
        return [name for name, environment in places.beside(binding) if environment == PRODUCTION]
    if hidden := namespace_hidden_in(binding.resource):
        raise Undecided(hidden[0])
    is_produced = places.of_namespace(binding.resource, binding.namespace) == PRODUCTION
    return [binding.namespace] if is_produced else []


def _told(binding: Binding, kind: str, name: str, where: list[str]) -> Problem:
    hidden = binding.resource.secrets()
    noun = "group" if kind == GROUP else "user"
    who = f"a {noun} of people" if name in hidden else f"{noun} {shown(name)}"
    namespaces = "production" if hidden.intersection(where) else f"namespace {listed(map(shown, where), _SHOWN)}"
    return Problem(
        f"binding {binding.resource.name!r} lets {who} open shells in the pods of {namespaces}",
        at="roleRef",
        key="" if name in hidden else name,
        on=binding.resource,
    )
