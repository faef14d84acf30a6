"""This is where a role of a stack export is found, with the policies that bear on it and what of them is not known."""

from dataclasses import dataclass
from typing import Final

from daypass.cli.policy_options import Asked
from daypass.cli.policy_sources import Named, Sources
from daypass.errors import UnreadableError, UsageError
from daypass.graph.given import Given
from daypass.graph.leaves import said
from daypass.graph.permissions import EffectivePermissions, Permissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ROLE
from daypass.iam.document import Document
from daypass.iam.node import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass.model.written import nearest
from daypass.state.source import read_states
from daypass_policies.trust import TRUST, trust_of

_HOW: Final = {"attached": "attached by ", "referred": "referred to by ", "boundary": "set by "}


@dataclass(frozen=True)
class Role:
    """One role of an export."""

    resource: Resource
    permissions: Permissions

    @property
    def principal(self) -> str:
        """Its ARN; "" where that is not known, or is marked as secret."""
        arn = said(self.resource, "arn")
        return arn if isinstance(arn, str) else ""

    @property
    def called(self) -> str:
        """As people read it."""
        return f"{self.resource.name!r} ({self.resource.type})"


def find_role(asked: Asked) -> Role:
    """The role that `--role` names in the exports at FILE..., joined by ARN.

    Raises `DaypassError` where one of them cannot be read, or no role or several are called so.
    """
    if not asked.files:
        raise UsageError("no stack export is named", remedy="Name the one in which the role is.")
    stack = _stack(asked.files)
    by_urn = {urn: found for urn, found in EffectivePermissions(stack).by_urn.items() if found.noun == ROLE}
    wanted = asked.role or ""
    meant = {found.identity.urn: found for urn, found in by_urn.items() if wanted in _names(stack.by_urn[urn])}
    if not meant:
        names = {found.identity.name for found in by_urn.values()}
        raise UsageError(f"no role of the export is called {wanted[:80]!a}", remedy=nearest(wanted, names))
    if len(meant) > 1:
        remedy = f"Name one by its URN: {', '.join(sorted(meant))}"
        raise UsageError(f"several roles of the export are called {wanted[:80]!a}", remedy=remedy)
    (found,) = meant.values()
    return Role(found.identity, found)


def permissions_of(role: Role, *, own_boundary: bool = True) -> Sources:
    """What the role may do. Without `own_boundary` nothing is said about the one that it has."""
    found = role.permissions
    doubtful = {(gap.by.urn, gap.path) for gap in found.gaps}
    named = tuple(_named(given, doubtful) for given in found.given)
    by_field = {"identityPolicies": named}
    if found.bounded and own_boundary:
        by_field["permissionsBoundary"] = (_named(found.bounded, doubtful),)
    gaps = tuple(str(gap) for gap in found.gaps if own_boundary or not gap.boundary)
    return Sources(by_field, gaps, role.principal)


def trust_sources(role: Role) -> Sources:
    """The role's trust policy. Raises `MalformedDocument`."""
    name = f"{TRUST[role.resource.type]} of {role.called}"
    try:
        return Sources({"trustPolicy": (_renamed(trust_of(role.resource), name),)})
    except Undecided:
        return Sources({}, (f"{name} is not known",))
    except MalformedDocument as malformed:
        raise malformed.at(role.called) from None


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


def _named(given: Given, doubtful: set[tuple[str, str]]) -> Named:
    """Named by the resource that gives it, and how."""
    place = f"{given.path} of {given.by.name!r} ({given.by.type})"
    policy = f"{given.policy.name!r} ({given.policy.type})" if given.policy else given.arn
    name = f"{policy}, {_HOW.get(given.how, '')}{place}" if policy else place
    return _renamed(given.document, name, is_certain=(given.by.urn, given.path) not in doubtful)


def _renamed(document: Document, name: str, *, is_certain: bool = True) -> Named:
    """Read again under a name that says of which resource it is: the name is the place in every error."""
    return Named(Document.parse(document.written, path=name, secret=document.secret), name, is_certain)
