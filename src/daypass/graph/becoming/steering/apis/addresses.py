"""This is where it is told of which API of API Gateway something is, and where the address of an integration stands."""

from collections.abc import Mapping
from typing import Final

from daypass.graph.leaves import said
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import Resource

ADDRESSES: Final[Mapping[str, str]] = {
    "aws:apigateway/integration:Integration": "uri",
    "aws-native:apigateway:Method": "integration.uri",
    "aws:apigatewayv2/integration:Integration": "integrationUri",
    "aws-native:apigatewayv2:Integration": "integrationUri",
}
"""Type of what has an integration → where its address stands."""

_APIS: Final[Mapping[str, Kind]] = {
    "aws:apigateway/restApi:RestApi": Kind("REST API", "", "id"),
    "aws-native:apigateway:RestApi": Kind("REST API", "", "restApiId"),
    "aws:apigatewayv2/api:Api": Kind("API", "", "id"),
    "aws-native:apigatewayv2:Api": Kind("API", "", "apiId"),
}
_KEYS: Final = ("restApi", "restApiId", "apiId")


class Apis:
    """Those of a stack, and those that it names."""

    def __init__(self, stack: Stack) -> None:
        self._names = Names.of(stack.resources, _APIS)

    def of(self, by: Resource) -> str | None:
        """What tells the API that has this from others; "" where it says none, None where that is not known."""
        return self._names.one(by, _key(by))


def unknown_api(by: Resource) -> Untold:
    """That it is not known of which API something is."""
    return Untold.of(by, _key(by))


def _key(by: Resource) -> str:
    return next((key for key in _KEYS if said(by, key) is not None), _KEYS[-1])
