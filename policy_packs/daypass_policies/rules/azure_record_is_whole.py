"""Who sends a record of Azure somewhere sends what was done, and by which machine; it stays there for a while."""

from collections.abc import Iterator
from typing import Final

from daypass.graph.stack import Stack
from daypass.rule import Ask, Open, Problem, Severity, rule
from daypass_policies.recording.azure_records import WORKSPACES, AzureRecords, Gap
from daypass_policies.recording.diagnostics import DIAGNOSTICS

_LEAST: Final = 30
_AT_HAND: Final = 90


@rule(
    "azure-record-is-whole",
    risk="evidence-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*DIAGNOSTICS, *WORKSPACES),
    stack=True,
    controls=("NIST-800-53:AU-12", "NIST-800-53:AU-2", "NIST-800-53:AU-11", "PCI-DSS-4.0.1:10.2.1", "SOC2:CC7.2"),
    remedy="Add the category to the setting, or audit as its group; keep the workspace for 90 days.",
)
def azure_record_is_whole(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A diagnostic setting that sends metrics, or the sign-ins of people, leaves nothing of what machines have done.

    Told are settings of the stack, all for one thing taken together, which leave out the record that matters: of a
    subscription the category `Administrative` (where health, alerts or recommendations alone are sent, in profile
    `strict`), of a key vault `AuditEvent`, of Entra, where the sign-ins of people are sent, those of service principals
    and managed identities, and `AuditLogs`. The groups `audit` and `allLogs` have them all. What has no setting is not
    told: such logs cost. A workspace that alone has the record of a vault or of Entra is told where it says that it
    keeps less than a month, in `strict` less than three, unless a table is kept for longer or exported; what a
    subscription did, Azure keeps for three months whatever it says.

    Source: Azure Monitor, "Diagnostic settings" and "Manage data retention in a Log Analytics workspace"; Key Vault,
    "Enable Key Vault logging"; Microsoft Entra, "Options for log streaming"; CIS Microsoft Azure Foundations Benchmark
    3.0.0; PCI DSS 4.0.1, 10.5.1 (three months at hand); read 2026-12.

    Refused:
        entra:
          type: azure:monitoring/aadDiagnosticSetting:AadDiagnosticSetting
          properties: {name: siem, enabledLogs: [{category: AuditLogs}, {category: SignInLogs}]}

    Mended:
        entra:
          type: azure:monitoring/aadDiagnosticSetting:AadDiagnosticSetting
          properties:
            name: siem
            enabledLogs:
              - {category: AuditLogs}
              - {category: SignInLogs}
              - {category: ServicePrincipalSignInLogs}
              - {category: ManagedIdentitySignInLogs}
    """
    records = AzureRecords(stack)
    for gap in records.gaps():
        if gap.unknown:
            yield Open(gap.setting, (gap.unknown,))
        elif ask.profile == "strict" or not gap.is_aside:
            yield _told(gap)
    for workspace, place, days in records.forgetful(_AT_HAND if ask.profile == "strict" else _LEAST):
        if days is None:
            yield Open(workspace, (place.path,))
        else:
            after = "too soon" if place.marked else f"after {days:g} days"
            fact = f"workspace {workspace.name!r} forgets a record of what was done {after}"
            yield Problem(fact, at=place.path, severity="low", on=workspace)


def _told(gap: Gap) -> Problem:
    fact = f"diagnostic setting {gap.setting.name!r} leaves out {' and '.join(gap.names)}: nobody can say {gap.lost}"
    severity: Severity | None = "low" if gap.is_aside or gap.lists_none else None
    return Problem(fact, key=" ".join(gap.names), severity=severity, on=gap.setting)
