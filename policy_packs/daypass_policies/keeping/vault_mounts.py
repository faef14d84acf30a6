"""This is where a mount of Vault is found at which a role says how machines log in, with what is set for all its roles.

Source: Vault API documentation, "Auth method" of `/sys/auth` (`tune`); read 2026-12.
"""

from typing import Final

from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_PATH: Final = "path"
MOUNTS: Final = (
    "vault:index/authBackend:AuthBackend",
    "vault:index/ociAuthBackend:OciAuthBackend",
    "vault:gcp/authBackend:AuthBackend",
    "vault:jwt/authBackend:AuthBackend",
)


class VaultMounts:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._by_urn = stack.by_urn
        self._names = Names.of(stack.resources, {type_: Kind("auth method", "", _PATH) for type_ in MOUNTS})

    def of(self, login: Resource) -> Resource | None:
        """That of a role; None where the stack does not have it, or it is the token store."""
        key, default, _ = vault_logins()[login.type]
        written = said(login, key) if key else None
        named = text_of(written).strip("/") or (default if is_empty(written) else "")
        behind = self._names.behind(login, key)
        urn = self._names.named(login, named).urn if named else behind[0] if len(behind) == 1 else ""
        return self._by_urn.get(urn)
