"""A person signs in to a cluster as themselves; what a service account does was done by a workload."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, GROUP, ROLES, Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_entries import ACCESS_ENTRIES, MAPS
from daypass_policies.elsewhere.cluster_people import ClusterPeople
from daypass_policies.elsewhere.cluster_rights import ALL, Right
from daypass_policies.trusting.called_after import is_called_after_people
from daypass_policies.wording import listed, shown

_ACCOUNTS: Final = frozenset(("serviceaccounts",))
_TOKENS: Final = frozenset(("serviceaccounts/token", "*/token"))
_CREATE: Final = "create"
_IMPERSONATE: Final = "impersonate"
_OF_PEOPLE: Final = frozenset(("user", "users"))
"""The last words of an account that somebody made for people, as to sign in to a dashboard."""


@rule(
    "cluster-account-trusts-no-people",
    risk="human-use",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*BINDINGS, *ROLES, *ACCESS_ENTRIES, *MAPS),
    stack=True,
    controls=("NHI10:2025", "NIST-800-53:AC-6", "NIST-800-53:IA-2", "PCI-DSS-4.0.1:8.6.1"),
    remedy="Give people a role that does what they need, and a group for emergencies one that makes the tokens.",
)
def cluster_account_trusts_no_people(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Who makes the tokens of a service account is the workload, in the cluster and in the role that they are for.

    Told is a binding by which people may make the tokens of a service account (`create` of `serviceaccounts/token`), or
    act as one (`impersonate` of `serviceaccounts`), where a role names these, be it with all verbs or as `*/token`;
    what has it by all resources administers the namespace. People are users who are called by an address or by a
    person's ARN, groups that are called after people (`backend-developers`), and whom an access entry of EKS or
    `aws-auth` makes of a permission set, of a person's user or of a role that people alone enter. Groups for
    emergencies (`break-glass`) pass, and so do accounts that are called after people or users, as to sign in to a
    dashboard. Source: Kubernetes documentation, "Managing Service Accounts" (`kubectl create token`), "User
    impersonation" and "Using RBAC Authorization" (`*/scale`); read 2026-12.

    Refused:
        debug-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: debug, namespace: shop}
            rules: [{apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [api], verbs: [create]}]
        debug:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: debug, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: debug}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: shop-developers}]

    Mended:
        debug-role:
          type: kubernetes:rbac.authorization.k8s.io/v1:Role
          properties:
            metadata: {name: debug, namespace: shop}
            rules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}]
        debug:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: debug, namespace: shop}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: debug}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: shop-developers}]
    """
    people, is_open = stack.once(ClusterPeople), False
    for (kind, name), bindings in stack.once(ClusterBindings).others.items():
        are_people = people.are(kind, name)
        for binding in bindings:
            ways = tuple(_ways(binding))
            if ways and are_people:
                yield _told(binding, kind, name, ways)
            elif are_people and binding.rights.of and binding.rights.unknown:
                yield Open(binding.rights.of, binding.rights.unknown)
            elif are_people and not binding.role and binding.unknown:
                yield Open(binding.resource, binding.unknown)
            is_open = is_open or (bool(ways) and not are_people)
    if is_open:
        yield from (Open(entry, (path,)) for entry, path in people.unknown)
    for binding in stack.once(ClusterBindings).each:  # of which it is not known whom they name
        if binding.role and binding.unknown and any(_ways(binding)):
            yield Open(binding.resource, binding.unknown)


class _Way(NamedTuple):
    """What one may do as accounts of these names, any where there are none."""

    words: str
    names: frozenset[str]


def _ways(binding: Binding) -> Iterator[_Way]:
    for right in binding.rights.known:
        if right.names and all(map(_is_for_people, right.names)):
            continue
        if _is_named(right, _CREATE, _TOKENS):
            yield _Way("make tokens of", right.names)
        if _is_named(right, _IMPERSONATE, _ACCOUNTS):
            yield _Way("act as", right.names)


def _is_named(right: Right, verb: str, resources: frozenset[str]) -> bool:
    """Whether a rule allows it by the name of the resource, be it by all verbs."""
    return (
        not resources.isdisjoint(right.resources)
        and not right.verbs.isdisjoint((verb, ALL))
        and bool({"", ALL} & right.groups)
    )


def _is_for_people(account: str) -> bool:
    return is_called_after_people(account) or not _OF_PEOPLE.isdisjoint(words_in(account)[-1:])


def _told(binding: Binding, kind: str, name: str, ways: tuple[_Way, ...]) -> Problem:
    hidden = binding.resource.secrets() | (binding.rights.of.secrets() if binding.rights.of else set())
    noun = "group" if kind == GROUP else "user"
    who = f"a {noun} of people" if name in hidden else f"{noun} {shown(name)}"
    names = sorted({one for way in ways for one in way.names})
    accounts = "of a name" if hidden.intersection(names) else listed(map(shown, names))
    what = f"service account {accounts}" if names else "any service account"
    return Problem(
        f"binding {binding.resource.name!r} lets {who} {' and '.join(dict.fromkeys(way.words for way in ways))} {what}",
        at="roleRef",
        key="" if name in hidden else name,
        on=binding.resource,
    )
