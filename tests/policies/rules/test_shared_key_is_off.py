"""A switch that leaves a shared key on is told; what says nothing of it, or has no other way in, is not."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.data.key_switches import KeySwitch, key_switches
from daypass.graph.property_path import steps
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.shared_key_is_off import shared_key_is_off

STORAGE = "azure-native:storage:StorageAccount"


def judged(type_: str, path: str, value: Any) -> Answer:
    for step in reversed(list(steps(path))):
        value = {step.name: value}
    return judge_stack(shared_key_is_off, Resource.of(type_, "shop", **value))


@pytest.mark.parametrize(("type_", "switch"), key_switches().items())
def test_what_leaves_it_on_is_told(type_: str, switch: KeySwitch) -> None:
    on = switch.on == "true"
    fact = f"'shop' lets in whoever has {switch.noun}; instead: {switch.alternative}"
    assert only(judged(type_, switch.path, on)) == fact
    assert only(judged(type_, switch.path, Secret(on))) == fact
    assert passes(judged(type_, switch.path, not on))
    assert passes(judge_stack(shared_key_is_off, Resource.of(type_, "shop")))
    assert unknowns(judged(type_, switch.path, UNKNOWN)) == [switch.path]


ACCOUNT = Resource.of(STORAGE, "shop", kind="StorageV2", allowSharedKeyAccess=True)


def user(type_: str, **says: Any) -> Resource:
    return replace(Resource.of(type_, "user", **says), property_dependencies={"account": (ACCOUNT.urn,)})


@pytest.mark.parametrize(
    "needing",
    [
        user("azure-native:storage:FileShare"),
        user("azure-native:app:ManagedEnvironmentsStorage"),
        user("azure-native:web:WebApp", kind="functionapp,linux"),
        user("azure-native:web:WebApp", kind=UNKNOWN),
        user("azure:appservice/linuxFunctionApp:LinuxFunctionApp", storageAccountAccessKey=Secret("x")),
        replace(Resource.of("azure:storage/share:Share", "user"), dependencies=(ACCOUNT.urn,)),
    ],
)
def test_an_account_that_something_enters_by_its_key_alone_passes(needing: Resource) -> None:
    assert passes(judge_stack(shared_key_is_off, ACCOUNT, needing))
    apart = replace(needing, dependencies=(), property_dependencies={})
    assert not passes(judge_stack(shared_key_is_off, ACCOUNT, apart))


@pytest.mark.parametrize(
    "other",
    [
        user("azure-native:web:WebApp", kind="app,linux"),
        user("azure:appservice/linuxFunctionApp:LinuxFunctionApp", storageUsesManagedIdentity=True),
        user("azure-native:storage:BlobContainer"),
    ],
)
def test_an_account_that_others_use_is_told(other: Resource) -> None:
    assert only(judge_stack(shared_key_is_off, ACCOUNT, other)).startswith("'shop' lets in whoever has a key")


def test_what_is_entered_by_a_key_alone_passes() -> None:
    files = Resource.of(STORAGE, "shop", kind="FileStorage", allowSharedKeyAccess=True)
    assert passes(judge_stack(shared_key_is_off, files))
    for module in ("cosmosdb", "documentdb"):
        mongo = Resource.of(f"azure-native:{module}:DatabaseAccount", "shop", kind="MongoDB", disableLocalAuth=False)
        assert passes(judge_stack(shared_key_is_off, mongo))
    later = Resource.of(STORAGE, "shop", kind=UNKNOWN, allowSharedKeyAccess=True)
    assert unknowns(judge_stack(shared_key_is_off, later)) == ["kind"]


def test_what_somebody_else_made_is_not_told() -> None:
    assert passes(judge_stack(shared_key_is_off, replace(ACCOUNT, external=True)))


def settings(*names: str) -> dict[str, Any]:
    return {"appSettings": [{"name": name, "value": "shop"} for name in names]}


IDENTITY = "AzureWebJobsStorage__accountName"
CONTENT = "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"
GROUP = "azure-native:containerinstance:ContainerGroup"
OLD_GROUP = "azure:containerservice/group:Group"
FUNCTION = "azure-native:web:WebApp"


def mounts(type_: str, by: str, **says: Any) -> Resource:
    return replace(Resource.of(type_, "group", **says), property_dependencies={by: (ACCOUNT.urn,)})


@pytest.mark.parametrize(
    "one",
    [
        user(FUNCTION, kind="functionapp", siteConfig=settings("AzureWebJobsStorage")),
        user(FUNCTION, kind="functionapp", siteConfig=settings(IDENTITY, CONTENT)),
        user(FUNCTION, kind="functionapp", siteConfig=UNKNOWN),
        mounts(GROUP, "volumes", volumes=[{"azureFile": {"shareName": "a", "storageAccountName": UNKNOWN}}]),
        mounts(GROUP, "volumes", volumes=UNKNOWN),
        mounts(OLD_GROUP, "containers", containers=[{"volumes": [{"storageAccountName": "shop", "shareName": "a"}]}]),
    ],
)
def test_a_function_or_group_that_has_the_key_needs_it(one: Resource) -> None:
    assert passes(judge_stack(shared_key_is_off, ACCOUNT, one))


@pytest.mark.parametrize(
    "one",
    [
        user(FUNCTION, kind="functionapp,linux", siteConfig=settings(IDENTITY, "FUNCTIONS_EXTENSION_VERSION")),
        user(FUNCTION, kind="functionapp", siteConfig=settings("AzureWebJobsStorage__blobServiceUri")),
        mounts(GROUP, "containers", containers=[{"environmentVariables": [{"name": "BLOB_URL", "value": UNKNOWN}]}]),
        mounts(GROUP, "containers", containers=[{}], volumes=[{"name": "tmp", "emptyDir": {}}, {"azureFile": None}]),
        mounts(GROUP, "containers", volumes=[{"azureFile": {"shareName": "a", "storageAccountName": "other"}}]),
        mounts(OLD_GROUP, "containers", containers=[{"volumes": [{"emptyDir": True}]}]),
    ],
)
def test_one_that_comes_without_the_key_excuses_nothing(one: Resource) -> None:
    assert only(judge_stack(shared_key_is_off, ACCOUNT, one))


def test_settings_that_are_made_beside_the_app_say_it_too() -> None:
    app = Resource.of(FUNCTION, "app", kind="functionapp")
    for name, is_needed in ((IDENTITY, False), ("AzureWebJobsStorage", True)):
        own = Resource.of("azure-native:web:WebAppApplicationSettings", "own", properties={name: "x"})
        beside = replace(own, property_dependencies={"name": (app.urn,), "properties": (ACCOUNT.urn,)})
        assert passes(judge_stack(shared_key_is_off, ACCOUNT, app, beside)) is is_needed
