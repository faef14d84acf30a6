"""What `connection-names-its-pipelines` refuses, passes and leaves undecided."""

from typing import Any

import pytest
from tests.support.grants import depending
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.connection_names_its_pipelines import connection_names_its_pipelines

ID = "7c1e5d20"


def uses(type_: Any = "endpoint", name: str = "uses", **more: Any) -> Resource:
    said = {"projectId": "0d4c", "resourceId": ID, "type": type_, **more}
    return Resource.of("azuredevops:index/pipelineAuthorization:PipelineAuthorization", name, **said)


def once(**more: Any) -> Resource:
    said = {"projectId": "0d4c", "resourceId": ID, "authorized": True, **more}
    return Resource.of("azuredevops:index/resourceAuthorization:ResourceAuthorization", "once", **said)


def group(**more: Any) -> Resource:
    said = {"name": "shop", "allowAccess": True, "variables": [{"name": "K", "secretValue": Secret("x")}], **more}
    return Resource.of("azuredevops:index/variableGroup:VariableGroup", "shop", **said)


def connection(kind: str = "AzureRM", name: str = "shop-prod") -> Resource:
    said = {"serviceEndpointName": name}
    return Resource.of(f"azuredevops:index/serviceEndpoint{kind}:ServiceEndpoint{kind}", "c", **said)


def check(kind: str = "Approval", target: Any = ID) -> Resource:
    return Resource.of(f"azuredevops:index/check{kind}:Check{kind}", "check", targetResourceId=target)


def judged(*made: Resource) -> Answer:
    return judge_stack(connection_names_its_pipelines, *made)


@pytest.mark.parametrize("type_", ["endpoint", "securefile", "variablegroup"])
def test_an_authorisation_that_names_no_pipeline_is_for_all(type_: str) -> None:
    assert "every pipeline of the project may use the " in only(messages(judged(uses(type_))))
    assert passes(judged(uses(type_, pipelineId=42)))
    assert passes(judged(uses(type_, pipelineId=UNKNOWN)))


def test_so_is_the_older_type() -> None:
    assert messages(judged(once()))
    assert passes(judged(once(authorized=False)))
    assert passes(judged(once(definitionId=7)))


@pytest.mark.parametrize("type_", ["queue", "repository", "environment"])
def test_what_all_may_use_or_has_checks_of_its_own_is_not_asked(type_: str) -> None:
    assert passes(judged(uses(type_)))


def test_the_connection_is_told_by_its_name() -> None:
    made = depending(uses(resourceId=UNKNOWN), resourceId=connection())
    assert only(messages(judged(connection(), made))) == (
        "every pipeline of the project may use service connection 'shop-prod'"
    )


@pytest.mark.parametrize("made", [connection(name="shop-dev"), connection("Npm"), connection("SonarQube")], ids=str)
def test_connections_for_tests_and_for_packages_pass(made: Resource) -> None:
    assert passes(judged(made, depending(uses(resourceId=UNKNOWN), resourceId=made)))


@pytest.mark.parametrize("kind", ["Approval", "BranchControl", "RequiredTemplate"])
def test_a_check_of_the_same_guards_it(kind: str) -> None:
    assert passes(judged(uses(), check(kind)))
    assert messages(judged(uses(), check(kind, "other")))
    assert unknowns(judged(uses(), check(kind, UNKNOWN))) == ["targetResourceId"]


def test_a_group_with_secrets_that_says_so_is_told() -> None:
    assert only(messages(judged(group()))) == "every pipeline of the project may use variable group 'shop'"
    assert messages(judged(group(variables=[], keyVault={"name": "kv"})))
    assert passes(judged(group(variables=[{"name": "K", "value": "x"}])))
    assert passes(judged(group(allowAccess=False)))
    assert passes(judged(group(name="shop-test")))


@pytest.mark.parametrize(
    ("made", "path"),
    [(uses(UNKNOWN), "type"), (once(authorized=UNKNOWN), "authorized"), (group(allowAccess=UNKNOWN), "allowAccess")],
    ids=str,
)
def test_what_is_not_known_leaves_it_undecided(made: Resource, path: str) -> None:
    assert unknowns(judged(made)) == [path]


@pytest.mark.parametrize(
    "token", ["serviceendpointNuget:ServiceendpointNuget", "serviceendpointSnyk:ServiceendpointSnyk"]
)
def test_a_connection_that_fetches_is_known_however_its_type_is_written(token: str) -> None:
    fetches = Resource.of(f"azuredevops:index/{token}", "c", serviceEndpointName="feed")
    assert passes(judged(depending(uses(resourceId=UNKNOWN), resourceId=fetches), fetches))
