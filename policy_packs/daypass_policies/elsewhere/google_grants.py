"""This is where roles of Google Cloud are given on a whole project, folder or organisation.

Source: input properties of pulumi-gcp 9, as its schema in the Pulumi Registry has them; read 2026-11.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.foreign_roles import ForeignRole, foreign_roles
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass_policies.elsewhere.google_conditions import is_giver, left
from daypass_policies.elsewhere.google_members import machine_behind
from daypass_policies.elsewhere.google_policies import parts_of, said_in
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.located import Located, locate

_BY_MEMBER: Final[Mapping[str, str]] = {
    f"gcp:{module}/iAM{kind}:IAM{kind}": path
    for module in ("projects", "folder", "organizations")
    for kind, path in (("Member", "member"), ("Binding", "members[]"))
}
_BY_POLICY: Final = tuple(f"gcp:{module}/iAMPolicy:IAMPolicy" for module in ("projects", "folder", "organizations"))
GOOGLE_GRANTS: Final = (*_BY_MEMBER, *_BY_POLICY)
_OF_PROJECT: Final = "gcp:projects/iAMCustomRole:IAMCustomRole"
GOOGLE_CUSTOM_ROLES: Final = (_OF_PROJECT, "gcp:organizations/iAMCustomRole:IAMCustomRole")
_WHERE: Final = {"projects": "a project", "folder": "a folder", "organizations": "an organisation"}


class GoogleBinding(NamedTuple):
    """One binding as it is written: the places of its role, its members and the expression of its condition."""

    role: Located
    members: list[Located]
    condition: Located | None


class GoogleGrants:
    """The grants of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each role that matters with each machine that it is given to."""
        return tuple(
            grant
            for resource in self._stack.of_type(*GOOGLE_GRANTS)
            for one in google_bindings(resource)
            for grant in self._of(resource, one)
        )

    def _of(self, resource: Resource, binding: GoogleBinding) -> Iterator[ForeignGrant]:
        role, hidden = self._role(resource, binding.role)
        is_limited, unknown = _limit(binding.condition, role)
        if is_limited is None or (role is None and not hidden):
            return
        where = _WHERE[resource.type.split(":")[1].split("/")[0]]
        for member in binding.members:
            to, whom = machine_behind(resource, member)
            if to or whom:
                yield ForeignGrant(resource, role, to, where, member.path, is_limited, hidden or whom or unknown)

    def _role(self, resource: Resource, place: Located) -> tuple[ForeignRole | None, str]:
        """What is given, as far as it matters, and the path that hides it."""
        try:
            custom = self._stack.once(GoogleCustomRoles).of(resource, place)
        except Undecided as stopped:
            return None, stopped.path
        known = foreign_roles("google").get(text_of(place.value))
        if known is None and custom:
            known, is_hidden = _in_custom(custom)
            return known, place.path if is_hidden and known is None else ""
        return known, ""


class GoogleCustomRoles:
    """The roles that a stack makes itself, or several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def of(self, grant: Resource, place: Located) -> Resource | None:
        """The one that a grant gives; None for a role that the stack does not make.

        Raises `Undecided` where the role is not known, and does not come from one custom role of the stack either.
        """
        if bare(place.value) is not UNKNOWN:
            return self._named(place.text)
        urns = dict.fromkeys(grant.property_dependencies.get("role", ()))
        behind = [one for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type in GOOGLE_CUSTOM_ROLES]
        if len(behind) != 1:
            raise Undecided(place.path)
        return behind[0]

    def _named(self, text: str) -> Resource | None:
        parent, _, id_ = text.rpartition("/roles/")
        known = self._by_name.get(text)
        return known or next((one for one in self._by_id.get(id_ or text, ()) if _may_be_in(one, parent)), None)

    @cached_property
    def _by_name(self) -> Mapping[str, Resource]:
        named = ((text_of(said(role, "name")), role) for role in self._stack.of_type(*GOOGLE_CUSTOM_ROLES))
        return {name: role for name, role in named if name}

    @cached_property
    def _by_id(self) -> Mapping[str, Sequence[Resource]]:
        named = ((text_of(said(role, "roleId")), role) for role in self._stack.of_type(*GOOGLE_CUSTOM_ROLES))
        return grouped((id_, role) for id_, role in named if id_)


def _may_be_in(role: Resource, parent: str) -> bool:
    """Whether a custom role may be of what is called so (`projects/acme`), as far as it says of what it is."""
    of, key = ("projects/", "project") if role.type == _OF_PROJECT else ("organizations/", "orgId")
    own = text_of(said(role, key)).removeprefix(of)
    return not parent or (parent == f"{of}{own}" if own else parent.startswith(of))


def _in_custom(role: Resource) -> tuple[ForeignRole | None, bool]:
    """The permission of a custom role that leads furthest, and whether there are any that are not known yet.

    What may not be held back by a limit on the roles that it may grant leads further than what may.
    """
    permissions = [bare(place.value) for place in locate(role.state.raw, "permissions[]")]
    held = {value for value in permissions if isinstance(value, str)}
    matter = [fact for id_, fact in foreign_roles("google").items() if id_ in held]
    furthest = min(matter, key=lambda fact: (fact.is_advice, fact.gives == "handing", is_giver(fact)), default=None)
    return furthest, UNKNOWN in permissions


def google_bindings(resource: Resource) -> Iterator[GoogleBinding]:
    """The bindings that a resource writes down; a policy is the text of a JSON object."""
    raw = resource.state.raw
    if resource.type in _BY_MEMBER:
        members = list(locate(raw, _BY_MEMBER[resource.type]))
        for role in locate(raw, "role"):
            yield GoogleBinding(role, members, next(locate(raw, "condition.expression"), None))
        return
    for binding in parts_of(resource, "bindings[]"):
        if bare(binding.value) is UNKNOWN:
            yield GoogleBinding(binding, [binding], None)
            continue
        members, conditions = said_in(binding, "members[]"), said_in(binding, "condition.expression")
        for role in said_in(binding, "role"):
            yield GoogleBinding(role, members, next(iter(conditions), None))


def _limit(condition: Located | None, role: ForeignRole | None) -> tuple[bool | None, str]:
    """Whether a condition limits the grant in time, None where it leaves a part alone; and the path that hides it."""
    if condition is None:
        return False, ""
    if bare(condition.value) is UNKNOWN:
        return True, condition.path
    leaves = left(condition.text, role)
    if leaves is None:
        return True, condition.path
    return (None if leaves == "a part" else leaves == "a while"), ""
