"""This is where the fields of GraphQL APIs are that hand on what is asked for: what they call, and who says about what.

A resolver, or a function of a pipeline of them, writes the request of a data source from the arguments of its field,
and AppSync sends that as the role of the data source. Who names in an argument what is started, sent to or read does
so to whatever the role may. Of a template, or code, that branches nobody tells here what it makes of an argument.
Sources: AWS AppSync Developer Guide, "Resolver mapping template reference for HTTP", "JavaScript resolver function
reference for HTTP", "Resolver mapping template context reference" and "JavaScript resolvers overview"; the protocols
of the services (`X-Amz-Target`); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.apis.argued import request_of
from daypass.graph.becoming.steering.apis.integrations import TARGETS, AskedCall
from daypass.graph.becoming.steering.commands.shapes import FIXED, WHOLE
from daypass.graph.becoming.steering.resolvers import Resolvers, called_by
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

ASKS_FIELD: Final = "appsync-x11"
"""The path on which somebody names by an argument of a field what its data source is asked about."""


class _Kind(NamedTuple):
    """Where one says its type and field (a resolver's), its data source, and what it asks that for."""

    field: tuple[str, ...]
    source: str
    request: tuple[str, ...]


_RESOLVERS: Final[Mapping[str, _Kind]] = {
    "aws:appsync/resolver:Resolver": _Kind(("type", "field"), "dataSource", ("requestTemplate", "code")),
    "aws-native:appsync:Resolver": _Kind(
        ("typeName", "fieldName"), "dataSourceName", ("requestMappingTemplate", "code")
    ),
}
_FUNCTIONS: Final[Mapping[str, _Kind]] = {
    "aws:appsync/function:Function": _Kind((), "dataSource", ("requestMappingTemplate", "code")),
    "aws-native:appsync:FunctionConfiguration": _Kind((), "dataSourceName", ("requestMappingTemplate", "code")),
}
_KINDS: Final = {**_RESOLVERS, **_FUNCTIONS}
_API: Final = "apiId"
_IN_PIPELINE: Final = "pipelineConfig.functions[]"
_ID: Final = "functionId"

_TARGET: Final = re.compile(
    r"""["']?x-amz-target["']?\s{0,9}:\s{0,9}["'][\w-]{1,80}\.(?P<call>\w{1,80})["']""", re.IGNORECASE
)
_FUNCTION: Final = re.compile(r"/functions/(?P<target>[^\"'`]{1,300})/invocations")
_INVOKES: Final = "lambda"

_BY_REQUEST: Final = "HTTP"
"""The type of a data source of which the request itself says what is called, and about what."""
_CALLS: Final[Mapping[str, tuple[str, ...]]] = {
    "dynamodb": ("getItem", "putItem", "updateItem", "deleteItem", "query", "scan"),
    "events": ("putEvents",),
    "firehose": ("putRecord",),
    "kinesis": ("putRecord", "getRecords"),
    "lambda": ("invoke",),
    "secretsmanager": ("getSecretValue", "putSecretValue"),
    "sns": ("publish",),
    "sqs": ("sendMessage", "receiveMessage"),
    "states": ("startExecution", "startSyncExecution"),
}
"""Service → what a request may turn out to call of which nobody knows yet what it says."""

_MOST: Final = 100_000


class Field(NamedTuple):
    """What somebody is asked about who queries it, and what it then calls; `unknown` may keep them from it."""

    arn: str
    asked: AskedCall
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Fields:
    """Those of a stack."""

    stack: Stack

    def of(self, path: EscalationPath, data_source: Resource, account: str) -> Iterator[Field]:
        """Those whose arguments say what this data source is asked about."""
        for by in {one.urn: one for one in self._using(data_source)}.values():
            for asked, unknown in _each_asked(by, data_source):
                for named in self._named(by):
                    for place in self._resolvers.let_in(path, data_source, account):
                        yield Field(f"{place.arn}{named}", asked, (*unknown, *place.unknown))

    def _named(self, by: Resource) -> Iterator[str]:
        """What stands in the ARNs of the fields that have it ask, as far as that is known."""
        for resolver in (by,) if by.type in _RESOLVERS else self._running(by):
            type_, field = (text_of(said(resolver, key)) or ANY for key in _RESOLVERS[resolver.type].field)
            yield f"types/{type_}/fields/{field}"

    def _using(self, data_source: Resource) -> Iterator[Resource]:
        """The resolvers and functions that ask this one: by its name and API, or what they come from."""
        api, name = text_of(said(data_source, _API)), text_of(said(data_source, "name"))
        yield from self._by_source.get((api, name), ()) if api and name else ()
        yield from self._by_dependency.get(data_source.urn, ())

    @cached_property
    def _by_source(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        every = ((one, text_of(said(one, _KINDS[one.type].source))) for one in self.stack.of_type(*_KINDS))
        return grouped(((text_of(said(one, _API)), name), one) for one, name in every)

    @cached_property
    def _by_dependency(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of a data source → those that take its name from there, where that or its API is not known yet."""
        every = ((one, _KINDS[one.type].source) for one in self.stack.of_type(*_KINDS))
        unsaid = ((one, at) for one, at in every if UNKNOWN in (bare(said(one, at)), bare(said(one, _API))))
        return grouped((urn, one) for one, at in unsaid for urn in one.property_dependencies.get(at, ()))

    def _running(self, function: Resource) -> Iterator[Resource]:
        """The resolvers in whose pipeline a function is."""
        keys = (function.urn, text_of(said(function, _ID)))
        yield from {one.urn: one for key in keys if key for one in self._by_function.get(key, ())}.values()

    @cached_property
    def _by_function(self) -> Mapping[str, tuple[Resource, ...]]:
        """Id, or URN where that is not known, of a function → the resolvers that run it."""
        every = ((one, texts_at(one.state, _IN_PIPELINE)) for one in self.stack.of_type(*_RESOLVERS))
        told = [
            (key, one)
            for one, found in every
            for key in (
                *found.texts,
                *(one.property_dependencies.get(_IN_PIPELINE.partition(".")[0], ()) if found.unknown else ()),
            )
        ]
        return grouped(told)

    @cached_property
    def _resolvers(self) -> Resolvers:
        return Resolvers(self.stack)


def _each_asked(by: Resource, data_source: Resource) -> Iterator[tuple[AskedCall, tuple[Untold, ...]]]:
    """What an argument says what a data source is asked for; where that is not known yet, whatever it may turn out."""
    unread = _unread_of(by)
    if not unread:
        asked = _asked(by, data_source)
        yield from ((asked, ()),) if asked and asked.is_chosen else ()
    elif text_of(said(data_source, "type")) == _BY_REQUEST:
        service = called_by(data_source)
        for call in _CALLS.get(service, ()):
            yield AskedCall(f"{service}:{call}", WHOLE), (Untold.of(by, unread),)


def _unread_of(by: Resource) -> str:
    """The property that will say it and is not known yet; "" where one is, or none says it."""
    keys = _KINDS[by.type].request
    if any(text_of(said(by, key)) for key in keys):
        return ""
    return next((key for key in keys if bare(said(by, key)) is UNKNOWN), "")


def _asked(by: Resource, data_source: Resource) -> AskedCall | None:
    """What a resolver, or function, has a data source asked for; None where that is no call that is followed."""
    service = called_by(data_source)
    texts = (text_of(said(by, key)) for key in _KINDS[by.type].request)
    text = next((one for one in texts if one), "")
    if not text or len(text) > _MOST:
        return None
    read = request_of(text)
    if service == _INVOKES and (function := _FUNCTION.search(text)):
        return AskedCall("lambda:invoke", read.part(function["target"]))
    target = _TARGET.search(text)
    if target is None or service not in TARGETS:
        return None
    words = [read.word(key) for key in TARGETS[service]]
    about = next((one for one in words if one.of_input != "fixed"), FIXED)
    return AskedCall(f"{service}:{target['call'][:1].lower()}{target['call'][1:]}", about)
