"""This is where it is told who has what a service carries as a role put where they read it.

A delivery stream of Firehose and a connector of MSK Connect write to whatever their settings name and their role may
write, and whoever changes these is asked about no role: what is not said of a stream stays as it was, the role too. A
connector reads whatever topics its settings name as well. Who reads where it is put already has it anyway. Sources:
Amazon Data Firehose API Reference, "UpdateDestination" ("change the bucket name of the Amazon S3 destination"); Amazon
MSK Connect API Reference, "UpdateConnector" (`connectorConfiguration`; settings have no condition key of their own);
read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of, within
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, bare
from daypass.settings import Settings
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_helper_of
from daypass_policies.escalating.takeovers.choosing import patterns_for
from daypass_policies.escalating.takeovers.copying import meets

_READS: Final = "s3:GetObject"
_WRITES: Final = "s3:PutObject"
_OF_S3: Final = ":s3:::"
_BUCKET: Final = "s3.bucket.name"
_TOPICS: Final = "kafka-cluster:ReadData"


class _Kind(NamedTuple):
    """By which action settings are changed, how a thing is called, and where it is; `arn`: under which key that is."""

    action: str
    noun: str
    name: str
    arn: str
    pattern: str


_STREAM: Final = _Kind("firehose:UpdateDestination", "delivery stream", "name", "arn", "deliverystream/{}")
_CONNECTOR: Final = _Kind("kafkaconnect:UpdateConnector", "Kafka connector", "name", "arn", "connector/{}/*")
_KINDS: Final[Mapping[str, _Kind]] = {
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": _STREAM,
    "aws-native:kinesisfirehose:DeliveryStream": _STREAM._replace(name="deliveryStreamName"),
    "aws:mskconnect/connector:Connector": _CONNECTOR,
    "aws-native:kafkaconnect:Connector": _CONNECTOR._replace(name="connectorName", arn="connectorArn"),
}
_SETTINGS: Final = "connectorConfiguration"


class _Carrier(NamedTuple):
    """What carries, as which roles (their URNs), and the objects, as a pattern, where it puts that by now."""

    resource: Resource
    kind: _Kind
    name: str
    arn: str
    brings: Facts
    roles: tuple[str, ...]
    places: tuple[str, ...]


def reroutes(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The streams and connectors of the stack that a workload has write where it reads.

    What is called like it is its own, unless its name says that it scales or watches what others run.
    """
    able = {kind.action for kind in _KINDS.values() if has_by_itself(actor, kind.action)}
    if not able or not patterns(actor, _READS):
        return
    for one in rising.reach.stack.once(_carriers, rising.reach.settings):
        near = one.kind.action in able and not is_for_tests(one.name)
        answer = may(actor, one.kind.action, one.arn, one.brings) if near else NO
        if answer.possible and any(_brings(one, role, actor, rising) for role in one.roles):
            what = f"{one.kind.noun} {one.resource.name!r}"
            yield Opened(one.kind.action, f"have what {what} carries put where it reads that", answer, as_another=True)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _brings(one: _Carrier, urn: str, actor: Actor, rising: Rising) -> bool:
    """Whether it writes as this role where they read, and what they have not: all that it carries, or other topics."""
    role = rising.actors.by_urn.get(urn)
    if role is None or role is actor or role.node is None:
        return False
    is_its_own = is_called_like(actor, one.name) and not is_helper_of(actor, role.node, one.name)
    if is_its_own or not meets(role, _WRITES, actor, _READS):
        return False
    has_it = any(may(actor, _READS, place).possible for place in one.places)
    return not has_it or any(has_wildcard(one.rpartition("/")[2]) for one in patterns_for(role, _TOPICS))


def _carriers(stack: Stack, settings: Settings) -> tuple[_Carrier, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    uses = (use for use in stack.once(Consumers).every_use if use.consumer.type in _KINDS and use.role)
    roles = grouped((use.consumer.urn, use.role) for use in uses)
    return tuple(
        _carrier(stack.by_urn[urn], tuple(dict.fromkeys(each)), settings) for urn, each in sorted(roles.items())
    )


def _carrier(resource: Resource, roles: tuple[str, ...], settings: Settings) -> _Carrier:
    kind = _KINDS[resource.type]
    name, brings = text_of(said(resource, kind.name)) or resource.name, tag_facts(resource, "aws:resourcetag/")
    return _Carrier(resource, kind, name, _arn(resource, kind, settings), brings, roles, tuple(_places(resource)))


def _arn(resource: Resource, kind: _Kind, settings: Settings) -> str:
    """Its ARN, else one made of its name, with `*` for the rest of what is not known of it."""
    service, own = kind.action.partition(":")[0], text_of(said(resource, kind.arn))
    if (arn := Arn.parse(own)) and arn.service == service:
        return own
    name = text_of(said(resource, kind.name)) or ANY
    return f"arn:*:{service}:*:{own_account(resource, settings) or ANY}:{kind.pattern.format(name)}"


def _places(resource: Resource) -> Iterator[str]:
    """The buckets that its settings name."""
    for value in within(resource.state.raw):
        text = text_of(value)
        if _OF_S3 in text and Arn.parse(text):
            yield f"{text}/*"
    settings = bare(said(resource, _SETTINGS))
    if isinstance(settings, Mapping) and (bucket := text_of(settings.get(_BUCKET))):
        yield f"arn:*{_OF_S3}{bucket}/*"
