"""What `application-takes-its-own-tenant` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["application-takes-its-own-tenant"]
ROLES = {"appRoles": [{"allowedMemberTypes": ["User"]}, {"allowedMemberTypes": ["User", "Application"]}]}
OBJECT = "6e2f0000-0000-0000-0000-000000000001"


def judged(*resources: Resource) -> Answer:
    return judge_stack(RULE, *resources)


def application(audience: Any = "AzureADMultipleOrgs", kind: str = "application:Application", **more: Any) -> Resource:
    made = Resource.of(f"azuread:index/{kind}", "ledger", signInAudience=audience, objectId=OBJECT, **more)
    return replace(made, id=f"/applications/{OBJECT}")


def part(kind: str, of: Any = f"/applications/{OBJECT}", **more: Any) -> Resource:
    return Resource.of(f"azuread:index/application{kind}:Application{kind}", "part", applicationId=of, **more)


@pytest.mark.parametrize(
    "audience", ["AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "azureadmultipleorgs"]
)
def test_a_role_for_applications_that_every_tenant_may_give_is_told(audience: str) -> None:
    (problem,) = judged(application(audience, **ROLES)).problems
    assert problem.message == (
        f"application 'ledger' has a role for applications, and every tenant gets tokens for it ({audience!r})"
    )
    assert problem.mended == '{"signInAudience": "AzureADMyOrg"}'


@pytest.mark.parametrize("kind", ["application:Application", "applicationRegistration:ApplicationRegistration"])
@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (part("FederatedIdentityCredential"), "a federated credential"),
        (part("FlexibleFederatedIdentityCredential", OBJECT), "a federated credential"),
        (part("AppRole", allowedMemberTypes=["Application"]), "a role for applications"),
        (part("ApiAccess", roleIds=["9e3f"]), "permissions of its own"),
    ],
)
def test_so_is_whatever_else_a_machine_has(kind: str, thing: Resource, words: str) -> None:
    assert f"has {words}, and" in only(judged(application(kind=kind), thing))
    assert passes(judged(application("AzureADMyOrg", kind), thing))


def test_permissions_that_it_asks_for_by_itself_are_a_machines() -> None:
    def asks(type_: str) -> Resource:
        return application(requiredResourceAccesses=[{"resourceAccesses": [{"id": "1", "type": type_}]}])

    assert "permissions of its own" in only(judged(asks("Role")))
    assert passes(judged(asks("Scope")))


@pytest.mark.parametrize(
    "stack",
    [
        (application(),),
        (application(None, **ROLES),),
        (application("AzureADMyOrg", **ROLES),),
        (application(appRoles=[{"allowedMemberTypes": ["User"]}]),),
        (application(**ROLES, web={"redirectUris": ["https://shop.example/back"]}),),
        (application(**ROLES, singlePageApplication={"redirectUris": ["https://shop.example"]}),),
        (application(**ROLES, api={"oauth2PermissionScopes": [{"id": "1", "value": "read"}]}),),
        (application(**ROLES), part("RedirectUris", type="Web", redirectUris=["https://shop.example"])),
        (application(**ROLES), part("PermissionScope", value="read")),
        (application(), part("AppRole", allowedMemberTypes=["User"])),
        (application(), part("FederatedIdentityCredential", "/applications/other")),
        (application(), part("ApiAccess", scopeIds=["9e3f"])),
    ],
)
def test_what_is_for_people_for_its_own_tenant_or_no_machines_passes(stack: tuple[Resource, ...]) -> None:
    assert passes(judged(*stack))


def test_what_is_not_known_is_undecided() -> None:
    assert unknowns(judged(application(UNKNOWN, **ROLES))) == ["signInAudience"]
    assert passes(judged(application(UNKNOWN)))
    later = replace(
        part("FederatedIdentityCredential", UNKNOWN), property_dependencies={"applicationId": (application().urn,)}
    )
    assert messages(judged(application(), later))
    assert unknowns(judged(application(appRoles=UNKNOWN))) == ["appRoles"]
    assert messages(judged(application(appRoles=[*ROLES["appRoles"], UNKNOWN])))
    assert unknowns(judged(application(**ROLES, web={"redirectUris": UNKNOWN}))) == ["web.redirectUris"]


def test_what_is_marked_is_not_shown() -> None:
    assert "Multiple" not in only(judged(application(Secret("AzureADMultipleOrgs"), **ROLES)))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(application(odd, appRoles=odd, web=odd, api=odd), part("AppRole", odd, allowedMemberTypes=odd))
    judged(application(requiredResourceAccesses=odd), part("ApiAccess", roleIds=odd))
