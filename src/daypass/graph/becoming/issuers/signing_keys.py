"""This is where it is told with which keys of KMS an issuer of tokens of one's own signs, and who signs as that one.

Who may sign with such a key signs any token. It is the issuer's where the key, its aliases or its tags name that one
and say that it signs tokens; or where who is called an issuer, and is told the same URL, is let sign with this key by
its name. What any product has on its own host is no issuer of one's own. Sources: AWS KMS API Reference, "Sign" and
"CreateKey" (`KeyUsage`); AWS KMS Developer Guide, "Key policies" and "Use aliases to control access to KMS keys"; read
2026-12.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Final, NamedTuple

from daypass.data.issuers import issuer_facts
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.issuers.believing import PROVIDERS
from daypass.graph.becoming.issuers.issuing import (
    is_called_after,
    is_called_alike,
    is_called_issuer,
    may_be_issuer,
    names_issuer,
    names_of,
    says_tokens,
    texts_of,
    without_issuer,
)
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.reading.locks import BY_ALIAS, CALLED, Aliases, Lock, Locks, asked_by_arn
from daypass.graph.becoming.reading.readers import let_by
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass.iam.statement import Statement
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.model.resource_tags import Tags
from daypass.settings import Settings

SIGNS: Final = "kms:Sign"
_MADE_UP: Final = "da1pa500-0000-0000-0000-"
"""The start of an id that KMS may make up; the rest tells one key from another."""

_USAGE, _SIGNING = "keyUsage", "SIGN_VERIFY"
_DESCRIPTION: Final = "description"
_SCHEME: Final = "https://"


class SigningKey(NamedTuple):
    """A key of an issuer, by its URN and its ARN; `unknown`: whether it signs the tokens of that."""

    urn: str
    arn: str
    unknown: tuple[Untold, ...] = ()


class Signer(NamedTuple):
    """An identity, and what it may do."""

    resource: Resource
    means: tuple[Means, ...]


class SigningKeys:
    """Those of the issuers of a stack. `signers` are its identities, asked for once there is such an issuer."""

    def __init__(self, stack: Stack, settings: Settings, signers: Callable[[], Iterator[Signer]]) -> None:
        self._stack, self._signers = stack, signers
        self._locks: Locks = stack.once(Locks, settings)
        self._own: dict[str, frozenset[str]] = {}

    def of(self, issuer: str) -> tuple[SigningKey, ...]:
        """Those of an issuer, which is a URL without its scheme."""
        return self._of_issuers.get(_plain(issuer), ())

    def requests(self, key: SigningKey) -> Iterator[tuple[tuple[str, str], ...]]:
        """What a request brings along that signs with it: it names the key itself, or one of its aliases."""
        yield ()
        if self._asks_by_alias:
            yield from (((BY_ALIAS, name),) for name in self._locks.aliases(self._stack.by_urn[key.urn]).names)

    def signs(self, means: Means, arn: str, brought: Facts) -> Answer:
        """Whether somebody may sign with it, by a request that brings this along.

        What else it is called counts where nothing lets them that is known.
        """
        lock, called = replace(self._lock(arn), arn=arn), self._aliases(arn)
        answer = self._let(means, lock, asked_by_arn(lock, called.names).and_(brought))
        if answer.possible or not called.unknown:
            return answer
        return self._let(means, lock, lock.facts.and_(brought)).under(*called.unknown)

    def _let(self, means: Means, lock: Lock, facts: Facts) -> Answer:
        """By the key's own policy, or by theirs where that leaves it to them."""
        found = means.on(SIGNS, lock.arn, facts)
        if lock.policy is None:
            return found.under(*lock.unread)
        if means.denies(SIGNS, lock.arn, facts) == "yes":
            return NO
        return let_by(lock.policy, means, SIGNS, lock.arn, facts)._replace(grounds=found.grounds)

    def _aliases(self, arn: str) -> Aliases:
        return self._locks.aliases(self._stack.by_urn[self._lock(arn).place.urn])

    def issuers(self, arn: str) -> frozenset[str]:
        """The URNs of those who sign with it since they are the issuer: by their names, else as it is named to them."""
        if arn not in self._own:
            able = [one for one in self._able if any(self._may(means, arn) for means in one.means)]
            naming = [one for one in able if self._is_named(one.means, self._lock(arn))]
            called = [one for one in naming if may_be_issuer(self._names(one))]
            others = [one for one in able if is_called_issuer(self._names(one))]
            self._own[arn] = frozenset(one.resource.urn for one in (called or others or naming))
        return self._own[arn]

    def _is_named(self, every: tuple[Means, ...], lock: Lock) -> bool:
        """Whether a statement lets them sign with this key alone, by its ARN or by its aliases."""
        names = self._locks.aliases(self._stack.by_urn[lock.place.urn]).names
        statements = (held.line.statement for means in every for held in means.told(SIGNS).allows)
        return any(_names(one, lock.arn, names) for one in statements)

    def _may(self, means: Means, arn: str) -> bool:
        return means.may(SIGNS) and self.signs(means, arn, NOTHING).possible

    def _names(self, signer: Signer) -> tuple[str, ...]:
        return names_of(signer.resource, self._uses(signer))

    def _uses(self, signer: Signer) -> tuple[Use, ...]:
        return self._stack.once(Consumers).by_role.get(signer.resource.urn, ())

    @cached_property
    def _able(self) -> tuple[Signer, ...]:
        """Who may sign anything."""
        return tuple(one for one in self._signers() if any(means.may(SIGNS) for means in one.means))

    @cached_property
    def _asks_by_alias(self) -> bool:
        """Whether it matters to anybody by which name a request calls a key."""
        return any(BY_ALIAS in means.told(SIGNS).keys for one in self._able for means in one.means)

    def _lock(self, arn: str) -> Lock:
        """The key of an issuer with this ARN, in whatever partition."""
        return self._by_end[_end(arn)]

    @cached_property
    def _by_end(self) -> Mapping[str, Lock]:
        keys = {key.urn for each in self._of_issuers.values() for key in each}
        return {_end(lock.arn): lock for lock in self._every if lock.place.urn in keys}

    @cached_property
    def _every(self) -> tuple[Lock, ...]:
        """All keys of the stack, each by an ARN of its own, also where that is not known yet."""
        return tuple(map(self._by_itself, self._locks.every()))

    def _by_itself(self, lock: Lock) -> Lock:
        key = self._stack.by_urn[lock.place.urn]
        if key.id or Arn.parse(text_of(said(key, "arn"))):
            return lock if lock.arn else replace(lock, arn=f"arn:{ANY}:kms:{ANY}:{ANY}:key/{key.id}")
        start = lock.arn.rpartition("/")[0] or f"arn:{ANY}:kms:{ANY}:{ANY}:key"
        return replace(lock, arn=f"{start}/{_MADE_UP}{sha256(key.urn.encode()).hexdigest()[:12]}")

    @cached_property
    def _of_issuers(self) -> Mapping[str, tuple[SigningKey, ...]]:
        """URL, without its scheme, → its keys."""
        return grouped((issuer, key) for issuer in self._issuers for key in self._keys_of(issuer))

    @cached_property
    def _issuers(self) -> Mapping[str, str]:
        """URL, without its scheme, → the URN of its provider: those that no product is known to have."""
        each = ((_plain(text_of(said(one, "url"))), one.urn) for one in self._stack.of_type(*PROVIDERS))
        return {url: urn for url, urn in each if url and issuer_facts(url) is None}

    def _keys_of(self, issuer: str) -> Iterator[SigningKey]:
        for lock in self._every:
            key = self._stack.by_urn[lock.place.urn]
            usage = bare(said(key, _USAGE))
            unknown = (Untold.of(key, _USAGE),) if usage is UNKNOWN else ()
            if unknown or usage == _SIGNING:
                if self._says_so(key, issuer) or self._is_let_to_issuer(lock, key, issuer):
                    yield SigningKey(key.urn, lock.arn, unknown)
                elif self._waits_for(key, issuer):
                    yield SigningKey(key.urn, lock.arn, (*unknown, Untold.of(key, _DESCRIPTION)))

    def _says_so(self, key: Resource, issuer: str) -> bool:
        """Whether its texts name the issuer and speak of tokens, or an alias is called after it."""
        texts, aliases = self._texts(key), self._locks.aliases(key).names
        if any(is_called_after(name, issuer) for name in aliases):
            return True
        is_about = any(says_tokens(without_issuer(text, issuer)) for text in (key.name, *texts, *aliases))
        return is_about and any(names_issuer(text, issuer) for text in texts)

    def _waits_for(self, key: Resource, issuer: str) -> bool:
        """Whether its description is made of the issuer's URL, and not known yet."""
        is_unknown = bare(said(key, _DESCRIPTION)) is UNKNOWN
        return is_unknown and self._issuers[issuer] in key.property_dependencies.get(_DESCRIPTION, ())

    def _is_let_to_issuer(self, lock: Lock, key: Resource, issuer: str) -> bool:
        """Whether who is called an issuer, and is told its URL, is let sign with it by name.

        Of the one issuer of a stack it need not be told where both are called alike.
        """
        if any(names_issuer(text, other) for text in self._texts(key) for other in self._issuers if other != issuer):
            return False
        for signer in self._able:
            names = self._names(signer)
            if is_called_issuer(names) and self._is_named(signer.means, lock):
                is_alone = len(self._issuers) == 1 and any(is_called_alike(name, issuer) for name in names)
                if is_alone or any(
                    names_issuer(text, issuer) for text in texts_of(signer.resource, self._uses(signer))
                ):
                    return True
        return False

    def _texts(self, key: Resource) -> tuple[str, ...]:
        """What people wrote of it."""
        tags = [text_of(value) for _, place in Tags.of(key.state, key).places for value in place.values()]
        return tuple(filter(None, (text_of(said(key, _DESCRIPTION)), *tags)))


def _names(statement: Statement, arn: str, aliases: tuple[str, ...]) -> bool:
    try:
        conditions, resources = statement.conditions, statement.resources
    except Undecided:
        return False
    values = {text for one in conditions if one.key.lower() in (CALLED, BY_ALIAS) for text in one.values}
    is_by_alias = bool(values) and not any(map(has_wildcard, values)) and not values.isdisjoint(aliases)
    return is_by_alias or arn in resources


def _end(arn: str) -> str:
    """What follows the partition."""
    return arn.split(":", 2)[-1]


def _plain(url: str) -> str:
    return url.removeprefix(_SCHEME).rstrip("/")
