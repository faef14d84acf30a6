"""This is where it is told which roles of pods somebody gets by being let into their cluster, and was not meant to.

An access policy of EKS, or a group that a binding of the cluster knows, lets a role of IAM start pods in a namespace as
any of its service accounts. A pipeline is there to deploy what is called like it, and what is called by nothing but
what it does may be there for all; in all of a cluster the words by which that is called tell nobody's work. People are
not asked, as they are not of bindings. Who administers the cluster, `no-cluster-admin` tells. Source: EKS User Guide,
"Grant IAM users access to Kubernetes with EKS access entries" (policies and groups); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.clusters import Account
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.elsewhere.cluster_bindings import Binding, ClusterBindings, namespace_hidden_in
from daypass_policies.elsewhere.cluster_entries import MASTERS, ClusterEntries, ClusterEntry
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.pods import Pods, starts_pods
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.started_tasks import is_anothers, starts_tasks_alone
from daypass_policies.escalating.takeovers.belonging import (
    is_called_otherwise,
    is_foreign,
    is_kin,
    is_of_another_owner,
    names_of,
)
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, Weight, may_too
from daypass_policies.escalating.takeovers.own_work import has_work_apart
from daypass_policies.escalating.takeovers.workers import is_no_person, is_there_for_others
from daypass_policies.trusting.machine_users import is_pipelines_name

_CLUSTER: Final = "clusterName"


class Entering(NamedTuple):
    """`by` lets somebody start pods as these accounts, by what stands `at` there.

    `is_named`: in a namespace that it names, rather than in each. `unknown` are the paths, each of a resource, that
    keep from knowing that it does. `tasks` are the bindings where it may start pods and jobs there, and no more.
    """

    actor: Actor
    by: Resource
    at: str
    accounts: tuple[Account, ...]
    is_named: bool = True
    unknown: tuple[tuple[Resource, str], ...] = ()
    tasks: tuple[Binding, ...] = ()


class Entered(NamedTuple):
    """A role that somebody has so, nobody having meant it: that of `accounts`.

    `gain` is what it may that they may not, None where nothing is known of that; `may_matter`: or may be one day.
    """

    actor: Actor
    accounts: tuple[Account, ...]
    gain: Gain | None
    may_matter: bool

    @property
    def is_certain(self) -> bool:
        """Whether that is known, and one of the accounts has the role for certain."""
        return self.gain is not None and any(one.name and not one.unknown for one in self.accounts)


class EnteringPods:
    """Who enters the clusters of a stack by identities of AWS, and what that gives them of others."""

    def __init__(self, stack: Stack, rising: Rising, pods: Pods) -> None:
        self._stack, self._rising, self._pods = stack, rising, pods
        self._clusters = rising.reach.clusters

    @cached_property
    def each(self) -> tuple[Entering, ...]:
        """Those of machines that do not administer the cluster."""
        return tuple(one for one in (*self._by_policies(), *self._by_groups()) if self.is_asked(one.actor))

    def unnamed(self) -> tuple[Resource, ...]:
        """What lets somebody in of whom nobody knows yet who it is, where there are roles to be had."""
        found, actors = self._clusters.unnamed, map(self._actor_of, self._clusters.accounts)
        return found if found and any(map(self._pods.heavy_of, actors)) else ()

    def entered(self, entering: Entering) -> Iterator[Entered]:
        """Each role of pods of which something counts, with the first that it gives."""
        by_role = grouped((one.role.key, one) for one in entering.accounts)
        for accounts in by_role.values():
            weights, other = self._counting(entering, accounts), self._actor_of(accounts[0])
            gains = [gain for gain in self._pods.heavy_of(other) if gain.weight in weights]
            gain = next((one for one in gains if not may_too(entering.actor, one).possible), None)
            may_matter = bool(other.gaps) or not all(may_too(entering.actor, one).is_certain for one in gains)
            if weights:
                yield Entered(other, accounts, gain, may_matter)

    def _counting(self, entering: Entering, accounts: tuple[Account, ...]) -> tuple[Weight, ...]:
        """What counts of a role of pods: of what is its own as little as of code that somebody is to deploy."""
        actor, role = entering.actor, accounts[0].role
        pods = tuple(text for one in accounts for text in (one.namespace, one.name))
        # Who is let into all of a cluster may be there for that.
        place = "" if entering.is_named else text_of(said(entering.by, _CLUSTER))
        things = (*pods, place)
        if role.key == actor.resource.urn:
            return ()
        if is_of_another_owner(actor, role, *things):
            return HEAVY
        if self.is_for_others(actor):
            is_strange = is_called_otherwise if entering.is_named else is_foreign
            is_apart = not entering.is_named and has_work_apart(actor, role, (place,), *pods)
            return HEAVY if is_apart or is_strange(actor, role, *things) or _are_anothers(entering, accounts) else ()
        return SECRETS if is_kin(actor, role, *things) else HEAVY

    @staticmethod
    def is_for_others(actor: Actor) -> bool:
        """Whether it is there to deploy what others run."""
        return is_there_for_others(actor) or (actor.node is not None and is_pipelines_name(actor.node.name))

    def is_asked(self, actor: Actor) -> bool:
        """Whether it is a machine's that does not administer a cluster."""
        is_machines = is_no_person(actor, self._rising) or is_there_for_others(actor)
        return is_machines and actor.resource.urn not in self._administrators

    @cached_property
    def _administrators(self) -> frozenset[str]:
        """The URNs of those that have all of a cluster, or all that its namespaces hold."""
        certain = (one for one in self._entries if not one.unknown)
        return frozenset(one.who for one in certain if one.gives or one.group == MASTERS or self._gives_all(one.group))

    def _gives_all(self, group: str) -> bool:
        return any(one.reaches_all and one.rights.everything for one in self._groups.get(group, ()))

    def _by_policies(self) -> Iterator[Entering]:
        for start in self._clusters.possible_starts:
            if actor := self._rising.actors.by_urn.get(start.source.key):
                paths = dict.fromkeys((*(one.what for one in start.unknown), start.unread))
                unknown = tuple((start.by, path) for path in paths if path)
                accounts = self._clusters.accounts_for(start)
                yield Entering(actor, start.by, start.at, accounts, bool(start.namespaces), unknown)

    def _by_groups(self) -> Iterator[Entering]:
        """By the groups into which an entry puts somebody, where a binding of the stack names them."""
        for entry in self._entries if self._groups else ():
            actor = self._rising.actors.by_urn.get(entry.who)
            for binding in self._bindings_of(entry) if actor else ():
                unknown = (*_unknown_of(entry), *_unknown_in(binding))
                if actor and (starts_pods(binding) or unknown):
                    accounts = tuple(one for one in self._clusters.accounts if _is_in(one, binding))
                    tasks = self._tasks_of(entry, binding)
                    yield Entering(actor, entry.by, entry.at, accounts, not binding.everywhere, unknown, tasks)

    def _tasks_of(self, entry: ClusterEntry, binding: Binding) -> tuple[Binding, ...]:
        """All that it is given in the namespace of the binding, where that is to start tasks and no more."""
        groups = self._groups_of.get(entry.who, ())
        if binding.everywhere or not all(groups) or self._pods.are_checked(binding.resource):
            return ()  # an access policy gives more than groups do
        every = tuple(one for group in groups for one in self._groups.get(group, ()))
        there = tuple(one for one in every if one.everywhere or one.namespace == binding.namespace)
        return there if starts_tasks_alone(there) else ()

    @cached_property
    def _groups_of(self) -> Mapping[str, tuple[str, ...]]:
        """URN of who enters → the groups into which it is put, "" where it is given something else."""
        return grouped((one.who, "" if one.unknown or one.gives else one.group) for one in self._entries)

    def _bindings_of(self, entry: ClusterEntry) -> Iterator[Binding]:
        """Those of its group; all of them where the group is not known yet."""
        each = self._groups if entry.unknown else (entry.group,)
        for binding in (one for group in each for one in self._groups.get(group, ())):
            if not binding.is_of_a_chart:
                yield binding

    @property
    def _entries(self) -> tuple[ClusterEntry, ...]:
        return self._stack.once(ClusterEntries).each

    @cached_property
    def _groups(self) -> dict[str, tuple[Binding, ...]]:
        return dict(self._stack.once(ClusterBindings).groups)

    def _actor_of(self, account: Account) -> Actor:
        return self._rising.actors.by_urn[account.role.key]


def _are_anothers(entering: Entering, accounts: tuple[Account, ...]) -> bool:
    """Whether it starts tasks in their namespace, and one of them is for a work that is none of its own."""
    if not entering.tasks or not all(one.name and not one.unknown for one in accounts):
        return False
    callers = tuple(names_of(entering.actor))
    where = entering.tasks[0].namespace
    return all(is_anothers(one.name, where, callers, entering.tasks) for one in accounts)


def _unknown_of(entry: ClusterEntry) -> Iterator[tuple[Resource, str]]:
    if entry.unknown:
        yield entry.by, entry.unknown


def _unknown_in(binding: Binding) -> Iterator[tuple[Resource, str]]:
    """What keeps from knowing what it gives, unless it is known to let start pods, and where."""
    yield from ((binding.resource, path) for path in namespace_hidden_in(binding.resource))
    if not starts_pods(binding):
        yield from ((binding.resource, path) for path in binding.unknown)
        if binding.rights.of and binding.rights.unknown:
            yield from ((binding.rights.of, path) for path in binding.rights.unknown)


def _is_in(account: Account, binding: Binding) -> bool:
    is_anywhere = binding.everywhere or bool(namespace_hidden_in(binding.resource))
    return is_anywhere or matches(account.namespace, binding.namespace)
