"""This is where it is told whether a `Principal` element names someone, and as what.

Source: IAM User Guide, "AWS JSON policy elements: Principal" and "… NotPrincipal"; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from daypass.iam.principal import Principal
from daypass.iam.statement import EVERYONE

Naming = Literal["itself", "role", "account", "everyone"]
"""As what: by its own ARN or name, a session by its role, by its account, by `*`."""

Names = Mapping[str, tuple[str, ...]]


def namings(names: Names, principal: Principal) -> Iterator[Naming]:
    """As what these name the principal, in their order; nothing where they do not."""
    for kind, texts in names.items():
        for text in texts:
            if found := _naming(kind, text, principal):
                yield found


def _naming(kind: str, text: str, principal: Principal) -> Naming | None:
    if text == EVERYONE:
        return "everyone" if _takes_in_all(kind, principal) else None
    if kind == _KINDS.get(principal.type, "AWS") and text == principal.text:
        return "account" if principal.type == "account" else "itself"
    if kind != "AWS" or principal.type in _KINDS:
        return None
    if text in (principal.account, f"arn:{principal.partition}:iam::{principal.account}:root"):
        return "account"
    if principal.type == "session":
        start = f"arn:{principal.partition}:iam::{principal.account}:role/"
        if text.startswith(start) and text[len(start) - 1 :].endswith(f"/{principal.name}"):
            return "role"
    return None


_KINDS = {"service": "Service", "OIDC provider": "Federated", "SAML provider": "Federated"}


def _takes_in_all(kind: str, principal: Principal) -> bool:
    return kind in (EVERYONE, "AWS") or kind == _KINDS.get(principal.type)
