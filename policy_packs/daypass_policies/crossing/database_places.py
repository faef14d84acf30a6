"""This is where it is told in which environment a user of a database is, and what it is given there.

Sources: Google Cloud, "Manage users with IAM database authentication" (`name@project.iam`); Snowflake Documentation,
"Identifier requirements" (`"DATABASE"."SCHEMA"`); Apache Kafka, "Authorization and ACLs" (`User:…`); Confluent Cloud,
"Confluent Resource Names"; read 2026-12.
"""

import re
from collections.abc import Mapping
from typing import Final

from daypass.data.database_grants import DatabaseGrant
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.urn import Urn
from daypass_policies.crossing.environments import NO_ENVIRONMENT, of_name, of_value
from daypass_policies.located import Located, locate

_STAGING: Final = "staging"
_OF_GOOGLE: Final = re.compile(r"(?P<name>[^@]+)@(?P<project>[^@.]+)(?:\..+)?\.iam(?:\.gserviceaccount\.com)?")
_NAMES: Final = ("name", "username", "userId", "accountId", "displayName")
_OF_CONFLUENT: Final = re.compile(r"User:(?P<id>(?:sa|pool)-[0-9a-z]+)")
_ACCOUNTS: Final = (
    "confluentcloud:index/serviceAccount:ServiceAccount",
    "confluentcloud:index/identityPool:IdentityPool",
)
"""Whom a grant names by an id, which tells nothing."""
_LABELS: Final = "labels[]"


def name_of(by: Resource, place: Located, stack: Stack) -> str:
    """The name that a grant writes, or that of what it comes from, where the stack makes that.

    Raises `Undecided`.
    """
    if bare(place.value) is not UNKNOWN:
        meant = _OF_CONFLUENT.fullmatch(place.text)
        return (stack.once(_accounts).get(meant["id"], "") if meant else "") or place.text
    key = re.split(r"[.\[]", place.path)[0]
    urns = dict.fromkeys(by.property_dependencies.get(key, ()))
    made = [stack.by_urn[urn] for urn in urns if urn in stack.by_urn]
    names = [text_of(said(made[0], one)) for one in _NAMES] if len(made) == 1 else []
    if not any(names):
        raise Undecided(place.path)
    return next(filter(None, names))


def _accounts(stack: Stack) -> Mapping[str, str]:
    """The id of each service account of Confluent → its name."""
    return {one.id: text_of(said(one, "displayName")) for one in stack.of_type(*_ACCOUNTS) if one.id}


def of_user(grant: Resource, name: str, kind: DatabaseGrant) -> str:
    """The environment of who is given something: by a label, else by the name; "" where nothing tells it."""
    return _as_kind(_of_labels(grant) or _of_user(name), kind)


def of_stack(grant: Resource) -> str:
    """The environment of the stack that gives it, which is that of a user whose name tells none."""
    return of_value(Urn.parse(grant.urn).stack)


def of_thing(name: str, kind: DatabaseGrant) -> str:
    """The environment that the name of a database tells, of a database alone where a schema follows."""
    whole = name.rpartition("/")[2]
    return _as_kind(of_name(whole if kind.has_staging else whole.replace('"', "").partition(".")[0]), kind)


def of_server(grant: Resource, kind: DatabaseGrant) -> str:
    """The environment that the address of the server tells; its port and its domain do not count."""
    host = text_of(grant.provider.inputs.raw.get(kind.server)) if kind.server else ""
    return of_name(host.rpartition("//")[2].partition(".")[0].partition(":")[0])


def is_a_persons(name: str) -> bool:
    """Whether it is the address of somebody."""
    return "@" in name and not _OF_GOOGLE.fullmatch(name)


def _of_user(name: str) -> str:
    if of_google := _OF_GOOGLE.fullmatch(name):
        return of_name(of_google["project"]) or of_name(of_google["name"])
    return of_name(name.rpartition("/")[2] if name.startswith("arn:") else name)


def _of_labels(grant: Resource) -> str:
    """That of a label; users of Atlas have some."""
    for label in locate(grant.state.raw, _LABELS):
        plain = bare(label.value)
        key = text_of(plain.get("key")) if isinstance(plain, dict) else ""
        if key.lower() in ("environment", "env") and isinstance(plain, dict):
            return of_value(text_of(plain.get("value")))
    return NO_ENVIRONMENT


def _as_kind(environment: str, kind: DatabaseGrant) -> str:
    return environment if kind.has_staging or environment != _STAGING else NO_ENVIRONMENT
