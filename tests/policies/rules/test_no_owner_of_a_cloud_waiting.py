"""A custom role of Azure that may do everything is told before somebody is given it."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.no_owner_of_a_cloud import no_owner_of_a_cloud

SUBSCRIPTION = "/subscriptions/0c1d2e3f-0000-4000-8000-000000000001"
KINDS = ("azure:authorization/roleDefinition:RoleDefinition", "azure-native:authorization:RoleDefinition")


def judged(type_: str, *actions: Any, scopes: Any = (SUBSCRIPTION,)) -> Answer:
    permissions = [{"actions": list(actions), "notActions": ["Microsoft.Billing/*"]}]
    role = Resource.of(type_, "ops", permissions=permissions, assignableScopes=list(scopes))
    return judge_stack(no_owner_of_a_cloud, role)


@pytest.mark.parametrize("type_", KINDS)
def test_a_custom_role_that_waits_for_whoever_is_given_it_is_advice(type_: str) -> None:
    (problem,) = judged(type_, "*").problems
    assert problem.advisory
    assert problem.message.startswith("whoever is assigned 'ops' may do everything in a subscription")


@pytest.mark.parametrize("type_", KINDS)
def test_one_of_named_services_or_of_a_resource_group_passes(type_: str) -> None:
    assert passes(judged(type_, "Microsoft.Web/*"))
    assert passes(judged(type_, "*", scopes=[f"{SUBSCRIPTION}/resourceGroups/shop"]))
    assert unknowns(judged(type_, "*", scopes=[UNKNOWN])) == ["assignableScopes[0]"]
