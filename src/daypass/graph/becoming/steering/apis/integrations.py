"""This is where Integrations of API Gateway are: what they ask of AWS as their role, and what the caller says of it.

Whoever names in a request what is started, sent to or written does so to whatever the role of the integration may.
Where no template is written, the body that comes goes on as it is. Sources: API Gateway Developer Guide, "Integration
subtype reference" (HTTP APIs), "Integrate a REST API with an AWS service" and "Method request behavior for payloads
without mapping templates"; API Gateway API Reference, "Integration" (`uri`); API References of the services (the names
of arguments); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.apis.mappings import Template, pattern_of, said_by
from daypass.graph.becoming.steering.apis.routes import Route, Routes
from daypass.graph.becoming.steering.commands.shapes import FIXED, WHOLE, Shape
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import said, text_of, within
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare

INVOKES: Final = "execute-api:Invoke"
NAMES_TARGET: Final = "apigateway-x03"
"""The path on which somebody names by a request what an integration is about."""

_HTTP: Final = ("aws:apigatewayv2/integration:Integration", "aws-native:apigatewayv2:Integration")
_REST: Final[Mapping[str, str]] = {
    "aws:apigateway/integration:Integration": "",
    "aws-native:apigateway:Method": "integration",
}
"""Type of what has an integration of a REST API → where it has it."""

_PARAMETERS: Final = "requestParameters"
_TEMPLATES: Final = "requestTemplates"
_NEVER: Final = "NEVER"
_TYPES: Final = ("AWS", "AWS_PROXY")


class _Subtype(NamedTuple):
    """What is called, and the parameter that says about what."""

    call: str
    target: str


_SUBTYPES: Final[Mapping[str, _Subtype]] = {
    "EventBridge-PutEvents": _Subtype("events:putEvents", "EventBusName"),
    "Kinesis-PutRecord": _Subtype("kinesis:putRecord", "StreamName"),
    "SQS-DeleteMessage": _Subtype("sqs:deleteMessage", "QueueUrl"),
    "SQS-PurgeQueue": _Subtype("sqs:purgeQueue", "QueueUrl"),
    "SQS-ReceiveMessage": _Subtype("sqs:receiveMessage", "QueueUrl"),
    "SQS-SendMessage": _Subtype("sqs:sendMessage", "QueueUrl"),
    "StepFunctions-StartExecution": _Subtype("states:startExecution", "StateMachineArn"),
    "StepFunctions-StartSyncExecution": _Subtype("states:startSyncExecution", "StateMachineArn"),
    "StepFunctions-StopExecution": _Subtype("states:stopExecution", "ExecutionArn"),
}
_STARTS: Final = ("states:startExecution", "states:startSyncExecution")

TARGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "dynamodb": ("TableName",),
    "events": ("EventBusName",),
    "firehose": ("DeliveryStreamName",),
    "kinesis": ("StreamName", "StreamARN"),
    "secretsmanager": ("SecretId",),
    "sns": ("TopicArn", "TargetArn"),
    "sqs": ("QueueUrl",),
    "states": ("stateMachineArn", "executionArn"),
}
"""Service → the arguments of its calls that say about what they are."""

_URI: Final = re.compile(
    r"arn:[\w-]{1,20}:apigateway:[\w-]{0,30}:(?:(?P<host>[\w.-]{1,255})\.)?(?P<service>[\w-]{1,60}):"
    r"(?P<kind>action|path)/(?P<rest>.{0,1000})"
)
_PART: Final = re.compile(r"\{(?P<name>[\w-]{1,200})\+?\}")
_FUNCTION: Final = re.compile(r"2015-03-31/functions/(?P<target>.{1,400})/invocations")
_ACTION: Final = "Action"
_BY_FORM: Final[Mapping[str, str]] = {"sqs": "SendMessage", "sns": "Publish"}
"""Service whose calls are forms → the action that is meant where none is told."""

_OF_OBJECTS: Final[Mapping[str, str]] = {"GET": "s3:getObject", "PUT": "s3:putObject", "DELETE": "s3:deleteObject"}
"""Verb → what is done to an object."""


class AskedCall(NamedTuple):
    """`call` is what it calls (`sqs:sendMessage`), `target` about what; `input` is what a machine is given."""

    call: str
    target: Word
    input: Shape = FIXED

    @property
    def is_chosen(self) -> bool:
        """Whether the caller says, at least in part, about what it is."""
        return self.target.of_input != "fixed"

    @property
    def pattern(self) -> str:
        """The target, with `*` for what the caller says of it."""
        return pattern_of(self.target)

    @property
    def machine(self) -> str:
        """The state machine that it starts for whoever calls; "" where it starts none, or that is not written down."""
        return self.target.text if self.call in _STARTS and not self.is_chosen else ""


class Chosen(NamedTuple):
    """What somebody is asked about who calls the route; `unknown` says what may keep them from choosing."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class Fed(NamedTuple):
    """The state machine that an integration starts, by its ARN, or the URNs of what that comes from; on a route."""

    machine: str
    urns: tuple[str, ...]
    arn: str
    input: Shape


@dataclass(frozen=True)
class Integrations:
    """Those of a stack."""

    stack: Stack

    def choosing(self, integration: Resource) -> Iterator[Chosen]:
        """The routes by which identities of AWS say what this one is about."""
        asked = asked_of(integration)
        if asked is None:
            return
        hidden = hidden_of(integration)
        for route in self.stack.once(Routes).of(integration) if asked.is_chosen or hidden else ():
            if route.is_signed or route.unknown:
                unknown = (*_untold(route), *(() if asked.is_chosen else (Untold.of(integration, hidden),)))
                yield from (Chosen(arn, unknown) for arn in route.arns)

    def feeding(self) -> Iterator[Fed]:
        """What those start for the identities that call their routes, at what they say."""
        for integration in self.stack.of_type(*_HTTP, *_REST):
            asked = asked_of(integration)
            if asked is None or asked.call not in _STARTS or asked.is_chosen:
                continue
            urns = () if asked.machine else tuple(integration.property_dependencies.get(_said_in(integration), ()))
            for route in self.stack.once(Routes).of(integration):
                for arn in route.arns if route.is_signed and route.is_placed else ():
                    yield Fed(asked.machine, urns, arn, asked.input)


def is_integration(resource: Resource) -> bool:
    """Whether it is one, or has one."""
    return resource.type in _HTTP or resource.type in _REST


def asked_of(resource: Resource) -> AskedCall | None:
    """What an integration calls; None for what is no call of AWS, or one that nobody follows."""
    if resource.type in _HTTP:
        return _by_subtype(resource)
    return _by_uri(_Settings(_settings(resource))) if resource.type in _REST else None


def type_of(resource: Resource) -> str:
    """What sort of integration it is (`AWS`, `AWS_PROXY`), "" where that is not known."""
    if resource.type in _HTTP:
        return text_of(said(resource, "integrationType")).upper()
    return text_of(_settings(resource).get("type")).upper()


def hidden_of(resource: Resource) -> str:
    """The property that keeps from knowing what the caller says; "" where all is known."""
    settings, start = _settings(resource), _REST.get(resource.type, "")
    for key in (_PARAMETERS, _TEMPLATES):
        value = settings.get(key)
        is_open = key == _TEMPLATES or not resource.property_dependencies.get(start or key)
        if bare(value) is UNKNOWN or (is_open and UNKNOWN in within(value)):
            return f"{start}.{key}" if start else key
    return ""


def unread_of(resource: Resource) -> str:
    """The property that keeps from knowing what is called; "" where that is known. A function has a role of its own."""
    start = _REST.get(resource.type, "")
    key = "uri" if resource.type in _REST else "integrationSubtype"
    settings = _settings(resource) if resource.type in _REST else {key: said(resource, key)}
    is_proxy = resource.type in _REST and text_of(settings.get("type")) != _TYPES[0]
    return (f"{start}.{key}" if start else key) if bare(settings.get(key)) is UNKNOWN and not is_proxy else ""


def _untold(route: Route) -> tuple[Untold, ...]:
    return (Untold.of(route.by, route.unknown),) if route.unknown else ()


def _said_in(integration: Resource) -> str:
    """The property in which an integration says what it calls with."""
    return _PARAMETERS if integration.type in _HTTP else _REST[integration.type] or _TEMPLATES


def _settings(resource: Resource) -> Mapping[str, Any]:
    """What is said of an integration, wherever that stands."""
    start = _REST.get(resource.type, "")
    if start:
        inner = bare(said(resource, start))
        return inner if isinstance(inner, Mapping) else {}
    keys = ("type", "uri", "integrationHttpMethod", "passthroughBehavior", _PARAMETERS, _TEMPLATES)
    return {key: said(resource, key) for key in keys}


def _by_subtype(resource: Resource) -> AskedCall | None:
    subtype = _SUBTYPES.get(text_of(said(resource, "integrationSubtype")))
    if subtype is None:
        return None
    parameters = bare(said(resource, _PARAMETERS))
    given = parameters if isinstance(parameters, Mapping) else {}
    sent = said_by(text_of(given.get("Input")))
    return AskedCall(subtype.call, said_by(text_of(given.get(subtype.target))), WHOLE if sent == WHOLE else FIXED)


class _Settings:
    """What an integration of a REST API says."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        templates = bare(raw.get(_TEMPLATES))
        texts = map(text_of, templates.values()) if isinstance(templates, Mapping) else ()
        self._templates = [Template(text) for text in texts if text]
        behavior = self.text("passthroughBehavior")
        self._passes = behavior == "WHEN_NO_MATCH" or (is_empty(raw.get(_TEMPLATES)) and behavior != _NEVER)

    def text(self, key: str) -> str:
        """What stands there."""
        return text_of(self._raw.get(key))

    def mapped(self, place: str, name: str) -> Word | None:
        """What a parameter of the request that is sent becomes; None where nothing is said of it."""
        parameters = bare(self._raw.get(_PARAMETERS))
        given = parameters if isinstance(parameters, Mapping) else {}
        text = text_of(given.get(f"integration.request.{place}.{name}"))
        return said_by(text) if text else None

    def word(self, key: str) -> Word:
        """What is asked under this key, in a query or in the body."""
        by_query = self.mapped("querystring", key)
        if by_query is not None:
            return by_query
        if self._passes:
            return WHOLE
        words = [template.word(key) for template in self._templates]
        return next((one for one in words if one.of_input != "fixed"), next(filter(_is_said, words), FIXED))

    def shape(self, key: str) -> Shape:
        """The same, with what is inside."""
        if self._passes:
            return WHOLE
        shapes = [template.shape(key) for template in self._templates]
        return next((one for one in shapes if one != FIXED), FIXED)

    def path(self, text: str) -> Word:
        """What becomes of a piece of a path with variables in it."""
        names = [found["name"] for found in _PART.finditer(text)]
        words = {name: self.mapped("path", name) or FIXED for name in names}
        if all(word.of_input == "fixed" for word in words.values()):
            return Word(_PART.sub(lambda found: words[found["name"]].text or ANY, text))
        if _PART.fullmatch(text):
            return WHOLE
        return Word(_PART.sub(lambda found: pattern_of(words[found["name"]]) or ANY, text), "part")


def _is_said(word: Word) -> bool:
    return bool(word.text)


def _by_uri(settings: _Settings) -> AskedCall | None:
    found = _URI.fullmatch(settings.text("uri"))
    if found is None or settings.text("type") not in _TYPES:
        return None
    service, rest = found["service"], found["rest"]
    if found["kind"] == "path":
        return _by_path(service, found["host"] or "", rest, settings)
    call = f"{service}:{rest[:1].lower()}{rest[1:]}"
    return AskedCall(call, _target(service, settings), settings.shape("input")) if service in TARGETS else None


def _target(service: str, settings: _Settings) -> Word:
    words = [settings.word(key) for key in TARGETS[service]]
    return next((one for one in words if one.of_input != "fixed"), next(filter(_is_said, words), FIXED))


def _by_path(service: str, host: str, rest: str, settings: _Settings) -> AskedCall | None:
    if service == "s3" and (call := _OF_OBJECTS.get(settings.text("integrationHttpMethod").upper())):
        return AskedCall(call, Word(host) if host else settings.path(rest.partition("/")[0]))
    if service == "lambda" and (function := _FUNCTION.fullmatch(rest)):
        return AskedCall("lambda:invoke", settings.path(function["target"]))
    if service in _BY_FORM:
        does = settings.word(_ACTION).text or _BY_FORM[service]
        queue = settings.path(rest.rpartition("/")[2])
        target = queue if queue.text or queue == WHOLE else _target(service, settings)
        return AskedCall(f"{service}:{does[:1].lower()}{does[1:]}", target)
    return None
