"""This is where it is collected, resource by resource, what each identity of a stack is given."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from daypass.graph.exclusive import Exclusive
from daypass.graph.faults import MISSING, NOT_HERE, UNKNOWN_YET, Fault
from daypass.graph.given import BOUNDARY, Gap, Given
from daypass.graph.leaves import leaves, text_of, was_looked_up
from daypass.graph.managed import ManagedPolicies, PolicyFound, document_or_fault
from daypass.graph.names import Names, scopes
from daypass.graph.property_path import Leaf, beginning
from daypass.graph.stack import Stack
from daypass.graph.ways import (
    ALONE,
    GROUP,
    IDENTITY_KINDS,
    INLINE,
    ITSELF,
    MEMBERSHIPS,
    ROLLS,
    USER,
    WAYS,
    Membership,
    Roll,
    Way,
    kinds_of,
)
from daypass.iam.document import Document
from daypass.model.identity import REVOKED_POLICY
from daypass.model.resource import UNKNOWN, Resource, Secret, bare

_TAKEN: Final = Fault("is taken away again by a resource that is exclusive and does not list it")
_ANOTHER: Final = Fault("is another permissions boundary than one before it")


class GivenEntry(NamedTuple):
    """One thing that an identity is given, by where and under which names an exclusive resource would list it.

    `alone` is where one would list the identities that have the policy.
    """

    given: Given
    where: Hashable
    names: tuple[Hashable, ...]
    alone: Hashable = None


class Joined(NamedTuple):
    """A membership in a group (its URN), by a resource at a property path."""

    group: str
    by: Resource
    path: str


@dataclass
class Record:
    """What one identity is given, in the order of the resources that give it."""

    entries: list[GivenEntry] = field(default_factory=list)
    boundaries: list[GivenEntry] = field(default_factory=list)
    groups: list[Joined] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    listed: list[tuple[Leaf, Resource]] = field(default_factory=list)


class Attachments:
    """What all resources of a stack give. `records`: by the URN under which an identity counts.

    `loose`: noun → gaps that may concern any such identity, since nobody can tell which one is meant. `elsewhere`:
    what is given to identities that the stack does not have. Each resource is read once.
    """

    def __init__(self, stack: Stack) -> None:
        nouns = dict.fromkeys(kind.noun for kind in IDENTITY_KINDS.values())
        self.names = {noun: Names.of(stack.resources, kinds_of(noun)) for noun in nouns}
        self.records = {urn: Record() for names in self.names.values() for urn in names.canonical.values()}
        self.loose: dict[str, list[Gap]] = {noun: [] for noun in nouns}
        self.elsewhere: list[Gap] = []
        self._stack = stack
        self._policies = ManagedPolicies(stack)
        self._exclusive = Exclusive()
        for resource in stack.resources:
            self._read(resource)
        for urn, record in self.records.items():
            record.gaps += self._doubts(urn, record)

    def _read(self, resource: Resource) -> None:
        for way in WAYS.get(resource.type, ()):
            if way.to != ITSELF or not self._is_made_elsewhere(resource, way.noun):
                self._give(resource, way)
        if membership := MEMBERSHIPS.get(resource.type):
            self._join(resource, membership)
        if roll := ROLLS.get(resource.type):
            self._call(resource, roll)

    def _give(self, by: Resource, way: Way) -> None:
        is_boundary = way.how == BOUNDARY
        urns = list(self._identities(by, way.noun, way.to, boundary=is_boundary))
        found = list(self._found(by, way))
        for urn in urns:
            record = self.records[urn]
            entries = [_entry(urn, by, way, leaf, what, what.document) for leaf, what in found if what.document]
            (record.boundaries if is_boundary else record.entries).extend(entries)
            record.gaps += _gaps(by, found, boundary=is_boundary)
            self._hold(urn, by, way, entries)
        if not urns and "[]" not in way.to:
            self.elsewhere += _gaps(by, found, boundary=is_boundary)
        if by.type in ALONE and not was_looked_up(by):
            for _, what in found:
                self._exclusive.hold(_alone(by, what), by.urn)
                self._exclusive.let(_alone(by, what), by.urn, *urns)

    def _is_made_elsewhere(self, identity: Resource, noun: str) -> bool:
        """Whether a joined stack makes what this one looked up: what was found then says nothing about now."""
        counted = self._stack.by_urn[self.names[noun].canonical[identity.urn]]
        return was_looked_up(identity) and not was_looked_up(counted)

    def _found(self, by: Resource, way: Way) -> Iterator[tuple[Leaf, PolicyFound]]:
        """What the way gives; where it must give something and does not, that it is missing."""
        if way.what == ITSELF:
            yield self._policies.itself(by)
            return
        if way.is_document:
            found = [(leaf, _inline(leaf)) for leaf in leaves(by, way.what, way.name)]
        else:
            found = list(self._policies.at(by, way.what))
        yield from found
        if not found and way.to != ITSELF and "[]" not in way.what:
            yield Leaf(None, way.what), PolicyFound("", fault=MISSING)

    def _identities(self, by: Resource, noun: str, path: str, *, boundary: bool = False) -> Iterator[str]:
        """The URNs of those that a path names. Whoever is not found stands in `loose` or `elsewhere` afterwards."""
        names = self.names[noun]
        if path == ITSELF:
            yield names.canonical[by.urn]
            return
        found = list(leaves(by, path))
        for leaf, meant in zip(found, names.meant(by, beginning(path), found), strict=True):
            if meant.urn:
                yield meant.urn
            else:
                gaps = self.elsewhere if meant.fault.elsewhere else self.loose[noun]
                gaps.append(Gap(by, leaf.path, meant.fault, boundary))
        if not found and "[]" not in path:
            self.elsewhere.append(Gap(by, path, MISSING, boundary))

    def _hold(self, urn: str, by: Resource, way: Way, entries: list[GivenEntry]) -> None:
        """Note what the resource leaves in place, where it takes everything else away."""
        # A list that nobody declared holds nothing, and neither does a list of inline policies without an entry.
        declared = None if was_looked_up(by) else bare(by.inputs.raw.get(beginning(way.what)))
        if way.exclusive and declared is not None and (declared or not way.is_document):
            self._exclusive.hold(_where(urn, way), by.urn)
            for entry in entries:
                self._exclusive.let(_where(urn, way), by.urn, *entry.names)

    def _join(self, by: Resource, membership: Membership) -> None:
        users = list(self._identities(by, USER, membership.user))
        found = list(leaves(by, membership.group))
        for leaf, meant in zip(found, self.names[GROUP].meant(by, beginning(membership.group), found), strict=True):
            for user in users:
                if meant.urn:
                    self.records[user].groups.append(Joined(meant.urn, by, leaf.path))
                else:
                    self.records[user].gaps.append(Gap(by, leaf.path, meant.fault))
            if meant.urn and membership.exclusive:
                self._exclusive.hold(_members(meant.urn), by.urn)
                self._exclusive.let(_members(meant.urn), by.urn, *users)

    def _call(self, by: Resource, roll: Roll) -> None:
        for urn in self._identities(by, roll.noun, roll.to):
            where = (urn, INLINE)
            self._exclusive.hold(where, by.urn)
            self._exclusive.let(where, by.urn, *by.property_dependencies.get(beginning(roll.names), ()))
            for leaf in leaves(by, roll.names):
                self._exclusive.let(where, by.urn, text_of(leaf.value))
                self.records[urn].listed.append((leaf, by))

    def _doubts(self, urn: str, record: Record) -> Iterator[Gap]:
        """What keeps from being certain although each part of it can be read."""
        for entry in record.entries:
            if self._exclusive.takes(entry.where, *entry.names) or self._exclusive.takes(entry.alone, urn):
                yield Gap(entry.given.by, entry.given.path, _TAKEN, less=_only_allows(entry.given.document))
        for joined in record.groups:
            if self._exclusive.takes(_members(joined.group), urn):
                yield Gap(joined.by, joined.path, _TAKEN)
        known = {name for entry in record.entries for name in entry.names}
        for leaf, by in record.listed:
            if leaf.value is UNKNOWN and not by.property_dependencies.get(beginning(leaf.path)):
                yield Gap(by, leaf.path, UNKNOWN_YET)
            elif leaf.value is not UNKNOWN and text_of(leaf.value) not in known and leaf.value != REVOKED_POLICY:
                yield Gap(by, leaf.path, NOT_HERE)
        if len({entry.names for entry in record.boundaries}) > 1:
            last = record.boundaries[-1].given
            yield Gap(last.by, last.path, _ANOTHER, boundary=True)


def _only_allows(document: Document) -> bool:
    """Whether nobody has more rights without it."""
    return all(one.is_fully_known and one.effect == "Allow" for one in document.statements)


def _where(urn: str, way: Way) -> Hashable:
    return urn, INLINE if way.is_document else way.how


def _members(group: str) -> Hashable:
    return "members", group


def _alone(by: Resource, found: PolicyFound) -> Hashable:
    """AWS's own policies have the same ARN in each account, and those of other accounts stay where they are."""
    return "alone", found.key, "" if found.policy else scopes(by)[0]


def _inline(leaf: Leaf) -> PolicyFound:
    if leaf.fault:
        return PolicyFound("", fault=Fault(leaf.fault, malformed=True))
    read = document_or_fault(leaf.value, leaf.path, secret=leaf.secret)
    name = text_of(leaf.name)
    return PolicyFound(name, fault=read) if isinstance(read, Fault) else PolicyFound(name, document=read)


def _entry(urn: str, by: Resource, way: Way, leaf: Leaf, found: PolicyFound, document: Document) -> GivenEntry:
    name = "" if isinstance(leaf.name, Secret) else text_of(leaf.name)
    given = Given(document, by, way.how, leaf.path, found.arn, name, found.policy)
    if way.is_document:
        return GivenEntry(given, _where(urn, way), (*filter(None, (found.key,)), by.urn))
    return GivenEntry(given, _where(urn, way), (found.key,), _alone(by, found))


def _gaps(by: Resource, found: list[tuple[Leaf, PolicyFound]], *, boundary: bool) -> list[Gap]:
    return [Gap(by, leaf.path, what.fault, boundary) for leaf, what in found if what.fault]
