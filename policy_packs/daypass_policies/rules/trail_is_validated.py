"""A record proves something while nobody can change it unseen."""

import json
from collections.abc import Iterator

from daypass.graph.leaves import was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.recording.trails import TRAIL_TYPES, says


@rule(
    "trail-is-validated",
    risk="evidence-gap",
    severity="medium",
    confidence="high",
    level="mandatory",
    applies_to=TRAIL_TYPES,
    pack="account_baseline",
    controls=(
        "NIST-800-53:AU-10",
        "NIST-800-53:AU-9",
        "CIS-AWS-7.0.0:4.2",
        "PCI-DSS-4.0.1:10.3.4",
        "SOC2:CC7.2",
        "MAESTRO:L5-POISONING-OBSERVABILITY-DATA",
    ),
    remedy="Set enableLogFileValidation to true, so that CloudTrail signs a digest of its files each hour.",
    aliases=("checkov:CKV_AWS_36", "prowler:cloudtrail_log_file_validation_enabled"),
)
def trail_is_validated(resource: Resource, ask: Ask) -> Iterator[str | Problem]:
    """Without signed digests, nobody can tell whether a log file was changed or taken away after the fact.

    Refused:
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true}

    Mended:
        audit:
          type: aws:cloudtrail/trail:Trail
          properties: {s3BucketName: acme-logs, isMultiRegionTrail: true, enableLogFileValidation: true}
    """
    # What is only looked up, somebody else answers for.
    if not was_looked_up(resource) and not says(resource, "enableLogFileValidation", default=False):
        fact = f"trail {resource.name!r} signs no digests, so that its log files can be changed unseen"
        yield Problem(fact, at="enableLogFileValidation", mended=json.dumps({"enableLogFileValidation": True}))
