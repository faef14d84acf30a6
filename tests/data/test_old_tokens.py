"""An older type token is read as the one in use today, by every table and rule alike."""

import re

import pytest

from daypass.data.old_tokens import current_token
from daypass.data.table import all_tables, read_table
from daypass.model.resource import Resource
from daypass.report.docket import asks_about
from daypass.testing import judge
from daypass_policies.rules import catalog

_TOKEN = re.compile(r"\b[a-z_-]+:[\w./-]+:\w+\b")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("azure-native:storage/v20240101:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native:insights/v20210501preview:DiagnosticSetting", "azure-native:insights:DiagnosticSetting"),
        ("azure-native_storage_v20240101:storage:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-native_storage_v20240101:storage/v20240101:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azure-nextgen:storage/latest:StorageAccount", "azure-native:storage:StorageAccount"),
        ("azuredevops:Pipeline/variableGroup:VariableGroup", "azuredevops:index/variableGroup:VariableGroup"),
        ("azuredevops:Build/buildDefinition:BuildDefinition", "azuredevops:index/buildDefinition:BuildDefinition"),
        (
            "azuredevops:ServiceEndpoint/azureRM:AzureRM",
            "azuredevops:index/serviceEndpointAzureRM:ServiceEndpointAzureRM",
        ),
        ("azure:role/assignment:Assignment", "azure:authorization/assignment:Assignment"),
        ("gcp:serviceAccount/iAMMember:IAMMember", "gcp:serviceaccount/iAMMember:IAMMember"),
        (
            "kubernetes:rbac.authorization.k8s.io/v1beta1:RoleBinding",
            "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
        ),
        ("kubernetes:extensions/v1beta1:Deployment", "kubernetes:apps/v1:Deployment"),
        ("kubernetes:batch/v1beta1:CronJob", "kubernetes:batch/v1:CronJob"),
    ],
)
def test_an_older_token_is_the_one_of_today(old: str, new: str) -> None:
    assert current_token(old) == new
    resource = Resource.of(old, "one")
    assert resource.type == new
    assert f"::{old}::" in resource.urn


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:storage:StorageAccount",
        "azuredevops:index/project:Project",
        "kubernetes:extensions/v1beta1:Ingress",
        "kubernetes:networking.k8s.io/v1beta1:Ingress",
        "kubernetes:core/v1:Pod",
        "google-native:iam/v1:ServiceAccount",
        "pulumi:providers:azure-native",
        "",
    ],
)
def test_another_token_is_its_own(token: str) -> None:
    assert current_token(token) == token


def test_no_table_and_no_rule_knows_a_type_by_an_older_token() -> None:
    told = {
        (table.name, token)
        for table in all_tables()
        if table.name != "old_tokens"
        for row in table.rows
        for text in row.values()
        for token in _TOKEN.findall(text)
        if current_token(token) != token
    }
    asked = {token for one in catalog().values() for token in one.applies_to if current_token(token) != token}
    assert not told
    assert not asked


def test_what_is_new_is_not_old_as_well() -> None:
    assert not [row for row in read_table("old_tokens").rows if current_token(row["new"]) != row["new"]]


def test_a_rule_may_name_an_older_token() -> None:
    old = "azure-native:storage/v20240101:StorageAccount"
    rule = next(one for one in catalog().values() if "azure-native:storage:StorageAccount" in one.applies_to)
    assert asks_about(rule, Resource.of(old, "one").type)


@pytest.mark.parametrize(
    ("rule", "resource"),
    [
        (
            "shared-key-is-off",
            Resource.of("azure-native:containerregistry/v20230701:Registry", "images", adminUserEnabled=True),
        ),
        (
            "no-plain-credential",
            Resource.of(
                "azuredevops:Pipeline/variableGroup:VariableGroup",
                "settings",
                variables=[{"name": "DB_PASSWORD", "value": "hunter2hunter2"}],
            ),
        ),
    ],
)
def test_what_is_declared_by_an_older_token_is_told(rule: str, resource: Resource) -> None:
    assert judge(rule, resource).messages
