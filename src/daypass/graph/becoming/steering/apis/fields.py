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
from daypass.graph.becoming.steering.apis.integrations import TARGETS, AskedCall
from daypass.graph.becoming.steering.apis.mappings import Template
from daypass.graph.becoming.steering.commands.shapes import FIXED
from daypass.graph.becoming.steering.commands.words import Word
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

_ARGUMENT: Final = re.compile(
    r"(?P<start>\$!?\{?)(?:ctx|context)\.(?:args|arguments)\.(?P<name>\w{1,100})(?:\.\w{1,100}){0,5}\}?"
)
_AS_INPUT: Final = r"$input.params('\g<name>')"
"""An argument in a template, and what stands for it in one of API Gateway, which is of the same language."""

_MOST: Final = 100_000
_IS_CODE: Final = re.compile(r"\bexport\s{1,9}(?:async\s{1,9})?(?:function|const)\s{1,9}request\b")
_LOOKS: Final = re.compile(
    r"\bif\s{0,9}\(|\bswitch\b|\?(?!\.)|\bthrow\b|\butil\.(?:error|unauthorized|matches)\b|&&|\|\||\[ctx"
)
"""How code looks at what it is given."""

_SOME: Final = r"\b(?:ctx|context)\.(?:args|arguments)(?:\.\w{1,100}){1,5}\b"
_TAKEN: Final = re.compile(rf"\b(?:const|let|var)\s{{1,9}}(?P<name>\w{{1,100}})\s{{0,9}}=\s{{0,9}}{_SOME}")
_TAKEN_APART: Final = re.compile(
    r"\b(?:const|let|var)\s{1,9}\{(?P<names>[\w\s,:]{1,1000})\}\s{0,9}=\s{0,9}(?:ctx|context)\.(?:args|arguments)\b(?:\.\w{1,100})?"
)


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
            asked = _asked(by, data_source)
            if asked is None or not asked.is_chosen:
                continue
            for named in self._named(by):
                for place in self._resolvers.let_in(path, data_source, account):
                    yield Field(f"{place.arn}{named}", asked, place.unknown)

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


def _asked(by: Resource, data_source: Resource) -> AskedCall | None:
    """What a resolver, or function, has a data source asked for; None where that is no call that is followed."""
    service = called_by(data_source)
    texts = (text_of(said(by, key)) for key in _KINDS[by.type].request)
    text = next((one for one in texts if one), "")
    if not text or len(text) > _MOST:
        return None
    read = _Code(text) if _IS_CODE.search(text) else _Mapped(text)
    if service == _INVOKES and (function := _FUNCTION.search(text)):
        return AskedCall("lambda:invoke", read.part(function["target"]))
    target = _TARGET.search(text)
    if target is None or service not in TARGETS:
        return None
    words = [read.word(key) for key in TARGETS[service]]
    about = next((one for one in words if one.of_input != "fixed"), FIXED)
    return AskedCall(f"{service}:{target['call'][:1].lower()}{target['call'][1:]}", about)


class _Mapped:
    """A mapping template."""

    def __init__(self, text: str) -> None:
        plain = _ARGUMENT.sub(_AS_INPUT, text)
        self._templates = [Template(one) for one in dict.fromkeys((plain, plain.replace('\\"', '"')))]

    def word(self, key: str) -> Word:
        """What stands under a key of what is sent."""
        words = (one.word(key) for one in self._templates)
        return next((one for one in words if one.of_input != "fixed"), FIXED)

    def part(self, text: str) -> Word:
        """What becomes of a piece of a path."""
        return Template(f'{{"part": "{_ARGUMENT.sub(_AS_INPUT, text)}"}}').word("part")


class _Code:
    """Code in JavaScript."""

    def __init__(self, text: str) -> None:
        taken = [found["name"] for found in _TAKEN.finditer(text)]
        apart = (one for found in _TAKEN_APART.finditer(text) for one in found["names"].split(","))
        names = [*taken, *(one.rpartition(":")[2].strip() for one in apart)]
        self._names = frozenset(filter(None, names))
        self._some = re.compile("|".join((_SOME, *(rf"\b{one}\b(?!\s*[:.(])" for one in self._names))))
        self._text = "" if _LOOKS.search(text) else text

    def word(self, key: str) -> Word:
        """What stands under a key of what is sent."""
        found = re.search(
            rf"""\b{re.escape(key)}["']?\s{{0,9}}:\s{{0,9}}(?P<value>`[^`]{{0,500}}`|[^,}}\n]{{1,500}})""", self._text
        )
        if found is None:
            is_short = key in self._names and re.search(rf"[{{,]\s{{0,9}}{re.escape(key)}\s{{0,9}}[,}}]", self._sent)
            return Word("", "whole") if is_short else FIXED
        return self._of(found["value"].strip())

    @property
    def _sent(self) -> str:
        return _TAKEN_APART.sub("", self._text)

    def part(self, text: str) -> Word:
        """What becomes of a piece of a path."""
        return self._of(f"`{text}`") if self._text else FIXED

    def _of(self, value: str) -> Word:
        if self._some.fullmatch(value) or (value[:3] == "`${" and self._some.fullmatch(value[3:-2])):
            return Word("", "whole")
        marked = re.sub(r"\$\{[^{}]{1,200}\}", lambda one: "*" if self._some.search(one[0]) else one[0], value)
        return Word(marked.strip("`"), "part") if marked != value else FIXED
