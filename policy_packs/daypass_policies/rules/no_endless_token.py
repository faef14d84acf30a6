"""A token of a vendor that takes no end is not made where the vendor has one that does, or takes the run's own."""

from collections.abc import Iterator

from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.standing import never_ends


@rule(
    "no-endless-token",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=types_of("token", ending=False),
    controls=("NHI7:2025", "NHI3:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3"),
    remedy="Use what the message names; where a vendor has nothing shorter, rotate it and name it in an exemption.",
)
def no_endless_token(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An API key or token of a vendor works from anywhere, for whoever finds it, until someone remembers to revoke it.

    That it exists decides: none of these types takes an end (Datadog keys, Okta and Atlas API keys, Doppler and
    Pulumi Cloud tokens, pipeline triggers and others). Most of these vendors have a second type that ends, or take the
    token that a pipeline has anyway; where they do not, the finding is advisory. Types that take an end are asked for
    it by `token-ends`.

    Refused:
        agent:
          type: datadog:index/applicationKey:ApplicationKey
          properties: {name: agent}

    Mended:
        agent:
          type: datadog:index/serviceAccessToken:ServiceAccessToken
          properties:
            name: agent
            serviceAccountId: 7f1c
            scopes: [metrics_read]
            expiresAt: "2026-11-26T00:00:00Z"
    """
    # The token's existence decides; its properties may be unknown during preview.
    yield from never_ends(resource)
