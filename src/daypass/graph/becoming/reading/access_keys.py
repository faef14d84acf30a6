"""This is where it is found whose access key a value holds: by the key itself in a known one, else by what made it.

A key's id alone opens nothing, and neither does the password for SMTP that is made of the key. No value leaves here.
Source: outputs of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; IAM User Guide, "IAM identifiers" (how ids begin).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.names import Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.graph.ways import USER, kinds_of
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.words import words_in

_USERS: Final = kinds_of(USER)
_KEYS: Final[Mapping[str, tuple[str, str]]] = {
    "aws:iam/accessKey:AccessKey": ("user", "secret"),
    "aws-native:iam:AccessKey": ("userName", "secretAccessKey"),
}
"""Type of access keys → where they say whose they are, and where the secret is."""

_SEALED: Final = "pgpKey"
_ID: Final = re.compile(r"\bAKIA[A-Z0-9]{12,124}\b")
_SECRET: Final = re.compile(
    r"(?<![A-Za-z0-9/+])"  # after `KEY=`, a quote or a colon
    r"/?"  # after `ID/`, of which the id is taken away
    r"(?![0-9a-f]{40})"  # the digest of a commit is none
    r"[A-Za-z0-9/+]{40}"
    r"(?![A-Za-z0-9/+=])"  # as far as it goes: what `=` fills up is longer
)
_MAIL: Final = frozenset(("smtp", "ses", "mail", "email"))
_IDS: Final = frozenset(("id", "ids"))


class Holding(NamedTuple):
    """The user, or role, whose key a value holds, and why it may hold none: () where it does for certain."""

    user: Node
    unknown: tuple[Untold, ...] = ()


class _Key(NamedTuple):
    user: Node
    id: str
    secret: str
    unknown: tuple[Untold, ...]


class AccessKeys:
    """The access keys of a stack that are in use. `users` are its users by URN."""

    def __init__(self, stack: Stack, users: Mapping[str, Node]) -> None:
        self._stack, self._users = stack, users
        self._by_urn = {one.urn: found for one in stack.of_type(*_KEYS) if (found := self._key(one))}
        self._by_id = {key.id: key for key in self._by_urn.values() if key.id}
        self._by_secret = {key.secret: key for key in self._by_urn.values() if key.secret}

    def __bool__(self) -> bool:
        return bool(self._by_urn)

    def held(self, by: Resource, key: str, *names: str) -> Iterator[Holding]:
        """Whose keys the property `key` of `by` holds. `names`: what it is called, where only that tells what it is."""
        value = bare(declared(by, key))
        if isinstance(value, str):
            yield from (Holding(one.user, one.unknown) for one in self._in(value))
        elif value is UNKNOWN:
            doubt = (Untold.of(by, key),) if _may_be_a_part(by.name, *names) else ()
            made = (self._by_urn[urn] for urn in by.property_dependencies.get(key, ()) if urn in self._by_urn)
            yield from (Holding(one.user, (*one.unknown, *doubt)) for one in made)

    def _in(self, text: str) -> Iterator[_Key]:
        """Those in a known text: by the secret, or by the id beside one that may be the secret."""
        yield from (key for secret, key in self._by_secret.items() if secret in text)
        named = [self._by_id[one] for one in _ID.findall(text) if one in self._by_id]
        if named and _SECRET.search(_ID.sub(" ", text)):
            yield from (key for key in named if not key.secret)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._stack.resources, _USERS)

    def _key(self, key: Resource) -> _Key | None:
        """One that works: not switched off, and not sealed for whoever has another key."""
        whose, secret = _KEYS[key.type]
        (meant,) = self._names.meant(key, whose, [Leaf(bare(said(key, whose)), whose)])
        user, status = self._users.get(meant.urn), bare(said(key, "status"))
        if user is None or status == "Inactive" or declared(key, _SEALED) is not None:
            return None
        unknown = (Untold.of(key, "status"),) if status is UNKNOWN else ()
        return _Key(user, key.id or text_of(said(key, "id")), text_of(said(key, secret)), unknown)


def _may_be_a_part(*names: str) -> bool:
    """Whether a name says that it is the id of a key, or the password for SMTP that is made of one."""
    words = map(words_in, names)
    return any(not _MAIL.isdisjoint(each) or (each and each[-1] in _IDS) for each in words)
