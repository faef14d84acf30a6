"""This is where it is told which audiences the providers of a stack take: no other token gets in through them.

Source: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM" (`aud` must be one of the client IDs
of the provider); read 2026-11.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Properties, Resource, Undecided
from daypass_policies.located import locate
from daypass_policies.trusting.token_tenancy import path_of

AUDIENCES: Final = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "clientIdLists",
    "aws-native:iam:OidcProvider": "clientIdList",
}
"""Type → the property that holds the audiences."""

PROVIDER: Final = ":oidc-provider/"
"""What stands in the ARN of a provider that has audiences: those that AWS knows without an ARN have none."""


@dataclass(frozen=True)
class Audiences:
    """What the OIDC providers of a stack take."""

    stack: Stack

    def are_one(self, principal: str) -> bool:
        """Whether the provider of this ARN is in the stack, and takes tokens of one audience alone.

        A trust that does not ask for it lets in the same tokens as one that does, until somebody adds another. A
        provider whose own ARN is not known yet is the one of its issuer.
        """
        path = principal.partition(PROVIDER)[2].lower()
        meant = self._by_path.get(path, ()) if path else ()
        return bool(meant) and all(_is_at(one, principal) and _takes_one(one) for one in meant)

    @cached_property
    def _by_path(self) -> Mapping[str, list[Resource]]:
        found = defaultdict[str, list[Resource]](list)
        for provider in self.stack.of_type(*AUDIENCES):
            found[_path(provider)].append(provider)
        return found


def _path(provider: Resource) -> str:
    try:
        url = provider.state.get("url")
    except Undecided:
        return ""
    return path_of(url).lower() if isinstance(url, str) else ""


def _is_at(provider: Resource, principal: str) -> bool:
    arn = text_of(said(provider, "arn"))
    return not arn or arn.lower() == principal.lower()


def _takes_one(provider: Resource) -> bool:
    """As it is declared, and as it is."""
    told = [_listed(properties, AUDIENCES[provider.type]) for properties in (provider.declared, provider.state)]
    return all(audiences is not None and len(audiences) == 1 and bool(audiences[0]) for audiences in told)


def _listed(properties: Properties, key: str) -> list[str] | None:
    try:
        return [one.text for one in locate(properties.raw, f"{key}[]")]
    except Undecided:
        return None
