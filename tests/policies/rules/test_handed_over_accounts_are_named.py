"""Who may hand any account to what it starts is told; who may hand over one is not."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.handed_over_accounts_are_named import handed_over_accounts_are_named as rule

MACHINE = "serviceAccount:deploy@acme-prod.iam.gserviceaccount.com"
OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"
SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590"


def bound(role: Any = "roles/iam.serviceAccountUser", member: Any = MACHINE, **more: Any) -> Resource:
    return Resource.of("gcp:projects/iAMMember:IAMMember", "x", project="acme-prod", role=role, member=member, **more)


def assigned(scope: str) -> Resource:
    return Resource.of(
        "azure:authorization/assignment:Assignment",
        "x",
        scope=scope,
        roleDefinitionId=f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{OPERATOR}",
        principalId="7a100001-5b7d-4c9e-8a21-0d4f6b8e9c01",
        principalType="ServicePrincipal",
    )


def test_any_account_of_a_project_is_told() -> None:
    told = only(judge_stack(rule, bound()))
    assert "may run code as any service account in a project, as serviceAccountUser" in told


def test_a_custom_role_that_acts_as_any_is_told() -> None:
    made = Resource.of(
        "gcp:projects/iAMCustomRole:IAMCustomRole",
        "own",
        project="acme-prod",
        roleId="starter",
        name="projects/acme-prod/roles/starter",
        permissions=["run.services.create", "iam.serviceAccounts.actAs"],
    )
    assert "as a custom role" in only(judge_stack(rule, made, bound("projects/acme-prod/roles/starter")))


def test_any_identity_of_a_subscription_is_told_and_those_of_a_group_are_not() -> None:
    assert only(judge_stack(rule, assigned(SUBSCRIPTION)))
    assert passes(judge_stack(rule, assigned(f"{SUBSCRIPTION}/resourceGroups/shop")))


@pytest.mark.parametrize("other", [bound("roles/run.developer"), bound(member="user:maria@example.org")])
def test_other_roles_and_people_pass(other: Resource) -> None:
    assert passes(judge_stack(rule, other))


def test_one_account_passes() -> None:
    one = Resource.of(
        "gcp:serviceaccount/iAMMember:IAMMember",
        "x",
        serviceAccountId="projects/acme-prod/serviceAccounts/web@acme-prod.iam.gserviceaccount.com",
        role="roles/iam.serviceAccountUser",
        member=MACHINE,
    )
    assert passes(judge_stack(rule, one))


def test_whom_nobody_knows_yet_is_undecided() -> None:
    assert unknowns(judge_stack(rule, bound(member=UNKNOWN)))
