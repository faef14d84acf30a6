"""This is where the Routes of API Gateway are by which an integration is reached, and how it knows who calls.

Sources: API Gateway Developer Guide, "Control access to a REST API with IAM permissions" and "Control access to HTTP
APIs with IAM authorization" (execute-api:Invoke on API, stage, method and path), "Create routes for HTTP APIs" (`ANY`,
`$default`, `{proxy+}`); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

SIGNED: Final = "AWS_IAM"
"""What a route says whose callers AWS knows."""

_OPEN: Final = "NONE"
_ROUTES: Final = ("aws:apigatewayv2/route:Route", "aws-native:apigatewayv2:Route")
_METHODS: Final = ("aws:apigateway/method:Method", "aws-native:apigateway:Method")
_PARTS: Final = ("aws:apigateway/resource:Resource", "aws-native:apigateway:Resource")
_STAGES: Final[Mapping[str, str]] = {
    "aws:apigatewayv2/stage:Stage": "name",
    "aws:apigateway/stage:Stage": "stageName",
    "aws-native:apigatewayv2:Stage": "stageName",
    "aws-native:apigateway:Stage": "stageName",
}
"""Type of a stage → its name."""

_REST_APIS: Final = ("aws:apigateway/restApi:RestApi", "aws-native:apigateway:RestApi")
_APIS: Final = ("apiId", "restApi", "restApiId")
_TARGET: Final = "target"
_IDS: Final = ("integrationId", "resourceId")
_SAYS_WHO: Final = ("authorizationType", "authorization")
_VERBS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_EVERY: Final = "ANY"
_DEFAULT: Final = "$default"
_VARIABLE: Final = re.compile(r"\{[^{}/]{1,200}\}")
_DEEPEST: Final = 30


class Route(NamedTuple):
    """`by` says it, `arns` are what its callers are asked about, and `who` is how it knows them, "" where not known.

    `is_placed`: it is known that it leads to the integration.
    """

    by: Resource
    arns: tuple[str, ...]
    who: str
    takes_key: bool = False
    is_placed: bool = True

    @property
    def is_signed(self) -> bool:
        """Whether its callers are identities of AWS."""
        return self.who == SIGNED

    @property
    def is_open(self) -> bool:
        """Whether nobody is asked for anything."""
        return self.who == _OPEN and not self.takes_key

    @property
    def unknown(self) -> str:
        """The property that keeps from knowing who calls, or whether this is called; "" where both are known."""
        if not self.is_placed:
            return _TARGET
        return "" if self.who else next((key for key in _SAYS_WHO if said(self.by, key) is not None), _SAYS_WHO[0])


@dataclass(frozen=True)
class Routes:
    """Those of a stack."""

    stack: Stack

    def of(self, integration: Resource) -> Iterator[Route]:
        """Those that lead to an integration."""
        if integration.type in _METHODS:
            yield self._of_method(integration)
            return
        if _meant(integration, "resourceId"):
            yield from map(self._of_method, self._methods_of(integration))
            return
        near = {one.urn: one for key in _own(integration) for one in self._by_target.get(key, ())}
        yield from (self._of_route(one) for one in near.values() if _may_be_of_one(one, integration))
        lost = (one for one in self._by_target.get("", ()) if _may_be_of_one(one, integration))
        yield from (self._of_route(one)._replace(is_placed=False) for one in lost)

    def stages_of(self, integration: Resource) -> Iterator[Resource]:
        """The stages of the API that has it, as far as the stack has them."""
        own = {key for key in (_api(integration), *_behind_api(integration)) if key}
        for stage in self.stack.of_type(*_STAGES):
            if not own.isdisjoint((_api(stage), *_behind_api(stage))):
                yield stage

    def stages_perhaps_of(self, integration: Resource) -> Sequence[Resource]:
        """The stages that may be of the API that has it, where it is not known of which API one of both is."""
        if _api(integration) or any(_behind_api(integration)):
            return self._lost_stages
        return tuple(self.stack.of_type(*_STAGES)) if _is_lost(integration) else ()

    @cached_property
    def _lost_stages(self) -> Sequence[Resource]:
        return tuple(filter(_is_lost, self.stack.of_type(*_STAGES)))

    def _of_route(self, route: Resource) -> Route:
        method, _, path = (text_of(said(route, "routeKey")) or _DEFAULT).partition(" ")
        at = (_EVERY, PROBE) if method == _DEFAULT else (method, path)
        return Route(route, tuple(self._arns(route, *at)), _who(route))

    def _of_method(self, method: Resource) -> Route:
        verb = text_of(said(method, "httpMethod")).upper() or _EVERY
        arns = tuple(self._arns(method, verb, self._path(method)))
        return Route(method, arns, _who(method), switch(method, "apiKeyRequired") is not False)

    def _arns(self, by: Resource, verb: str, path: str) -> Iterator[str]:
        api, named = _api(by), _VARIABLE.sub(PROBE, path.strip("/"))
        stages = dict.fromkeys(name for key in (api, *_behind_api(by)) for name in self._stages.get(key, ()))
        verbs = _VERBS if verb == _EVERY else (verb,)
        for stage, each in product(stages or (ANY,), verbs):
            yield f"arn:*:execute-api:*:*:{api or ANY}/{stage}/{each}/{named}"

    @cached_property
    def _stages(self) -> Mapping[str, Sequence[str]]:
        """API, by its id or its URN → the names of its stages, as they stand in ARNs."""
        each = ((stage, text_of(said(stage, _STAGES[stage.type]))) for stage in self.stack.of_type(*_STAGES))
        named = ((stage, ANY if name in ("", _DEFAULT) else name) for stage, name in each)
        return grouped((key, name) for stage, name in named for key in (_api(stage), *_behind_api(stage)) if key)

    @cached_property
    def _by_target(self) -> Mapping[str, Sequence[Resource]]:
        """Integration, by its id or its URN → its routes; under "" those of which it is not known where they lead."""
        return grouped((key, route) for route in self.stack.of_type(*_ROUTES) for key in _targets(route))

    def _methods_of(self, integration: Resource) -> Iterator[Resource]:
        """Of the same resource of an API and the same verb; or the one from which the integration takes these."""
        behind = {urn for urns in integration.property_dependencies.values() for urn in urns}
        taken = [one for one in self.stack.of_type(*_METHODS) if one.urn in behind]
        key = _place(integration)
        same = self._by_place.get(key, ()) if all(key) else ()
        yield from same or taken[:1]

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], Sequence[Resource]]:
        return grouped((_place(method), method) for method in self.stack.of_type(*_METHODS))

    def _path(self, method: Resource) -> str:
        """Where a method is, as far as it is known; of what is not `*`."""
        parts: list[str] = []
        at = self._part(method, "resourceId")
        for _ in range(_DEEPEST):
            if at is None or text_of(said(at, "path")):
                break
            parts.append(text_of(said(at, "pathPart")) or ANY)
            at = self._part(at, "parentId")
        begins = text_of(said(at, "path")).strip("/") if at else ""
        is_root = bool(parts) or at is not None or self._is_at_root(method)
        return "/".join(filter(None, (begins, *reversed(parts)))) if is_root else ANY

    def _part(self, by: Resource, key: str) -> Resource | None:
        found = (self._parts.get(one) for one in (text_of(said(by, key)), *by.property_dependencies.get(key, ())))
        return next(filter(None, found), None)

    @cached_property
    def _parts(self) -> Mapping[str, Resource]:
        """Id or URN → the resource of an API that has it."""
        return {key: one for one in self.stack.of_type(*_PARTS) for key in _own(one)}

    def _is_at_root(self, method: Resource) -> bool:
        """Whether it is the API itself that its place comes from."""
        behind = (self.stack.by_urn.get(urn) for urn in method.property_dependencies.get("resourceId", ()))
        return any(one is not None and one.type in _REST_APIS for one in behind)


def _who(by: Resource) -> str:
    """How it knows its callers: nobody is asked where nothing is said."""
    key = next((key for key in _SAYS_WHO if not is_empty(said(by, key))), "")
    return text_of(said(by, key)).upper() if key else _OPEN


def _targets(route: Resource) -> Sequence[str]:
    """The integration to which a route leads, by its id, else by what that comes from; "" for one that is not known."""
    target = said(route, _TARGET)
    if named := text_of(target):
        return (named.rpartition("/")[2],)
    behind = route.property_dependencies.get(_TARGET, ())
    return behind or (("",) if bare(target) is UNKNOWN else ())


def _own(resource: Resource) -> Iterator[str]:
    """How others call it: by its URN or its id."""
    yield resource.urn
    ids = (resource.id.rpartition("|")[2].rpartition("/")[2], *(text_of(said(resource, key)) for key in _IDS))
    yield from dict.fromkeys(filter(None, ids))


def _api(by: Resource) -> str:
    return next(filter(None, (text_of(said(by, key)) for key in _APIS)), "")


def _behind_api(by: Resource) -> Iterator[str]:
    """The URNs of what the API of something comes from, where that is not known by its id."""
    for key in _APIS:
        if bare(said(by, key)) is UNKNOWN:
            yield from by.property_dependencies.get(key, ())


def _is_lost(by: Resource) -> bool:
    """Whether it is not known of which API something is, nor what that comes from."""
    is_hidden = any(bare(said(by, key)) is UNKNOWN for key in _APIS)
    return is_hidden and not _api(by) and not any(_behind_api(by))


def _may_be_of_one(one: Resource, other: Resource) -> bool:
    """Whether both are of one API, as far as it is known."""
    return not (_api(one) and _api(other)) or _api(one) == _api(other)


def _meant(by: Resource, key: str) -> str:
    """The id that stands there, else the URN of what it comes from."""
    return text_of(said(by, key)) or next(iter(by.property_dependencies.get(key, ())), "")


def _place(by: Resource) -> tuple[str, str]:
    """At which resource of an API something is, and for which verb."""
    return _meant(by, "resourceId"), text_of(said(by, "httpMethod")).upper()
