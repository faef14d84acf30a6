"""A credential that can have an end has one, and soon."""

from collections.abc import Iterator

from daypass.data.credential_tokens import types_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.keeping.authorities import is_of_an_authority
from daypass_policies.keeping.standing import ends_too_late, is_on, limit_options


@rule(
    "token-ends",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    profile="baseline",
    applies_to=types_of("cloud", "token", ending=True),
    controls=("NHI7:2025", "NIST-800-53:IA-5", "PCI-DSS-4.0.1:8.6.3", "SOC2:CC6.1"),
    remedy="Give it an end within its limit and make it anew for each run, or use what the message names instead.",
    options=limit_options("key", "run", "certificate"),
    aliases=("prowler:entra_app_registration_credential_not_expired",),
)
def token_ends(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A secret, token or key that ends late is found by someone before it ends, and works for them as long.

    That an end is written decides nothing: its value does. A date in 2100 is no end, nor are zero seconds, `forever` or
    `infinity`, a date that nobody can read, or an end that can be put off for ever. Lifetimes are read in the unit of
    their argument (`secondsToLive`, `secretExpiresAfterHours`, `daysToExpiry`, `endDateRelative`, `ttl` and others);
    rotation counts as an end (`rotationConfiguration`). Where nothing is written, the vendor's default counts as if it
    were (an AppSync key lives 7 days, an Entra secret two years). One that nobody sees here is advisory, and not told
    in profile `baseline`. A service account of Atlas that is made without a secret (`withoutInitialSecret`) passes.

    Keys that end at a date may live 90 days, tokens that are made for each run 7 days, certificates 200; in profile
    `strict` a token of a run may last as long as the longest session in the settings' `[terms]`. Limits are options.

    Refused:
        ci:
          type: azuread:index/applicationPassword:ApplicationPassword
          properties:
            applicationId: /applications/00000000-0000-0000-0000-000000000000
            endDate: "2100-01-01T00:00:00Z"

    Mended:
        ci:
          type: azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential
          properties:
            applicationId: /applications/00000000-0000-0000-0000-000000000000
            displayName: ci
            audiences: ["api://AzureADTokenExchange"]
            issuer: https://token.actions.githubusercontent.com
            subject: repo:acme/invoice:environment:prod
    """
    if not is_of_an_authority(resource) and not is_on(resource, "withoutInitialSecret"):
        yield from ends_too_late(resource, ask)
