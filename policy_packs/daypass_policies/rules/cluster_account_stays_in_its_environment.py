"""A service account of one environment has no rights in the namespaces of another."""

from collections.abc import Iterator
from typing import Final

from daypass.data.environment_words import PRODUCTION
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Undecided, bare
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.crossing.cluster_places import NAMESPACES, ClusterPlaces
from daypass_policies.crossing.environments import NO_ENVIRONMENT, crosses
from daypass_policies.elsewhere.cluster_bindings import BINDINGS, ROLES, Binding, ClusterBindings, namespace_hidden_in
from daypass_policies.elsewhere.cluster_machines import Machine
from daypass_policies.elsewhere.cluster_rights import ALL, Right
from daypass_policies.located import locate
from daypass_policies.wording import listed, shown

_SHOWN: Final = 2
_CHANGES: Final = frozenset((*("create", "update", "patch", "delete", "deletecollection"), ALL))
_READS: Final = frozenset(("get", "list", "watch"))
_SECRETS: Final = frozenset(("secrets", ALL))
_OF_THE_CLUSTER: Final = frozenset(
    (
        *("nodes", "namespaces", "persistentvolumes", "storageclasses", "volumeattachments", "csidrivers", "csinodes"),
        *("customresourcedefinitions", "apiservices", "tokenreviews", "subjectaccessreviews", "selfsubjectreviews"),
        *("selfsubjectaccessreviews", "selfsubjectrulesreviews", "priorityclasses", "ingressclasses", "runtimeclasses"),
        *("validatingwebhookconfigurations", "mutatingwebhookconfigurations", "certificatesigningrequests", "signers"),
        *("clusterroles", "clusterrolebindings", "leases", "events", "gatewayclasses", "flowschemas"),
    )
)
"""Resources that are in no namespace, and two that every controller writes."""


@rule(
    "cluster-account-stays-in-its-environment",
    risk="environment-crossing",
    severity="high",
    confidence="medium",
    level="advisory",
    applies_to=(*BINDINGS, *ROLES, *NAMESPACES),
    stack=True,
    controls=("NHI8:2025", "NIST-800-53:AC-4", "NIST-800-53:AC-6", "PCI-DSS-4.0.1:6.5.3", "SOC2:CC6.1"),
    remedy="Give each environment a service account in its own namespace, and its rights there.",
)
def cluster_account_stays_in_its_environment(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """What runs in a namespace of development, and has rights in one of production, is a way into production.

    Told is a binding in a namespace of one environment whose subject is a service account of a namespace of another, or
    all accounts of one; and a binding over the whole cluster by which an account of another environment may change what
    is in namespaces, or read secrets, where the stack makes a namespace of production in the same cluster. A
    namespace's environment is what its label or annotation says (`environment`), else its name by whole segments; an
    account in a namespace of none may still be called after one (`staging-deployer`). What belongs to none, as
    `argocd`, `monitoring` or `ci`, is not told, and neither is what a chart binds over the cluster. Rights of
    production elsewhere are of severity medium.

    Refused:
        deploys:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: deploys, namespace: shop-prod}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{kind: ServiceAccount, name: deployer, namespace: shop-staging}]

    Mended:
        deploys:
          type: kubernetes:rbac.authorization.k8s.io/v1:RoleBinding
          properties:
            metadata: {name: deploys, namespace: shop-prod}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{kind: ServiceAccount, name: deployer, namespace: shop-prod}]
    """
    places = stack.once(ClusterPlaces, ask.settings)
    for binding in stack.once(ClusterBindings).each:
        try:
            yield from _over_the_cluster(binding, places) if binding.everywhere else _in_a_namespace(binding, places)
        except Undecided as unknown:
            yield Open(binding.resource, (unknown.path,))


def _in_a_namespace(binding: Binding, places: ClusterPlaces) -> Iterator[Problem | Open]:
    hidden = namespace_hidden_in(binding.resource)
    environment = NO_ENVIRONMENT if hidden else places.of_namespace(binding.resource, binding.namespace)
    if not (hidden or environment):
        return
    unknown = _unknown_subjects(binding, places)
    told = {machine: places.of_account(binding.resource, machine) for machine in binding.machines}
    if unknown or (hidden and any(told.values())):
        yield Open(binding.resource, tuple(dict.fromkeys((*hidden, *unknown))))
    where = f"namespace {_shown(binding, binding.namespace)}"
    yield from _told(binding, {one: own for one, own in told.items() if crosses(own, environment)}, where, environment)


def _over_the_cluster(binding: Binding, places: ClusterPlaces) -> Iterator[Problem | Open]:
    told = {machine: places.of_account(binding.resource, machine) for machine in binding.machines}
    lower = {one: own for one, own in told.items() if own != PRODUCTION and not one.is_controller}
    unknown = _unknown_subjects(binding, places)
    if binding.is_of_a_chart or not (unknown or any(lower.values())):
        return
    produced = [name for name, environment in places.beside(binding) if environment == PRODUCTION]
    if not produced:
        return
    if any(map(_reaches_into_namespaces, binding.rights.known)):
        where = f"namespace {listed((_shown(binding, name) for name in produced), _SHOWN)}, as in the whole cluster,"
        foreign = {one: own for one, own in lower.items() if crosses(own, PRODUCTION)}
        yield from _told(binding, foreign, where, PRODUCTION)
        if unknown:
            yield Open(binding.resource, unknown)
    elif binding.rights.of and binding.rights.unknown:
        yield Open(binding.rights.of, binding.rights.unknown)
    elif not binding.role and binding.unknown:
        yield Open(binding.resource, binding.unknown)


def _reaches_into_namespaces(right: Right) -> bool:
    """Whether it changes what is in namespaces, or reads secrets there."""
    if not right.verbs.isdisjoint(_READS) and not right.resources.isdisjoint(_SECRETS):
        return bool({"", ALL} & right.groups)
    kinds = {resource.partition("/")[0] for resource in right.resources}
    return not right.verbs.isdisjoint(_CHANGES) and not kinds <= _OF_THE_CLUSTER


def _unknown_subjects(binding: Binding, places: ClusterPlaces) -> tuple[str, ...]:
    """The paths that hide who is bound: a subject, its namespace, or its name where nothing else tells it."""
    found = locate(binding.resource.state.raw, "subjects[]")
    hidden = (place.path for place in found if _is_hidden(bare(place.value), binding, places))
    return tuple(dict.fromkeys((*hidden, *(one for one in binding.unknown if one.startswith("subjects")))))


def _is_hidden(subject: object, binding: Binding, places: ClusterPlaces) -> bool:
    if not isinstance(subject, dict):
        return subject is UNKNOWN
    if bare(subject.get("kind")) != "ServiceAccount":
        return False
    namespace = bare(subject.get("namespace", ""))
    if isinstance(namespace, str) and places.of_namespace(binding.resource, namespace or binding.namespace):
        return False
    return UNKNOWN in (namespace, bare(subject.get("name")))


def _told(binding: Binding, foreign: dict[Machine, str], where: str, environment: str) -> Iterator[Problem]:
    for machine, own in foreign.items():
        severity: Severity | None = None if environment == PRODUCTION else "medium"
        fact = f"binding {binding.resource.name!r} gives {machine.words} of {own} rights in {where} of {environment}"
        yield Problem(fact, "subjects", machine.key or own, severity, on=binding.resource)


def _shown(binding: Binding, name: str) -> str:
    return "of a name" if name in binding.resource.secrets() else shown(name)
