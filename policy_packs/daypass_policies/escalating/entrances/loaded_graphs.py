"""This is where it is told who has a graph database load what they may not read, and then asks it for that.

Neptune loads from whatever place of S3 a request names, as a role that is associated with the cluster and that the
request names, too: nobody is asked about `iam:PassRole`. Whoever may also query the graph reads it there. The one
bucket that the role reads is what the graph is there for, and of several the one that is called like whoever loads.
Sources: Amazon Neptune User Guide, "Neptune Loader Command" (`source`, `iamRoleArn`), "Prerequisites: IAM Role and
Amazon S3 Access" and "IAM actions for data access in Amazon Neptune"; Service Authorization Reference, "Amazon
Neptune" (asked about `RelativeId/DatabaseName`, by the id that AWS makes up for the cluster); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.patterns import meets
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import Gain, counts, gains_by

_LOADS: Final = "neptune-db:StartLoaderJob"
_QUERIES: Final = "neptune-db:ReadDataViaQuery"
_READS: Final = "s3:GetObject"
_IDS: Final[Mapping[str, str]] = {
    "aws:neptune/cluster:Cluster": "clusterResourceId",
    "aws-native:neptune:DbCluster": "clusterResourceId",
}
"""Type of a cluster → the id by which IAM asks about its graph."""


class _Graph(NamedTuple):
    """A cluster, the URN of a role as which it loads, and the ARN of its graph; `waits` says what will tell that."""

    resource: Resource
    role: str
    arn: str
    waits: tuple[Untold, ...]


def loads(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """What a workload has each graph of the stack load, and asks it for."""
    if not has_by_itself(actor, _LOADS):
        return
    for graph in rising.reach.stack.once(_graphs, rising.reach.settings):
        role = rising.actors.by_urn.get(graph.role)
        gain = _brought(actor, role) if role and role is not actor else None
        answer = _asks(actor, graph)
        if gain and answer.possible:
            words = f"have graph database {graph.resource.name!r} load what its role may {gain}, and ask it for that"
            yield Opened(_LOADS, words, answer, as_another=True)


def _asks(actor: Actor, graph: _Graph) -> Answer:
    """Whether it loads and queries; where its id is not known yet, a graph that they name may be another."""
    named = (one for one in patterns(actor, _LOADS) if meets(one, graph.arn) != "no")
    arn = next(named, graph.arn) if graph.arn.endswith(f"{ANY}/{ANY}") else graph.arn
    return all_of(may(actor, action, arn) for action in (_LOADS, _QUERIES)).under(*graph.waits)


def _brought(actor: Actor, role: Actor) -> Gain | None:
    """What the role reads of several places, and they do not."""
    buckets = {pattern.partition("/")[0] for pattern in patterns(role, _READS)}
    if not (len(buckets) > 1 or any(map(has_wildcard, buckets))):
        return None
    every = filter(counts, gains_by(actor, role, _READS, "data"))
    objects = (one for one in every if "/" in one.resource or has_wildcard(one.resource))
    return next((one for one in objects if not is_called_like(actor, one.resource)), None)


def _graphs(stack: Stack, settings: Settings) -> tuple[_Graph, ...]:
    """Those of a stack, in an order that says nothing of their registration. A single one is what everybody means."""
    uses = [use for use in stack.once(Consumers).every_use if use.consumer.type in _IDS and use.role]
    is_one = len({use.consumer.urn for use in uses}) == 1
    uses.sort(key=lambda use: (use.consumer.urn, use.role))
    return tuple(_graph(use.consumer, use.role, settings, is_one=is_one) for use in uses)


def _graph(cluster: Resource, role: str, settings: Settings, *, is_one: bool) -> _Graph:
    key = _IDS[cluster.type]
    id_, account = text_of(said(cluster, key)), own_account(cluster, settings) or ANY
    waits = () if id_ or is_one else (Untold.of(cluster, key),)
    return _Graph(cluster, role, f"arn:*:neptune-db:*:{account}:{id_ or ANY}/{ANY}", waits)
