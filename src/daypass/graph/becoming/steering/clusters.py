"""This is where it is told which roles somebody has who starts pods in a cluster of EKS: those of its service accounts.

Whoever starts a pod chooses its service account, and has the role that is associated with the account, or that trusts
it. Sources: Kubernetes documentation, "Using RBAC Authorization" (User-facing roles: `edit` may run pods as any service
account of the namespace); EKS User Guide, "Associate access policies with access entries", "Learn how EKS Pod Identity
grants pods access to AWS services" and "IAM roles for service accounts"; properties of pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0; read 2026-11.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.cluster_access_policies import starts_pods
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.edges import Edge, Fan
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, steps, texts_at, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.ways import ROLE, USER, kinds_of
from daypass.grouping import grouped
from daypass.iam.asked import asked_of
from daypass.iam.document import Document
from daypass.iam.glob import matches
from daypass.model.kind import Claim
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare

CLUSTERS: Final = {
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
_PRINCIPAL: Final = "principalArn"
_ROLES: Final = ("roleArn", "targetRoleArn")
_OF_CLUSTERS: Final = re.compile(r"oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/id/[a-z0-9]+")
_CROWD: Final = "pods"
_ACCOUNT: Final = "system:serviceaccount:"


class Start(NamedTuple):
    """`source` starts pods in a cluster: in these namespaces, or in each where there are none. `by` lets it do so.

    It does by the policy that stands `at` there. `unknown` is what keeps from knowing where, and `unread` the path of a
    policy of which nobody knows yet whether it does.
    """

    source: Node
    cluster: str
    namespaces: frozenset[str]
    by: Resource
    at: str
    unknown: tuple[Untold, ...] = ()
    unread: str = ""


class Account(NamedTuple):
    """Service accounts of a cluster that have a role, by namespace and `name` (`*` for any); `unknown`: or others.

    The name is "" where nobody knows it yet; `by` is the association that says so.
    """

    cluster: str
    namespace: str
    role: Node
    unknown: tuple[Untold, ...] = ()
    name: str = "*"
    by: Resource | None = None


@dataclass(frozen=True)
class Clusters:
    """The clusters of a stack. `identities` are its roles and users by URN, `trusts` the trusts of the roles."""

    stack: Stack
    identities: Mapping[str, Node]
    trusts: Mapping[str, Trust]
    _reached: dict[Hashable, Mapping[str, Account]] = field(default_factory=dict, repr=False, compare=False)
    _alike: dict[Hashable, tuple[tuple[bool, Crowd], ...]] = field(default_factory=dict, repr=False, compare=False)

    def fans(self) -> Mapping[str, tuple[Fan, ...]]:
        """Key of whoever starts pods → edges to the roles that these may have."""
        return grouped((start.source.key, fan) for start in self.starts for fan in self._fans(start))

    @cached_property
    def starts(self) -> tuple[Start, ...]:
        """Who starts pods by an access policy."""
        return tuple(start for start in self.possible_starts if not start.unread)

    def accounts_for(self, start: Start) -> tuple[Account, ...]:
        """The service accounts as which it starts pods, as far as they have a role."""
        return self._accounts_within(start.cluster, start.namespaces)

    def cluster_of(self, by: Resource) -> str:
        """The cluster that this is about: its URN, else where it is and its name; "" where it is not known."""
        if not (name := text_of(said(by, "clusterName"))):
            behind = self._cluster_names.behind(by, "clusterName")
            return behind[0] if len(behind) == 1 else ""
        called = self._called.get(name, ())
        near = [one for one in called if _where(one) == _where(by)] or called
        meant = {self._cluster_names.canonical[one.urn] for one in near}
        return meant.pop() if len(meant) == 1 else " ".join((*_where(by), name))

    def _fans(self, start: Start) -> Iterator[Fan]:
        """To what is reached for certain, and to the rest."""
        where = (start.cluster, start.namespaces)
        reached = self._accounts_in(*where)

        def make(member: Member) -> Edge:
            says = (
                f"{start.source} may start pods as a service account of {member.node}, by the access policy"
                f" of {start.by.name!r}"
            )
            unknown = (*start.unknown, *reached[member.node.key].unknown)
            return Edge("runs as", start.source, member.node, says, (), unknown)

        for is_known, crowd in self._crowds(*where):
            yield Fan(crowd, make, "runs as", is_certain=is_known and not start.unknown)

    def _crowds(self, cluster: str, namespaces: frozenset[str]) -> tuple[tuple[bool, Crowd], ...]:
        """The roles there: those of which that is known, and the others. Many start pods in the same place."""
        where = (cluster, namespaces)
        if where not in self._alike:
            groups: dict[bool, list[Member]] = {True: [], False: []}
            for one in self._accounts_in(*where).values():
                groups[not one.unknown].append(Member(one.role, one.role.arn))
            crowds = ((known, Crowd((_CROWD, *where, known), tuple(members))) for known, members in groups.items())
            self._alike[where] = tuple(crowds)
        return self._alike[where]

    def _accounts_in(self, cluster: str, namespaces: frozenset[str]) -> Mapping[str, Account]:
        """Key of each role that pods there may have → by which account, for certain where there is one."""
        if (cluster, namespaces) not in self._reached:
            there = sorted(self._accounts_within(cluster, namespaces), key=_by_doubt, reverse=True)
            self._reached[cluster, namespaces] = {one.role.key: one for one in there}
        return self._reached[cluster, namespaces]

    def _accounts_within(self, cluster: str, namespaces: frozenset[str]) -> tuple[Account, ...]:
        return tuple(one for one in self._accounts.get(cluster, ()) if _is_within(one.namespace, namespaces))

    @cached_property
    def possible_starts(self) -> tuple[Start, ...]:
        """The same with those by a policy that is not known yet, of which the graph says nothing."""
        entries = sorted(self.stack.of_type(*_ENTRIES), key=lambda one: one.urn)
        return tuple(start for one in entries for start in self._of(one))

    @cached_property
    def unnamed(self) -> tuple[Resource, ...]:
        """What lets somebody start pods, or may do so, of whom nobody knows yet who it is."""
        return tuple(
            entry
            for entry in self.stack.of_type(*_ENTRIES)
            if bare(said(entry, _PRINCIPAL)) is UNKNOWN and self._identity(entry, _PRINCIPAL) is None
            if any(True for holder in _holders(entry) for _ in _starting(holder))
        )

    def _of(self, entry: Resource) -> Iterator[Start]:
        """What an entry lets its principal start."""
        source, cluster = self._identity(entry, _PRINCIPAL), self.cluster_of(entry)
        if source is None or not cluster:
            return
        for holder in _holders(entry):
            scope, inside = _at(holder, "accessScope.type"), _at(holder, "accessScope.namespaces[]")
            hidden = tuple(Untold.of(entry, leaf.path) for leaf in (*scope, *inside) if leaf.value is UNKNOWN)
            is_everywhere = bool(hidden) or [leaf.value for leaf in scope] != ["namespace"]
            namespaces = frozenset(() if is_everywhere else (str(leaf.value) for leaf in inside))
            for policy in _starting(holder):
                unread = policy.path if policy.value is UNKNOWN else ""
                yield Start(source, cluster, namespaces, entry, policy.path, hidden, unread)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        """All that have a role, where the stack tells of no more than one cluster: else nobody knows whose they are.

        A cluster of which nothing is known but the tokens is called by their issuer.
        """
        associated = (one for each in self.stack.of_type(*_ASSOCIATIONS) for one in self._associated(each))
        trusting = (one for trust in self.trusts.values() for one in self._trusting(trust, everywhere=True))
        every = (*associated, *trusting)
        clusters = {one.cluster for one in every}
        by_issuer = set(filter(_OF_CLUSTERS.fullmatch, clusters))
        return every if len(by_issuer) <= 1 and len(clusters - by_issuer) <= 1 else ()

    @cached_property
    def _accounts(self) -> Mapping[str, tuple[Account, ...]]:
        """By their cluster."""
        associated = (one for each in self.stack.of_type(*_ASSOCIATIONS) for one in self._associated(each))
        trusting = (one for trust in self.trusts.values() for one in self._trusting(trust))
        return grouped((one.cluster, one) for one in (*associated, *trusting))

    def _associated(self, association: Resource) -> Iterator[Account]:
        namespace, cluster = text_of(said(association, "namespace")), self.cluster_of(association)
        unknown = () if namespace else (Untold.of(association, "namespace"),)
        name = text_of(said(association, "serviceAccount"))
        for key in _ROLES if cluster else ():
            if role := self._identity(association, key):
                yield Account(cluster, namespace or "*", role, unknown, name, association)

    def _trusting(self, trust: Trust, *, everywhere: bool = False) -> Iterator[Account]:
        """The service accounts that a role trusts, by the tokens of their cluster; all of it where it asks for none.

        `everywhere`: also of a cluster of which nothing else is known.
        """
        document = trust.document
        if document is None or _denies(document):
            return
        for line in trust.for_tokens:
            for issuer in _issuers_in(line):
                cluster, unknown = self._by_issuer.get(issuer, (issuer if everywhere else "", ()))
                if cluster:
                    whole = Account(cluster, "*", trust.node, unknown)
                    yield from _asked_for(line, document.version, issuer, whole)

    @cached_property
    def _by_issuer(self) -> Mapping[str, tuple[str, tuple[Untold, ...]]]:
        """Issuer, in small letters → its cluster, as it is called here, and what is not known about that.

        One that no cluster is known to have is that of the only cluster whose pods anybody is let start, if the stack
        has that; else it may be.
        """
        found = {
            text.removeprefix("https://").lower(): cluster.urn
            for cluster in self.stack.of_type(*CLUSTERS)
            for way in _ISSUERS
            for text in texts_at(cluster.state, way).texts
        }
        if found:
            return {issuer: (cluster, ()) for issuer, cluster in found.items()}
        lines = (line for trust in self.trusts.values() for line in trust.for_tokens)
        issuers = {issuer for line in lines for issuer in _issuers_in(line)}
        started = {start.cluster: start.by for start in self.starts}
        if len(issuers) != 1 or len(started) != 1:
            return {}
        cluster, by = next(iter(started.items()))
        is_here = cluster in self._cluster_names.canonical
        return {issuers.pop(): (cluster, () if is_here else (Untold.of(f"the cluster of {by.name!r}", "issuer"),))}

    @cached_property
    def _called(self) -> Mapping[str, tuple[Resource, ...]]:
        """The clusters of each name: there may be one in each region of each account."""
        return grouped((text_of(said(one, "name")), one) for one in self.stack.of_type(*CLUSTERS))

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
        return Names.of(self.stack.resources, CLUSTERS)


def _issuers_in(line: Line) -> frozenset[str]:
    """The clusters whose tokens a statement takes, by their issuers in small letters."""
    try:
        providers = (line.statement.principals or {}).get("Federated", ())
    except Undecided:
        return frozenset()  # the rules about trusts say so
    ends = (one.partition(":oidc-provider/")[2].lower() for one in providers)
    return frozenset(one for one in ends if _OF_CLUSTERS.fullmatch(one))


def _where(resource: Resource) -> tuple[str, str]:
    """What tells the account and the region of a resource."""
    return resource.provider.urn, text_of(said(resource, "region"))


def _asked_for(line: Line, version: str, issuer: str, whole: Account) -> Iterator[Account]:
    """Those of the cluster that a statement asks for by its subjects; all of them where it asks for none."""
    try:
        asked = asked_of(line.statement.conditions, version)
    except Undecided as stopped:
        yield whole._replace(unknown=(*whole.unknown, whole.role.untold(stopped.path)))
        return
    subjects = asked.get(f"{issuer}:sub", ())
    yield from (whole._replace(namespace=namespace, name=name) for namespace, name in map(_names_of, subjects))
    if not subjects:
        yield whole


def _denies(document: Document) -> bool:
    """Whether it may keep anybody out, whose token another statement lets in."""
    return any(statement.effect == "Deny" for statement in document.statements)


def _names_of(subject: Claim) -> tuple[str, str]:
    """The namespace and the name, or patterns of these, that a subject of a token names."""
    namespace, colon, name = subject.text.removeprefix(_ACCOUNT).partition(":")
    return (namespace, name) if colon and subject.text.startswith(_ACCOUNT) else ("*", "*")


def _is_within(namespace: str, namespaces: frozenset[str]) -> bool:
    return not namespaces or any(matches(one, namespace) or matches(namespace, one) for one in namespaces)


def _by_doubt(account: Account) -> tuple[int, tuple[Untold, ...]]:
    return len(account.unknown), account.unknown


def _holders(entry: Resource) -> Iterable[Leaf]:
    """Where an entry has an access policy with its scope."""
    whole = Leaf(entry.state.raw, entry.state.path)
    way = _ENTRIES[entry.type]
    return walk(whole, steps(way), loose=True) if way else (whole,)


def _starting(holder: Leaf) -> Iterator[Leaf]:
    """The policy there, if it lets somebody start pods or is not known yet."""
    for policy in _at(holder, "policyArn"):
        if policy.value is UNKNOWN or (isinstance(policy.value, str) and starts_pods(policy.value)):
            yield policy


def _at(holder: Leaf, way: str) -> list[Leaf]:
    return walk(holder, steps(way), loose=True)
