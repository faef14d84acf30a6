"""This is where the types are that are an identity beside AWS's roles and users, and the credentials of identities."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class CredentialKind(NamedTuple):
    """What a credential is called by people, and the property that names the identity which it belongs to."""

    noun: str
    of: str


class IdentityKind(NamedTuple):
    """What an identity is called by people, and the properties by which others name it beside its id."""

    noun: str
    named: tuple[str, ...]


@cache
def credential_kinds() -> Mapping[str, CredentialKind]:
    """Type token → what kind of credential it is."""
    return {row["type"]: CredentialKind(row["noun"], row["of"]) for row in _rows("credential")}


@cache
def other_identity_kinds() -> Mapping[str, IdentityKind]:
    """Type token → what kind of identity it is, beside the roles and users of IAM."""
    return {row["type"]: IdentityKind(row["noun"], tuple(row["named"].split())) for row in _rows("identity")}


def _rows(what: str) -> list[Mapping[str, str]]:
    return [row for row in read_table("identity_kinds").rows if row["what"] == what]
