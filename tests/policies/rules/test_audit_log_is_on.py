"""A record that a program switches off is told; what nobody switched on, and what another keeps, is not."""

from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.data.audit_switches import AuditSwitch, audit_switches
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret
from daypass_policies.rules.audit_log_is_on import audit_log_is_on

VAULT = "/subscriptions/0/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop"
CLASSIC = "azure:monitoring/diagnosticSetting:DiagnosticSetting"
NATIVE = "azure-native:monitor:DiagnosticSetting"
SINK = "gcp:logging/projectSink:ProjectSink"
STREAM = "okta:index/logStream:LogStream"
FILTER = 'logName:"cloudaudit.googleapis.com"'
EACH = [pytest.param(one, off, id=f"{one.type} {off}") for one in audit_switches().values() for off in one.off]


def judged(*resources: Resource) -> Answer:
    return judge_stack(audit_log_is_on, *resources)


def switched(switch: AuditSwitch, value: Any, name: str = "it", which: Any = None) -> Resource:
    says = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    entry: dict[str, Any] = {switch.at: says}
    if switch.names:
        entry[switch.names] = which if which is not None else switch.which[0].replace("*", "x")
    for step in reversed(switch.each.split(".")) if switch.each else ():
        entry = {step.removesuffix("[]"): [entry] if step.endswith("[]") else entry}
    return Resource.of(switch.type, name, **entry)


@pytest.mark.parametrize(("switch", "off"), EACH)
def test_each_switch_of_the_table_is_told_where_it_is_off(switch: AuditSwitch, off: str) -> None:
    (problem,) = judged(switched(switch, off)).problems
    assert problem.message == f"{switch.noun} 'it' is switched off: nobody can say {switch.lost}"
    assert (problem.at or "").endswith(switch.at)
    assert messages(judged(switched(switch, off.upper())))


@pytest.mark.parametrize("switch", audit_switches().values(), ids=lambda one: one.type)
def test_what_is_on_what_says_nothing_and_what_is_of_something_else_passes(switch: AuditSwitch) -> None:
    on = {"true": "false", "false": "true"}.get(switch.off[0], "on")
    assert passes(judged(switched(switch, on)))
    assert passes(judged(Resource.of(switch.type, "it")))
    if switch.names:
        assert passes(judged(switched(switch, switch.off[0], which="other")))
        assert passes(judged(switched(switch, on, which=UNKNOWN)))


@pytest.mark.parametrize("switch", audit_switches().values(), ids=lambda one: one.type)
def test_what_is_not_known_is_undecided(switch: AuditSwitch) -> None:
    (path,) = unknowns(judged(switched(switch, UNKNOWN)))
    assert path.endswith(switch.at)
    if switch.names:
        assert passes(judged(switched(switch, UNKNOWN, which="other")))
        assert unknowns(judged(switched(switch, switch.off[0], which=UNKNOWN)))[0].endswith(switch.names)


def test_another_that_is_on_keeps_the_record_instead() -> None:
    old = Resource.of(STREAM, "old", status="INACTIVE")
    assert passes(judged(old, Resource.of(STREAM, "new", status="ACTIVE")))
    assert unknowns(judged(old, Resource.of(STREAM, "new", status=UNKNOWN))) == ["status", "status"]
    off = Resource.of(SINK, "old", filter=FILTER, disabled=True)
    assert passes(judged(off, Resource.of(SINK, "new", filter=f"{FILTER} AND severity>=NOTICE")))
    assert messages(judged(off, Resource.of(SINK, "errors", filter="severity>=ERROR")))
    atlas = "mongodbatlas:index/auditing:Auditing"
    other = Resource.of(atlas, "b", projectId="b", enabled=True)
    assert messages(judged(Resource.of(atlas, "a", projectId="a", enabled=False), other))


def test_what_was_looked_up_is_told_where_it_is_made() -> None:
    seen = Resource(urn="u", type=STREAM, name="seen", inputs=Properties(Partial(status="INACTIVE")))
    assert passes(judged(seen))


def test_a_secret_is_not_repeated() -> None:
    job = Resource.of(
        "cloudflare:index/logpushJob:LogpushJob", "j", dataset=Secret("audit_logs"), enabled=Secret(False)
    )
    (problem,) = judged(job).problems
    assert "audit_logs" not in f"{problem.message} {problem.key}"


def native(*logs: Any, target: Any = VAULT, name: str = "audit") -> Resource:
    return Resource.of(NATIVE, name, resourceUri=target, logs=list(logs))


def log(category: Any, *, enabled: Any = False, key: str = "category") -> dict[str, Any]:
    return {key: category, "enabled": enabled}


@pytest.mark.parametrize(
    "category", ["AuditEvent", "kube-audit", "kube-audit-admin", "AuditLogs", "SQLSecurityAuditEvents", "Audit"]
)
def test_a_category_of_the_record_that_a_setting_disables_is_told(category: str) -> None:
    old = Resource.of(CLASSIC, "audit", targetResourceId=VAULT, logs=[log(category)])
    for one in (native(log(category), log("Policy", enabled=True)), old):
        (problem,) = judged(one).problems
        assert problem.at == "logs[0]"
    assert messages(judged(native(log("audit", key="categoryGroup"), log("AuditEvent"))))
    entra = Resource.of("azure-native:aadiam:DiagnosticSetting", "audit", logs=[log("AuditLogs")])
    assert messages(judged(entra))


@pytest.mark.parametrize(
    "logs",
    [
        [log("AuditEvent", enabled=True)],
        [{"category": "AuditEvent"}],
        [log("kube-audit"), log("kube-audit-admin", enabled=True)],
        [log("AuditEvent"), log("allLogs", enabled=True, key="categoryGroup")],
        [log("kube-scheduler")],
        [],
    ],
)
def test_a_setting_that_keeps_the_record_passes(logs: list[dict[str, Any]]) -> None:
    assert passes(judged(native(*logs)))


def test_another_setting_of_the_same_thing_may_keep_it() -> None:
    off, on = native(log("AuditEvent")), native(log("AuditEvent", enabled=True), target=VAULT.upper(), name="siem")
    assert passes(judged(off, on))
    listed = Resource.of(CLASSIC, "siem", targetResourceId=VAULT, enabledLogs=[{"category": "AuditEvent"}])
    assert passes(judged(off, listed))
    assert messages(judged(off, native(log("AuditEvent", enabled=True), target=f"{VAULT}2", name="siem")))


def test_what_is_not_known_of_a_setting_is_undecided() -> None:
    assert unknowns(judged(native(log("AuditEvent", enabled=UNKNOWN)))) == ["logs[0]"]
    assert unknowns(judged(native(log(UNKNOWN)))) == ["logs[0]"]
    assert unknowns(judged(native(log("AuditEvent"), UNKNOWN))) == ["logs[1]"]
    on = native(log("AuditEvent", enabled=True), target=UNKNOWN, name="siem")
    assert unknowns(judged(native(log("AuditEvent")), on)) == ["logs[0]"]
    assert unknowns(judged(native(log("AuditEvent"), target=UNKNOWN), native(log("Audit", enabled=True)))) == [
        "logs[0]"
    ]
    assert messages(judged(native(log("AuditEvent"), target=UNKNOWN)))
