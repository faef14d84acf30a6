"""This is where it is read whether an authorization server gives access tokens to machines, and how long they live."""

import math
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.machine_tokens import MachineToken, machine_tokens
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, bare
from daypass.model.term import MINUTE
from daypass_policies.keeping.lifetimes import span
from daypass_policies.keeping.vault_tokens import Length
from daypass_policies.located import Located, locate
from daypass_policies.settle import collect

UNITS: Final[Mapping[str, int]] = {"seconds": 1, "minutes": MINUTE, "duration": 1}
_SUBJECT: Final = "subjectType"
_OF_PEOPLE: Final = ("user", "anonymous_user")
"""For whom a grant of Auth0 is that is not for the client itself, which is what one without a word is for.

Source: documentation of pulumi-auth0 3.55.1, `ClientGrant`; read 2026-12.
"""


class Machines:
    """Who gets tokens of the authorization servers of a stack."""

    def __init__(self, stack: Stack) -> None:
        by_grant = {type_: token for type_, token in machine_tokens().items() if token.grant}
        names = Names.of(stack.resources, {type_: Kind(one.noun, "", one.called) for type_, one in by_grant.items()})
        argument = {token.grant: token.names for token in by_grant.values()}
        grants = [one for one in stack.of_type(*argument) if text_of(said(one, _SUBJECT)) not in _OF_PEOPLE]
        meant = [(one, names.one(one, argument[one.type])) for one in grants]
        self._canonical = names.canonical
        self._granted = frozenset(urn for _, urn in meant if urn)
        self._unclear = tuple((one, argument[one.type]) for one, urn in meant if urn is None)

    def get(self, server: Resource) -> Iterator[bool]:
        """Whether they get its tokens. Raises `Undecided` where what says so is not known."""
        token = machine_tokens()[server.type]
        yield says(server, token.asks, token.says) if token.asks else self._has_grant(server)

    def unclear(self, server: Resource) -> tuple[tuple[Resource, str], ...]:
        """The grants that may be of it, with the argument that is not known; none where one surely is."""
        grant = machine_tokens()[server.type].grant
        return tuple(one for one in self._unclear if one[0].type == grant) if not self._has_grant(server) else ()

    def _has_grant(self, server: Resource) -> bool:
        return self._canonical.get(server.urn, server.urn) in self._granted


def in_force(stack: Stack) -> Iterator[Resource]:
    """What says how long such tokens live, unless it is somebody else's, or surely switched off."""
    for one in stack.of_type(*machine_tokens()):
        argument, value = machine_tokens()[one.type].off
        is_off = bool(argument) and _word(said(one, argument)) == value
        if not was_looked_up(one) and not is_off:
            yield one


def length(server: Resource, token: MachineToken) -> Iterator[Length]:
    """How long they live; at "" where it does not say so itself, none where others say it."""
    found = [one for place in locate(server.declared.raw, token.length) for one in _length(place, token)]
    yield from found or (() if token.default is None else (Length(token.default, ""),))


def says(resource: Resource, path: str, word: str) -> bool:
    """Whether one of the values there is this. Raises `Undecided` where an unknown one may be."""
    found, unknown = collect(_words(place) for place in locate(resource.declared.raw, path))
    if word not in found and unknown:
        raise unknown
    return word in found


def _words(place: Located) -> Iterator[str]:
    yield _word(place.known)


def _word(value: object) -> str:
    """A word, or a switch as one; nothing else is one."""
    plain = bare(value)
    return str(plain).strip().lower() if isinstance(plain, str | bool) else ""


def _length(place: Located, token: MachineToken) -> Iterator[Length]:
    """Nothing where it is left to others; what nobody can read is no end."""
    if place.known in ("", None):
        return
    try:
        seconds = span(place.known, "duration" if token.unit == "duration" else "seconds")
    except ValueError:
        seconds = None
    if seconds is None or seconds > 0:
        yield Length(math.inf if seconds is None else seconds * UNITS[token.unit], place.path, place.marked)
