"""This is where it is told by what one service account of Google is stronger than another one of a stack.

Read are the roles that the stack gives: on a project or above, and on secrets and keys. What another program gives is
not seen; what counts is that the author gave one account here what the other one was not given here.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from daypass.data.google_things import GoogleThing, google_things
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Open
from daypass_policies.crossing.google_places import GooglePlaces
from daypass_policies.elsewhere.google_conditions import left
from daypass_policies.elsewhere.google_grants import (
    GOOGLE_GRANTS,
    GoogleBinding,
    GoogleCustomRoles,
    google_bindings,
)
from daypass_policies.escalating.google_powers import GRAVE, WIDE, Power, powers
from daypass_policies.located import Located, locate
from daypass_policies.wording import shown

_ANYBODY: Final = ""
_RANKS: Final = {noun: rank for rank, noun in enumerate(WIDE, 1)}


class _Place(NamedTuple):
    """What a role is given on: its name or what makes it, "" where nobody knows, and the path that hides it."""

    noun: str
    key: str
    hidden: str
    words: str

    def holds(self, other: "_Place") -> bool | None:
        """Whether what is given here is given there, None where nobody knows.

        A folder is taken to be above each project, and a project above each secret.
        """
        if self.noun != other.noun:
            return _RANKS.get(self.noun, 0) > _RANKS.get(other.noun, 0)
        if self.key and self.key == other.key:
            return True
        return None if self.hidden or other.hidden else False


class GivenRole(NamedTuple):
    """A role that changes things, as one is given it; `powers` is None where nobody knows which it is.

    `doubt` is the path of what hides that, to whom it is given, or under which condition.
    """

    by: Resource
    powers: frozenset[Power] | None
    where: _Place
    words: str
    doubt: str = ""

    def __str__(self) -> str:
        return f"{self.words} on {self.where.words}"

    def gives(self, power: Power, where: _Place) -> bool | None:
        """Whether who has this one may do that there, None where nobody knows."""
        if self.powers is not None and not any(own.covers(power) for own in self.powers):
            return False
        is_there = self.where.holds(where)
        return None if is_there and self.doubt else is_there


class _Held:
    """What one account is given, by where it may count."""

    def __init__(self, given: Sequence[GivenRole]) -> None:
        self._by_noun = grouped((one.where.noun, one) for one in given)
        self._by_place = grouped(((one.where.noun, one.where.key), one) for one in given if not one.where.hidden)
        self._hidden = grouped((one.where.noun, one) for one in given if one.where.hidden)
        alike = {(one.powers, one.where.noun, one.doubt): one for one in given if one.where.noun in _RANKS}
        self._wide = tuple(alike.values())

    def near(self, where: _Place) -> tuple[GivenRole, ...]:
        """What may be given there: on it, above it, or nobody knows where."""
        here = self._by_place.get((where.noun, where.key), ())
        same = self._by_noun.get(where.noun, ()) if where.hidden else (*here, *self._hidden.get(where.noun, ()))
        rank = _RANKS.get(where.noun, 0)
        return (*same, *(one for one in self._wide if _RANKS[one.where.noun] > rank))


class GoogleStrength:
    """What the service accounts of a stack are given."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._more: dict[tuple[str, str], GivenRole | Open | None] = {}
        self._held: dict[str, _Held] = {}

    def more(self, of: str, than: str) -> GivenRole | Open | None:
        """What the one account may change and the other one may not, by their keys; None where that is nothing.

        Where it hangs on what nobody knows yet, that stands in its place.
        """
        if (of, than) not in self._more:
            self._more[of, than] = self._compared(of, than)
        return self._more[of, than]

    def _compared(self, of: str, than: str) -> GivenRole | Open | None:
        if than not in self._held:
            self._held[than] = _Held((*self._given.get(than, ()), *self._given.get(_ANYBODY, ())))
        doubts: list[Open] = []
        for one in chain(self._given.get(of, ()), self._given.get(_ANYBODY, ())):
            has = self._held[than].near(one.where)
            lacks = [power for power in one.powers or () if not any(own.gives(power, one.where) for own in has)]
            if lacks or one.powers is None:
                doubt = Open(one.by, (one.doubt,)) if one.doubt else _doubt(has, one, lacks)
                if doubt is None:
                    return one
                doubts.append(doubt)
        return doubts[0] if doubts else None

    @cached_property
    def _given(self) -> Mapping[str, Sequence[GivenRole]]:
        """Account → what it is given; that of which nobody knows to whom it is given, once each, under ""."""
        kinds = _kinds()
        given = grouped(one for grant in self._stack.of_type(*kinds) for one in self._of(grant, kinds[grant.type]))
        alike = {(one.powers, one.where.noun, one.where.key): one for one in reversed(given.get(_ANYBODY, ()))}
        return {**given, _ANYBODY: tuple(alike.values())}

    def _of(self, grant: Resource, kind: GoogleThing) -> Iterator[tuple[str, GivenRole]]:
        where = _where(grant, kind)
        for binding in _bindings(grant, kind):
            roles = tuple(self._roles(grant, binding, where))
            for member in binding.members if roles else ():
                yield from ((account, one) for account, one in self._to(grant, member, roles))

    def _to(self, grant: Resource, member: Located, roles: Sequence[GivenRole]) -> Iterator[tuple[str, GivenRole]]:
        try:
            account = self._stack.once(GooglePlaces).account(grant, member)
        except Undecided as unknown:
            yield from ((_ANYBODY, one._replace(doubt=unknown.path)) for one in roles)
            return
        if account:
            yield from ((account.key, one) for one in roles)

    def _roles(self, grant: Resource, binding: GoogleBinding, where: _Place) -> Iterator[GivenRole]:
        """The role that is given, where it changes things, or may; twice where it may change more than is known."""
        hidden = _hides(binding.condition)
        if hidden is None:
            return
        try:
            custom = self._stack.once(GoogleCustomRoles).of(grant, binding.role)
        except Undecided as unknown:
            yield GivenRole(grant, None, where, "a role", unknown.path)
            return
        is_shown = bare(binding.role.value) is not UNKNOWN and not binding.role.marked
        words = binding.role.text.rpartition("/")[2] if is_shown else "a role"
        permissions = [bare(one.value) for one in locate(custom.state.raw, "permissions[]")] if custom else []
        held = [one for one in permissions if isinstance(one, str)] if custom else [binding.role.text]
        if found := powers(held, where.noun):
            yield GivenRole(grant, found, where, words, hidden)
        if UNKNOWN in permissions:
            yield GivenRole(grant, None, where, words, binding.role.path)


def _doubt(has: Sequence[GivenRole], one: GivenRole, lacks: Sequence[Power]) -> Open | None:
    """What keeps it from being certain that one has not the same; None where nothing does for some of it."""
    each = [next((own for own in has if own.gives(power, one.where) is None), None) for power in lacks]
    found = [own for own in each if own]
    if len(found) < len(each):
        return None
    own = found[0]
    path = own.doubt or own.where.hidden
    return Open(own.by, (path,)) if path else Open(one.by, (one.where.hidden,))


def _kinds() -> Mapping[str, GoogleThing]:
    """Type → what it gives roles on; a policy as a whole is on what its single members are on."""
    things = google_things()
    each = {type_: thing for type_, thing in things.items() if thing.noun in (*WIDE, *GRAVE)}
    return each | {type_: things[type_.replace("Policy", "Member")] for type_ in GOOGLE_GRANTS if type_ not in each}


def _bindings(grant: Resource, kind: GoogleThing) -> Iterator[GoogleBinding]:
    if grant.type in GOOGLE_GRANTS:
        yield from google_bindings(grant)
        return
    members = list(locate(grant.state.raw, kind.member))
    for role in locate(grant.state.raw, "role"):
        yield GoogleBinding(role, members, next(locate(grant.state.raw, "condition.expression"), None))


def _hides(condition: Located | None) -> str | None:
    """The path of a condition that is not known, "" where it leaves the whole role; None where but a part of it.

    That is also how one counts that asks in a way which is not read.
    """
    if condition is None or bare(condition.value) is UNKNOWN:
        return condition.path if condition else ""
    return "" if left(condition.text, None) in ("all", "a while") else None


def _where(grant: Resource, kind: GoogleThing) -> _Place:
    some = f"{'an' if kind.noun.startswith('o') else 'a'} {kind.noun}"
    thing = next(locate(grant.state.raw, kind.thing), None)
    if thing is None:
        return _Place(kind.noun, "", "", some)
    if bare(thing.value) is UNKNOWN:
        behind = " ".join(sorted(grant.property_dependencies.get(kind.thing, ())))
        return _Place(kind.noun, behind, thing.path, some)
    key = thing.text if kind.noun.startswith("key") else thing.text.rpartition("/")[2]
    return _Place(kind.noun, key, "", some if thing.marked else f"{kind.noun} {shown(thing.text)}")
