"""This is where tests make grants of Google Cloud, Azure and Entra."""

from typing import Any

from daypass.model.resource import Resource

RUNNER = "serviceAccount:runner@acme-prod.iam.gserviceaccount.com"
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
DEFINITIONS = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"


def member(role: Any, who: Any = RUNNER, module: str = "projects", **more: Any) -> Resource:
    """A member of a role on a project, folder or organisation of Google."""
    return Resource.of(f"gcp:{module}/iAMMember:IAMMember", "grant", role=role, member=who, **more)


def members(role: Any, *who: Any, module: str = "projects") -> Resource:
    """All members of a role there."""
    return Resource.of(f"gcp:{module}/iAMBinding:IAMBinding", "grant", role=role, members=list(who))


def policy(data: Any, module: str = "projects") -> Resource:
    """The whole policy there."""
    return Resource.of(f"gcp:{module}/iAMPolicy:IAMPolicy", "grant", policyData=data)


def assignment(role: Any = "Owner", scope: Any = SUBSCRIPTION, **more: Any) -> Resource:
    """An assignment of a role of Azure, by its name, to a service principal."""
    principal = {"principalId": "0001", "principalType": "ServicePrincipal", **more}
    given = {"scope": scope, "roleDefinitionName": role, **principal}
    return Resource.of("azure:authorization/assignment:Assignment", "grant", **given)


def native_assignment(guid: Any, scope: Any = SUBSCRIPTION, **more: Any) -> Resource:
    """The same of azure-native, by the id of the role."""
    principal = {"principalId": "0001", "principalType": "ServicePrincipal", **more}
    role = f"{DEFINITIONS}/{guid}" if isinstance(guid, str) else guid
    return Resource.of(
        "azure-native:authorization:RoleAssignment", "grant", scope=scope, roleDefinitionId=role, **principal
    )


def application(**ids: Any) -> Resource:
    """A service principal of the stack."""
    return Resource.of("azuread:index/servicePrincipal:ServicePrincipal", "bot", clientId="c", **ids)


def directory_role(role: Any, principal: Any = "0001", **more: Any) -> Resource:
    """An assignment of a role of Entra."""
    type_ = "azuread:index/directoryRoleAssignment:DirectoryRoleAssignment"
    return Resource.of(type_, "grant", roleId=role, principalObjectId=principal, **more)


def app_role(role: Any, principal: Any = "0001") -> Resource:
    """An assignment of an application permission."""
    type_ = "azuread:index/appRoleAssignment:AppRoleAssignment"
    return Resource.of(type_, "grant", appRoleId=role, principalObjectId=principal, resourceObjectId="graph")
