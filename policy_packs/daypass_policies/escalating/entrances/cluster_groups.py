"""This is where it is told who puts themselves into a group of a cluster of EKS that may more there than they may.

An access entry says in which groups a principal is, and Kubernetes gives each group what a binding of the cluster says.
IAM asks about the entry, whose ARN names its principal, and where one is made about the cluster: to be limited to one's
own entry limits nothing. EKS takes no group whose name begins with `system:`. Sources: EKS API Reference,
"UpdateAccessEntry" and "CreateAccessEntry"; EKS User Guide, "Create access entries"; Service Authorization Reference,
"Amazon Elastic Kubernetes Service"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.steering.clusters import CLUSTERS
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource
from daypass_policies.elsewhere.cluster_bindings import Binding, ClusterBindings
from daypass_policies.elsewhere.cluster_entries import ClusterEntries
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.pods import starts_pods
from daypass_policies.escalating.rising import Rising

_UPDATES: Final = "eks:UpdateAccessEntry"
_CREATES: Final = "eks:CreateAccessEntry"
_STANDARD: Final = "STANDARD"
_BY_MAP_ALONE: Final = "CONFIG_MAP"
_READS: Final = tuple((verb, "", "secrets") for verb in ("get", "list", "watch"))
_EVERYWHERE: Final = ""


class _Given(NamedTuple):
    """What somebody does in a namespace of a cluster, or in all of it (`_EVERYWHERE`), in words after "and so"."""

    words: str
    namespace: str

    def __str__(self) -> str:
        return f"{self.words} {'a namespace' if self.namespace else 'all of the cluster'}"


def joins_groups_of_clusters(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The group of a binding of the stack that gives a workload more, by an entry that it has or makes."""
    stack = rising.reach.stack
    if actor.node is None or not any(has_by_itself(actor, one) for one in (_UPDATES, _CREATES)):
        return
    groups, entries = stack.once(ClusterBindings).groups, stack.once(ClusterEntries)
    if groups and actor.resource.urn not in {one.who for one in entries.each if one.gives}:
        own = frozenset(_had(actor, rising))
        more = [(name, one) for name, each in groups.items() for one in each if not one.is_of_a_chart]
        for name, binding in more:
            found = tuple(_joined(actor, name, binding, own, rising))
            yield from found
            if any(one.answer.is_certain for one in found):
                return  # who joins one joins any


def _joined(actor: Actor, group: str, binding: Binding, own: frozenset[_Given], rising: Rising) -> Iterator[Opened]:
    given = [one for one in _given(binding) if not own & {one, one._replace(namespace=_EVERYWHERE)}]
    hidden = binding.rights.unknown if binding.rights.of and not given else ()
    unknown = tuple(Untold.of(binding.rights.of, path) for path in hidden if binding.rights.of)
    for action, answer in _ways(actor, group, rising) if given or unknown else ():
        gets = given[0] if given else _Given("do what it may not yet in", binding.namespace)
        words = f"put itself into a group to which binding {binding.resource.name!r} gives more, and so {gets}"
        yield Opened(action, words, answer.under(*unknown))


def _had(actor: Actor, rising: Rising) -> Iterator[_Given]:
    """What it has already, by its groups and its access policies."""
    groups = rising.reach.stack.once(ClusterBindings).groups
    for entry in rising.reach.stack.once(ClusterEntries).each:
        if entry.who == actor.resource.urn:
            yield from (given for binding in groups.get(entry.group, ()) for given in _given(binding))
    for start in rising.reach.clusters.starts:
        if start.source.key == actor.resource.urn:
            for namespace in start.namespaces or (_EVERYWHERE,):
                yield from (_Given(_STARTING, namespace), _Given(_READING, namespace))


_STARTING: Final = "start or enter pods of"
_READING: Final = "read the secrets of"


def _given(binding: Binding) -> Iterator[_Given]:
    """What counts of what a binding gives: to read secrets there, and to be in pods."""
    if any(right.allows(*one, tuple(right.names)) for one in _READS for right in binding.rights.known):
        yield _Given(_READING, binding.namespace)
    if starts_pods(binding):
        yield _Given(_STARTING, binding.namespace)


def _ways(actor: Actor, group: str, rising: Rising) -> Iterator[tuple[str, Answer]]:
    """By which action it is put into the group: of entries that it has, or of one that it makes where it has none."""
    stack, node = rising.reach.stack, actor.node
    if node is None:
        return
    entries = stack.once(ClusterEntries).entries_of.get(actor.resource.urn, ())
    asked = Facts({"eks:kubernetesgroups": group}, absent=frozenset({"eks:username"}))
    start, whose = f"arn:*:eks:*:{node.account or ANY}", node.arn.rpartition(":")[2].partition("/")[0]
    for entry in entries:
        if text_of(said(entry, "type")) in ("", _STANDARD):
            place = (
                f"access-entry/{_cluster_of(entry, stack)}/{whose}/{node.account}/{node.arn.rpartition('/')[2]}/{ANY}"
            )
            yield _UPDATES, may(actor, _UPDATES, f"{start}:{place}", asked.and_(tag_facts(entry, "aws:resourcetag/")))
    made = asked.and_(Facts({"eks:principalarn": node.arn, "eks:accessentrytype": _STANDARD}))
    for cluster in () if entries else stack.of_type(*CLUSTERS):
        if _BY_MAP_ALONE not in texts_at(cluster.state, "accessConfig.authenticationMode").texts:
            place = f"cluster/{text_of(said(cluster, 'name')) or ANY}"
            yield _CREATES, may(actor, _CREATES, f"{start}:{place}", made.and_(tag_facts(cluster, "aws:resourcetag/")))


def _cluster_of(entry: Resource, stack: Stack) -> str:
    """The name of its cluster; of one that is not known yet, that of the only one of the stack."""
    names = [text_of(said(one, "name")) for one in stack.of_type(*CLUSTERS)]
    return text_of(said(entry, "clusterName")) or (names[0] if len(names) == 1 else "") or ANY
