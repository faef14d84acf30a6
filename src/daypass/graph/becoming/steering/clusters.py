"""This is where it is told which roles somebody has who starts pods in a cluster of EKS: those of its service accounts.

Whoever starts a pod chooses its service account, and has the role that is associated with the account, or that trusts
it. Sources: Kubernetes documentation, "Using RBAC Authorization" (User-facing roles: `edit` may run pods as any service
account of the namespace); EKS User Guide, "Associate access policies with access entries", "Learn how EKS Pod Identity
grants pods access to AWS services" and "IAM roles for service accounts"; properties of pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0; read 2026-11.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.cluster_access_policies import starts_pods
from daypass.data.table import grouped
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, steps, texts_at, walk
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, USER, kinds_of
from daypass.iam.asked import asked_of
from daypass.iam.document import Document
from daypass.iam.glob import matches
from daypass.model.resource import UNKNOWN, Resource, Undecided

_CLUSTERS: Final = {
    "aws:eks/cluster:Cluster": Kind("EKS cluster", "cluster", "name"),
    "aws-native:eks:Cluster": Kind("EKS cluster", "cluster", "name"),
}
_ISSUERS: Final = ("identities[].oidcs[].issuer", "openIdConnectIssuerUrl")
"""Where clusters of both providers say who issues the tokens of their service accounts."""

_ENTRIES: Final[Mapping[str, str]] = {
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": "",
    "aws-native:eks:AccessEntry": "accessPolicies[]",
}
"""Type of what lets a principal in → where it has its access policies; "" for the resource itself."""

_ASSOCIATIONS: Final = (
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "aws-native:eks:PodIdentityAssociation",
)
_ROLES: Final = ("roleArn", "targetRoleArn")
_OF_CLUSTERS: Final = re.compile(r"oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/id/[A-Za-z0-9]+")
_CROWD: Final = "pods"
_ACCOUNT: Final = "system:serviceaccount:"


class Start(NamedTuple):
    """`source` starts pods in a cluster: in these namespaces, or in each where there are none. `by` lets it do so."""

    source: Node
    cluster: str
    namespaces: frozenset[str]
    by: Resource


class Account(NamedTuple):
    """The service accounts of a cluster, in a namespace (`*` for any), that have a role."""

    cluster: str
    namespace: str
    role: Node


@dataclass(frozen=True)
class Clusters:
    """The clusters of a stack. `identities` are its roles and users by URN, `trusts` the trusts of the roles."""

    stack: Stack
    identities: Mapping[str, Node]
    trusts: Mapping[str, Trust]
    _crowds: dict[Hashable, Crowd] = field(default_factory=dict, repr=False, compare=False)

    def fans(self) -> Mapping[str, tuple[Fan, ...]]:
        """Key of whoever starts pods → edges to the roles that these may have."""
        return grouped((start.source.key, self._fan(start)) for start in self._starts)

    def _fan(self, start: Start) -> Fan:
        def make(member: Member) -> Edge:
            says = (
                f"{start.source} may start pods as a service account of {member.node}, by the access policy"
                f" of {start.by.name!r}"
            )
            return Edge("runs as", start.source, member.node, says)

        return Fan(self._crowd(start.cluster, start.namespaces), make, "runs as", is_certain=True)

    def _crowd(self, cluster: str, namespaces: frozenset[str]) -> Crowd:
        """The roles of the service accounts there, each once."""
        key = (_CROWD, cluster, namespaces)
        if key not in self._crowds:
            there = (one for one in self._accounts.get(cluster, ()) if _is_within(one.namespace, namespaces))
            roles = {one.role.key: one.role for one in there}
            self._crowds[key] = Crowd(key, tuple(Member(role, role.arn) for role in roles.values()))
        return self._crowds[key]

    @cached_property
    def _starts(self) -> tuple[Start, ...]:
        return tuple(start for one in self.stack.of_type(*_ENTRIES) for start in self._of(one))

    def _of(self, entry: Resource) -> Iterator[Start]:
        """What an entry lets its principal start. What is not known yet of its policies, `no-cluster-admin` says."""
        source, cluster = self._identity(entry, "principalArn"), self._cluster(entry)
        whole = Leaf(entry.state.raw, entry.state.path)
        way = _ENTRIES[entry.type]
        for holder in walk(whole, steps(way), loose=True) if way else (whole,):
            policies = [leaf.value for leaf in _at(holder, "policyArn")]
            scopes = [leaf.value for leaf in _at(holder, "accessScope.type")]
            namespaces = [leaf.value for leaf in _at(holder, "accessScope.namespaces[]")]
            is_known = not any(one is UNKNOWN for one in (*policies, *scopes, *namespaces))
            if source and cluster and is_known and any(isinstance(one, str) and starts_pods(one) for one in policies):
                is_everywhere = scopes != ["namespace"]
                yield Start(source, cluster, frozenset(() if is_everywhere else map(str, namespaces)), entry)

    @cached_property
    def _accounts(self) -> Mapping[str, tuple[Account, ...]]:
        """By their cluster."""
        associated = (
            Account(cluster, text_of(said(one, "namespace")) or "*", role)
            for one in self.stack.of_type(*_ASSOCIATIONS)
            for key in _ROLES
            if (cluster := self._cluster(one)) and (role := self._identity(one, key))
        )
        trusting = (one for trust in self.trusts.values() for one in self._trusting(trust))
        return grouped((one.cluster, one) for one in (*associated, *trusting))

    def _trusting(self, trust: Trust) -> Iterator[Account]:
        """The service accounts that a role trusts, by the tokens of their cluster."""
        version = trust.document.version if trust.document else ""
        for line in () if trust.document is None or _denies(trust.document) else trust.for_tokens:
            try:
                asked = asked_of(line.statement.conditions, version)
            except Undecided:
                continue  # the rules about trusts say so
            for key, claims in asked.items():
                issuer, _, claim = key.rpartition(":")
                if claim == "sub" and (cluster := self._by_issuer.get(issuer)):
                    yield from (Account(cluster, _namespace(subject.text), trust.node) for subject in claims)

    @cached_property
    def _by_issuer(self) -> Mapping[str, str]:
        """Issuer, in small letters → its cluster, as it is called here.

        One that no cluster is known to have is that of the only cluster whose pods anybody is let start.
        """
        found = {
            text.removeprefix("https://").lower(): self._name(cluster)
            for cluster in self.stack.of_type(*_CLUSTERS)
            for way in _ISSUERS
            for text in texts_at(cluster.state, way).texts
        }
        issuers = {
            match[0].lower()
            for trust in self.trusts.values()
            for line in trust.for_tokens
            for key in line.keys
            if (match := _OF_CLUSTERS.match(key))
        }
        started = {start.cluster for start in self._starts}
        if not found and len(issuers) == len(started) == 1:
            return dict(zip(issuers, started, strict=True))
        return found

    def _cluster(self, by: Resource) -> str:
        """The cluster that this is about, by its name, else by its URN; "" where it is not known."""
        if name := text_of(said(by, "clusterName")):
            return name
        behind = self._cluster_names.behind(by, "clusterName")
        return self._name(self.stack.by_urn[behind[0]]) if len(behind) == 1 else ""

    def _name(self, cluster: Resource) -> str:
        return text_of(said(cluster, "name")) or cluster.urn

    def _identity(self, by: Resource, key: str) -> Node | None:
        """The role or user of the stack that a property names."""
        if text := text_of(said(by, key)):
            return self.identities.get(self._identity_names.named(by, text).urn)
        behind = self._identity_names.behind(by, key)
        return self.identities.get(behind[0]) if len(behind) == 1 else None

    @cached_property
    def _identity_names(self) -> Names:
        return Names.of(self.stack.resources, {**kinds_of(ROLE), **kinds_of(USER)}, by_last_part=True)

    @cached_property
    def _cluster_names(self) -> Names:
        return Names.of(self.stack.resources, _CLUSTERS)


def _denies(document: Document) -> bool:
    """Whether it may keep anybody out, whose token another statement lets in."""
    return any(statement.effect == "Deny" for statement in document.statements)


def _namespace(subject: str) -> str:
    """The namespace, or a pattern of it, that a subject of a token names."""
    rest = subject.removeprefix(_ACCOUNT)
    return rest.partition(":")[0] if rest != subject and ":" in rest else "*"


def _is_within(namespace: str, namespaces: frozenset[str]) -> bool:
    return not namespaces or any(matches(one, namespace) or matches(namespace, one) for one in namespaces)


def _at(holder: Leaf, way: str) -> list[Leaf]:
    return walk(holder, steps(way), loose=True)
