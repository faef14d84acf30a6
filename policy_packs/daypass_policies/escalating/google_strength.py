"""This is where it is told what a service account of Google is strong by: a role on a whole project, or above.

Source: Google Cloud, "IAM basic and predefined roles reference" (what roles called admin, editor, developer or writer
may change) and "Service account impersonation"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.google_things import google_things
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Open
from daypass_policies.crossing.google_places import GooglePlaces
from daypass_policies.elsewhere.google_grants import GoogleCustomRoles
from daypass_policies.located import Located, locate
from daypass_policies.wording import shown

_ANYBODY: Final = ""
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


class _Place(NamedTuple):
    """What a role is given on: its name or what makes it, "" where nobody knows, and the path that hides it."""

    noun: str
    key: str
    hidden: str
    words: str


class GivenRole(NamedTuple):
    """A role that changes things, as one is given it; `role` is "" where nobody knows which it is.

    `doubt` is the path of what hides that, or to whom it is given.
    """

    by: Resource
    role: str
    where: _Place
    words: str
    doubt: str = ""

    def __str__(self) -> str:
        return f"{self.words} on {self.where.words}"

    def covers(self, other: "GivenRole") -> bool:
        """Whether who has this one has the other one as well."""
        return not self.doubt and self.role == other.role and self._is_at(other) is True

    def may_cover(self, other: "GivenRole") -> bool:
        """Whether nobody knows that who has this one has not the other one as well."""
        return self.role in ("", other.role) and self._is_at(other) is not False

    def _is_at(self, other: "GivenRole") -> bool | None:
        if self.where.noun != other.where.noun:
            return False
        if self.where.key and self.where.key == other.where.key:
            return True
        return None if self.where.hidden or other.where.hidden else False


class GoogleStrength:
    """What the service accounts of a stack are given on projects and above."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def more(self, of: str, than: str) -> GivenRole | Open | None:
        """What the one account may change and the other one may not, by their keys; None where that is nothing.

        Where it hangs on what nobody knows yet, that stands in its place.
        """
        doubts: list[Open] = []
        for one in chain(self._given.get(of, ()), self._given.get(_ANYBODY, ())):
            if not any(own.covers(one) for own in self._given.get(than, ())):
                doubt = Open(one.by, (one.doubt,)) if one.doubt else self._doubt(than, one)
                if doubt is None:
                    return one
                doubts.append(doubt)
        return doubts[0] if doubts else None

    def _doubt(self, account: str, one: GivenRole) -> Open | None:
        """What keeps it from being certain that an account has not the same."""
        for own in chain(self._given.get(account, ()), self._given.get(_ANYBODY, ())):
            if own.may_cover(one):
                is_own = bool(own.doubt or own.where.hidden)
                return Open(own.by, (own.doubt or own.where.hidden,)) if is_own else Open(one.by, (one.where.hidden,))
        return None

    @cached_property
    def _given(self) -> Mapping[str, Sequence[GivenRole]]:
        """Account → what it is given; that of which nobody knows to whom it is given, once each, under ""."""
        wide = [type_ for type_, thing in google_things().items() if thing.noun in _WIDE]
        given = grouped(one for grant in self._stack.of_type(*wide) for one in self._of(grant))
        alike = {(one.role, one.where.noun, one.where.key): one for one in reversed(given.get(_ANYBODY, ()))}
        return {**given, _ANYBODY: tuple(alike.values())}

    def _of(self, grant: Resource) -> Iterator[tuple[str, GivenRole]]:
        roles = [one for place in locate(grant.state.raw, "role") for one in self._roles(grant, place)]
        for member in locate(grant.state.raw, google_things()[grant.type].member) if roles else ():
            try:
                account = self._stack.once(GooglePlaces).account(grant, member)
            except Undecided as unknown:
                yield from ((_ANYBODY, one._replace(doubt=unknown.path)) for one in roles)
                continue
            if account:
                yield from ((account.key, one) for one in roles)

    def _roles(self, grant: Resource, place: Located) -> Iterator[GivenRole]:
        """The role that is given, where it changes things, or may."""
        where = _where(grant)
        try:
            custom = self._stack.once(GoogleCustomRoles).of(grant, place)
        except Undecided as unknown:
            yield GivenRole(grant, "", where, "a role", unknown.path)
            return
        is_known = bare(place.value) is not UNKNOWN
        role = custom.urn if custom else place.text
        words = place.text.rpartition("/")[2] if is_known and not place.marked else "a role"
        changes = _changes(custom) if custom else bool(_CHANGING.fullmatch(role)) and not _HARMLESS.match(role)
        if changes is None:
            yield GivenRole(grant, role, where, words, place.path)
        elif changes:
            yield GivenRole(grant, role, where, words)


def _where(grant: Resource) -> _Place:
    kind = google_things()[grant.type]
    some = f"{'an' if kind.noun.startswith('o') else 'a'} {kind.noun}"
    thing = next(locate(grant.state.raw, kind.thing), None)
    if thing is None:
        return _Place(kind.noun, "", "", some)
    if bare(thing.value) is UNKNOWN:
        behind = " ".join(sorted(grant.property_dependencies.get(kind.thing, ())))
        return _Place(kind.noun, behind, thing.path, some)
    return _Place(kind.noun, thing.text, "", some if thing.marked else f"{kind.noun} {shown(thing.text)}")


def _changes(custom: Resource) -> bool | None:
    """Whether a custom role changes things; None where that hangs on permissions that are not known."""
    held = [bare(one.value) for one in locate(custom.state.raw, "permissions[]")]
    if any(isinstance(one, str) and _CHANGES.search(one) for one in held):
        return True
    return None if UNKNOWN in held else False
