"""This is where the KMS keys are with which secrets are sealed, and what the policy of each says that the stack has.

Sources: AWS KMS Developer Guide, "Key policies", "Default key policy" and "Grants"; pulumi-aws 7.51.1 and
pulumi-aws-native 1.84.0; read 2026-11.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY, account_of, tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.kms_keys import ALIAS, key_beside
from daypass.graph.faults import Fault
from daypass.graph.leaves import declared, said, text_of, was_looked_up
from daypass.graph.managed import document_or_fault
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.settings import Settings

_KEYS: Final = {
    "aws:kms/key:Key": Kind("key", "", "keyId"),
    "aws-native:kms:Key": Kind("key", "", "keyId"),
}
_ALIASES: Final = {
    "aws:kms/alias:Alias": Kind("alias", "", "name"),
    "aws-native:kms:Alias": Kind("alias", "", "aliasName"),
}
_POLICIES: Final[Mapping[str, tuple[str, str]]] = {
    "aws:kms/key:Key": ("", "policy"),
    "aws:kms/keyPolicy:KeyPolicy": ("keyId", "policy"),
    "aws-native:kms:Key": ("", "keyPolicy"),
}
"""Type → where it names the key ("" for itself), and its policy."""

_GRANT: Final = "aws:kms/grant:Grant"
_MADE_UP: Final = "da1pa500-0000-0000-0000-000000000000"
_BY_AWS: Final = "alias/aws/"
"""How the names of AWS's own keys begin, with which whoever reads opens."""

CALLED: Final = "kms:resourcealiases"
BY_ALIAS: Final = "kms:requestalias"
"""Condition keys: all aliases of the key, and the one by which a request names it, if it does."""

_Read = tuple[tuple[Untold, Document | Fault], ...]
"""The policies of one key, and where each stands."""


@dataclass(frozen=True)
class Lock:
    """A key that is not AWS's own. `arn` is "" for whichever it may be, and `place` says where it stands.

    `policy` is that of a key that the stack has, None for any other; `unread` says what may let others in besides.
    """

    arn: str
    place: Untold
    policy: Document | None = None
    unread: tuple[Untold, ...] = ()
    facts: Facts = NOTHING


class Aliases(NamedTuple):
    """The names of a key, each as `alias/NAME`, as far as the stack says them; `unknown`: what else it is called."""

    names: tuple[str, ...]
    unknown: tuple[Untold, ...]


class Locks:
    """Those of a stack."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._stack, self._settings = stack, settings
        self._seen: dict[str, Lock] = {}

    def of(self, thing: Resource, property_: str, arn: str) -> Lock | None:
        """What this property of a thing with this ARN says; None for a key of AWS itself."""
        value, place = bare(declared(thing, property_)), Untold.of(thing, property_)
        text = text_of(value)
        if value is not UNKNOWN and (not text or _BY_AWS in text):
            return None
        key = self._meant(thing, property_)
        if key is not None:
            if key.urn not in self._seen:
                self._seen[key.urn] = self._of_key(key)
            return replace(self._seen[key.urn], place=place)
        return Lock(key_beside(arn, text) if text and ALIAS not in text else "", place)

    def at(self, arn: str) -> Lock | None:
        """The key of the stack with this ARN; None for any other."""
        key = self._by_arn.get(arn)
        return self._of_key(key) if key else None

    def named(self, by: Resource, text: str) -> Lock | None:
        """The key of the stack that somebody means by an ARN, an id, or the name of an alias; None for any other."""
        return self.made_as(self._keys.named(by, text).urn or self._aliases.named(by, text).urn)

    def made_as(self, urn: str) -> Lock | None:
        """The key of the stack that this is, or of which this is an alias; None for anything else."""
        one = self._stack.by_urn.get(urn)
        if one and one.type in _ALIASES:
            one = self._stack.by_urn.get(self._named(one, "targetKeyId"))
        return self._of_key(one) if one and one.type in _KEYS else None

    def every(self) -> Iterator[Lock]:
        """All keys of the stack."""
        return (self._of_key(key) for key in self._stack.of_type(*_KEYS))

    def aliases(self, key: Resource) -> Aliases:
        """What a key of the stack is called."""
        own = [(text_of(said(one, _ALIASES[one.type].name)), one) for one in self._called.get(key.urn, ())]
        unnamed = (Untold.of(one, _ALIASES[one.type].name) for name, one in own if not name)
        others = (Untold.of(one, "targetKeyId") for one in self._called.get("", ()))
        elsewhere = (Untold.of(key, ""),) if was_looked_up(key) else ()
        return Aliases(tuple(name for name, _ in own if name), (*unnamed, *others, *elsewhere))

    @cached_property
    def _called(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of a key → its aliases; "" → those of which it is not known yet whose they are."""
        each = sorted(self._stack.of_type(*_ALIASES), key=lambda one: one.urn)
        return grouped((self._named(one, "targetKeyId"), one) for one in each)

    @cached_property
    def _by_arn(self) -> Mapping[str, Resource]:
        return {text_of(said(one, "arn")): one for one in self._stack.of_type(*_KEYS)}

    def _meant(self, by: Resource, property_: str) -> Resource | None:
        """The key that a property names, also by an alias."""
        found = self._stack.by_urn.get(self._named(by, property_))
        (alias,) = self._aliases.meant(by, property_, [Leaf(bare(said(by, property_)), property_)])
        of = self._stack.by_urn.get(alias.urn)
        return found or (self._stack.by_urn.get(self._named(of, "targetKeyId")) if of else None)

    def _of_key(self, key: Resource) -> Lock:
        arn, account = text_of(said(key, "arn")), own_account(key, self._settings)
        if not Arn.parse(arn):
            arn = f"arn:{ANY}:kms:{ANY}:{account}:key/{key.id or _MADE_UP}" if account else ""
        read, unsure = self._policies.get(key.urn, ()), self._policies.get("", ())
        faults = (place for place, one in read if isinstance(one, Fault) and not one.malformed)
        unread = (*faults, *(place for place, _ in unsure))
        grants = (*self._grants.get(key.urn, ()), *self._grants.get("", ()))
        return Lock(
            arn,
            Untold.of(key, ""),
            self._policy(key, arn, read),
            (*unread, *grants),
            tag_facts(key, "aws:resourcetag/"),
        )

    def _policy(self, key: Resource, arn: str, read: _Read) -> Document | None:
        """The one that it has for certain; that of AWS where the stack writes none for a key that it makes."""
        documents = [one for _, one in read if isinstance(one, Document)]
        if not arn or len(read) > 1 or self._policies.get(""):
            return None
        if not read and not was_looked_up(key) and (account := account_of(arn)):
            return _default(account)
        return documents[0] if documents else None

    def _named(self, by: Resource, property_: str) -> str:
        """The URN of the key that a property names, its text for one that the stack has not, "" while it is unknown."""
        value = bare(said(by, property_))
        (meant,) = self._keys.meant(by, property_, [Leaf(value, property_)])
        return meant.urn or text_of(value)

    @cached_property
    def _grants(self) -> Mapping[str, tuple[Untold, ...]]:
        """URN of a key → the grants of it; "" → those of which it is not known of which key they are."""
        return grouped((self._named(one, "keyId"), Untold.of(one, "keyId")) for one in self._stack.of_type(_GRANT))

    @cached_property
    def _keys(self) -> Names:
        return Names.of(self._stack.resources, _KEYS)

    @cached_property
    def _aliases(self) -> Names:
        return Names.of(self._stack.resources, _ALIASES)

    @cached_property
    def _policies(self) -> Mapping[str, _Read]:
        """URN of a key → its policies; "" → those of which it is not known whose they are."""
        found: dict[str, _Read] = {}
        for one in self._stack.of_type(*_POLICIES):
            whose, what = _POLICIES[one.type]
            value = declared(one, what)
            if value is not None and value != "":
                key, place = self._named(one, whose) if whose else one.urn, Untold.of(one, what)
                found[key] = (*found.get(key, ()), (place, document_or_fault(value, str(place))))
        return found


def asked_by_arn(lock: Lock, names: tuple[str, ...]) -> Facts:
    """What a request brings along for a key of these names that it calls by its ARN."""
    called = Facts({CALLED: names}) if names else Facts(absent=frozenset({CALLED}))
    return lock.facts.and_(called).and_(Facts(absent=frozenset({BY_ALIAS})))


def _default(account: str) -> Document:
    """What AWS writes for a key without a policy: that those of the account decide."""
    root = {"AWS": f"arn:aws:iam::{account}:root"}
    statement = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    return Document.parse({"Version": "2012-10-17", "Statement": [statement]}, path="default key policy")
