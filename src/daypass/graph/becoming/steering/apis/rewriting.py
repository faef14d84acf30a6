"""This is where it is told which integrations of API Gateway somebody may write anew, and have run.

An integration asks AWS for something as its role, and a patch of its address or its template leaves the role as it is;
nobody who patches one is asked about `iam:PassRole`, as is who puts one. An integration of a REST API runs at once for
whoever tests its method, who needs no deployment, and is asked for nothing by the method. One of an HTTP or WebSocket
API takes effect by itself where a stage deploys automatically, for whoever calls its route: an identity of AWS, or
anybody. Sources: API Gateway API Reference, "UpdateIntegration" and "TestInvokeMethod"; API Gateway Version 2 API
Reference, "UpdateIntegration" and "Stage" (`autoDeploy`); API Gateway Developer Guide, "Amazon Resource Name (ARN)
reference", "Use the API Gateway console to test a REST API method" and "Integration subtype reference"; read 2026-12.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.apis.integrations import asked_of, type_of
from daypass.graph.becoming.steering.apis.routes import Route, Routes
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import action_matches
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import Resource

_TESTED: Final = "apigateway-x08"
_CALLED: Final = "apigateway-x09"
_OPEN: Final = "apigateway-x10"
REWRITES: Final = frozenset((_TESTED, _CALLED, _OPEN))
"""The paths on which somebody writes an integration anew, and tests it, calls its route, or anybody does."""

_HTTP: Final = ("aws:apigatewayv2/integration:Integration", "aws-native:apigatewayv2:Integration")
_ANYTHING: Final = ("AWS", "")
_LIMITED: Final = ("AWS_PROXY",)
_FUNCTIONS: Final = ("lambda",)
_SUBTYPES: Final = ("appconfig", "events", "kinesis", "lambda", "sqs", "states")
"""What an HTTP API calls for itself, by the prefix of actions: a function, or one of the subtypes there are."""

_APIS: Final = ("restApi", "restApiId", "apiId")
_PLACES: Final = ("resourceId",)
_IDS: Final = ("integrationId",)
_DEPLOYS: Final = "autoDeploy"
_MANAGED: Final = "arn:*:apigateway:*::"


class Rewritten(NamedTuple):
    """What somebody is asked about, first and then; `unknown` says what may keep it from having any effect."""

    arn: str
    beside: tuple[str, ...] = ()
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Rewriting:
    """The integrations of a stack."""

    stack: Stack

    def of(self, path: str, integration: Resource) -> Iterator[Rewritten]:
        """What is done to one on this path; nothing where that makes it do nothing else."""
        if integration.type not in _HTTP:
            if path == _TESTED:
                method = _method(integration)
                yield Rewritten(f"{method}/integration", (method,))
            return
        deployed = self._deployed(integration) if path in (_CALLED, _OPEN) else None
        for route in self.stack.once(Routes).of(integration) if deployed is not None else ():
            unknown = (*(deployed or ()), *_untold(route))
            if path == _CALLED and route.is_signed:
                yield from (Rewritten(arn, (_integration(integration),), unknown) for arn in route.arns)
            elif path == _OPEN and (route.is_open or not route.who):
                yield Rewritten(_integration(integration), (), unknown)

    def _deployed(self, integration: Resource) -> tuple[Untold, ...] | None:
        """What is not known of whether a stage takes the change up by itself; None where none does."""
        stages = tuple(self.stack.once(Routes).stages_of(integration))
        said_so = [switch(stage, _DEPLOYS) for stage in stages]
        if any(said_so):
            return ()
        doubted = (stage for stage, does in zip(stages, said_so, strict=True) if does is None)
        return tuple(Untold.of(stage, _DEPLOYS) for stage in doubted) or None


def calls_already(integration: Resource, pattern: str) -> bool:
    """Whether a pattern of actions is the one call that it makes anyway."""
    asked = asked_of(integration)
    return asked is not None and not has_wildcard(pattern) and action_matches(pattern, asked.call)


def may_be_made_to_call(integration: Resource, pattern: str) -> bool:
    """Whether it can be made to call what a pattern of actions is about, as what it is: nobody patches its type.

    One that passes requests on as they are calls a function, and of an HTTP API what has a subtype, too.
    """
    type_ = type_of(integration)
    if type_ not in _LIMITED:
        return type_ in _ANYTHING
    called = _SUBTYPES if integration.type in _HTTP else _FUNCTIONS
    return any(matches(pattern.partition(":")[0].lower(), one) for one in called)


def _untold(route: Route) -> tuple[Untold, ...]:
    return (Untold.of(route.by, route.unknown),) if route.unknown else ()


def _method(integration: Resource) -> str:
    """The method of a REST API that an integration is behind, as the ARN that its manager is asked about."""
    verb = text_of(said(integration, "httpMethod")).upper() or ANY
    return f"{_MANAGED}/restapis/{_id(integration, _APIS)}/resources/{_id(integration, _PLACES)}/methods/{verb}"


def _integration(integration: Resource) -> str:
    own = integration.id.rpartition("|")[2].rpartition("/")[2] or _id(integration, _IDS)
    return f"{_MANAGED}/apis/{_id(integration, _APIS)}/integrations/{own}"


def _id(resource: Resource, keys: tuple[str, ...]) -> str:
    return next(filter(None, (text_of(said(resource, key)) for key in keys)), ANY)
