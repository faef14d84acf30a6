"""People who run jobs as a service principal, or own it, are told; machines and emergencies pass."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.service_principal_trusts_no_people import service_principal_trusts_no_people

USES = "roles/servicePrincipal.user"
MANAGES = "roles/servicePrincipal.manager"
MARIA = Resource.of("azuread:index/user:User", "maria", objectId="u-1", userPrincipalName="maria@acme.example")


def judged(*resources: Resource) -> Answer:
    return judge_stack(service_principal_trusts_no_people, *resources)


def given(*principals: Any, role: Any = USES) -> Answer:
    grants = [{"role": role, "principals": list(principals)}]
    return judged(Resource.of("databricks:index/accessControlRuleSet:AccessControlRuleSet", "etl", grantRules=grants))


@pytest.mark.parametrize(
    "who", ["groups/account users", "groups/users", "groups/data-engineers", "users/maria@acme.example"]
)
def test_people_do_not_run_jobs_as_a_service_principal(who: str) -> None:
    assert only(given(who)) == f"rule set 'etl' lets {who!r} run jobs as the service principal"


@pytest.mark.parametrize(
    "who",
    ["servicePrincipals/7a8b9c0d", "groups/break-glass-admins", "groups/etl-pipelines", "users/ci-bot@acme.example"],
)
def test_machines_and_emergencies_pass(who: str) -> None:
    assert passes(given(who))


def test_everyone_does_not_manage_it() -> None:
    assert only(given("groups/account users", role=MANAGES)).endswith("manage the service principal")
    assert passes(given("groups/platform-admins", role=MANAGES))
    assert passes(given("groups/account users", role="roles/marketplace.admin"))


def test_a_user_who_owns_an_application_may_add_secrets_to_it() -> None:
    app = Resource.of("azuread:index/application:Application", "etl", displayName="etl", owners=["U-1"])
    assert only(judged(MARIA, app)) == "user 'maria' owns 'etl', and may add secrets to it"
    owner = Resource.of("azuread:index/applicationOwner:ApplicationOwner", "etl", ownerObjectId="u-1")
    assert judged(MARIA, owner).problems
    assert passes(judged(app))
    emergency = replace(MARIA, inputs=Resource.of(MARIA.type, "x", objectId="u-1", displayName="Break glass").inputs)
    assert passes(judged(emergency, app))


def test_an_application_that_a_pipeline_owns_passes() -> None:
    pipeline = Resource.of("azuread:index/servicePrincipal:ServicePrincipal", "ci", objectId="p-1")
    assert passes(judged(pipeline, Resource.of("azuread:index/application:Application", "etl", owners=["p-1"])))


def test_what_is_not_known_yet_is_undecided() -> None:
    assert unknowns(given(UNKNOWN)) == ["grantRules[0].principals[0]"]
    assert unknowns(given("groups/users", role=UNKNOWN)) == ["grantRules[0].principals[0]"]
    app = Resource.of("azuread:index/application:Application", "etl", owners=[UNKNOWN])
    assert unknowns(judged(app)) == ["owners[0]"]
    assert judged(MARIA, replace(app, property_dependencies={"owners": (MARIA.urn,)})).problems


def test_a_secret_is_not_repeated() -> None:
    assert "account" not in only(given(Secret("groups/account users")))
