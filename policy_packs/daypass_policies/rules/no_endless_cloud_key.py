"""A key to a cloud that takes no end is not made: the cloud has another way to let a workload in."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import is_given, never_ends, problem

_ASKED_FOR: Final[Mapping[str, str]] = {
    "aws:iot/certificate:Certificate": "csr",
    "aws-native:iot:Certificate": "certificateSigningRequest",
}
"""Type of a device's certificate → the request of the device, whose key nobody else has."""

_BROUGHT: Final = "certificatePem"
"""The certificate that an authority of one's own signed, and that ends when that one says."""

_MADE: Final = "privateKey"
"""The key that AWS made, by which one that was looked up is known, of which the certificate stands there, too."""


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

    A certificate that AWS IoT makes for what a device asks (`csr`) ends in 2049, whatever anybody writes, and its key
    never leaves the device: that is advice in profile `strict` alone. One that an authority of your own signed ends
    when that one says, and passes. Source: AWS IoT Core Developer Guide, "X.509 client certificates"; read 2026-12.

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
    if request := _ASKED_FOR.get(resource.type):
        yield from _of_device(resource, request, ask)
    else:
        yield from never_ends(resource)


def _of_device(resource: Resource, request: str, ask: Ask) -> Iterator[Problem]:
    if is_given(resource, request):
        if ask.profile == "strict":
            yield problem(resource, "never expires", grade="doubtful")
    elif not is_given(resource, _BROUGHT) or is_given(resource, _MADE):
        yield from never_ends(resource)
