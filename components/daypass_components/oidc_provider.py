"""This is where OidcProvider is: the account's trust in one issuer of tokens."""

import re
from typing import Final, NotRequired, Optional, TypedDict

import pulumi
import pulumi_aws as aws

from daypass.errors import DeclarationError
from daypass.model.form import quoted
from daypass.model.identity_types import PROVIDER_COMPONENT
from daypass_components.arguments import checked
from daypass_components.told import told_of


class OidcProviderArgs(TypedDict):
    """One provider for each issuer and account; all plain values."""

    issuer: str
    """The issuer, as in https://token.actions.githubusercontent.com."""
    audiences: NotRequired[list[str]]
    """Who the tokens are for; without it sts.amazonaws.com."""
    arn: NotRequired[str]
    """The ARN of the issuer's provider where the account has one: it is used, and nothing is created."""


class OidcProvider(pulumi.ComponentResource):
    """An account's trust in one OIDC issuer, created once and used by every identity that the issuer vouches for."""

    arn: pulumi.Output[str]
    """The provider's ARN."""

    def __init__(
        self,
        name: str,
        args: OidcProviderArgs,
        opts: Optional[pulumi.ResourceOptions] = None,  # noqa: UP045 - as every Pulumi component has it
    ) -> None:
        with told_of("OidcProvider", name):
            given = checked(args, OidcProviderArgs)
            path = _issuer_path(given["issuer"])
            audiences = _audiences(given.get("audiences", [_STS]))
            if existing := given.get("arn"):
                _refuse_other(existing, path)
        super().__init__(PROVIDER_COMPONENT, name, given, opts)
        self.arn = pulumi.Output.from_input(existing) if existing else self._created(name, path, audiences)
        self.register_outputs({"arn": self.arn})

    def _created(self, name: str, path: str, audiences: list[str]) -> pulumi.Output[str]:
        # Without thumbprints: AWS verifies these issuers by its own store of certificate authorities.
        provider = aws.iam.OpenIdConnectProvider(
            name, url=f"https://{path}", client_id_lists=audiences, opts=pulumi.ResourceOptions(parent=self)
        )
        return provider.arn


_STS: Final = "sts.amazonaws.com"
# Kept as written: a token's issuer is compared letter by letter, also where it ends with a slash (Auth0).
_ISSUER: Final = re.compile(r"(?:https://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~/-]*)?)")
_ARN: Final = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/(.+)")


def _issuer_path(issuer: object) -> str:
    match = _ISSUER.fullmatch(issuer) if isinstance(issuer, str) else None
    if match is None:
        raise DeclarationError(
            f"{quoted(issuer)} is no issuer",
            place="issuer",
            remedy="Write https:// and the host, without user, port or query.",
        )
    return match[1]


def _audiences(values: object) -> list[str]:
    if (
        not isinstance(values, list)
        or not values
        or not all(isinstance(value, str) and value.strip() for value in values)
    ):
        raise DeclarationError(
            f"{quoted(values)} names nobody", place="audiences", remedy=f"Give a list such as [{_STS!r}]."
        )
    return values


def _refuse_other(arn: object, path: str) -> None:
    match = _ARN.fullmatch(arn) if isinstance(arn, str) else None
    if match is None or match[1] != path:
        raise DeclarationError(
            f"{quoted(arn)} is not the provider of {path}",
            place="arn",
            remedy="Give that of `aws iam list-open-id-connect-providers`, or leave it out.",
        )
