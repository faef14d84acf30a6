"""This is where it is told which roles every user of an app holds who signed in, where anybody may sign up.

An identity pool gives its role for whoever signed in to each user of its providers, and a role that trusts Google,
Facebook or Amazon by the id of an app is held by each user of that app: who made an account a minute ago is one of
them. Users whom somebody of the company makes, whom its own provider knows, or whom a function looks at as they sign up
are not just anybody, nor are those to whom a group or a rule gives a role, or for whom a trust asks for more.
Sources: Amazon Cognito Developer Guide, "Identity pools authentication flow", "Role trust and permissions", "Pre
sign-up Lambda trigger" and "Using role-based access control"; IAM User Guide, "Available keys for AWS OIDC federation"
and "Create a role for OpenID Connect federation"; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from daypass.graph.becoming.assuming.trusts import OF_POOLS
from daypass.graph.identity_pools import SIGNED_IN, IdentityPools
from daypass.graph.leaves import said
from daypass.graph.property_path import Leaf, is_empty, steps, texts_at, walk
from daypass.graph.stack import Stack
from daypass.iam.condition import Condition
from daypass.iam.document import Document, Statement
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.trusting.own_attributes import takes_anyone
from daypass_policies.trusting.user_pools import CLIENTS, UserPool, UserPools

_ASKED: Final = (f"{OF_POOLS}:aud", f"{OF_POOLS}:amr")
"""What a trust asks for that admits all users of a pool."""

_GOOGLE: Final = "accounts.google.com"
_OF_APPS: Final[Mapping[str, tuple[str, ...]]] = {
    _GOOGLE: (f"{_GOOGLE}:aud", f"{_GOOGLE}:oaud"),
    "graph.facebook.com": ("graph.facebook.com:app_id",),
    "www.amazon.com": ("www.amazon.com:app_id",),
}
"""Providers where anybody has an account → the keys that tell of which app somebody is a user."""

OWN_NAMES: Final = (f"{OF_POOLS}:sub", f"{_GOOGLE}:sub", "graph.facebook.com:id", "www.amazon.com:user_id")
"""The keys that say which user somebody is."""

_OF_GOOGLE_APPS: Final = ".apps.googleusercontent.com"
"""How ids of apps end at Google. Other audiences there are those of service accounts, which are no users."""

_FOR_ANYONE: Final = frozenset((*_OF_APPS, "appleid.apple.com", "api.twitter.com", "www.digits.com"))
_SIGNING_UP: Final = frozenset(("COGNITO", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple"))
"""Providers of an app client by which anybody comes; any other is one that the company named."""

_LOOKED_AT: Final = ("lambdaConfig.preSignUp", "LambdaConfig.PreSignUp")
_OTHERWISE: Final = ("roleMappings[].ambiguousRoleResolution", "roleMappings.*.ambiguousRoleResolution")
_KEEPS_OUT: Final = "Deny"


def is_for_every_user(role: Resource, document: Document, stack: Stack) -> bool:
    """Whether whoever signs up holds the role. Raises `Undecided`."""
    allows = [one for one in document.statements if one.effect == "Allow"]
    if any(map(_is_for_an_app, allows)):
        return True
    return any(map(_is_for_signed_in, allows)) and any(
        _signs_in_anyone(pool, stack) for pool in _pools_giving(role, stack)
    )


def _is_for_an_app(statement: Statement) -> bool:
    federated = (statement.principals or {}).get("Federated", ())
    return any(_asks_for_app(statement, asked) for by, asked in _OF_APPS.items() if by in federated)


def _asks_for_app(statement: Statement, keys: tuple[str, ...]) -> bool:
    """Whether it asks of which app somebody is a user, and for nothing else."""
    ids = [value for one in statement.conditions if one.key.lower() == keys[0] for value in one.values]
    is_app = bool(ids) and (not keys[0].startswith(_GOOGLE) or any(id_.endswith(_OF_GOOGLE_APPS) for id_ in ids))
    return is_app and _asks_only(statement.conditions, keys)


def _is_for_signed_in(statement: Statement) -> bool:
    """Whether it admits whoever signed in, and asks for nothing else."""
    is_for_pools = OF_POOLS in (statement.principals or {}).get("Federated", ())
    asked = [one for one in statement.conditions if one.key.lower() == _ASKED[1]]
    signed_in = any(matches(value, SIGNED_IN) for one in asked for value in one.values)
    return is_for_pools and signed_in and _asks_only(statement.conditions, _ASKED)


def _asks_only(conditions: Iterable[Condition], keys: tuple[str, ...]) -> bool:
    return all(one.key.lower() in keys and not one.test.negated for one in conditions)


def _pools_giving(role: Resource, stack: Stack) -> Iterator[Resource]:
    """The pools that give the role to each user who signed in."""
    pools = stack.once(IdentityPools)
    for pool in pools.each:
        for attachment in pools.attachments(pool):
            given = (one for one in pools.given(attachment) if one.whose == SIGNED_IN and not one.unknown)
            if any(role.urn in one.roles for one in given) and not _keeps_out_others(attachment):
                yield pool


def _keeps_out_others(attachment: Resource) -> bool:
    """Whether those get no role to whom no group and no rule gives one."""
    return any(_KEEPS_OUT in texts_at(attachment.state, path).texts for path in _OTHERWISE)


def _signs_in_anyone(identity_pool: Resource, stack: Stack) -> bool:
    logins = said(identity_pool, "supportedLoginProviders")
    if isinstance(logins, Mapping) and not _FOR_ANYONE.isdisjoint(logins):
        return True
    pools = stack.once(UserPools)
    for provider in _at(identity_pool, "cognitoIdentityProviders[]"):
        for name in _below(provider, "providerName"):
            pool = pools.of_provider(identity_pool, name)
            ids = {leaf.value for leaf in _below(provider, "clientId") if isinstance(leaf.value, str)}
            if pool and _takes_anyone_unseen(pool) and _lets_sign_up(pool, ids, stack):
                return True
    return False


def _takes_anyone_unseen(pool: UserPool) -> bool:
    """Whether people sign up themselves, and no function looks at them as they do."""
    leaves = [leaf for path in _LOOKED_AT for leaf in (_at(pool.resource, path) if pool.resource else ())]
    return takes_anyone(pool) and all(is_empty(leaf.value) for leaf in leaves)


def _lets_sign_up(pool: UserPool, ids: set[str], stack: Stack) -> bool:
    """Whether anybody comes by the app client with one of these ids, or by any of the pool where none has it."""
    clients = [one for one in stack.of_type(*CLIENTS) if _is_of(one, pool, stack.once(UserPools))]
    meant = [one for one in clients if one.id in ids] or clients
    providers = [texts_at(one.state, "supportedIdentityProviders[]") for one in meant]
    return not meant or any(
        bool(_SIGNING_UP.intersection(one.texts)) or not (one.texts or one.unknown) for one in providers
    )


def _is_of(client: Resource, pool: UserPool, pools: UserPools) -> bool:
    found = pools.of(client)
    return found is not None and found.key == pool.key


def _at(resource: Resource, path: str) -> list[Leaf]:
    return _below(Leaf(resource.state.raw, resource.state.path), path)


def _below(leaf: Leaf, path: str) -> list[Leaf]:
    return [one for one in walk(leaf, steps(path), loose=True) if not one.fault]
