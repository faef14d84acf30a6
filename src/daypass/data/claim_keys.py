"""This is where it stands which claims of a token STS makes condition keys of: all others no policy can see."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from daypass.data.table import read_table

_ANY: Final = "*"
_SAML: Final = "saml"


@lru_cache(maxsize=256)
def claim_keys(issuer: str) -> Mapping[str, tuple[str, ...]]:
    """Key, without the issuer, → the claims it is made of, the first that is there.

    `issuer` is the path in the provider's ARN (`token.actions.githubusercontent.com/acme`), or `saml`. Host names
    ignore case. `aud` is the claim `azp` where a token has one.
    """
    path = issuer.lower()
    found: dict[str, tuple[str, ...]] = {}
    for pattern, keys in _table().items():
        if _fits(pattern, path) and (pattern != _ANY or path not in _OWN_KEYS):
            found.update(keys)
    return MappingProxyType(found)


_OWN_KEYS: Final = ("cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com", _SAML)
"""Providers that have keys of their own and not those of every OIDC provider."""


def _fits(pattern: str, path: str) -> bool:
    """One `*` at most: whatever stands there is the customer's own part, and is never empty."""
    head, star, tail = pattern.partition("*")
    if not star:
        return path == pattern
    return len(path) > len(head) + len(tail) and path.startswith(head) and path.endswith(tail)


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in read_table("claim_keys").rows:
        found.setdefault(row["issuer"], {})[row["key"]] = tuple(row["claims"].split())
    return found
