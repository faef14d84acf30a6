"""This is where it is told which attributes users of a pool write themselves, through one of its app clients.

Whoever is signed in changes what the client may write with their own access token, if that has Cognito's own scope, as
all tokens have that are not asked for at the pool's sign-in pages; and whoever signs up says what they like.
Source: Amazon Cognito User Pools API Reference, "CreateUserPoolClient" and "UpdateUserAttributes"; Amazon Cognito
Developer Guide, "Working with user attributes"; read 2026-11.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.leaves import said, text_of, yes_or_no
from daypass.graph.property_path import Leaf, steps, texts_at, walk
from daypass.model.resource import UNKNOWN, Resource, Undecided
from daypass_policies.trusting.user_pools import UserPool

WRITABLE: Final = "writeAttributes"
CUSTOM: Final = "custom:"
UNASKED: Final = (
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
)
"""The standard attributes: clients write them that say nothing else, and no others."""

_VERIFIED: Final = ("email", "phone_number")
_VERIFYING: Final = "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates[]"
_SCOPE: Final = "aws.cognito.signin.user.admin"
_COGNITO: Final = "COGNITO"
_REFRESH: Final = "ALLOW_REFRESH_TOKEN_AUTH"
_BY_STAFF: Final = "adminCreateUserConfig.allowAdminCreateUserOnly"
_FLOWS: Final = ("allowedOauthFlows[]", "allowedOAuthFlows[]")
_SCOPES: Final = ("allowedOauthScopes[]", "allowedOAuthScopes[]")
_MACHINES: Final = ("client_credentials",)


def lets_write(client: Resource, pool: UserPool, attribute: str) -> bool:
    """Whether users set this attribute of theirs through the client. Raises `Undecided`."""
    if not _may_write(client, attribute) or not _has_users(client):
        return False
    if attribute in _VERIFIED and _asks_for_proof(pool, attribute):
        return False
    if takes_anyone(pool):
        return not _is_for_others(client) or _gives_its_scope(client)
    return not stays(pool, attribute) and _gives_its_scope(client)


def stays(pool: UserPool, attribute: str) -> bool:
    """Whether a custom attribute keeps its first value, as is so where nothing else is said. Raises `Undecided`."""
    if pool.resource is None or not attribute.startswith(CUSTOM):
        return False
    names = (attribute, attribute.removeprefix(CUSTOM))
    schemas = [leaf for key in ("schemas[]", "schema[]") for leaf in _leaves(_whole(pool.resource), key)]
    named = [one for one in schemas if any(name in names for name in _values(one, "name"))]
    return bool(named) and not any(_says_yes(one, "mutable") for one in named)


def takes_anyone(pool: UserPool) -> bool:
    """Whether people sign up themselves, as they do unless a pool says otherwise. Raises `Undecided`."""
    return pool.resource is None or not _says_yes(_whole(pool.resource), _BY_STAFF)


def _may_write(client: Resource, attribute: str) -> bool:
    found = texts_at(client.state, f"{WRITABLE}[]")
    if found.unknown and attribute not in found.texts:
        raise Undecided(found.unknown[0])
    return attribute in (found.texts or UNASKED)


def _has_users(client: Resource) -> bool:
    """Whether users hold its tokens: not those of a machine, nor of a server, which shows the client's secret."""
    whole = _whole(client)
    if _says_yes(whole, "generateSecret") or text_of(said(client, "clientSecret")):
        return False
    return all(tuple(_values(whole, key)) != _MACHINES for key in _FLOWS)


def _gives_its_scope(client: Resource) -> bool:
    """Whether the tokens let users change their attributes."""
    flows, whole = texts_at(client.state, "explicitAuthFlows[]"), _whole(client)
    if any(flow != _REFRESH for flow in flows.texts):
        return True
    if not (flows.texts or flows.unknown or _is_for_others(client)):
        return True  # who lists no flow has those of passwords
    if any(_SCOPE in _values(whole, key) for key in _SCOPES):
        return True
    if flows.unknown:
        raise Undecided(flows.unknown[0])
    return False


def _is_for_others(client: Resource) -> bool:
    """Whether only users of other providers sign in: AWS asks that clients write what is mapped from those."""
    found = tuple(_values(_whole(client), "supportedIdentityProviders[]"))
    return bool(found) and _COGNITO not in found


def _asks_for_proof(pool: UserPool, attribute: str) -> bool:
    """Whether an address counts once its owner has shown it. What a pool elsewhere asks is not known here."""
    return pool.resource is None or attribute in _values(_whole(pool.resource), _VERIFYING)


def _whole(resource: Resource) -> Leaf:
    return Leaf(resource.state.raw, "")


def _values(leaf: Leaf, path: str) -> Iterator[object]:
    """Raises `Undecided` after what is known."""
    found = list(_leaves(leaf, path))
    yield from (one.value for one in found if one.value is not UNKNOWN)
    for one in found:
        if one.value is UNKNOWN:
            raise Undecided(one.path)


def _leaves(leaf: Leaf, path: str) -> Iterator[Leaf]:
    return (one for one in walk(leaf, steps(path), loose=True) if not one.fault)


def _says_yes(leaf: Leaf, path: str) -> bool:
    """Raises `Undecided` where nothing says yes, and something not clearly no."""
    says = [yes_or_no(value) for value in _values(leaf, path)]
    if True not in says and None in says:
        raise Undecided(path)
    return True in says
