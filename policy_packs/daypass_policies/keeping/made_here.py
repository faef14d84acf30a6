"""This is where it is told that a value is a credential which the stack makes: of which another rule speaks, or nobody.

Bytes that are drawn at random and go nowhere but into vaults are what an application keeps from all others.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.graph.property_path import beginning
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.keeping.database_passwords import PASSWORDS, password_at
from daypass_policies.located import locate

KEYS: Final = frozenset(
    one.type
    for one in credential_tokens().values()
    if not one.endings and (one.group in ("cloud", "token") or (one.group == "aws-user" and one.noun.endswith("key")))
)
"""What is told wherever it is, since it takes no end."""

_DATABASES: Final = types_of("database")
_DRAWN: Final = tuple(f"random:index/random{kind}:Random{kind}" for kind in ("Bytes", "Id", "Uuid"))
"""Of a password somebody else may know, such as a database that the stack does not have."""

RANDOM_PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token


class MadeHere:
    """The keys of a stack, its databases with a password, and the passwords that it makes for those."""

    def __init__(self, stack: Stack, vaults: Collection[str]) -> None:
        """`vaults` are the types in which it is told where values come from."""
        databases = [one for one in stack.of_type(*_DATABASES) if _has_a_password(one)]
        made = {one.urn for one in stack.of_type(RANDOM_PASSWORD)}
        passwords = made.intersection(urn for one in databases for urn in _behind(one, _given(one)))
        self._secrets = passwords | {one.urn for one in stack.of_type(*KEYS)}
        self._databases = {one.urn for one in databases}
        self._words = {text for one in databases for text in _written(one) if len(text) >= _TELLING}
        others = (one for one in stack.resources if one.type not in vaults)
        taken = {urn for one in others for urns in one.property_dependencies.values() for urn in urns}
        self._kept = {one.urn for one in stack.of_type(*_DRAWN)} - taken

    def is_all_of(self, resource: Resource, keys: Collection[str], *, of_database: bool) -> bool:
        """Whether what stands in these properties comes from such things, and from no other resource.

        A database may give no more than its address: it counts beside its password, or `of_database`, where the name
        says that this is what is kept. What both have from the configuration, the text tells, where that is known.
        """
        urns = set(_behind(resource, keys))
        if urns <= self._databases and self._is_written(resource, keys, of_database=of_database):
            return True
        is_told = bool(urns & self._secrets) or (of_database and bool(urns))
        return is_told and urns <= self._secrets | self._databases

    def _is_written(self, resource: Resource, keys: Iterable[str], *, of_database: bool) -> bool:
        """Whether it is the text of a database's password, or has that in it and is called after a database."""
        texts = [text for key in keys for text in _texts(resource, key)]
        return any(text in self._words or (of_database and any(word in text for word in self._words)) for text in texts)

    def is_drawn(self, resource: Resource, keys: Iterable[str]) -> bool:
        """Whether what stands in these properties are bytes drawn at random, and given to nothing but vaults."""
        urns = set(_behind(resource, keys))
        return bool(urns) and urns <= self._kept


_TELLING: Final = 8
"""So many letters of a password are no chance in another text."""


def _written(database: Resource) -> Iterator[str]:
    """The known texts of its password."""
    if database.type in PASSWORDS:
        yield from (text for path in PASSWORDS[database.type].given for text in _texts(database, path))


def _texts(resource: Resource, path: str) -> Iterator[str]:
    places = (item for place in locate(resource.declared.raw, path) for item in place.items)
    return (item.text for item in places if bare(item.value) is not UNKNOWN)


def _behind(resource: Resource, keys: Iterable[str]) -> Iterator[str]:
    return (urn for key in keys for urn in resource.property_dependencies.get(key, ()))


def _given(database: Resource) -> tuple[str, ...]:
    """The arguments that hold its password; all where it is nothing but one."""
    if database.type not in PASSWORDS:
        return tuple(database.property_dependencies)
    return tuple(beginning(path) for path in PASSWORDS[database.type].given)


def _has_a_password(database: Resource) -> bool:
    """Also where nobody knows, which its own rule says."""
    try:
        return database.type not in PASSWORDS or password_at(database) is not None
    except Undecided:
        return True
