"""Who reads data stands in the audit log, or nobody knows afterwards what was taken."""

from collections.abc import Iterator
from typing import Final

from daypass.model.resource import UNKNOWN, Resource, Undecided, bare
from daypass.rule import Ask, Problem, rule
from daypass_policies.elsewhere.google_members import is_of_people, machine_behind
from daypass_policies.elsewhere.google_policies import parts_of, said_in
from daypass_policies.located import Located, locate
from daypass_policies.recording.left_out_users import ATLAS, EXCLUSIONS, SETTINGS, users_left_out
from daypass_policies.settle import settle
from daypass_policies.wording import shown

_POLICIES: Final = (
    "gcp:projects/iAMPolicy:IAMPolicy",
    "gcp:folder/iAMPolicy:IAMPolicy",
    "gcp:organizations/iAMPolicy:IAMPolicy",
)
_CONFIGS: Final = (
    "gcp:projects/iAMAuditConfig:IAMAuditConfig",
    "gcp:folder/iamAuditConfig:IamAuditConfig",
    "gcp:organizations/iamAuditConfig:IamAuditConfig",
)
_SETTINGS: Final = "ADMIN_READ"
_WHAT: Final = {"DATA_READ": "reads of data", "DATA_WRITE": "writes of data", _SETTINGS: "reads of settings"}


@rule(
    "audit-log-exempts-nobody",
    risk="evidence-gap",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=(*_CONFIGS, *_POLICIES, ATLAS, *EXCLUSIONS, *SETTINGS),
    controls=("NIST-800-53:AU-12", "NIST-800-53:AU-2", "PCI-DSS-4.0.1:10.2.1.1", "SOC2:CC7.2"),
    remedy="Take the member out of the exemption; keep what is too much out of a sink, not out of the log.",
)
def audit_log_exempts_nobody(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """What a service account does with data is not recorded where the audit log of data access exempts it.

    Told is each service account, and each workload of an identity pool, that the configuration of a project, a folder
    or an organisation exempts: whoever gets hold of it reads and leaves no trace. That of one service and that of all
    add up, so that one exemption holds whatever the other says. It is low where only reads of settings are left out
    (`ADMIN_READ`), and for people, whose own sign-in shows them elsewhere. Google's own service agents pass: what they
    do, they do for somebody who is recorded. Whether such logs are on at all is not asked; they cost.

    So is each user that the audit of a database leaves out: a filter of Atlas as a whole (`users.user` with `$nin`,
    `$ne` or under `$nor`), and the settings of MariaDB's and MySQL's plugins on RDS and Azure
    (`server_audit_excl_users`, `audit_log_exclude_users`); and each service account whose entries an exclusion of Cloud
    Logging throws away, whatever they are of. The vendor's own users pass (`rdsadmin`, `azure_superuser`,
    `mms-automation`), and those that are called after watching alone (`exporter`, `monitoring`).

    Source: Google Cloud, "Enable Data Access audit logs" (exempted principals) and `AuditConfig` of its reference; CIS
    Google Cloud Platform Foundation Benchmark 3.0.0, 2.1 (no exempted users); read 2026-12.

    Refused:
        files:
          type: gcp:projects/iAMAuditConfig:IAMAuditConfig
          properties:
            project: acme-prod
            service: allServices
            auditLogConfigs:
              - logType: DATA_READ
                exemptedMembers: [serviceAccount:reports@acme-prod.iam.gserviceaccount.com]
              - logType: DATA_WRITE

    Mended:
        files:
          type: gcp:projects/iAMAuditConfig:IAMAuditConfig
          properties:
            project: acme-prod
            service: allServices
            auditLogConfigs:
              - logType: DATA_READ
              - logType: DATA_WRITE
    """
    del ask
    if resource.type not in (*_CONFIGS, *_POLICIES):
        for left in users_left_out(resource):
            named, quoted = ("somebody", "") if left.marked else (shown(left.user), left.user)
            yield Problem(f"{resource.name!r} keeps no record of what {named} does", at=left.at, key=quoted)
        return
    yield from settle(_judged(resource, log) for log in _logs(resource))


def _logs(resource: Resource) -> Iterator[Located]:
    if resource.type in _POLICIES:
        yield from parts_of(resource, "auditConfigs[].auditLogConfigs[]")
    else:
        yield from locate(resource.state.raw, "auditLogConfigs[]")


def _judged(resource: Resource, log: Located) -> Iterator[Problem]:
    if bare(log.value) is UNKNOWN:
        raise Undecided(log.path)  # what it waits for may as well be of a binding
    kinds = _said(resource, log, "logType")
    yield from settle(_exempted(resource, one, kinds) for one in _said(resource, log, "exemptedMembers[]"))


def _said(resource: Resource, log: Located, path: str) -> list[Located]:
    if resource.type in _POLICIES:
        return said_in(log, path)
    return [Located(one.value, f"{log.path}.{one.path}", log.marked or one.marked) for one in locate(log.value, path)]


def _exempted(resource: Resource, member: Located, kinds: list[Located]) -> Iterator[Problem]:
    who, hidden = machine_behind(resource, member)
    if hidden:
        raise Undecided(hidden)
    if not who and not is_of_people(member):
        return
    said = next((one for one in kinds if bare(one.value) is not UNKNOWN), None)
    kind = said.text if said else ""
    told = "" if said and said.marked else kind
    named = who or ("somebody" if member.marked else shown(member.text))
    quoted = "" if bare(member.value) is UNKNOWN or member.marked else member.text
    yield Problem(
        f"{resource.name!r} keeps no record of {_WHAT.get(told, 'uses of data')} by {named}",
        at=member.path,
        key=f"{told} {quoted}",
        severity=None if who and kind != _SETTINGS else "low",
    )
