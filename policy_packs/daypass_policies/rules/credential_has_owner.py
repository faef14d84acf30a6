"""A secret that nobody owns is one that nobody will replace."""

from collections.abc import Iterator

from daypass.data.identity_bearers import bearers_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.bearers import ownerless


@rule(
    "credential-has-owner",
    risk="unowned-identity",
    severity="low",
    confidence="medium",
    level="advisory",
    applies_to=bearers_of("credential"),
    controls=("NHI1:2025", "NHI7:2025", "NIST-800-53:IA-5", "SOC2:CC6.2"),
    remedy="Set the tag daypass:owner, or that which your daypass.toml names instead, or add an [[ownership]] entry.",
)
def credential_has_owner(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """When a secret leaks, somebody must know what it opens and replace it within the hour.

    The owner is in the tag that the settings name, the resource's own or a default of its provider; without a settings
    file a customary key (`Owner`, `team`) will do. Where it stands in our own tag `daypass:owner`, there are a contact
    (in a tag or in the settings), a purpose and a review date: neither contact and review date may be missing, nor one
    of the three alone, which has been forgotten; in profile `strict` none. What cannot carry a tag (deploy keys and
    tokens, grants of a key) is asked about in profile `strict`, and where the settings have `[[ownership]]` entries:
    one of these is its owner.

    Refused:
        ledger:
          type: aws:secretsmanager/secret:Secret
          properties: {name: ledger}

    Mended:
        ledger:
          type: aws:secretsmanager/secret:Secret
          properties:
            name: ledger
            tags:
              daypass:owner: payments
              daypass:contact: payments@example.org
              daypass:purpose: Opens the ledger
              daypass:review-by: "2027-05-31"
    """
    yield from ownerless(resource, ask)
