"""Who vouches for workloads is vouched for by somebody."""

from collections.abc import Iterator

from daypass.data.identity_bearers import bearers_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.bearers import ownerless


@rule(
    "provider-has-owner",
    risk="unowned-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=bearers_of("provider"),
    controls=(
        "NHI1:2025",
        "NIST-800-53:AC-2",
        "NIST-800-53:IA-4",
        "SOC2:CC6.2",
        "NIST-800-53:IA-13",
    ),
    remedy="Set the tag daypass:owner, or that which your daypass.toml names instead, or add an [[ownership]] entry.",
)
def provider_has_owner(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An issuer that an account trusts lets in whoever it vouches for, for as long as nobody feels called to remove it.

    Providers are those of OIDC and SAML, trust anchors and profiles of Roles Anywhere, and those of Google's workload
    identity pools: these, which take no tags, where their description says a part of it in our words
    (`owner=platform; contact=platform@example.org; purpose=Pipelines; review-by=2027-05-31`), where the settings have
    `[[ownership]]` entries, and in profile `strict`. The owner is in the tag that the
    settings name, the resource's own or a default of its provider; without a settings file a customary key (`Owner`,
    `team`) will do. An `[[ownership]]` entry of the settings, or our component above it, stands in for the tag. Where
    the owner stands in our own tag `daypass:owner`, there are a contact (in a tag or in the settings), a purpose and a
    review date: neither contact and review date may be missing, nor one of the three alone, which has been forgotten;
    in profile `strict` none.

    Refused:
        github:
          type: aws:iam/openIdConnectProvider:OpenIdConnectProvider
          properties: {url: "https://token.actions.githubusercontent.com", clientIdLists: [sts.amazonaws.com]}

    Mended:
        github:
          type: aws:iam/openIdConnectProvider:OpenIdConnectProvider
          properties:
            url: https://token.actions.githubusercontent.com
            clientIdLists: [sts.amazonaws.com]
            tags:
              daypass:owner: platform
              daypass:contact: platform@example.org
              daypass:purpose: Trusts the pipelines of the company
              daypass:review-by: "2027-05-31"
    """
    yield from ownerless(resource, ask)
