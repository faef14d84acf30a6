"""What records who did what is not switched off by the program that it should record."""

from collections.abc import Iterator

from daypass.data.audit_switches import audit_switches
from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.recording.diagnostics import DIAGNOSTICS, left_out
from daypass_policies.recording.left_out_users import EXCLUSIONS
from daypass_policies.recording.switches import switched_off
from daypass_policies.recording.thrown_away import SINKS, thrown_away


@rule(
    "audit-log-is-on",
    risk="evidence-gap",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(dict.fromkeys((*audit_switches(), *DIAGNOSTICS, *EXCLUSIONS, *SINKS))),
    stack=True,
    controls=("NIST-800-53:AU-12", "NIST-800-53:AU-2", "PCI-DSS-4.0.1:10.2.1", "SOC2:CC7.2"),
    remedy="Switch it on; if another record takes its place, remove what is switched off.",
)
def audit_log_is_on(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """An audit log that the program turns off has nothing to say when somebody has been there.

    Told is the switch that says so: Atlas' database audit, the delivery of audit logs of Databricks, log streams of
    Okta and Auth0, jobs of Logpush with audit logs, sinks of Google's audit logs, a flag of Cloud SQL, a parameter of
    Azure's databases, the audit of SQL servers, trails of ActionTrail, admin events of Keycloak, and diagnostic
    settings of Azure that list a category of audit and disable it (`AuditEvent`, `kube-audit`). What nobody switched on
    is not told: many such logs cost. A stream, a job, a sink or a setting that is off passes where the stack has
    another that is on for the same; and so does `kube-audit` where `kube-audit-admin` is on. An exclusion of Google
    Cloud that throws away all of the log of data access, by itself or in the sink `_Default`, is told as well, unless
    another sink of the stack keeps audit logs; what leaves out one service, one method or one user beside is not.

    Refused:
        audit:
          type: mongodbatlas:index/auditing:Auditing
          properties: {projectId: 64f0c2b1a7d3e5f6a8b9c0d1, enabled: false}

    Mended:
        audit:
          type: mongodbatlas:index/auditing:Auditing
          properties:
            projectId: 64f0c2b1a7d3e5f6a8b9c0d1
            enabled: true
            auditFilter: '{"atype": {"$in": ["authenticate", "createUser", "grantRolesToUser"]}}'
    """
    del ask
    for one in switched_off(stack):
        if one.unknown:
            yield Open(one.resource, (one.unknown,))
        else:
            fact = f"{one.switch.noun} {one.resource.name!r} is switched off: nobody can say {one.switch.lost}"
            yield Problem(fact, at=one.at, key=one.about or None, on=one.resource)
    for setting in left_out(stack):
        if setting.unknown:
            yield Open(setting.setting, (setting.unknown,))
        else:
            fact = (
                f"diagnostic setting {setting.setting.name!r} switches the audit log off: nobody can say who did what"
            )
            yield Problem(fact, at=setting.at, on=setting.setting)
    for away in thrown_away(stack):
        if away.unknown:
            yield Open(away.unknown_of or away.by, (away.unknown,))
        else:
            fact = f"{away.by.name!r} throws the audit log of data access away: nobody can say who read what"
            yield Problem(fact, at=away.at, on=away.by)
