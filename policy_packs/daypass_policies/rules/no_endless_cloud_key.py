"""A key to a cloud that takes no end is not made: the cloud has another way to let a workload in."""

from collections.abc import Iterator

from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import never_ends


@rule(
    "no-endless-cloud-key",
    risk="long-lived-credential",
    severity="critical",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=types_of("cloud", ending=False),
    controls=("NHI7:2025", "NHI4:2025", "NIST-800-53:IA-5(7)", "NIST-800-53:IA-9", "SOC2:CC6.1"),
    remedy="Let the workload enter by its own identity; a key that must be is an exemption with an end.",
    aliases=(
        "checkov:CKV2_GCP_3",
        "prowler:iam_sa_no_user_managed_keys",
        "prowler:iam_sa_user_managed_key_rotate_90_days",
        "prowler:apikeys_key_exists",
    ),
)
def no_endless_cloud_key(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A key of a service account, a SAS key or a storage key opens a cloud to whoever copies it, until it is deleted.

    That it exists decides: none of these types takes an end, and until somebody replaces it, a key is as good as on its
    first day. Google, Azure, Oracle, Alibaba, DigitalOcean, MinIO, OpenStack and others are looked at; keys of AWS's
    users have rules of their own (`no-long-lived-key`), and types that take an end are the matter of `token-ends`.

    Where the vendor offers nothing shorter, or where the key does little (a device's certificate, a key that only
    counts requests), the finding is advisory, and is not told in profile `baseline`.

    Refused:
        deployer:
          type: gcp:serviceaccount/key:Key
          properties: {serviceAccountId: deployer}

    Mended:
        github:
          type: gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider
          properties:
            workloadIdentityPoolId: github
            workloadIdentityPoolProviderId: invoice
            oidc: {issuerUri: "https://token.actions.githubusercontent.com"}
            attributeMapping: {google.subject: assertion.sub}
            attributeCondition: assertion.sub == "repo:acme/invoice:environment:prod"
    """
    # The key's existence decides; its properties may be unknown during preview.
    yield from never_ends(resource)
