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
from functools import cache, cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_paths import EscalationPath
from daypass.data.managed_policies import broad_policies, managed_policy_gives
from daypass.data.multivalued_keys import key_prefixes
from daypass.data.role_takers import role_takers
from daypass.data.tagging_actions import tagging_actions
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
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

_SIGNS: Final = {
    "awsssoportal": "sso",
    "cloudcontrolapi": "cloudformation",
    "email": "ses",
    "iot-jobs-data": "iotjobsdata",
    "iotdata": "iot",
    "iotsecuredtunneling": "iot",
    "monitoring": "cloudwatch",
    "mturk-requester": "mechanicalturk",
    "tagging": "tag",
}
"""Name for which requests are signed → the prefix of the actions, where that is another.

Source: the service models of botocore 1.44.6 (`signingName`, `endpointPrefix`) beside the Service Authorization
Reference; read 2026-11.
"""


class Resolved(NamedTuple):
    """What is written, and what else somebody is asked about; `unknown` says what may keep the answer from them."""

    arn: str
    beside: str
    unknown: tuple[Untold, ...] = ()


def is_data_source(workload: Resource) -> bool:
    """Whether it is a data source of AppSync."""
    return workload.type in _SOURCES


def may_call(data_source: Resource, pattern: str) -> bool:
    """Whether it may call the service, the only one, that a pattern of actions is about."""
    called = called_by(data_source)
    return called == ANY or bool(_unsaid(data_source)) or matches(pattern.partition(":")[0].lower(), called)


@dataclass(frozen=True)
class Resolvers:
    """Those of a stack."""

    stack: Stack

    def of(self, path: EscalationPath, data_source: Resource, account: str) -> Iterator[Resolved]:
        """What is done to have it do something else on this path; nothing where that gives nobody an answer."""
        unsaid = _unsaid(data_source)
        if unsaid or called_by(data_source):
            for api in self._apis_of(data_source) or (None,):
                unanswered = self._unanswered(path, api)
                if unanswered is not None:
                    yield from self._by(path, data_source, account, api, (*unanswered, *unsaid))

    def let_in(self, path: EscalationPath, data_source: Resource, account: str) -> Iterator[Resolved]:
        """Below what the fields are of the APIs that it belongs to, and that let callers of this path in."""
        name = text_of(said(data_source, _API)) or ANY
        for api in self._apis_of(data_source) or (None,):
            unanswered = self._unanswered(path, api)
            if unanswered is not None:
                start = _start_of(data_source, api) or f"arn:*:appsync:*:{account or ANY}:"
                yield Resolved(f"{start}apis/{name}/", "", unanswered)

    def _by(
        self,
        path: EscalationPath,
        data_source: Resource,
        account: str,
        api: Resource | None,
        unknown: tuple[Untold, ...],
    ) -> Iterator[Resolved]:
        """The same as one of the APIs that it may belong to has it."""
        name = text_of(said(data_source, _API)) or ANY
        written = path.resource_of(name, account or ANY)
        start = _start_of(data_source, api) or _start(written)
        for action in path.elsewhere:
            beside = _ASKING[action][1].replace("NAME", name)
            yield Resolved(f"{start}{written.removeprefix(_start(written))}", f"{start}{beside}", unknown)

    def _unanswered(self, path: EscalationPath, api: Resource | None) -> tuple[Untold, ...] | None:
        """What is not known of whether the API lets callers in who come so; None where it does not.

        Of an API that the stack does not have nobody knows who has a key of it; who may send queries may so.
        """
        wanted = {_ASKING[one][0] for one in (*path.elsewhere, *path.actions) if one in _ASKING}
        if api is None:
            return () if wanted == {"AWS_IAM"} else None
        found = [texts_at(api.state, at) for at in _MODES]
        if wanted <= {text for one in found for text in one.texts}:
            return ()
        return tuple(Untold.of(api, at) for one in found for at in one.unknown) or None

    def _apis_of(self, data_source: Resource) -> tuple[Resource, ...]:
        """Its API, in order of URNs all that may be it."""
        written = said(data_source, _API)
        named = data_source.property_dependencies.get(_API, ()) if bare(written) is UNKNOWN else ()
        return next((self._apis[key] for key in (*named, text_of(written)) if key in self._apis), ())

    @cached_property
    def _apis(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN and id → the APIs: those of two accounts or regions may have one id."""
        every = sorted(self.stack.of_type(*_APIS), key=lambda api: api.urn)
        keys = ((api, {api.urn, api.id, text_of(said(api, "id")), text_of(said(api, _API))}) for api in every)
        return grouped((key, api) for api, each in keys for key in each if key)


def _start_of(data_source: Resource, api: Resource | None) -> str:
    """The same of a data source, as far as its own ARN or that of its API is known."""
    arns = [said(data_source, key) for key in ("arn", "dataSourceArn")] + ([said(api, "arn")] if api else [])
    return next(filter(None, map(_start, map(text_of, arns))), "")


def _start(arn: str) -> str:
    """What stands before the id of the API: partition, region and account; "" for no ARN."""
    start, found, _ = arn.partition(_APIS_OF)
    return f"{start}:" if found else ""


def _unsaid(data_source: Resource) -> tuple[Untold, ...]:
    """What is not known of which service it calls."""
    found = (one for at in ("type", _SIGNED_FOR) for one in texts_at(data_source.state, at).unknown)
    return tuple(Untold.of(data_source, one) for one in found)


def called_by(data_source: Resource) -> str:
    """The service that it calls as its role; "" where it calls none so, or that is not known.

    `*` where requests are signed for a name that no table knows: then whichever.
    """
    type_ = text_of(said(data_source, "type"))
    if type_ != "HTTP":
        return _CALLS.get(type_, "")
    name = next(iter(texts_at(data_source.state, _SIGNED_FOR).texts), "").lower()
    return _SIGNS.get(name) or (name if name in _services() or not name else ANY)


@cache
def _services() -> frozenset[str]:
    """Prefixes of actions that the tables know."""
    actions = (*(taker.action for taker in role_takers()), *tagging_actions().values())
    broad = (service for policy in broad_policies() for service in managed_policy_gives(policy))
    return frozenset({*key_prefixes(), *_CALLS.values(), *(one.partition(":")[0] for one in actions), *broad}) - {ANY}
