"""This is where it is told who has a knowledge base take in what they may not read, and asks it for that.

A new data source of a base that is there needs no role to be passed: the base reads it as its own. So whoever may make
or change one, have it ingested and ask the base reads whatever its role reads. Source: Service Authorization Reference,
"Amazon Bedrock" (data sources are asked about by their base); Bedrock User Guide, "Create a service role for Knowledge
Bases" and "Sync your data with your knowledge base"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer, all_of
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import best
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import MOST, Rising
from daypass_policies.escalating.takeovers.gaining import Gain, counts, gains_by

_POINTS: Final = ("bedrock:CreateDataSource", "bedrock:UpdateDataSource")
_TAKES_IN: Final = "bedrock:StartIngestionJob"
_ASKS: Final = ("bedrock:Retrieve", "bedrock:RetrieveAndGenerate")
_READS: Final = "s3:GetObject"
_IDS: Final = {
    "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase": "id",
    "aws-native:bedrock:KnowledgeBase": "knowledgeBaseId",
}
"""Type of a base → the property with its id."""

_SOURCES: Final = ("aws:bedrock/agentDataSource:AgentDataSource", "aws-native:bedrock:DataSource")
_OF_BASE: Final = "knowledgeBaseId"
_BUCKET: Final = "dataSourceConfiguration.s3Configuration.bucketArn"


class _Base(NamedTuple):
    """A base, the URN of its role, the ids that it may have, and the ARNs of the buckets that it takes in already."""

    resource: Resource
    role: str
    ids: tuple[str, ...]
    taken_in: tuple[str, ...]


def feeds_bases(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The first thing of each base that it reads so."""
    points = [action for action in _POINTS if has_by_itself(actor, action)]
    bases = rising.reach.stack.once(_bases) if points else ()
    found = (opened for base in bases if (opened := _opened(actor, base, points, rising)))
    yield from islice(found, MOST)


def _opened(actor: Actor, base: _Base, points: Sequence[str], rising: Rising) -> Opened | None:
    role = rising.actors.by_urn.get(base.role)
    answer = best(_feeds(actor, action, _arn(base, id_, actor)) for action in points for id_ in base.ids)
    if not role or role is actor or not answer.possible or not (gain := _brought(actor, role, base)):
        return None
    words = f"have knowledge base {base.resource.name!r} take in what its role may {gain}, and ask it for that"
    return Opened(points[0], words, answer, as_another=True)


def _feeds(actor: Actor, action: str, arn: str) -> Answer:
    """Whether it may point the base at something, have it taken in, and ask."""
    asked = best(may(actor, one, arn) for one in _ASKS)
    return all_of((may(actor, action, arn), may(actor, _TAKES_IN, arn), asked))


def _arn(base: _Base, id_: str, actor: Actor) -> str:
    region = text_of(base.resource.provider.inputs.raw.get("region")) or ANY
    account = actor.node.account if actor.node else ""
    return f"arn:*:bedrock:{region}:{account or ANY}:knowledge-base/{id_}"


def _brought(actor: Actor, role: Actor, base: _Base) -> Gain | None:
    """What the role reads, and neither the actor nor who asks the base as it is."""
    found = filter(counts, gains_by(actor, role, _READS, "data"))
    return next((one for one in found if one.resource.partition("/")[0] not in base.taken_in), None)


def _bases(stack: Stack) -> tuple[_Base, ...]:
    uses = [use for use in stack.once(Consumers).every_use if use.consumer.type in _IDS and use.role]
    sources = sorted(stack.of_type(*_SOURCES), key=lambda one: one.urn)
    return tuple(_base(use, sources, is_one=len(uses) == 1) for use in sorted(uses, key=lambda one: one.consumer.urn))


def _base(use: Use, sources: Iterable[Resource], *, is_one: bool) -> _Base:
    """What says of which base a source is may be known where the base's own id is not: the stack has one then."""
    base = use.consumer
    key = _IDS[base.type]
    own = base.id if key == "id" else text_of(said(base, key))
    by_id = grouped((text_of(said(one, _OF_BASE)), one) for one in sources)
    named = tuple(filter(None, by_id)) if is_one else ()
    mine = (
        one
        for id_, each in by_id.items()
        for one in each
        if is_one or (id_ == own if id_ else base.urn in one.property_dependencies.get(_OF_BASE, ()))
    )
    buckets = (text for one in mine for text in texts_at(one.state, _BUCKET).texts if Arn.parse(text))
    ids = dict.fromkeys(filter(None, (own, *named)))
    return _Base(base, use.role, tuple(ids) or (ANY,), tuple(dict.fromkeys(buckets)))
