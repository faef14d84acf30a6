"""This is where it is told which audiences the providers of a stack take: no other token gets in through them.

Source: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM" (`aud` must be one of the client IDs
of the provider); read 2026-11.
"""

from typing import Final

from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass_policies.located import locate
from daypass_policies.trusting.token_tenancy import path_of

AUDIENCES: Final = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "clientIdLists",
    "aws-native:iam:OidcProvider": "clientIdList",
}
"""Type → the property that holds the audiences."""

_PROVIDER: Final = ":oidc-provider/"


def takes_one_audience(stack: Stack, principal: str) -> bool:
    """Whether the provider of this ARN is in the stack, and takes tokens of one audience alone.

    A trust that does not ask for it lets in the same tokens as one that does, until somebody adds another.
    """
    path = principal.partition(_PROVIDER)[2].lower()
    meant = [one for one in stack.of_type(*AUDIENCES) if path and _path(one) == path]
    return bool(meant) and all(map(_lists_one, meant))


def _path(provider: Resource) -> str:
    try:
        url = provider.state.get("url")
    except Undecided:
        return ""
    return path_of(url).lower() if isinstance(url, str) else ""


def _lists_one(provider: Resource) -> bool:
    try:
        listed = [one.text for one in locate(provider.state.raw, f"{AUDIENCES[provider.type]}[]")]
    except Undecided:
        return False
    return len(listed) == 1 and bool(listed[0])
