"""This is where the APIs of API Gateway are told that ask who calls them in another way than by their routes.

A REST API may have a policy, of which another rule speaks, or be reached from networks alone; one whose own address is
switched off may ask for certificates at its domain. Sources: API Gateway Developer Guide, "Control access to a REST API
with API Gateway resource policies", "Private REST APIs" and "Configure mutual TLS authentication"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import said, switch, text_of
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_APIS: Final = (
    *("aws:apigateway/restApi:RestApi", "aws-native:apigateway:RestApi"),
    *("aws:apigatewayv2/api:Api", "aws-native:apigatewayv2:Api"),
)
_POLICIES: Final = ("aws:apigateway/restApiPolicy:RestApiPolicy",)
_DOMAINS: Final = (
    *("aws:apigateway/domainName:DomainName", "aws-native:apigateway:DomainName"),
    *("aws:apigatewayv2/domainName:DomainName", "aws-native:apigatewayv2:DomainName"),
)
_NAMING: Final = ("apiId", "restApi", "restApiId")
_TYPES: Final = ("endpointConfiguration.types", "endpointConfiguration.types[]")
_PRIVATE: Final = "PRIVATE"


class GuardedApis:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        domains = [*stack.of_type(*_DOMAINS)]
        asks = bool(domains) and all(not is_empty(said(one, "mutualTlsAuthentication")) for one in domains)
        apis = (api for api in stack.of_type(*_APIS) if _is_guarded(api, asks_at_domains=asks))
        own = (key for api in apis for key in (api.urn, api.id, *(text_of(said(api, key)) for key in _NAMING)))
        of_policies = (key for policy in stack.of_type(*_POLICIES) for key in _of(policy))
        self._keys: Final = frozenset(filter(None, (*own, *of_policies)))

    def have(self, route: Resource) -> bool:
        """Whether a route, or a method, is one of theirs."""
        return not self._keys.isdisjoint(_of(route))


def _is_guarded(api: Resource, *, asks_at_domains: bool) -> bool:
    is_private = any(_PRIVATE in texts_at(api.state, path).texts for path in _TYPES)
    is_at_domains = switch(api, "disableExecuteApiEndpoint") is True
    return is_private or not is_empty(said(api, "policy")) or (is_at_domains and asks_at_domains)


def _of(resource: Resource) -> Iterator[str]:
    """How it names its API: by the id, and by what that comes from."""
    for key in _NAMING:
        yield from filter(None, (text_of(said(resource, key)), *resource.property_dependencies.get(key, ())))
