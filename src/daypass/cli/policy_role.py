"""This is where a role of a stack export is found, with the policies that bear on it and what of them is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from daypass.cli.policy_options import AskedOptions
from daypass.cli.policy_own import OwnPolicies, Read, accepted, arn_of, called, place_of
from daypass.cli.policy_sources import Sources
from daypass.errors import UnreadableError, UsageError
from daypass.graph.given import BOUNDARY, Given
from daypass.graph.leaves import said
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ROLE
from daypass.iam.node import MalformedDocument
from daypass.model.resource import Resource
from daypass.model.written import nearest
from daypass.state.source import read_states

_HOW: Final = {"attached": "attached by ", "referred": "referred to by ", BOUNDARY: "set by "}
_KINDS: Final = {"attached": "managed", "referred": "managed", BOUNDARY: BOUNDARY}
"""How a policy is given → as which kind of document AWS takes it; any other way is inline."""


@dataclass(frozen=True)
class Role:
    """One role of an export, and the policies of all that has one of its own there."""

    resource: Resource
    permissions: Permissions
    own: OwnPolicies


def find_role(asked: AskedOptions) -> Role:
    """The role that `--role` names in the exports at FILE..., joined by ARN.

    Raises `DaypassError` where one of them cannot be read, or no role or several are called so.
    """
    if not asked.files:
        raise UsageError("no stack export is named", remedy="Name the one in which the role is.")
    stack = _stack(asked.files)
    identities, wanted = EffectivePermissions(stack).by_urn, asked.role or ""
    named = {urn: found for urn, found in identities.items() if wanted in _names(stack.by_urn[urn])}
    meant = {found.identity.urn: found for found in named.values() if found.noun == ROLE}
    if not meant:
        raise _no_role(wanted, named, identities)
    if len(meant) > 1:
        remedy = f"Name one by its URN: {', '.join(sorted(meant))}"
        raise UsageError(f"several roles of the export are called {wanted[:80]!a}", remedy=remedy)
    (found,) = meant.values()
    return Role(found.identity, found, OwnPolicies(stack))


def permissions_of(role: Role, *, own_boundary: bool = True) -> Sources:
    """What the role may do. Without `own_boundary` nothing is said about the one that it has.

    Raises `MalformedDocument` for a policy that AWS would refuse.
    """
    found = role.permissions
    gaps = [gap for gap in found.gaps if own_boundary or not gap.boundary]
    for gap in gaps:
        if gap.fault.malformed:
            raise MalformedDocument(gap.fault.fact, place=place_of(gap.by, gap.path), remedy="AWS refuses it too.")
    doubtful = {(gap.by.urn, gap.path) for gap in gaps}
    given = [_read(one, doubtful) for one in found.given]
    bounded = _read(found.bounded, doubtful) if found.bounded and own_boundary else Read(None)
    return Sources(
        identity=tuple(one.named for one in given if one.named),
        boundary=bounded.named,
        gaps=(*map(str, gaps), *(one.gap for one in (*given, bounded) if one.gap)),
        may_have_more=any(not gap.boundary for gap in gaps) or any(one.gap for one in given),
        principal=arn_of(role.resource),
    )


def _stack(paths: tuple[str, ...]) -> Stack:
    """All of them together; where two have the same resource, the first of them counts."""
    resources: dict[str, Resource] = {}
    for state in read_states(paths):
        if state.error:
            raise UnreadableError(state.error, place=state.path)
        for resource in state.resources:
            resources.setdefault(resource.urn, resource)
    return Stack(tuple(resources.values()))


def _names(resource: Resource) -> set[object]:
    known = {said(resource, IDENTITY_KINDS[resource.type].name), said(resource, "arn"), resource.id}
    return {resource.urn, resource.name, *known} - {""}


def _no_role(wanted: str, named: Mapping[str, Permissions], all_: Mapping[str, Permissions]) -> UsageError:
    for other in named.values():
        fact = f"{wanted[:80]!a} is a {other.noun} of the export, and only roles can be asked about"
        return UsageError(fact, remedy="Name a role, or ask about the documents of its policies as files.")
    roles = {found.identity.name for found in all_.values() if found.noun == ROLE}
    return UsageError(f"no role of the export is called {wanted[:80]!a}", remedy=nearest(wanted, roles))


def _read(given: Given, doubtful: set[tuple[str, str]]) -> Read:
    """Named by the resource that gives it, and how."""
    place = place_of(given.by, given.path)
    policy = called(given.policy) if given.policy else given.arn
    name = f"{policy}, {_HOW.get(given.how, '')}{place}" if policy else place
    kind = _KINDS.get(given.how, "role-inline")
    return accepted(given.document, name, kind, is_certain=(given.by.urn, given.path) not in doubtful)
