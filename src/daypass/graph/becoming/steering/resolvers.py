"""This is where it is told whose resolvers somebody may write, and ask, of the GraphQL APIs of a stack.

A resolver, or a function of a pipeline of them, says what is asked of a data source, which AppSync does as the role of
that; nobody who writes one is asked about `iam:PassRole`. Who may also send a query as an identity of IAM, or has a key
of an API that takes keys, sees the answer. A data source of each type calls one service; one of type HTTP that signs
what it sends calls the service for which that is signed. Sources: AWS AppSync API Reference, "UpdateResolver",
"DataSource" and "GraphqlApi"; Developer Guide, "HTTP resolver tutorial" and "Configuring authorization and
authentication"; Service Authorization Reference, "AWS AppSync"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.iam.glob import matches
from daypass.model.resource import UNKNOWN, Resource, bare

_SOURCES: Final = ("aws:appsync/dataSource:DataSource", "aws-native:appsync:DataSource")
_APIS: Final = ("aws:appsync/graphQLApi:GraphQLApi", "aws-native:appsync:GraphQlApi")
_API: Final = "apiId"
_MODES: Final = ("authenticationType", "additionalAuthenticationProviders[].authenticationType")

_APIS_OF: Final = ":apis/"
_KEYS: Final = "apis/NAME/apikeys/*"
_ASKING: Final[Mapping[str, tuple[str, str]]] = {
    "appsync:GraphQL": ("AWS_IAM", "apis/NAME/types/*/fields/*"),
    "appsync:ListApiKeys": ("API_KEY", _KEYS),
    "appsync:CreateApiKey": ("API_KEY", _KEYS),
}
"""Action by which somebody comes to send a query → how the API must let callers in, and what they are asked about."""

_SIGNED_FOR: Final = "httpConfig.authorizationConfig.awsIamConfig.signingServiceName"
_CALLS: Final = {
    "AMAZON_DYNAMODB": "dynamodb",
    "AMAZON_ELASTICSEARCH": "es",
    "AMAZON_OPENSEARCH_SERVICE": "es",
    "AMAZON_EVENTBRIDGE": "events",
    "AMAZON_BEDROCK_RUNTIME": "bedrock",
    "AWS_LAMBDA": "lambda",
    "RELATIONAL_DATABASE": "rds-data",
}
"""Type of a data source → the service that AppSync calls for it, by the prefix of its actions."""


class Resolved(NamedTuple):
    """What is written, and what else somebody is asked about; `unknown` says what may keep the answer from them."""

    arn: str
    beside: str
    unknown: tuple[str, ...] = ()


def is_data_source(workload: Resource) -> bool:
    """Whether it is a data source of AppSync."""
    return workload.type in _SOURCES


def may_call(data_source: Resource, pattern: str) -> bool:
    """Whether it may call the service, the only one, that a pattern of actions is about."""
    return bool(_unsaid(data_source)) or matches(pattern.partition(":")[0].lower(), _called_by(data_source))


@dataclass(frozen=True)
class Resolvers:
    """Those of a stack."""

    stack: Stack

    def of(self, path: EscalationPath, data_source: Resource, account: str) -> Iterator[Resolved]:
        """What is done to have it do something else on this path; nothing where that gives nobody an answer."""
        unanswered, unsaid = self._unanswered(path, data_source), _unsaid(data_source)
        if unanswered is None or not (unsaid or _called_by(data_source)):
            return
        unknown = (*unanswered, *unsaid)
        name = text_of(said(data_source, _API)) or ANY
        written = path.resource_of(name, account or ANY)
        start = next(filter(None, map(_start, self._arns(data_source))), _start(written))
        for action in path.elsewhere:
            beside = _ASKING[action][1].replace("NAME", name)
            yield Resolved(f"{start}{written.removeprefix(_start(written))}", f"{start}{beside}", unknown)

    def _arns(self, data_source: Resource) -> Iterator[str]:
        """Those that tell where it is: its own, and that of its API."""
        api = self._api_of(data_source)
        yield from (text_of(said(data_source, key)) for key in ("arn", "dataSourceArn"))
        if api:
            yield text_of(said(api, "arn"))

    def _unanswered(self, path: EscalationPath, data_source: Resource) -> tuple[str, ...] | None:
        """What is not known of whether its API lets callers in who come so; None where it does not.

        Of an API that the stack does not have nobody knows who has a key of it; who may send queries may so.
        """
        wanted = {_ASKING[action][0] for action in path.elsewhere}
        api = self._api_of(data_source)
        if api is None:
            return () if wanted == {"AWS_IAM"} else None
        found = [texts_at(api.state, at) for at in _MODES]
        if wanted <= {text for one in found for text in one.texts}:
            return ()
        return tuple(f"{at} of {api.name!r}" for one in found for at in one.unknown) or None

    def _api_of(self, data_source: Resource) -> Resource | None:
        written = said(data_source, _API)
        named = data_source.property_dependencies.get(_API, ()) if bare(written) is UNKNOWN else ()
        return next((self._apis[key] for key in (*named, text_of(written)) if key in self._apis), None)

    @cached_property
    def _apis(self) -> Mapping[str, Resource]:
        """URN and id → the API."""
        found: dict[str, Resource] = {}
        for api in self.stack.of_type(*_APIS):
            keys = (api.urn, api.id, text_of(said(api, "id")), text_of(said(api, _API)))
            found.update(dict.fromkeys(filter(None, keys), api))
        return found


def _start(arn: str) -> str:
    """What stands before the id of the API: partition, region and account; "" for no ARN."""
    start, found, _ = arn.partition(_APIS_OF)
    return f"{start}:" if found else ""


def _unsaid(data_source: Resource) -> tuple[str, ...]:
    """What is not known of which service it calls."""
    found = (one for at in ("type", _SIGNED_FOR) for one in texts_at(data_source.state, at).unknown)
    return tuple(f"{one} of {data_source.name!r}" for one in found)


def _called_by(data_source: Resource) -> str:
    """The service that it calls as its role; "" where it calls none so, or that is not known."""
    signed = texts_at(data_source.state, _SIGNED_FOR).texts
    type_ = text_of(said(data_source, "type"))
    return next(iter(signed), "").lower() if type_ == "HTTP" else _CALLS.get(type_, "")
