"""Whoever runs as one managed identity of Azure shares it, unless they are one workload."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.consumers import said
from tests.support.rules import ROOT, judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.azure_runners import azure_runners
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.azure_identity_is_not_shared import azure_identity_is_not_shared

SHOP = "/subscriptions/1/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop"
APP = "azure-native:app:ContainerApp"
MADE = Resource.of("azure-native:managedidentity:UserAssignedIdentity", "id-shop", principalId="p-1")
IDENTITY = replace(MADE, id=SHOP)


def judged(*resources: Resource) -> Answer:
    return judge_stack(azure_identity_is_not_shared, *resources)


def app(name: str, *ids: Any, **inputs: Any) -> Resource:
    return Resource.of(APP, name, identity={"userAssignedIdentities": list(ids) or [SHOP]}, **inputs)


def grant(role: str, name: str = "grant") -> Resource:
    return Resource.of("azure-native:authorization:RoleAssignment", name, principalId="p-1", roleDefinitionId=role)


def test_one_identity_for_two_apps_is_found() -> None:
    (problem,) = judged(app("orders"), app("mailer", SHOP.upper())).problems
    assert problem.message == "one managed identity is shared: container app 'orders', container app 'mailer' run as it"
    assert problem.key == "id-shop"
    assert judged(IDENTITY, app("orders"), app("mailer")).problems[0].on == IDENTITY


@pytest.mark.parametrize("type_", azure_runners())
def test_whatever_runs_something_is_seen(type_: str) -> None:
    other = Resource.of(type_, "mailer", **said(azure_runners()[type_].path, [SHOP]))
    assert len(judged(app("orders"), other).problems) == 1


def test_ids_as_the_service_answers_them_are_read() -> None:
    answered = Resource.of(APP, "mailer", identity={"userAssignedIdentities": {SHOP: {"clientId": "1"}}})
    assert len(judged(app("orders"), answered).problems) == 1


def test_an_identity_for_each_passes() -> None:
    assert passes(judged(app("orders"), app("mailer", "/x/id-mailer")))
    assert passes(judged(app("orders")))
    assert passes(judged(Resource.of(APP, "a", identity={"type": "SystemAssigned"}), Resource.of(APP, "b")))


@pytest.mark.parametrize(("one", "other"), [("shop-api", "shop-worker"), ("shop-blue", "shop-green"), ("a-1", "a-2")])
def test_names_that_differ_in_kind_and_place_are_one_workload(one: str, other: str) -> None:
    assert passes(judged(app(one), app(other)))


def test_one_workload_may_run_as_one_identity() -> None:
    tags = {"daypass:workload": "shop"}
    assert passes(judged(app("orders", tags=tags), app("mailer", tags=tags)))
    machine = "azure:compute/linuxVirtualMachine:LinuxVirtualMachine"
    assert passes(judged(*(Resource.of(machine, name, identity={"identityIds": [SHOP]}) for name in ("web", "db"))))
    assert unknowns(judged(app("orders", tags=UNKNOWN), app("mailer"))) == ["tags"]


def test_a_component_is_one_workload_unless_it_is_all_there_is() -> None:
    shop = replace(Resource.of("acme:index:Shop", "shop"), custom=False, parent=ROOT.urn)
    inside = [replace(app(name), parent=shop.urn) for name in ("orders", "mailer")]
    beside = replace(Resource.of("azure-native:storage:StorageAccount", "files"), parent=ROOT.urn)
    assert passes(judged(shop, *inside, beside))
    assert len(judged(shop, *inside).problems) == 1


@pytest.mark.parametrize("role", ["AcrPull", "/x/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"])
def test_an_identity_that_only_pulls_images_is_for_all(role: str) -> None:
    assert passes(judged(IDENTITY, grant(role), app("orders"), app("mailer")))
    assert judged(IDENTITY, grant(role), grant("reads", "more"), app("orders"), app("mailer")).problems


def test_so_is_one_of_which_nothing_else_is_known_than_that_it_pulls() -> None:
    pulls = {"configuration": {"registries": [{"server": "acme.azurecr.io", "identity": SHOP}]}}
    assert passes(judged(app("orders", **pulls), app("mailer", **pulls)))
    assert judged(IDENTITY, grant("reads"), app("orders", **pulls), app("mailer", **pulls)).problems


def test_in_a_preview_an_identity_is_known_by_the_dependency() -> None:
    waiting = [
        replace(app(name, UNKNOWN), property_dependencies={"identity": (IDENTITY.urn,)}) for name in ("orders", "mail")
    ]
    assert judged(IDENTITY, *waiting).problems[0].on == IDENTITY
    assert unknowns(judged(app("orders", UNKNOWN), app("mail"))) == ["identity.userAssignedIdentities[0]"]


def test_a_secret_identity_is_judged_and_not_quoted() -> None:
    answer = judged(app("orders", Secret(SHOP)), app("mailer", Secret(SHOP)))
    assert messages(answer)
    assert (answer.problems[0].key, "id-shop" in str(answer.problems[0].message)) == (None, False)


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", [None], Secret(UNKNOWN), {"a": []}])
def test_no_shape_breaks_the_rule(odd: Any) -> None:
    judged(Resource.of(APP, "odd", identity=odd, tags=odd), app("orders", odd), app("mailer"), grant(odd))
