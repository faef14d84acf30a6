"""Workloads hold sessions that end, never keys that stay."""

from collections.abc import Iterator

from daypass.model.resource import Resource
from daypass.rule import Ask, rule
from daypass_policies.keeping.standing import alternative_to

_KEY = "aws:iam/accessKey:AccessKey"
_BUCKET_KEY = "aws:lightsail/bucketAccessKey:BucketAccessKey"


@rule(
    "no-long-lived-key",
    risk="long-lived-credential",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=(
        _KEY,
        "aws-native:iam:AccessKey",
        _BUCKET_KEY,
    ),
    controls=("NHI7:2025", "NHI4:2025", "NIST-800-53:IA-5(7)", "CIS-AWS-7.0.0:2.12"),
    remedy="Declare a WorkloadIdentity and let the workload federate into its role.",
    aliases=(
        "checkov:CKV_AWS_348",
        "prowler:iam_rotate_access_key_90_days",
        "prowler:iam_user_two_active_access_key",
        "prowler:iam_no_root_access_key",
    ),
)
def no_long_lived_key(resource: Resource, ask: Ask) -> Iterator[str]:
    """An access key works for whoever copies it until someone deletes it.

    That it exists decides: an inactive key can be activated, and a rotated one is as good as the day it was made. A key
    that a vendor insists on is an exemption with an end. So is one for SES over SMTP, which takes nothing but a key of
    a user; the API of SES takes a role.

    Refused:
        ci:
          type: aws:iam/accessKey:AccessKey
          properties: {user: ci}

    Mended:
        ci:
          type: daypass:index:WorkloadIdentity
          properties:
            owner: payments
            workload_class: pipeline
            purpose: Deploys the invoice service
            review_by: "2027-05-31"
            term: 1h
            federation: {kind: github_actions, repository: acme/invoice, environment: prod}
            grants: ["s3:PutObject on arn:aws:s3:::invoice-prod/*"]
    """
    # The key's existence decides; its properties may be unknown during preview.
    instead = alternative_to(_BUCKET_KEY if resource.type == _BUCKET_KEY else _KEY)
    yield f"access key {resource.name!r} never expires{instead}"
