"""This is where tests get records of policy runs: real ones, and events by hand for what no run shows.

`records/` holds what the real engine wrote with our packs, without its debug lines: a preview with both packs, one
with an exception of the engine's own, one without packs, one of a program that breaks, an update, and an analysis. They
are of a time when packs did not say which rules they did not ask. `telling` is the first again, with packs that do.
"""

import json
from pathlib import Path
from typing import Any, Final

from daypass.state.event_log import EventLog, parse_event_log

RECORDS: Final = Path(__file__).parent / "records"

USER: Final = "urn:pulumi:dev::p::aws:iam/user:User::robot"
LATE: Final = "urn:pulumi:dev::p::aws:iam/policy:Policy::late"
ROOT: Final = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev"
TEXT: Final = "IAM user 'robot' can only hold credentials that do not end"
REMEDY: Final = "Declare a WorkloadIdentity for a workload, and use IAM Identity Center for a person."
PRINT: Final = "a565175882cc9274"


def recorded(name: str) -> Path:
    """The file of a real record."""
    return RECORDS / f"{name}.jsonl"


def violation(message: Any = f"{TEXT}. {REMEDY} [daypass {PRINT} fail]\n", **more: Any) -> dict[str, Any]:
    """A policyEvent about an IAM user; `more` replaces its fields."""
    facts = {
        "resourceUrn": USER,
        "message": message,
        "color": "never",
        "policyName": "no-iam-user",
        "policyPackName": "workload_identity",
        "enforcementLevel": "mandatory",
        "severity": "high",
    }
    return {"policyEvent": {**facts, **more}}


def undecided(rules: str, **more: Any) -> dict[str, Any]:
    """What a pack left undecided about a policy; `rules` as in `no-admin-access (policy)`."""
    facts = {"policyName": "rules-are-decided", "resourceUrn": LATE, "enforcementLevel": "advisory", "severity": "low"}
    return violation(f"1 rule undecided: something is unknown. Wait.\nundecided: {rules}\n", **{**facts, **more})


def analysed(urn: str = USER, passed: tuple[str, ...] = (), failed: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a pack passed and failed for one resource."""
    facts = {"resourceUrn": urn, "policyPackName": "workload_identity", "passed": passed, "failed": failed}
    return {"policyAnalyzeSummaryEvent": facts}


def summary(result: str = "succeeded", *packs: str) -> dict[str, Any]:
    """The end of an operation, which asked our pack where no other is named."""
    asked = packs or ("workload_identity|local|/home/ci/shop/.venv/bin/daypass-pack-workload-identity",)
    return {"summaryEvent": {"result": result, "PolicyPacks": dict.fromkeys(asked, "0.1.0"), "isPreview": True}}


def lines(*events: dict[str, Any]) -> bytes:
    """The record that these events are."""
    numbered = ({"sequence": number, "timestamp": 0, **event} for number, event in enumerate(events))
    return "".join(f"{json.dumps(event)}\n" for event in numbered).encode()


def log(*events: dict[str, Any]) -> EventLog:
    """The same as it is read."""
    return parse_event_log(lines(*events))
