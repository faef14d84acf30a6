"""This is where roles of Azure are given on a whole subscription, or on what lies above it.

Roles that assign any other are asked for on a resource group, too: who has one there lets itself into whatever the
group has, and acts as any identity in it.

Source: Microsoft Learn, "Understand scope for Azure RBAC", "Delegate Azure access management to others" (conditions
on the roles that may be assigned) and "Authorize access to Azure Blob Storage using Azure role assignment conditions";
input properties of pulumi-azure 6 and pulumi-azure-native 3; read 2026-12.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final

from daypass.data.foreign_roles import ForeignRole, by_name, foreign_roles
from daypass.graph.leaves import text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.elsewhere.azure_conditions import lets_it_rise
from daypass_policies.elsewhere.azure_principals import AzurePrincipals
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.located import Located, locate

AZURE_GRANTS: Final = (
    "azure:authorization/assignment:Assignment",
    "azure:pim/activeRoleAssignment:ActiveRoleAssignment",
    "azure-native:authorization:RoleAssignment",
)
AZURE_CUSTOM_ROLES: Final = (
    "azure:authorization/roleDefinition:RoleDefinition",
    "azure-native:authorization:RoleDefinition",
)
_ASSIGNABLE: Final = ("assignableScopes[]", "scope")
_GROUP: Final = "a resource group"
_WHERE: Final = (
    (re.compile(r"subscriptions/[^/]+", re.IGNORECASE), "a subscription"),
    (re.compile(r"subscriptions/[^/]+/resourcegroups/[^/]+", re.IGNORECASE), _GROUP),
    (re.compile(r"providers/microsoft\.management/managementgroups/[^/]+", re.IGNORECASE), "a management group"),
    (re.compile(r""), "the tenant"),
)
_WIDE: Final = {
    "azure:core/subscription:Subscription": "a subscription",
    "azure-native:subscription:Alias": "a subscription",
    "azure:management/group:Group": "a management group",
    "azure-native:management:ManagementGroup": "a management group",
}
_GROUPS: Final = ("azure:core/resourceGroup:ResourceGroup", "azure-native:resources:ResourceGroup")
_OWNER: Final = "owner"
_CONTRIBUTOR: Final = "contributor"
_GRANTER: Final = "user access administrator"
_GRANTING: Final = "microsoft.authorization/roleassignments/write"
_IDENTITIES: Final = "managed identity contributor"
_TRUSTING: Final = "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials/write"
"""Who writes these of an identity says whose tokens it takes."""
_OF_IDENTITIES: Final = "microsoft.managedidentity/"
"""What `*/write` gives beside all the rest is not what the role is there for."""


class AzureGrants:
    """The grants of a stack, or of several joined."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """Each role that matters with each machine that it is given to."""
        principals = self._stack.once(AzurePrincipals)
        given = (grant for one in self._stack.of_type(*AZURE_GRANTS) for grant in self._of(one, principals))
        return (*given, *self._unassigned())

    def _unassigned(self) -> Iterator[ForeignGrant]:
        """The custom roles that may do everything and that the stack gives to nobody: they wait for whoever has one."""
        assigned = {role.urn for one in self._stack.of_type(*AZURE_GRANTS) for role in self._customs_of(one)}
        for role in self._stack.of_type(*AZURE_CUSTOM_ROLES):
            comes_to, _ = _in_custom(role, "permissions")
            if role.urn in assigned or was_looked_up(role) or comes_to is None or comes_to.gives != "everything":
                continue
            places = [place for path in _ASSIGNABLE for place in locate(role.state.raw, path)]
            words = [_scope(text_of(place.value)) for place in places if bare(place.value) is not UNKNOWN]
            where = next((one for one in words if one and one != _GROUP), "")
            hidden = next((place.path for place in places if bare(place.value) is UNKNOWN), "")
            if where or hidden:
                to, unknown = f"whoever is assigned {role.name!r}", "" if where else hidden
                yield ForeignGrant(role, comes_to, to, where, "permissions", unknown=unknown, is_unassigned=True)

    def _customs_of(self, assignment: Resource) -> Iterator[Resource]:
        """The custom roles of the stack that an assignment may be of."""
        for key in ("roleDefinitionName", "roleDefinitionId"):
            behind = (self._stack.by_urn.get(urn) for urn in assignment.property_dependencies.get(key, ()))
            yield from (one for one in behind if one and one.type in AZURE_CUSTOM_ROLES)
            text = text_of(assignment.state.raw.get(key)).lower()
            named = (self._customs.get(text), self._customs.get(text.rpartition("/")[2]))
            yield from (one for one in named if one)

    def _of(self, resource: Resource, principals: AzurePrincipals) -> Iterator[ForeignGrant]:
        role, hidden = self.role(resource)
        if role is None and not hidden:
            return
        where, unknown = self._where(resource)
        if not where and not unknown:
            return
        if where == _GROUP and role and (role.is_advice or role.gives != "more"):
            return  # who may do everything in a group, or run code there, has what it is for
        limited, unread = _limited(resource, role)
        if role and limited is None:
            return
        to, whom = principals.machine_of(resource, "principalId")
        if to or whom:
            at = next((key for key in ("roleDefinitionName", "roleDefinitionId") if key in resource.state.raw), "")
            hidden = hidden or unknown or whom or unread
            yield ForeignGrant(resource, limited, to, where, at, limited is not role, hidden)

    def role(self, resource: Resource) -> tuple[ForeignRole | None, str]:
        """What is given, as far as it matters, and the path that hides it."""
        raw, hidden = resource.state.raw, ""
        for key in ("roleDefinitionName", "roleDefinitionId"):
            value = bare(raw.get(key))
            if value is UNKNOWN:
                urns = resource.property_dependencies.get(key, ())
                custom = [
                    one for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type in AZURE_CUSTOM_ROLES
                ]
                if len(custom) == 1:
                    return _in_custom(custom[0], key)
                hidden = key
            elif isinstance(value, str) and value:
                return self._named(value, key)
        return None, hidden

    def _named(self, text: str, key: str) -> tuple[ForeignRole | None, str]:
        """A role by its name, or by its id with whatever stands before it."""
        last = text.rpartition("/")[2].lower()
        known = foreign_roles("azure").get(last) or by_name("azure").get(text.lower())
        custom = self._customs.get(last) or self._customs.get(text.lower())
        return _in_custom(custom, key) if custom and known is None else (known, "")

    @cached_property
    def _customs(self) -> dict[str, Resource]:
        """Name and id of each custom role, in small letters → the role."""
        found: dict[str, Resource] = {}
        for role in self._stack.of_type(*AZURE_CUSTOM_ROLES):
            for key in ("name", "roleName", "roleDefinitionId"):
                value = bare(role.state.raw.get(key))
                if isinstance(value, str) and value:
                    found.setdefault(value.lower(), role)
                    found.setdefault(value.rpartition("/")[2].lower(), role)
        return found

    def _where(self, resource: Resource) -> tuple[str, str]:
        """Words for the scope where that is wide, and the path that hides how wide it is."""
        value = bare(resource.state.raw.get("scope"))
        if isinstance(value, str):
            return _scope(value), ""
        if value is not UNKNOWN:
            return "", ""
        urns = resource.property_dependencies.get("scope", ())
        behind = [one.type for urn in urns if (one := self._stack.by_urn.get(urn)) and one.type.startswith("azure")]
        wide = next((_WIDE[type_] for type_ in behind if type_ in _WIDE), "")
        if behind and all(type_ in _GROUPS for type_ in behind):
            wide = _GROUP  # made of something else too, it lies within the group
        return wide, "" if behind else "scope"  # whatever else of Azure it is made of lies within a subscription


def _scope(text: str) -> str:
    """Words for a scope that is as wide as a resource group at least."""
    return next((words for form, words in _WHERE if form.fullmatch(text.strip("/"))), "")


def _limited(resource: Resource, role: ForeignRole | None) -> tuple[ForeignRole | None, str]:
    """What is left of a role where a condition says which others it may assign; None where nothing is that matters.

    And the path of the condition, where that is not known, or asks in a way that is not read.
    """
    condition = bare(resource.state.raw.get("condition"))
    if role and _is_of_data(role) and condition is not None and condition != "":
        return (role, "condition") if condition is UNKNOWN else (None, "")  # it says which containers, or which blobs
    is_asked = role is not None and (role.name.lower() == _OWNER or (role.gives == "more" and not role.is_advice))
    if role is None or not is_asked or (condition is not UNKNOWN and not str(condition or "").strip()):
        return role, ""
    principal = bare(resource.state.raw.get("principalId"))
    own = principal if isinstance(principal, str) else ""
    rises = lets_it_rise(condition, own) if isinstance(condition, str) else None
    if rises is not False:
        return role, "" if rises else "condition"
    return (by_name("azure")[_CONTRIBUTOR] if role.name.lower() == _OWNER else None), ""


def _is_of_data(role: ForeignRole) -> bool:
    """Whether it is one by which a condition may say what of the data is meant, as Azure has them of blobs alone."""
    return role.name.lower().startswith("storage blob data")


def _in_custom(role: Resource, key: str) -> tuple[ForeignRole | None, str]:
    """The built-in role that a custom one comes to, and `key` where what it allows is not known yet and may be one.

    Permissions add up, and what one takes away (`notActions`) it takes from itself alone.
    """
    each = [(_texts(one, "actions[]"), _texts(one, "notActions[]")) for one in locate(role.state.raw, "permissions[]")]
    may_all = any("*" in allowed for allowed, _ in each)
    may_grant = any(_covers(allowed, _GRANTING) and not _covers(denied, _GRANTING) for allowed, denied in each)
    if may_all:
        return by_name("azure")[_OWNER if may_grant else _CONTRIBUTOR], ""
    if may_grant:
        return by_name("azure")[_GRANTER], ""
    if any(
        _covers(_about_identities(allowed), _TRUSTING) and not _covers(denied, _TRUSTING) for allowed, denied in each
    ):
        return by_name("azure")[_IDENTITIES], ""
    return None, key if any(UNKNOWN in allowed for allowed, _ in each) else ""


def _about_identities(patterns: frozenset[object]) -> frozenset[object]:
    return frozenset(one for one in patterns if isinstance(one, str) and one.startswith(_OF_IDENTITIES))


def _covers(patterns: frozenset[object], action: str) -> bool:
    """Whether one of these, in which `*` is whatever there is, is the action."""
    return any(isinstance(one, str) and fnmatchcase(action, one.replace("[", "[[]")) for one in patterns)


def _texts(permission: Located, path: str) -> frozenset[object]:
    """The texts at a path in small letters, and UNKNOWN for those that are not known yet."""
    found = [bare(place.value) for place in locate(bare(permission.value), path)]
    return frozenset(value.lower() if isinstance(value, str) else UNKNOWN for value in found if value is not None)
