"""This is where the permissions are that a stack gives to nobody it has: policies that nothing attaches, and others.

The others are those of identities that are made elsewhere, or are not known yet. Each is judged as if somebody had it
and nothing else. What an identity of the stack has as its permissions boundary gives nothing, nor does what one demands
of whoever it makes.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from daypass.graph.faults import Fault
from daypass.graph.given import BOUNDARY, Gap, Given
from daypass.graph.leaves import leaves, said, text_of, was_looked_up
from daypass.graph.managed import POLICY_KINDS, ManagedPolicies, PolicyFound, document_or_fault
from daypass.graph.permissions import Permissions
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.graph.ways import ATTACHED, ITSELF, WAYS, Way
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.demanded import demanded_boundaries
from daypass_policies.handed_out import is_boundary_name


class Lone(NamedTuple):
    """What the resource gives, with others that give to the same identity; `noun` is that of the identity or policy."""

    resource: Resource
    noun: str
    permissions: Permissions

    @property
    def is_called_boundary(self) -> bool:
        """Whether it is a policy that nothing uses and that calls itself a boundary, which shows what it is meant for.

        It proves nothing: what is a boundary of an identity here is not among these.
        """
        return self.noun == POLICY and _is_called_boundary(self.resource)


class _Piece(NamedTuple):
    """One thing that a resource gives, under what tells who gets it."""

    whose: Hashable
    noun: str
    by: Resource
    given: Given | None
    gap: Gap | None


def lone_permissions(stack: Stack, known: Iterable[Permissions]) -> tuple[Lone, ...]:
    """All that nobody of these is given, each identity made elsewhere once."""
    known = tuple(known)
    held = _Held.of(known)
    policies = ManagedPolicies(stack)
    pieces = [piece for resource in stack.resources for piece in _attached(resource, policies, held)]
    elsewhere = {piece.given.policy.urn for piece in pieces if piece.given and piece.given.policy}
    pieces += _policies(stack, policies, held.policies | elsewhere | demanded_boundaries(known, policies))
    return tuple(map(_whole, grouped((piece.whose, piece) for piece in pieces).values()))


class _Held(NamedTuple):
    """What identities of the stack have: by which resource and property, and which policies, boundaries too."""

    places: frozenset[tuple[str, str]]
    policies: frozenset[str]

    @classmethod
    def of(cls, known: Sequence[Permissions]) -> "_Held":
        given = [one for each in known for one in (*each.own, *((each.bounded,) if each.bounded else ()))]
        gaps = [gap for each in known for gap in each.own_gaps]
        places = frozenset((one.by.urn, one.path) for one in (*given, *gaps))
        return cls(places, frozenset(one.policy.urn for one in given if one.policy))


def _attached(by: Resource, policies: ManagedPolicies, held: _Held) -> Iterator[_Piece]:
    """What a resource gives to an identity that the stack does not have, or that is not known yet."""
    for way in WAYS.get(by.type, ()):
        if ITSELF in (way.to, way.what) or way.how == BOUNDARY:
            continue
        whose = tuple(text_of(leaf.value) for leaf in leaves(by, way.to))
        key: Hashable = (way.noun, *whose) if any(whose) else by.urn
        for leaf, found in _found(by, way, policies):
            if (by.urn, leaf.path) not in held.places:
                yield from _pieces(key, way.noun, by, way.how, leaf, found)


def _found(by: Resource, way: Way, policies: ManagedPolicies) -> Iterator[tuple[Leaf, PolicyFound]]:
    if way.is_document:
        for leaf in leaves(by, way.what, way.name):
            read = document_or_fault(leaf.value, leaf.path, secret=leaf.secret)
            yield leaf, PolicyFound("", fault=read) if isinstance(read, Fault) else PolicyFound("", document=read)
    else:
        yield from policies.at(by, way.what)


POLICY: Final = "policy"
"""The noun of a policy that nothing attaches."""


def _policies(stack: Stack, policies: ManagedPolicies, held: frozenset[str]) -> Iterator[_Piece]:
    """The policies that nothing attaches."""
    for policy in stack.of_type(*POLICY_KINDS):
        leaf, found = policies.itself(policy)
        if policy.urn not in held and not was_looked_up(policy):
            yield from _pieces(policy.urn, POLICY, policy, ATTACHED, leaf, found)


def _is_called_boundary(policy: Resource) -> bool:
    key = POLICY_KINDS[policy.type].name
    # A name that is not known yet is none; where there is none, Pulumi makes one up of what the program says.
    made_up = "" if bare(policy.inputs.raw.get(key)) is UNKNOWN else policy.name
    name = text_of(said(policy, key)) or made_up
    return is_boundary_name(f"{text_of(said(policy, 'path'))}{name}")


def _pieces(whose: Hashable, noun: str, by: Resource, how: str, leaf: Leaf, found: PolicyFound) -> Iterator[_Piece]:
    if found.document:
        given = Given(found.document, by, how, leaf.path, found.arn, policy=found.policy)
        yield _Piece(whose, noun, by, given, None)
    elif found.fault:
        yield _Piece(whose, noun, by, None, Gap(by, leaf.path, found.fault))


def _whole(pieces: Sequence[_Piece]) -> Lone:
    first = min(pieces, key=lambda piece: piece.by.urn)  # whatever the order in which they were registered
    permissions = Permissions(
        identity=first.by,
        own=tuple(piece.given for piece in pieces if piece.given),
        own_gaps=tuple(piece.gap for piece in pieces if piece.gap),
    )
    return Lone(first.by, first.noun, permissions)
