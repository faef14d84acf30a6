"""This is where it is told at which mounts a role of Vault may be, where nothing says at which it is.

So it is where the role's mount, or the path of a mount, is not known, and where several mounts have the same path. Of
those whose issuers are alike one stands for all, so that many roles ask about few mounts.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.issuers import issuer_facts
from daypass.data.vault_logins import vault_logins
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Partial, Resource, Undecided, bare
from daypass_policies.keeping.vault_mounts import MOUNTS
from daypass_policies.trusting.vault_roles import ROLE, issuer_of

_ANYWHERE: Final = "?"
"""What stands for a path that is not known: no path of Vault has it, as it begins a query."""


class PossibleMounts:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._at = dict[str, dict[str | None, Resource]]()
        self._every = dict[str | None, Resource]()
        for mount in stack.of_type(*MOUNTS):
            kind = _kind(mount)
            self._at.setdefault(_path(mount), {}).setdefault(kind, mount)
            self._every.setdefault(kind, mount)

    def of(self, role: Resource) -> Iterator[Resource]:
        """Those at which a role may be that is not known to be at one of the stack."""
        key, default, _ = vault_logins()[ROLE]
        written = said(role, key)
        if bare(written) is UNKNOWN:
            yield from self._every.values()
            return
        for path in (text_of(written).strip("/") or default, _ANYWHERE):
            yield from self._at.get(path, {}).values()


def _path(mount: Resource) -> str:
    written = said(mount, "path")
    if bare(written) is UNKNOWN or (is_empty(written) and isinstance(mount.inputs.raw, Partial)):
        return _ANYWHERE
    return text_of(written).strip("/") or vault_logins()[ROLE].default


def _kind(mount: Resource) -> str | None:
    """The pattern of its issuer, "" for one of which nothing is known; None where the issuer itself is not."""
    try:
        facts = issuer_facts(issuer_of(mount))
    except Undecided:
        return None
    return facts.pattern if facts else ""
