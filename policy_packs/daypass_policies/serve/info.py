"""This is where the packs describe themselves: what `GetAnalyzerInfo` tells of a pack and of each of its rules."""

from collections.abc import Mapping
from typing import Any, Final

from daypass.data.frameworks import framework_of
from daypass.report.docket import by_name
from daypass.report.policy_config import BLOCK_SCHEMA
from daypass.rule import SETTINGS_RULE, Rule
from daypass_policies.serve.answer import LEVELS, SEVERITIES
from daypass_policies.serve.protocol import messages

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "workload_identity": "Owned, federated, short-lived identities for machines, in every stack",
    "account_baseline": "What an AWS account and its organisation need before workloads may have identities",
}


def analyzer_info(pack: str, version: str, rules: Mapping[str, Rule]) -> messages.AnalyzerInfo:
    """All that the engine and the events' readers may know of a pack."""
    return messages.AnalyzerInfo(
        name=pack,
        displayName=f"daypass {pack.replace('_', ' ')}",
        version=version,
        supportsConfig=True,
        description=DESCRIPTIONS[pack],
        readme=f"{DESCRIPTIONS[pack]}. `daypass rules` lists its rules, `daypass explain RULE` explains one.",
        provider="aws",
        tags=["identity", "security", "aws"],
        policies=[_policy(rule) for rule in by_name(rules, pack).values()],
    )


def _policy(rule: Rule) -> messages.PolicyInfo:
    return messages.PolicyInfo(
        name=rule.name,
        displayName=rule.name.replace("-", " ").capitalize(),
        description=rule.description,
        message=rule.remedy,
        enforcementLevel=messages.DISABLED if rule.level == "disabled" else LEVELS[rule.level],
        policy_type=messages.POLICY_TYPE_STACK if rule.stack else messages.POLICY_TYPE_RESOURCE,
        severity=SEVERITIES[rule.severity],
        framework=_framework(rule.controls[0]),
        tags=[rule.risk, *rule.controls],
        remediation_steps=rule.remedy,
        configSchema=_schema(BLOCK_SCHEMA if rule.name == SETTINGS_RULE else rule.options),
    )


def _framework(control: str) -> messages.PolicyComplianceFramework:
    """`NIST-800-53:AC-2` is framework and reference; `NHI7:2025` is reference and version.

    The protocol takes one framework for each rule; the ids of all are among its tags.
    """
    prefix, _, reference = control.partition(":")
    known = framework_of(control)
    return messages.PolicyComplianceFramework(
        name=known.name if known else prefix,
        version=known.version if known else "",
        reference=prefix if prefix.startswith("NHI") else reference,
        specification=control,
    )


def _schema(options: Mapping[str, Any]) -> messages.PolicyConfigSchema | None:
    if not options:
        return None
    schema = messages.PolicyConfigSchema()
    schema.properties.update(options)
    return schema
