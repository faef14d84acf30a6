"""This is where it stands which claims of a token STS makes condition keys of: all others no policy can see."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from daypass.data.issuer_path import fits
from daypass.data.table import read_table

_ANY: Final = "*"
_SAML: Final = "saml"


@lru_cache(maxsize=256)
def claim_keys(issuer: str) -> Mapping[str, tuple[str, ...]]:
    """Key, without the issuer, → the claims it is made of, the first that is there.

    `issuer` is the path in the provider's ARN (`token.actions.githubusercontent.com/acme`), or `saml`. Host names
    ignore case. `aud` is the claim `azp` where a token has one.
    """
    return MappingProxyType({key: claims for key, (claims, _) in _of(issuer).items()})


@lru_cache(maxsize=256)
def claim_pins(issuer: str) -> Mapping[str, tuple[str, ...]]:
    """Key → what an exact value of it fixes (tenant, project, workload), for those that fix anything.

    `workload=true`: only that value does.
    """
    return MappingProxyType({key: pins for key, (_, pins) in _of(issuer).items() if pins})


def id_claim(issuer: str) -> str:
    """The key of what keeps its id when it is renamed (a repository, project or pipeline); "" where STS maps none."""
    keys = claim_keys(issuer)
    return next((key for key in _IDS if key in keys), "")


def is_in_every_token(key: str) -> bool:
    """Whether a condition key is there whatever token is shown: the subject and the audience of an OIDC provider.

    Both are required of an ID token. Of a provider that has keys of its own only Cognito makes such tokens.
    Source: OpenID Connect Core 1.0, section 2, "ID Token"; read 2026-11.
    """
    path, _, claim = key.lower().rpartition(":")
    is_path = "." in path and not path.startswith(("http:", "https:"))
    return is_path and claim in _REQUIRED and path not in _WITHOUT_ID_TOKENS


def required_keys(issuer: str) -> tuple[str, ...]:
    """The condition keys that every token of the issuer at this path makes."""
    return tuple(filter(is_in_every_token, (f"{issuer}:{claim}" for claim in _REQUIRED)))


_REQUIRED: Final = ("sub", "aud")
_WITHOUT_ID_TOKENS: Final = ("graph.facebook.com", "www.amazon.com")

_IDS: Final = ("repository_id", "project_id", "pipeline_id")

_OWN_KEYS: Final = ("cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com", _SAML)
"""Providers that have keys of their own and not those of every OIDC provider."""

_Made = tuple[tuple[str, ...], tuple[str, ...]]
"""The claims that a key is made of, and what it pins."""


def _of(issuer: str) -> dict[str, _Made]:
    path = issuer.lower()
    found: dict[str, _Made] = {}
    for pattern, keys in _table().items():
        if fits(pattern, path) and (pattern != _ANY or path not in _OWN_KEYS):
            found.update(keys)
    return found


@cache
def _table() -> dict[str, dict[str, _Made]]:
    found: dict[str, dict[str, _Made]] = {}
    for row in read_table("claim_keys").rows:
        found.setdefault(row["issuer"], {})[row["key"]] = (tuple(row["claims"].split()), tuple(row["pins"].split()))
    return found
