"""What `no-path-to-owner-of-a-cloud` refuses, passes and leaves undecided."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.foreign_clouds import (
    RUNNER,
    SUBSCRIPTION,
    app_role,
    application,
    assignment,
    member,
    native_assignment,
)
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules import catalog

RULE = catalog()["no-path-to-owner-of-a-cloud"]
TOKENS = "roles/iam.serviceAccountTokenCreator"


GROUP = f"{SUBSCRIPTION}/resourceGroups/shop"


def azure_role(*actions: str, without: tuple[str, ...] = ()) -> Resource:
    permissions = [{"actions": list(actions), "notActions": list(without)}]
    return Resource.of("azure-native:authorization:RoleDefinition", "ops", roleName="ops", permissions=permissions)


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(RULE, *resources, **ask)


def test_who_makes_tokens_of_any_service_account_is_found() -> None:
    (problem,) = judged(member(TOKENS)).problems
    assert problem.message == (
        "service account 'runner' may act as any service account in a project, as serviceAccountTokenCreator"
    )
    assert (problem.severity, problem.advisory) == (None, False)


@pytest.mark.parametrize(
    "role",
    [
        "iam.workloadIdentityUser",
        "iam.serviceAccountKeyAdmin",
        "iam.serviceAccountAdmin",
        "iam.securityAdmin",
        "resourcemanager.projectIamAdmin",
    ],
)
def test_every_other_way_is_found(role: str) -> None:
    (problem,) = judged(member(f"roles/{role}")).problems
    assert not problem.advisory


@pytest.mark.parametrize("role", ["iam.serviceAccountOpenIdTokenCreator", "iam.roleAdmin"])
def test_what_needs_something_beside_it_is_advice(role: str) -> None:
    (problem,) = judged(member(f"roles/{role}")).problems
    assert (problem.severity, problem.advisory) == ("medium", True)


def test_one_account_alone_people_agents_and_other_roles_pass() -> None:
    one = Resource.of("gcp:serviceaccount/iAMMember:IAMMember", "one", serviceAccountId="x", role=TOKENS, member=RUNNER)
    assert passes(judged(one))
    assert passes(judged(member(TOKENS, "user:anna@example.org")))
    assert passes(judged(member(TOKENS, "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com")))
    assert passes(judged(member("roles/run.developer")))
    assert passes(judged(member("roles/owner")))
    grants = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/run.invoker'])"
    assert passes(judged(member("roles/resourcemanager.projectIamAdmin", condition={"expression": grants})))


def custom(*permissions: Any, **more: Any) -> Resource:
    return Resource.of(
        "gcp:projects/iAMCustomRole:IAMCustomRole", "ops", roleId="ops", permissions=list(permissions), **more
    )


def test_a_limit_on_what_may_be_granted_holds_back_no_custom_role_that_leads_further_without() -> None:
    only = {"expression": "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/viewer'])"}
    bound = member("projects/acme-prod/roles/ops", condition=only)
    grants = "resourcemanager.projects.setIamPolicy"
    assert passes(judged(custom(grants), bound))
    assert messages(judged(custom(grants, "iam.serviceAccounts.getAccessToken"), bound))


def test_a_custom_role_is_what_it_permits() -> None:
    bound = member("projects/acme-prod/roles/ops")
    (message,) = messages(judged(custom("run.services.get", "iam.serviceAccounts.getAccessToken"), bound))
    assert message == "service account 'runner' may act as any service account in a project, as a custom role"
    (problem,) = judged(custom("iam.serviceAccounts.actAs", "iam.serviceAccountKeys.create"), bound).problems
    assert not problem.advisory
    (problem,) = judged(custom("iam.roles.update"), bound).problems
    assert problem.advisory
    assert passes(judged(custom("run.services.get", 7, None), bound))
    assert unknowns(judge_stack(catalog()["no-owner-of-a-cloud"], custom("run.services.get", UNKNOWN), bound)) == [
        "role"
    ]
    later = replace(member(UNKNOWN), property_dependencies={"role": (custom().urn,)})
    assert "may act as any service account in a project" in only(judged(custom("iam.serviceAccounts.signJwt"), later))
    assert passes(judged(custom("run.services.get"), later))


def test_who_assigns_any_role_of_azure_is_found() -> None:
    bot = application(objectId="0002")
    bound = assignment("User Access Administrator", principalType=None, principalId="0002")
    (message,) = messages(judged(bot, bound))
    assert message == "service principal 'bot' may give itself any role in a subscription, as User Access Administrator"
    message = only(judged(native_assignment("f58310d9-a9f6-439a-9e8d-f62e7b41a168")))
    assert "a service principal may give itself any role" in message
    (problem,) = judged(native_assignment("e40ec5ca-96e0-45a2-b4ff-59039f2c2b59")).problems
    assert problem.advisory
    says = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {a}"
    assert passes(judged(assignment("Role Based Access Control Administrator", condition=says)))
    role = azure_role("Microsoft.Authorization/roleAssignments/write")
    assert "a service principal may give itself any role" in only(judged(role, assignment("ops")))


def test_who_assigns_any_role_in_a_resource_group_is_found() -> None:
    (message,) = messages(judged(assignment("User Access Administrator", GROUP)))
    assert message.endswith("may give itself any role in a resource group, as User Access Administrator")
    assert messages(judged(native_assignment("f58310d9-a9f6-439a-9e8d-f62e7b41a168", GROUP.lower())))
    assert messages(judged(azure_role("*/write"), assignment("ops", GROUP)))
    later = assignment("User Access Administrator", UNKNOWN)
    made = Resource.of("azure-native:resources:ResourceGroup", "shop")
    assert messages(judged(made, replace(later, property_dependencies={"scope": (made.urn,)})))
    vault = Resource.of("azure-native:keyvault:Vault", "keys")
    assert passes(judged(made, vault, replace(later, property_dependencies={"scope": (made.urn, vault.urn)})))


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("Owner", "GROUP"),
        ("Contributor", "GROUP"),
        ("Managed Identity Operator", "GROUP"),
        ("Managed Identity Contributor", "GROUP"),
        ("User Access Administrator", "GROUP/providers/Microsoft.KeyVault/vaults/keys"),
    ],
)
def test_what_a_resource_group_is_there_for_passes(role: str, scope: str) -> None:
    assert passes(judged(assignment(role, scope.replace("GROUP", GROUP))))


@pytest.mark.parametrize("action", ["*/write", "Microsoft.Authorization/*/write", "microsoft.authorization/*"])
def test_a_custom_role_that_assigns_roles_by_a_pattern_is_found(action: str) -> None:
    assert messages(judged(azure_role(action), assignment("ops")))
    assert passes(judged(azure_role(action, without=("Microsoft.Authorization/*/write",)), assignment("ops")))


def test_a_condition_that_lets_it_give_itself_the_same_counts_for_nothing() -> None:
    says = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals"
    owner = "{8e3af657-a8ff-443c-a75c-2fe8c4bcb635}"
    administrator = "Role Based Access Control Administrator"
    assert messages(judged(assignment(administrator, condition=f"{says} {owner}")))
    assert passes(judged(assignment(administrator, GROUP, condition=f"{says} {{a}}")))
    assert unknowns(judged(assignment(administrator, condition="nobody reads this"))) == ["condition"]
    assert unknowns(judged(assignment(administrator, condition=UNKNOWN))) == ["condition"]
    assert messages(judged(assignment(administrator, condition=" ")))


def test_an_application_that_gives_itself_permissions_is_found() -> None:
    (message,) = messages(judged(app_role("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8")))
    assert message.endswith(
        "may give itself any directory role in the directory, as RoleManagement.ReadWrite.Directory"
    )
    message = only(judged(app_role("9E3F62CF-CA93-4989-B6CE-BF83C28F9FE8", UNKNOWN)))
    assert "an application may give itself any directory" in message
    assert passes(judged(app_role("18a4783c-866b-4cc7-a460-3d5e5662c884")))


def test_what_is_not_known_yet_is_left_undecided_once() -> None:
    assert unknowns(judged(member(TOKENS, UNKNOWN))) == ["member"]
    assert passes(judged(member(UNKNOWN)))  # `no-owner-of-a-cloud` says so
