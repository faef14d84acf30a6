"""This is where it is told who lifts what holds each user of an API to their own, by writing its resolver anew.

A resolver of AppSync that asks for what the identity of its caller says (`ctx.identity.sub`) is the only thing between
one user and what the data source reads of all. Whoever writes that resolver, or the function of a pipeline of them, has
it answer with whatever the role of the data source may, to whichever user asks next; nobody is asked about a role.
Sources: AWS AppSync Developer Guide, "Resolver context object reference" (`identity`) and "Authorization use cases";
API Reference, "UpdateResolver" and "UpdateFunction"; properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read
2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.resolvers import is_data_source, may_call
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.account import own_account
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like, is_kin
from daypass_policies.escalating.takeovers.gaining import WEIGHTS, Gain, every_gained


class _Kind(NamedTuple):
    """By which action one is written, its ARN below its API, and under which keys its parts are."""

    action: str
    thing: str
    names: tuple[str, ...]
    source: str
    code: tuple[str, ...]


_RESOLVES: Final = "appsync:UpdateResolver"
_RUNS: Final = "appsync:UpdateFunction"
_KINDS: Final[Mapping[str, _Kind]] = {
    "aws:appsync/resolver:Resolver": _Kind(
        _RESOLVES, "types/{}/resolvers/{}", ("type", "field"), "dataSource", ("code", "requestTemplate")
    ),
    "aws-native:appsync:Resolver": _Kind(
        _RESOLVES,
        "types/{}/resolvers/{}",
        ("typeName", "fieldName"),
        "dataSourceName",
        ("code", "requestMappingTemplate"),
    ),
    "aws:appsync/function:Function": _Kind(
        _RUNS, "functions/{}", ("functionId",), "dataSource", ("code", "requestMappingTemplate")
    ),
    "aws-native:appsync:FunctionConfiguration": _Kind(
        _RUNS, "functions/{}", ("functionId",), "dataSourceName", ("code", "requestMappingTemplate")
    ),
}
_API: Final = "apiId"
_APIS: Final = {
    "aws:appsync/graphQLApi:GraphQLApi": Kind("GraphQL API", "apis/", "id"),
    "aws-native:appsync:GraphQlApi": Kind("GraphQL API", "apis/", "apiId"),
}
_Key = str | tuple[str | None, str]
_HOLDS: Final = re.compile(r"\b(?:ctx|context)\.identity\b")


class _Held(NamedTuple):
    """A resolver by its ARN, the data source that it asks, as which role (its URN); `unknown`: whether it holds so."""

    resolver: Resource
    action: str
    arn: str
    source: Resource
    role: str
    unknown: tuple[Untold, ...]


def lifts(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The resolvers of the stack that a workload writes anew, and that hold callers to their own."""
    able = {kind.action for kind in _KINDS.values() if has_by_itself(actor, kind.action)}
    for one in rising.reach.stack.once(_held, rising.reach.settings) if able else ():
        answer = may(actor, one.action, one.arn).under(*one.unknown) if one.action in able else None
        gain = _first(one, actor, rising) if answer and answer.possible else None
        if answer and gain:
            words = f"write {one.resolver.name!r} anew, which holds each user of an API to their own"
            yield Opened(
                one.action, f"{words}, and so have all that {one.source.name!r} may {gain}", answer, as_another=True
            )
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _first(one: _Held, actor: Actor, rising: Rising) -> Gain | None:
    role = rising.actors.by_urn.get(one.role)
    if (
        role is None
        or role is actor
        or role.node is None
        or is_kin(actor, role.node, one.source.name, one.resolver.name)
    ):
        return None
    every = (gain for gain in every_gained(actor, role.node, rising, WEIGHTS) if may_call(one.source, gain.action))
    return next((gain for gain in every if not is_called_like(actor, gain.resource)), None)


def _held(stack: Stack, settings: Settings) -> tuple[_Held, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    uses = [use for use in stack.once(Consumers).every_use if is_data_source(use.consumer) and use.role]
    roles = {use.consumer.urn: use.role for use in uses}
    apis, found = Names.of(stack.resources, _APIS), []
    sources = grouped((key, use.consumer) for use in uses for key in _keys(use.consumer, apis))
    for resolver in sorted(stack.of_type(*_KINDS), key=lambda one: one.urn):
        kind, unknown = _KINDS[resolver.type], _unread(resolver)
        if not unknown and not any(_HOLDS.search(text_of(said(resolver, key))) for key in _KINDS[resolver.type].code):
            continue
        for source, doubts in _asked(resolver, sources, apis):
            arn = _arn(resolver, kind, settings)
            found.append(_Held(resolver, kind.action, arn, source, roles[source.urn], (*unknown, *doubts)))
    return tuple(found)


def _unread(resolver: Resource) -> tuple[Untold, ...]:
    keys = (key for key in _KINDS[resolver.type].code if bare(said(resolver, key)) is UNKNOWN)
    return tuple(Untold.of(resolver, key) for key in keys)


def _asked(
    resolver: Resource, sources: Mapping[_Key, tuple[Resource, ...]], apis: Names
) -> Iterator[tuple[Resource, tuple[Untold, ...]]]:
    """The data sources that a resolver asks, or may ask, and what is not known of that."""
    key = _KINDS[resolver.type].source
    written, name, api = bare(said(resolver, key)), text_of(said(resolver, key)), apis.one(resolver, _API)
    behind = resolver.property_dependencies.get(key, ())
    if made := next((sources[urn] for urn in behind if written is UNKNOWN and urn in sources), ()):
        yield from ((one, ()) for one in made)
    elif name and api:
        yield from ((one, ()) for one in sources.get((api, name), ()))
        yield from ((one, (Untold.of(one, _API),)) for one in sources.get((None, name), ()))
    elif name and api is None:
        yield from ((one, (Untold.of(resolver, _API),)) for one in sources.get(("*", name), ()))
    elif written is UNKNOWN:
        near = sources.get("*", ()) if api is None else (*sources.get((api, "*"), ()), *sources.get((None, "*"), ()))
        yield from ((one, (Untold.of(resolver, key),)) for one in near)


def _keys(source: Resource, apis: Names) -> Iterator[_Key]:
    """By what resolvers find a data source: itself, its API and its name; with `*` for any."""
    api, name = apis.one(source, _API), text_of(said(source, "name"))
    yield from (source.urn, "*", (api, "*"), (api, name), ("*", name))


def _arn(resolver: Resource, kind: _Kind, settings: Settings) -> str:
    names = (text_of(said(resolver, key)) or ANY for key in kind.names)
    api, account = text_of(said(resolver, _API)) or ANY, own_account(resolver, settings) or ANY
    return f"arn:*:appsync:*:{account}:apis/{api}/{kind.thing.format(*names)}"
