"""This is where it is told to which environment those belong who log in to Vault by a role, or have a token of it.

Source: Vault API documentation, "Kubernetes auth method" (`bound_service_account_namespaces`), "JWT/OIDC"
(`bound_claims`) and "Token" (`meta`, `display_name`); input properties of pulumi-vault 7.14.0; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.environment_words import PRODUCTION
from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import said, text_of
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.urn import Urn
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name, of_value
from daypass_policies.located import Located, locate

_NAMESPACES: Final = "boundServiceAccountNamespaces"
_CLAIM: Final = "boundClaims.environment"
_NOTES: Final = ("metadata.environment", "aliasMetadata.environment", "metadata.env", "aliasMetadata.env")
_NAMES: Final = ("roleName", "role", "name", "displayName")


class Bearer(NamedTuple):
    """Words for people for who logs in, "" where it is whoever has the role, and their environment."""

    words: str
    environment: str


def named_environment(login: Resource) -> str:
    """That of a login by its names, as far as they are known."""
    named = (of_name(text_of(said(login, key))) for key in _NAMES)
    return next(filter(None, (*named, of_name(login.name))), NO_ENVIRONMENT)


def bearers(login: Resource) -> tuple[Bearer, ...]:
    """Those who log in by it, of whom something tells the environment. Raises `Undecided`.

    It is told by each namespace or claim that it is bound to, else by its own notes and names, its mount, and its
    stack where that is none of production, which has roles for all environments.
    """
    bound = tuple(_bound(login))
    if bound:
        return bound
    told = _noted(login) or _named(login) or _of_mount(login) or _of_stack(login)
    return (Bearer("", told),) if told else ()


def _named(login: Resource) -> str:
    """Raises `Undecided` where a name may tell it."""
    told = named_environment(login)
    hidden = next((key for key in _NAMES if bare(said(login, key)) is UNKNOWN), "")
    if hidden and not told:
        raise Undecided(hidden)
    return told


def _noted(login: Resource) -> str:
    noted = (of_value(place.text) for path in _NOTES for place in locate(login.declared.raw, path))
    return next(filter(None, noted), NO_ENVIRONMENT)


def _bound(login: Resource) -> Iterator[Bearer]:
    for place in locate(login.declared.raw, _NAMESPACES):
        for one in place.items:
            if told := of_name(one.text):
                yield Bearer(f"pods of namespace {_shown(one)}", told)
    for place in locate(login.declared.raw, _CLAIM):
        for one in place.items:
            for name in one.text.split(","):
                if told := of_value(name):
                    yield Bearer(f"jobs of environment {_shown(one, name.strip())}", told)


def _shown(place: Located, text: str = "") -> str:
    return "of a secret name" if place.marked else repr(text or place.text)


def _of_mount(login: Resource) -> str:
    key = vault_logins()[login.type].mount if login.type in vault_logins() else ""
    return of_name(text_of(said(login, key)).rpartition("/")[2]) if key else NO_ENVIRONMENT


def _of_stack(login: Resource) -> str:
    told = of_value(Urn.parse(login.urn).stack)
    return NO_ENVIRONMENT if told == PRODUCTION else told
