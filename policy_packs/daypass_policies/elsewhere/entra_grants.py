"""This is where roles of the directory Entra, and permissions of Microsoft Graph, are given to applications.

Source: Microsoft Learn, "Microsoft Entra built-in roles" and "Assign Microsoft Entra roles" (a scope below `/` is a
part of the directory); input properties of pulumi-azuread 6, as its schema in the Pulumi Registry has them; read
2026-11.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.data.foreign_roles import ForeignRole, by_name, foreign_roles
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.azure_principals import AzurePrincipals
from daypass_policies.elsewhere.grant import ForeignGrant

_ASSIGNMENT: Final = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment"
_MEMBER: Final = "azuread:index/directoryRoleMember:DirectoryRoleMember"
_APP_ROLE: Final = "azuread:index/appRoleAssignment:AppRoleAssignment"
ENTRA_GRANTS: Final = (_ASSIGNMENT, _MEMBER, _APP_ROLE)
_ROLE: Final = "azuread:index/directoryRole:DirectoryRole"

_ROLE_KEY: Final = {_ASSIGNMENT: "roleId", _MEMBER: "roleObjectId", _APP_ROLE: "appRoleId"}
_PRINCIPAL_KEY: Final = {
    _ASSIGNMENT: "principalObjectId",
    _MEMBER: "memberObjectId",
    _APP_ROLE: "principalObjectId",
}
_PARTS: Final = ("directoryScopeId", "directoryScopeObjectId", "appScopeId", "appScopeObjectId")


class EntraGrants:
    """The grants of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each role that matters with each machine that it is given to."""
        principals = self._stack.once(AzurePrincipals)
        return tuple(grant for one in self._stack.of_type(*ENTRA_GRANTS) for grant in self._of(one, principals))

    def _of(self, resource: Resource, principals: AzurePrincipals) -> Iterator[ForeignGrant]:
        key = _ROLE_KEY[resource.type]
        role, hidden = self._role(resource, key)
        if (role is None and not hidden) or _is_of_a_part(resource):
            return
        to, whom = principals.machine_of(resource, _PRINCIPAL_KEY[resource.type])
        if resource.type == _APP_ROLE and role:
            to, whom = to or "an application", ""  # nobody else is given these permissions of Microsoft Graph
        if to or whom:
            yield ForeignGrant(resource, role, to, "the directory", key, unknown=hidden or whom)

    def _role(self, resource: Resource, key: str) -> tuple[ForeignRole | None, str]:
        """What is given, as far as it matters, and the path that hides it."""
        cloud = "graph" if resource.type == _APP_ROLE else "entra"
        value = bare(resource.state.raw.get(key))
        if isinstance(value, str):
            known, switched_on = foreign_roles(cloud).get(value.lower()), self._roles.get(value.lower())
            return _meant(switched_on, key) if switched_on and known is None else (known, "")
        if value is not UNKNOWN:
            return None, ""
        urns = resource.property_dependencies.get(key, ())
        behind = [one for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type == _ROLE]
        return _meant(behind[0], key) if len(behind) == 1 else (None, key)

    @cached_property
    def _roles(self) -> dict[str, Resource]:
        """Ids of each directory role that the stack switches on, in small letters → the role."""
        found: dict[str, Resource] = {}
        for role in self._stack.of_type(_ROLE):
            for id_ in (bare(role.state.raw.get("objectId")), role.id):
                if isinstance(id_, str) and id_:
                    found.setdefault(id_.lower(), role)
        return found


def _meant(role: Resource, key: str) -> tuple[ForeignRole | None, str]:
    """The role that a directory role is, by its template or its name; `key` where neither is known yet."""
    said = [value for name in ("templateId", "displayName") if isinstance(value := bare(role.state.raw.get(name)), str)]
    known = (foreign_roles("entra").get(one.lower()) or by_name("entra").get(one.lower()) for one in said)
    return next(filter(None, known), None), "" if any(said) else key


def _is_of_a_part(resource: Resource) -> bool:
    """Whether it is given for an administrative unit or one application alone; what is not known yet is not."""
    said = (bare(resource.state.raw.get(key)) for key in _PARTS)
    return any(isinstance(scope, str) and scope not in ("", "/") for scope in said)
