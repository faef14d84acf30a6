"""This is where it is told which attributes of a workload identity pool say whose a token is, and no more.

Of Amazon's own tokens that is the account, which each of its roles has; of Entra's the directory, which each of its
applications and identities has. Sources: Google Cloud, "Configure Workload Identity Federation with AWS or Azure VMs"
(attribute mappings of either), Microsoft Learn, "Access token claims reference" (`tid`); read 2026-12.
"""

from collections.abc import Mapping
from typing import Final

from daypass.data.issuer_claims import tenant_claims
from daypass.graph.leaves import yes_or_no
from daypass.model.resource import Properties, Resource
from daypass_policies.cel import Demand, copied, demands
from daypass_policies.elsewhere.google_pools import CONDITION, Pools, mapping_of
from daypass_policies.trusting.token_tenancy import path_of

_OF_AMAZON: Final = {"account": "every role of an account of Amazon that"}
_OF_ENTRA: Final = {"tid": "every application and identity of a directory that", "iss": "every identity that"}
_ENTRA: Final = ("sts.windows.net/", "login.microsoftonline.com/")
_AMAZONS: Final = {
    "google.subject": "assertion.arn",
    "attribute.aws_role": "assertion.arn",
    "attribute.account": "assertion.account",
}
"""How Google maps what says nothing about it."""
_SAYS_NOTHING: Final = frozenset(("aud", "iss", "exp", "iat", "nbf", "ver"))


def whole_tenant(pools: Pools, project: str, pool: str, attribute: str) -> str:
    """Who has an attribute alike that says whose a token is, in words; "" where it says more, or no provider is here.

    A provider whose condition asks for anything else takes in whom that names. Raises `Undecided`.
    """
    return next((who for one in pools.providers_of(project, pool) if (who := _who(one, f"attribute.{attribute}"))), "")


def _who(provider: Resource, attribute: str) -> str:
    properties = provider.declared
    if yes_or_no(properties.get("disabled")) is True:
        return ""
    claims, mapping = _claims_of(properties), mapping_of(properties)
    if isinstance(properties.get("aws"), Properties) and not mapping:
        mapping = _AMAZONS
    who = claims.get(_claim(attribute, mapping), "")
    condition = properties.get(CONDITION) if who else None
    is_narrowed = isinstance(condition, str) and _asks_for_more(condition, claims, mapping)
    return "" if is_narrowed else who


def _claims_of(provider: Properties) -> Mapping[str, str]:
    """Claim that says whose a token is → who has it alike, in words."""
    if isinstance(provider.get("aws"), Properties):
        return _OF_AMAZON
    oidc = provider.get("oidc")
    issuer = oidc.get("issuerUri") if isinstance(oidc, Properties) else None
    path = path_of(issuer) if isinstance(issuer, str) else ""
    if path.startswith(_ENTRA):
        return _OF_ENTRA
    of_tenants = (name for name, claim in tenant_claims(path).items() if claim.fixes == "tenant" and name != "aud")
    return dict.fromkeys(of_tenants, "every repository and project of a tenant that")


def _claim(name: str, mapping: Mapping[str, str]) -> str:
    """The claim of a token that is behind a name, if it is a copy of one."""
    root, _, claim = (copied(mapping.get(name, name)) or "").partition(".")
    return claim if root == "assertion" else ""


def _asks_for_more(condition: str, claims: Mapping[str, str], mapping: Mapping[str, str]) -> bool:
    """Whether it asks for anything but whose a token is, also in a way that is not read."""

    def suffices(demand: Demand) -> bool:
        return _claim(demand.name, mapping) not in (*claims, *_SAYS_NOTHING)

    return demands(condition, suffices) is not False
