"""This is where it is told who can become whom in a stack, or in several joined: a graph that is asked node by node.

Nobody is asked about everybody: trusts are found by whom they name, and each identity is asked once what it may do at
all. What the stack does not tell is possible, and says so. Not looked at are chains in time, in which an identity first
changes the tags that a condition asks for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from daypass.data.escalation_paths import EscalationPath, paths_to_consumers
from daypass.graph.becoming.anything.boundless import Boundaries
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.assuming.accounts import assigned_accounts
from daypass.graph.becoming.assuming.classic_flow import ClassicFlow
from daypass.graph.becoming.assuming.entering import entries, known_as
from daypass.graph.becoming.assuming.leaving import leaving
from daypass.graph.becoming.assuming.made import MadePrincipals, Making
from daypass.graph.becoming.assuming.roles import Assuming
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.assuming.trusts import Trusts
from daypass.graph.becoming.assuming.vouching import Vouched, Vouching, vouched
from daypass.graph.becoming.callers import Caller, account_of, callers_of, identity_arn
from daypass.graph.becoming.denied import Denied
from daypass.graph.becoming.edges import Edge, Fan, Outgoing
from daypass.graph.becoming.editing.editable import Editable
from daypass.graph.becoming.editing.edits import Editing
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.granted import Granted
from daypass.graph.becoming.issuers.signing import Beliefs, Signing
from daypass.graph.becoming.issuers.signing_keys import Signer
from daypass.graph.becoming.lines import Library
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node, identity_node, workload_node
from daypass.graph.becoming.passing.access_grants import Granting, Location, locations
from daypass.graph.becoming.passing.entered import Entered
from daypass.graph.becoming.passing.entitling import Entitling
from daypass.graph.becoming.passing.profiles import Profiles
from daypass.graph.becoming.passing.roles import Passing
from daypass.graph.becoming.passing.submitting import Submittable, Submitting, submittable
from daypass.graph.becoming.passing.sync_locations import Syncing, SyncLocation, sync_locations
from daypass.graph.becoming.paths import Path, Search
from daypass.graph.becoming.privilege import Judge, Privilege, strongest, with_unknown
from daypass.graph.becoming.reading.alike import Alike
from daypass.graph.becoming.reading.readers import ReadingKeys
from daypass.graph.becoming.reading.taking import takes
from daypass.graph.becoming.reading.vaults import Vaults
from daypass.graph.becoming.runs_as import runs_as
from daypass.graph.becoming.steering.changeable import Changeable, only_sets_up, runs_code
from daypass.graph.becoming.steering.changing import Changing
from daypass.graph.becoming.steering.clusters import Clusters
from daypass.graph.becoming.steering.documents.sending import Sending
from daypass.graph.becoming.steering.documents.written import WrittenDocuments
from daypass.graph.becoming.steering.shared_hosts import SharedHosts
from daypass.graph.becoming.steering.sources import Sources
from daypass.graph.becoming.targets import Member
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.account import own_account
from daypass.settings import Settings


@dataclass(frozen=True)
class Reachability:
    """`settings` say the keys of tags, and accounts that nothing else says. Everything is found when it is asked."""

    stack: Stack
    settings: Settings = field(default_factory=Settings)
    _outgoing: dict[str, Outgoing] = field(default_factory=dict, repr=False, compare=False)
    _privileges: dict[str, Privilege] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Key → node: the identities, what runs as them, then those outside, in the order of the stack."""
        inside = {**self._identities, **self._workloads}
        outside = {edge.source.key: edge.source for edge in self._entries}
        leading = (*self._runs.values(), *self._leaving.values())
        named = {edge.target.key: edge.target for edges in leading for edge in edges}
        return {**inside, **outside, **{key: node for key, node in named.items() if key not in inside}}

    def node(self, urn: str) -> Node | None:
        """The node of a resource of the stack; one that is looked up in one stack is that which another makes."""
        permissions = self._permissions.by_urn.get(urn)
        return self.nodes.get(permissions.identity.urn if permissions else urn)

    def edges(self, source: Node) -> Iterator[Edge]:
        """Every edge from a node, also those that an identity has to itself."""
        return self.outgoing(source).every()

    def outgoing(self, source: Node) -> Outgoing:
        """The same as `edges`, with those together that are alike."""
        found = self._outgoing.get(source.key)
        if found is None:
            ways = tuple(self._ways(source))
            edges = tuple(way for way in ways if isinstance(way, Edge))
            fans = tuple(way for way in ways if isinstance(way, Fan) and way.crowd.members)
            found = self._outgoing[source.key] = Outgoing(edges, fans)
        return found

    def privilege(self, node: Node) -> Privilege:
        """The most that a node may do by itself; a workload what its roles may."""
        found = self._privileges.get(node.key)
        if found is None:
            found = self._privileges[node.key] = self._privilege(node)
        return found

    def edited(self, node: Node) -> Privilege:
        """The most that an identity may do once others have written it whatever policy they like."""
        return strongest(judge.edited() for judge in self._judges(node))

    def paths(self, source: Node, limit: int = 20) -> tuple[Path, ...]:
        """The paths to the strongest that the source can become, the strongest first; at most one to each node."""
        return Search(self.outgoing, self.privilege, self.edited).paths(source, limit)

    def _privilege(self, node: Node) -> Privilege:
        if node.is_identity:
            return strongest(judge.privilege() for judge in self._judges(node))
        if node.kind == "workload":
            runs = self._runs.get(node.key, ())
            return strongest(with_unknown(self.privilege(edge.target), edge.unknown) for edge in runs)
        if node.kind == "principal":
            return Privilege("unknown", "the stack does not have it", unknown=(Untold(f"what {node} may do"),))
        return Privilege("nothing", "it comes from outside")

    def _judges(self, node: Node) -> Iterator[Judge]:
        """A group asks for nothing; whoever is in it does."""
        permissions = self._permissions.by_urn.get(node.key)
        nobody = Caller(node.arn, node.account, None, Facts())
        alone = (Means(permissions, nobody, self._library),) if permissions else ()
        boundaries = self.stack.once(Boundaries, self.settings)
        return (Judge(node, means, self.editable, boundaries) for means in self.means(node) or alone)

    def means(self, node: Node) -> tuple[Means, ...]:
        """What an identity may do, as each caller that it is; () for all others."""
        return self._means.get(node.key, ())

    def permissions(self, node: Node) -> Permissions | None:
        """What an identity was given; None for all others."""
        return self._permissions.by_urn.get(node.key)

    @cached_property
    def trusts(self) -> Trusts:
        """Whom each role lets in."""
        roles = (node for node in self._identities.values() if node.kind == "role")
        return Trusts(Trust.of(node, self._library) for node in roles)

    @cached_property
    def editable(self) -> Editable:
        """What can be changed."""
        return Editable(self._identities, self._permissions, self.settings)

    def _ways(self, source: Node) -> Iterator[Edge | Fan]:
        means = self.means(source)
        if means:
            yield from Assuming(source, means, self.trusts)
            yield from Making(source, means, self._made)
            yield from Passing(source, means, self.trusts, self._profiles, self._entered, self._written)
            yield from Entitling(source, means, self.trusts)
            yield from Editing(source, means, self.editable)
            yield from Changing(source, means, self._changeable, self._sending)
            yield from Submitting(source, means, self._submittable)
            yield from Granting(source, means, self._locations)
            yield from Syncing(source, means, self._sync_locations)
            yield from Vouching(source, means, self._vouched)
            yield from ReadingKeys(source, means, self._kept)
            yield from Signing(source, means, self._beliefs)
        yield from self._leaving.get(source.key, ())
        yield from self._choosing.get(source.key, ())
        yield from self._starting_pods.get(source.key, ())
        yield from self._beside_on_hosts.get(source.key, ())
        yield from self._runs.get(source.key, ())
        yield from self._from_outside.get(source.key, ())

    @cached_property
    def _permissions(self) -> EffectivePermissions:
        return self.stack.once(EffectivePermissions)

    @cached_property
    def _library(self) -> Library:
        return Library(len(self._permissions.each))

    @cached_property
    def _identities(self) -> Mapping[str, Node]:
        found = {}
        for permissions in self._permissions.each:
            resource = permissions.identity
            arn = identity_arn(resource, self.settings)
            account = account_of(arn) or own_account(resource, self.settings) or ""
            found[resource.urn] = identity_node(resource, arn, account, self.settings)
        return found

    @cached_property
    def _workloads(self) -> Mapping[str, Node]:
        found: dict[str, Node] = {}
        for use in self._uses:
            resource = use.consumer
            account = account_of(text_of(said(resource, "arn"))) or own_account(resource, self.settings) or ""
            found.setdefault(resource.urn, workload_node(resource, use.noun, account, self.settings))
        return found

    @cached_property
    def _uses(self) -> tuple[Use, ...]:
        """What runs as a role, or can be made to act as one."""
        every = self.stack.once(Consumers).every_use
        return tuple(
            use
            for use in every
            if (runs_code(use) or (use.noun in paths_to_consumers() and not only_sets_up(use)))
            if use.role or use.unknown
        )

    @cached_property
    def _means(self) -> Mapping[str, tuple[Means, ...]]:
        assigned, granted, denied = assigned_accounts(self.stack), self.stack.once(Granted), self.stack.once(Denied)
        found: dict[str, tuple[Means, ...]] = {}
        for permissions in self._permissions.each:
            urn = permissions.identity.urn
            node, trust = self._identities[urn], self.trusts.by_urn.get(urn)
            tagged = trust is not None and trust.takes_tags
            callers = callers_of(permissions.identity, node.arn, assigned.get(urn, ()), tagged=tagged)
            whole = granted.with_own(permissions)
            found[urn] = tuple(denied.held(Means(whole, caller, self._library)) for caller in callers)
        return found

    def changeable(self, path: EscalationPath) -> Iterator[Member]:
        """What of the stack runs as a role and may be changed on this path, by its ARN."""
        return (one for changed in self._changeable.by_path.get(path.id, ()) for one in changed.targets.members)

    @cached_property
    def _changeable(self) -> Changeable:
        return Changeable.of(self._uses, self._workloads, Sources(self.stack), self._reads)

    def _reads(self, use: Use, arn: str) -> Answer:
        """Whether what uses a role may take what it runs from there as that."""
        node = self.node(use.role) if use.role in self.stack.by_urn else None
        return takes(self.means(node) if node else (), arn)

    @cached_property
    def _entered(self) -> Entered:
        return Entered.of(self.stack)

    @cached_property
    def _profiles(self) -> Profiles:
        roles = {urn: self._identities[found.identity.urn] for urn, found in self._permissions.by_urn.items()}
        return Profiles.of(self.stack, self.settings, roles)

    @cached_property
    def _sending(self) -> Sending:
        return Sending(self._written)

    @cached_property
    def _written(self) -> WrittenDocuments:
        return WrittenDocuments(self.stack)

    @cached_property
    def _submittable(self) -> tuple[Submittable, ...]:
        return submittable(self.stack, self.trusts.by_urn)

    @cached_property
    def _locations(self) -> tuple[Location, ...]:
        return locations(self.stack, self._identities, self.trusts)

    @cached_property
    def _sync_locations(self) -> tuple[SyncLocation, ...]:
        return sync_locations(self.stack, self._identities, self.trusts)

    @cached_property
    def _vouched(self) -> tuple[Vouched, ...]:
        return vouched(self.stack, self._identities, self.trusts.by_urn)

    @cached_property
    def _made(self) -> MadePrincipals:
        return MadePrincipals(self.stack, self.settings, self.trusts)

    @cached_property
    def _beliefs(self) -> Beliefs:
        return Beliefs(self.stack, self.settings, self.trusts.by_urn, self._signers)

    def _signers(self) -> Iterator[Signer]:
        return (Signer(self.stack.by_urn[urn], means) for urn, means in self._means.items())

    @cached_property
    def _kept(self) -> Alike:
        users = {urn: self._identities[found.identity.urn] for urn, found in self._permissions.by_urn.items()}
        return Alike(Vaults(self.stack, users, self.trusts.by_urn, self.settings))

    @cached_property
    def _runs(self) -> Mapping[str, tuple[Edge, ...]]:
        roles = {urn: self._identities[found.identity.urn] for urn, found in self._permissions.by_urn.items()}
        found: dict[str, tuple[Edge, ...]] = {}
        for use in self._uses:
            node = self._workloads[use.consumer.urn]
            found[node.key] = (*found.get(node.key, ()), *runs_as(use, node, roles))
        return found

    @cached_property
    def clusters(self) -> Clusters:
        """The clusters of EKS, and the roles of their service accounts."""
        return Clusters(self.stack, self._identities, self.trusts.by_urn)

    @cached_property
    def _starting_pods(self) -> Mapping[str, tuple[Fan, ...]]:
        return self.clusters.fans()

    @cached_property
    def _beside_on_hosts(self) -> Mapping[str, tuple[Fan, ...]]:
        return SharedHosts(self.stack, self._workloads, self._identities).fans(self._uses)

    @cached_property
    def _leaving(self) -> Mapping[str, tuple[Edge, ...]]:
        return leaving(self._identities, self._means)

    @cached_property
    def _choosing(self) -> Mapping[str, tuple[Edge, ...]]:
        return ClassicFlow(self.stack, self._identities, self.trusts.by_urn).edges()

    @cached_property
    def _entries(self) -> tuple[Edge, ...]:
        known = frozenset(text for node in self._identities.values() for text in known_as(node.arn))
        return tuple(edge for trust in self.trusts.by_urn.values() for edge in entries(trust, known))

    @cached_property
    def _from_outside(self) -> Mapping[str, tuple[Edge, ...]]:
        return grouped((edge.source.key, edge) for edge in self._entries)
