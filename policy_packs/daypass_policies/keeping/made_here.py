"""This is where it is told that a value is a credential which the stack makes, and of which another rule speaks."""

from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.credential_tokens import credential_tokens, types_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource, Undecided
from daypass_policies.keeping.database_passwords import PASSWORDS, password_at

_KEYS: Final = frozenset(
    one.type
    for one in credential_tokens().values()
    if one.group in ("cloud", "token", "client", "kubernetes") or (one.group == "aws-user" and one.noun.endswith("key"))
)
_DATABASES: Final = types_of("database")
_PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token


class MadeHere:
    """The keys of a stack, its databases with a password, and the passwords that it makes for those."""

    def __init__(self, stack: Stack) -> None:
        databases = [one for one in stack.of_type(*_DATABASES) if _has_a_password(one)]
        self._urns = {one.urn for one in (*stack.of_type(*_KEYS), *databases)}
        made = {one.urn for one in stack.of_type(_PASSWORD)}
        self._urns |= made.intersection(urn for one in databases for urn in _behind(one, _given(one)))

    def is_all_of(self, resource: Resource, keys: Iterable[str]) -> bool:
        """Whether what stands in these properties comes from such things, and from nothing else of the program."""
        urns = set(_behind(resource, keys))
        return bool(urns) and urns <= self._urns


def _behind(resource: Resource, keys: Iterable[str]) -> Iterator[str]:
    return (urn for key in keys for urn in resource.property_dependencies.get(key, ()))


def _given(database: Resource) -> tuple[str, ...]:
    """The arguments that hold its password; all where it is nothing but one."""
    if database.type not in PASSWORDS:
        return tuple(database.property_dependencies)
    return tuple(path.partition(".")[0].partition("[")[0] for path in PASSWORDS[database.type].given)


def _has_a_password(database: Resource) -> bool:
    """Also where nobody knows, which its own rule says."""
    try:
        return database.type not in PASSWORDS or password_at(database) is not None
    except Undecided:
        return True
