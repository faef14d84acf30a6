"""This is where it is told what a service account of Google is strong by: its class, or a role on a whole project.

Source: Google Cloud, "IAM basic and predefined roles reference" (what roles called admin, editor, developer or writer
may change) and "Service account impersonation"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.crossing.google_places import GooglePlaces
from daypass_policies.elsewhere.google_grants import GOOGLE_CUSTOM_ROLES
from daypass_policies.located import locate

_WIDE: Final = ("project", "folder", "organisation")
_CHANGING: Final = re.compile(
    r"roles/(?:owner|editor|writer|admin|[\w.]+\.(?:\w*admin|\w*editor|developer|secretaccessor))",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(
    r"roles/(?:logging|monitoring|cloudtrace|errorreporting|cloudprofiler|billing|serviceusage)\.", re.IGNORECASE
)
_CHANGES: Final = re.compile(
    r"\.(?:create|update|delete|patch|add|set\w+|undelete|destroy|access|actAs|getAccessToken|signBlob|signJwt|deploy)$"
)


class WideRole(NamedTuple):
    """A role that changes things, and what it is given on, in words."""

    role: str
    where: str

    def __str__(self) -> str:
        return f"{self.role.rpartition('/')[2]} on {self.where}"


class GoogleStrength:
    """What the service accounts of a stack are given on projects and above."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, account: str) -> Sequence[WideRole]:
        """The roles that change things there, by the account's key."""
        return self._by_account.get(account, ())

    @cached_property
    def _by_account(self) -> Mapping[str, Sequence[WideRole]]:
        wide = [type_ for type_, thing in google_things().items() if thing.noun in _WIDE]
        return grouped(one for grant in self._stack.of_type(*wide) for one in self._given(grant))

    def _given(self, grant: Resource) -> Iterator[tuple[str, WideRole]]:
        kind = google_things()[grant.type]
        role, places = self._role(grant), self._stack.once(GooglePlaces)
        for member in locate(grant.state.raw, kind.member) if role else ():
            try:
                account = places.account(grant, member)
            except Undecided:
                continue  # whose role it is will be told once that is known
            if account:
                yield account.key, WideRole(role, f"{kind.noun} {text_of(said(grant, kind.thing))!r}")

    def _role(self, grant: Resource) -> str:
        """The role that is given, where it changes things; "" of any other."""
        value = bare(grant.state.raw.get("role"))
        if value is UNKNOWN:
            return ""
        role = text_of(value)
        if custom := self._customs.get(role.rpartition("/")[2]):
            permissions = (bare(one.value) for one in locate(custom.state.raw, "permissions[]"))
            return role if any(isinstance(one, str) and _CHANGES.search(one) for one in permissions) else ""
        return role if _CHANGING.fullmatch(role) and not _HARMLESS.match(role) else ""

    @cached_property
    def _customs(self) -> Mapping[str, Resource]:
        each = self._stack.of_type(*GOOGLE_CUSTOM_ROLES)
        return {name: one for one in each for name in (text_of(said(one, "roleId")),) if name}
