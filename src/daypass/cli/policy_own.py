"""This is where the policies are that roles and KMS keys of an export have of their own, without which none is used.

Source: IAM User Guide, "How AWS enforcement code logic evaluates requests"; KMS Developer Guide, "Key policies" and
"Default key policy"; read 2026-11. The types are those of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.cli.policy_sources import Named, not_known
from daypass.graph.leaves import declared, leaves, said, was_looked_up
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, TRUST, kinds_of
from daypass.iam.arn import Arn
from daypass.iam.document import Document
from daypass.iam.line_policies import accept
from daypass.iam.node import MalformedDocument
from daypass.model.resource import Resource, Secret, Undecided
from daypass_policies.trusting.trust import trust_of

_KEYS: Final = {
    type_: Kind("key", "key", "keyId")
    for type_ in (
        *("aws:kms/key:Key", "aws:kms/externalKey:ExternalKey", "aws:kms/replicaKey:ReplicaKey"),
        *("aws:kms/replicaExternalKey:ReplicaExternalKey", "aws-native:kms:Key", "aws-native:kms:ReplicaKey"),
    )
}
_KEY: Final = "resource:kms"
_KEY_POLICY: Final = "aws:kms/keyPolicy:KeyPolicy"


class Read(NamedTuple):
    """A document of an export; `gap` is a sentence about what of it could not be read, "" where all could."""

    named: Named | None
    gap: str = ""


@dataclass(frozen=True)
class OwnPolicies:
    """Of all roles and keys of the exports whose ARN is known."""

    stack: Stack

    @property
    def arns(self) -> tuple[str, ...]:
        """The ARNs: of the roles, of the keys, and of keys that others made, in the order of registration."""
        return (*self._by_arn, *(named for named in self._given if named.startswith("arn:")))

    def of(self, arn: str) -> Read:
        """That of the role or key with this ARN. Raises `MalformedDocument` for one that AWS would refuse."""
        resource, is_twice = self._by_arn.get(arn, (None, False))
        if resource is None:
            return self._of_other_key(arn)
        if is_twice:
            return Read(None, not_read(f"{called(resource)}, which two stacks make"))
        return trust_read(resource) if resource.type in TRUST else self._of_key(resource)

    @cached_property
    def _by_arn(self) -> Mapping[str, tuple[Resource, bool]]:
        """ARN → what has it, and whether several stacks say that they make it."""
        return {
            arn: (resource, urn in names.rivals)
            for names in (self._names_of_roles, self._names_of_keys)
            for urn in dict.fromkeys(names.canonical.values())
            for resource in (self.stack.by_urn[urn],)
            if (arn := arn_of(resource))
        }

    @cached_property
    def _names_of_roles(self) -> Names:
        return Names.of(self.stack.resources, kinds_of(ROLE))

    @cached_property
    def _names_of_keys(self) -> Names:
        return Names.of(self.stack.resources, _KEYS)

    def _of_key(self, key: Resource) -> Read:
        """What the key says itself, or the one resource that is there to say it. Of both, or several, none is sure."""
        property_ = "keyPolicy" if key.type.startswith("aws-native:") else "policy"
        written, set_by_another = declared(key, property_), self._set(called(key), key.urn)
        if set_by_another is None:
            # A key that is made without one gets the default one, which the provider then reads.
            return read_in_export(said(key, property_) if is_empty(written) else written, key, property_, _KEY)
        if was_looked_up(key) or is_empty(key.inputs.raw.get(property_)):
            return set_by_another
        return Read(None, not_read(f"{called(key)}, which may be given another beside its own"))

    def _of_other_key(self, arn: str) -> Read:
        """Of a key that is known by a resource that sets its policy, and names it by its ARN or its id."""
        parsed, whose = Arn.parse(arn), f"{arn}, which is not in the export"
        is_key = parsed is not None and parsed.service == "kms"
        id_ = parsed.resource.removeprefix("key/") if parsed else ""
        return (self._set(whose, arn, id_) if is_key else None) or Read(None, not_read(whose))

    def _set(self, whose: str, *names: str) -> Read | None:
        """What another resource sets as the policy of a key with one of these names; None where none may."""
        found = [by for name in names for by in self._given.get(name, ())]
        if len(found) == 1 and "" not in self._given:
            return read_in_export(declared(found[0], "policy"), found[0], "policy", _KEY)
        return Read(None, not_read(whose)) if found or "" in self._given else None

    @cached_property
    def _given(self) -> Mapping[str, list[Resource]]:
        """The URN of a key, or how it is named → what sets its policy; "" → what sets that of a key nobody can tell."""
        found: dict[str, list[Resource]] = {}
        for by in self.stack.of_type(_KEY_POLICY):
            for name in self._keys_of(by):
                found.setdefault(name, []).append(by)
        return found

    def _keys_of(self, by: Resource) -> Iterator[str]:
        values = list(leaves(by, "keyId"))
        for leaf, meant in zip(values, self._names_of_keys.meant(by, "keyId", values), strict=True):
            yield leaf.value if meant.fault.elsewhere and not leaf.secret else meant.urn


def not_read(whose: str) -> str:
    """The sentence about the policy of a role or a key."""
    return f"the policy of {whose}: --resource-policy names one"


def trust_read(role: Resource) -> Read:
    """The trust policy of a role. Raises `MalformedDocument`."""
    property_ = TRUST[role.type]
    try:
        document = trust_of(role)
    except Undecided:
        return Read(None, not_known(place_of(role, property_)))
    except MalformedDocument as malformed:
        raise malformed.at(called(role)) from None
    return accepted(document, place_of(role, property_), "trust")


def read_in_export(value: Any, by: Resource, property_: str, kind: str) -> Read:
    """What stands at a property, as a document of this kind. Raises `MalformedDocument`."""
    place = place_of(by, property_)
    if is_empty(value):
        return Read(None, not_known(place))
    try:
        document = Document.parse(value, path=place)
    except Undecided:
        return Read(None, not_known(place))
    return accepted(document, place, kind)


def accepted(document: Document, name: str, kind: str, *, is_certain: bool = True) -> Read:
    """The document under a name that says of which resource it is: the name is the place in every error.

    Raises `MalformedDocument` where AWS would refuse it as a document of this kind.
    """
    written = Secret(document.written) if document.secret else document.written
    named = Named(Document.parse(written, path=name), name, is_certain)
    try:
        accept(named.document, kind)
    except Undecided as hidden:  # it may be one that AWS refuses
        return Read(Named(named.document, name, is_certain=False), not_known(hidden.path))
    return Read(named)


def arn_of(resource: Resource) -> str:
    """Its ARN; "" where that is not known, or is marked as secret."""
    arn = said(resource, "arn")
    return arn if isinstance(arn, str) else ""


def called(resource: Resource) -> str:
    """A resource as people read it."""
    return f"{resource.name!r} ({resource.type})"


def place_of(resource: Resource, path: str) -> str:
    """A property of it as people read it."""
    return f"{path} of {called(resource)}"
