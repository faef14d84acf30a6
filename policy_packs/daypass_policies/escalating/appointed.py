"""This is where it is told who is there to administer something, by what they are called or say that they are for."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.owned import tagged
from daypass.settings import Settings
from daypass.words import words_in
from daypass_policies.escalating.actors import Actor

_ADMINISTERS: Final = ("admin", "steward", "govern", "custodian", "permission", "entitle", "lakeformation")
"""Beginnings of words that say so wherever they stand: `lake-admin`, `dataGovernance`, "administers the domain"."""

_SETS_UP: Final = frozenset(
    (
        *("setup", "config", "configuration", "configurator", "bootstrap", "bootstrapper", "init", "initializer"),
        *("provision", "provisioner", "provisioning", "manager", "management", "security", "access", "grants", "roles"),
    )
)
"""Words that say so at the end of a name, where it is said what somebody does: `search-setup`, `lake-access`."""

_KINDS: Final = frozenset(("role", "fn", "function", "lambda", "task", "job", "exec", "execution", "service"))
"""Words behind that, of what kind of thing it is."""


def is_appointed(actor: Actor, settings: Settings) -> bool:
    """Whether it is called, or tagged with a purpose, as one who administers. Raises `Undecided`."""
    names = list(_names_of(actor))
    said = [*names, tagged(actor.resource, "purpose", settings)]
    return any(map(_says_so, said)) or any(_does(name) in _SETS_UP for name in names)


def _names_of(actor: Actor) -> Iterator[str]:
    yield actor.resource.name
    if actor.node:
        yield actor.node.arn.rpartition("/")[2]


def _says_so(text: str) -> bool:
    return any(word.startswith(_ADMINISTERS) for word in words_in(text))


def _does(name: str) -> str:
    """The word at the end that says what it does."""
    return next((word for word in reversed(words_in(name)) if word not in _KINDS), "")
