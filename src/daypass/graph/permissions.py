"""This is where the effective permissions of an identity are: all that it is given, and what bounds it.

How a stack gives permissions is in `ways.py`. A stack says nothing of what others gave; a list that an exclusive
resource holds is the only one that is known to be whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from daypass.graph.attachments import Attachments, Record
from daypass.graph.faults import Fault
from daypass.graph.given import Gap, Given
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.model.resource import Resource


@dataclass(frozen=True)
class Permissions:
    """What one identity may do. `own` is given to itself, the rest comes from its `groups`; `bounded` is the boundary.

    Where `gaps` is not empty, what is given may not be all, or not for certain: only an identity without gaps can be
    said to be unable to do something. Parts of a document may be unknown as well, and say so when they are read.
    """

    identity: Resource
    own: tuple[Given, ...] = ()
    groups: tuple["Permissions", ...] = ()
    bounded: Given | None = None
    own_gaps: tuple[Gap, ...] = ()

    @property
    def noun(self) -> str:
        """What the identity is: a role, a user, a group or a permission set."""
        return IDENTITY_KINDS[self.identity.type].noun

    @property
    def given(self) -> tuple[Given, ...]:
        """Its own, then those of its groups."""
        return (*self.own, *(given for group in self.groups for given in group.own))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that keeps its permissions from being known."""
        return (*self.own_gaps, *(gap for group in self.groups for gap in group.own_gaps))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The gaps that may be known one day, as sentences."""
        return tuple(str(gap) for gap in self.gaps if not gap.fault.malformed)

    @property
    def malformed(self) -> tuple[str, ...]:
        """The gaps that never will be, since AWS would refuse what stands there, as sentences."""
        return tuple(str(gap) for gap in self.gaps if gap.fault.malformed)

    @property
    def boundary(self) -> Document | None:
        """The permissions boundary; None where there is none, or where it is not known: see `boundary_is_unknown`."""
        return self.bounded.document if self.bounded else None

    @property
    def boundary_is_unknown(self) -> bool:
        """Whether a boundary holds the identity back in a way that cannot be told."""
        return any(gap.boundary for gap in self.own_gaps)

    @property
    def policies(self) -> Policies:
        """The same as evaluation and reach take it, each document once. It says nothing about the gaps."""
        documents = {id(given.document): given.document for given in self.given}
        return Policies(identity=tuple(documents.values()), boundary=self.boundary)


@dataclass(frozen=True)
class EffectivePermissions:
    """The permissions of all identities in one stack, or in several that were joined."""

    stack: Stack

    @cached_property
    def each(self) -> tuple[Permissions, ...]:
        """In the order of registration; what several stacks have of one identity is one."""
        return tuple({id(found): found for found in self.by_urn.values()}.values())

    @cached_property
    def by_urn(self) -> Mapping[str, Permissions]:
        """The URN of an identity → its permissions."""
        own = {urn: self._own(urn, record) for urn, record in self._attachments.records.items()}
        whole = {urn: self._with_groups(found, own) for urn, found in own.items()}
        return {
            resource.urn: whole[names.canonical[resource.urn]]
            for resource in self.stack.resources
            if (kind := IDENTITY_KINDS.get(resource.type))
            for names in (self._attachments.names[kind.noun],)
        }

    @property
    def elsewhere(self) -> tuple[Gap, ...]:
        """What resources give to identities that the stack does not have, or to none."""
        return tuple(self._attachments.elsewhere)

    @property
    def loose(self) -> tuple[Gap, ...]:
        """What is given to an identity that cannot be told. Each of its kind has one gap that stands for these."""
        return tuple(gap for gaps in self._attachments.loose.values() for gap in gaps)

    @cached_property
    def _attachments(self) -> Attachments:
        return Attachments(self.stack)

    @cached_property
    def _any(self) -> Mapping[str, tuple[Gap, ...]]:
        return {noun: tuple(_summary(gaps)) for noun, gaps in self._attachments.loose.items()}

    def _own(self, urn: str, record: Record) -> Permissions:
        identity = self.stack.by_urn[urn]
        boundaries = {entry.names: entry.given for entry in record.boundaries}
        return Permissions(
            identity=identity,
            own=tuple(entry.given for entry in record.entries),
            bounded=next(iter(boundaries.values())) if len(boundaries) == 1 else None,
            own_gaps=(*record.gaps, *self._any[IDENTITY_KINDS[identity.type].noun]),
        )

    def _with_groups(self, found: Permissions, own: Mapping[str, Permissions]) -> Permissions:
        joined = dict.fromkeys(entry.group for entry in self._attachments.records[found.identity.urn].groups)
        if not joined:
            return found
        return Permissions(found.identity, found.own, tuple(own[urn] for urn in joined), found.bounded, found.own_gaps)


def _summary(gaps: list[Gap]) -> Iterable[Gap]:
    """One that stands for all boundaries, and one for all the rest, which may give something.

    To name each of them at each identity would cost the product of both.
    """
    for boundary in (False, True):
        if alike := [gap for gap in gaps if gap.boundary == boundary]:
            first = alike[0]
            others = f", and {len(alike) - 1} more like it" if len(alike) > 1 else ""
            fault = Fault(
                f"{first.fault.fact}, so that it may concern any such identity{others}",
                malformed=all(gap.fault.malformed for gap in alike),
                awaited=any(gap.fault.awaited for gap in alike),
            )
            yield Gap(first.by, first.path, fault, boundary=boundary)
