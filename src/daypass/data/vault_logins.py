"""This is where the types of the Vault provider are that say which tokens are given to machines as they log in."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class VaultLogin(NamedTuple):
    """The argument that names the mount, "" for the token store, and the mount where nothing is said.

    `people`: "yes" where people log in by it too, or the argument that says `oidc`, or nothing, where they do.
    """

    mount: str
    default: str
    people: str


@cache
def vault_logins() -> Mapping[str, VaultLogin]:
    """Type token → where it says at which mount it is."""
    return {
        row["type"]: VaultLogin(row["mount"], row["default"], row["people"]) for row in read_table("vault_logins").rows
    }
