"""Settings that leave out what machines did are told, and workspaces that soon forget it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules import catalog

RULE = catalog()["azure-record-is-whole"]
SUBSCRIPTION = "/subscriptions/11112222-0000-0000-0000-000000000001"
VAULT = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop"
WORKSPACE = f"{SUBSCRIPTION}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/logs"
PEOPLE = ("AuditLogs", "SignInLogs")
MACHINES = ("ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs")


def judged(*resources: Resource, profile: str = "standard") -> Answer:
    return judge_stack(RULE, *resources, profile=profile)


def setting(target: Any, *categories: Any, name: str = "siem", **more: Any) -> Resource:
    logs = [{"category": one} for one in categories]
    type_ = "azure:monitoring/diagnosticSetting:DiagnosticSetting"
    return Resource.of(type_, name, targetResourceId=target, enabledLogs=logs, **more)


def entra(*categories: Any, **more: Any) -> Resource:
    logs = [{"category": one} for one in categories]
    return Resource.of("azure:monitoring/aadDiagnosticSetting:AadDiagnosticSetting", "siem", enabledLogs=logs, **more)


def workspace(days: Any) -> Resource:
    type_ = "azure:operationalinsights/analyticsWorkspace:AnalyticsWorkspace"
    return replace(Resource.of(type_, "logs", retentionInDays=days), id=WORKSPACE)


def test_a_subscription_without_what_was_changed_is_told() -> None:
    assert only(judged(setting(SUBSCRIPTION, "Security", "Policy"))) == (
        "diagnostic setting 'siem' leaves out Administrative: "
        "nobody can say what was changed in the subscription, and by whom, more than 90 days ago"
    )
    assert passes(judged(setting(SUBSCRIPTION, "Administrative")))
    assert passes(judged(setting(SUBSCRIPTION, "Policy"), setting(SUBSCRIPTION.upper(), "Administrative")))


@pytest.mark.parametrize("module", ["monitor", "insights"])
def test_the_setting_of_the_subscription_itself_is_read(module: str) -> None:
    type_ = f"azure-native:{module}:SubscriptionDiagnosticSetting"
    off = [{"category": "Administrative", "enabled": False}, {"category": "Security", "enabled": True}]
    assert messages(judged(Resource.of(type_, "siem", logs=off)))
    assert passes(judged(Resource.of(type_, "siem", logs=[{"categoryGroup": "allLogs", "enabled": True}])))


def test_what_is_sent_for_something_else_is_told_in_strict_alone() -> None:
    health = setting(SUBSCRIPTION, "ServiceHealth", "ResourceHealth")
    assert passes(judged(health))
    (problem,) = judged(health, profile="strict").problems
    assert problem.severity == "low"


def test_metrics_alone_weigh_less() -> None:
    (problem,) = judged(setting(VAULT)).problems
    assert problem.severity == "low"
    (problem,) = judged(setting(VAULT, "AzurePolicyEvaluationDetails")).problems
    assert problem.severity is None


@pytest.mark.parametrize("group", ["audit", "allLogs"])
def test_a_vault_without_its_audit_is_told(group: str) -> None:
    assert messages(judged(setting(VAULT)))
    assert passes(judged(setting(VAULT, "AuditEvent")))
    grouped = {"resourceUri": VAULT, "logs": [{"categoryGroup": group, "enabled": True}]}
    assert passes(judged(Resource.of("azure-native:monitor:DiagnosticSetting", "all", **grouped)))


def test_what_is_switched_off_is_told_elsewhere() -> None:
    off = {"resourceUri": VAULT, "logs": [{"category": "AuditEvent", "enabled": False}]}
    assert passes(judged(Resource.of("azure-native:monitor:DiagnosticSetting", "off", **off)))


def test_sign_ins_of_people_alone_are_told() -> None:
    assert "ServicePrincipalSignInLogs and ManagedIdentitySignInLogs" in only(judged(entra(*PEOPLE)))
    assert "leaves out AuditLogs: nobody can say who changed" in only(judged(entra("SignInLogs", *MACHINES)))
    assert passes(judged(entra(*PEOPLE, *MACHINES)))
    assert passes(judged(entra("AuditLogs")))
    assert passes(judged(entra("RiskyUsers")))


def test_other_things_pass() -> None:
    assert passes(judged(setting(VAULT.replace("KeyVault/vaults", "Web/sites"), "AppServiceHTTPLogs")))


@pytest.mark.parametrize("record", [setting(VAULT, "AuditEvent"), entra(*PEOPLE, *MACHINES)])
def test_a_workspace_that_forgets_is_told(record: Resource) -> None:
    sent = replace(record, inputs=Resource.of("x", "x", **record.inputs.raw, logAnalyticsWorkspaceId=WORKSPACE).inputs)
    assert only(judged(sent, workspace(7))) == "workspace 'logs' forgets a record of what was done after 7 days"
    assert "7" not in only(judged(sent, workspace(Secret(7))))
    assert passes(judged(sent, workspace(30)))
    assert messages(judged(sent, workspace(30), profile="strict"))
    assert passes(judged(sent, workspace(90), profile="strict"))
    assert passes(judged(sent, workspace(-1)))
    assert unknowns(judged(sent, workspace(UNKNOWN))) == ["retentionInDays"]
    assert unknowns(judged(sent, workspace("soon"))) == ["retentionInDays"]
    table = Resource.of("azure:loganalytics/workspaceTable:WorkspaceTable", "audit", totalRetentionInDays=365)
    assert passes(judged(sent, workspace(7), table))


def test_a_workspace_that_is_not_alone_with_it_passes() -> None:
    record = setting(VAULT, "AuditEvent", logAnalyticsWorkspaceId=WORKSPACE)
    kept = setting(VAULT, "AuditEvent", name="kept", storageAccountId="/subscriptions/1/storage")
    assert messages(judged(record, workspace(7)))
    assert passes(judged(record, kept, workspace(7)))
    assert passes(judged(setting(SUBSCRIPTION, "Administrative", logAnalyticsWorkspaceId=WORKSPACE), workspace(7)))
    site = VAULT.replace("KeyVault", "Web")
    assert passes(judged(setting(site, logAnalyticsWorkspaceId=WORKSPACE), workspace(7)))


@pytest.mark.parametrize("type_", ["azure:keyvault/keyVault:KeyVault", "azure-native:keyvault:Vault"])
def test_a_vault_that_is_not_made_yet_is_one_all_the_same(type_: str) -> None:
    vault = Resource.of(type_, "shop")
    policy = replace(
        setting(UNKNOWN, "AzurePolicyEvaluationDetails"), property_dependencies={"targetResourceId": (vault.urn,)}
    )
    assert messages(judged(vault, policy))
    audit = replace(policy, name="audit", urn=f"{policy.urn}-2", inputs=setting(UNKNOWN, "AuditEvent").inputs)
    assert passes(judged(vault, policy, audit))


def test_what_is_unknown_is_left_undecided() -> None:
    assert unknowns(judged(setting(VAULT, UNKNOWN)))
    assert unknowns(judged(Resource.of(setting(VAULT).type, "x", targetResourceId=VAULT, enabledLogs=[UNKNOWN])))
    assert passes(judged(setting(VAULT, UNKNOWN, "AuditEvent")))
    assert unknowns(judged(setting(UNKNOWN))) == ["targetResourceId"]
    assert passes(judged(setting(UNKNOWN, "AuditEvent")))
    site = Resource.of("azure:appservice/linuxWebApp:LinuxWebApp", "site")
    assert passes(judged(site, replace(setting(UNKNOWN), property_dependencies={"targetResourceId": (site.urn,)})))
