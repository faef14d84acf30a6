"""This is where it is told what an API does for those whom a function of the stack lets in, which is its authorizer.

Whatever the function believes, a signature or a token, the API then calls its functions for whoever brings that.
Source: API Gateway Developer Guide, "Use API Gateway Lambda authorizers" and "Control access to HTTP APIs with AWS
Lambda authorizers"; API Reference, "Authorizer" (`authorizerUri`); read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass_policies.escalating.entrances.served_apis import Served, ServedApis, once
from daypass_policies.escalating.rising import Rising

_AUTHORIZERS: Final = (
    "aws:apigateway/authorizer:Authorizer",
    "aws-native:apigateway:Authorizer",
    "aws:apigatewayv2/authorizer:Authorizer",
    "aws-native:apigatewayv2:Authorizer",
)
_CALLS: Final = "authorizerUri"


def let_in_by(stack: Stack, rising: Rising) -> Mapping[str, tuple[Served, ...]]:
    """URN of the role of an authorizer → as which roles its API acts for those whom it lets in."""
    served = stack.once(ServedApis, rising)
    each = (
        (asked.role.key, one.under(*asked.unknown))
        for authorizer in stack.of_type(*_AUTHORIZERS)
        for asked in served.functions(authorizer, _CALLS)
        for one in served.behind(authorizer)
        if one.role != asked.role
    )
    return {key: once(every) for key, every in grouped(each).items()}
