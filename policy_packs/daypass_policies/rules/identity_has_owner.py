"""Whoever is called at night about an identity must be written on it."""

from collections.abc import Iterator

from daypass.graph.leaves import was_looked_up
from daypass.model.identity_types import ROLES_AND_USERS
from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, Problem, rule
from daypass_policies.mending.tagged import tagged
from daypass_policies.owning.other_keys import under_other_keys
from daypass_policies.owning.ownership import OwnershipGaps, called, owner_elsewhere, ownership_gaps

UNTAGGABLE = ("aws:lightsail/bucketAccessKey:BucketAccessKey",)
"""Credentials that carry no tags and belong to no identity; those of a user are judged with the user."""


@rule(
    "identity-has-owner",
    risk="unowned-identity",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(*ROLES_AND_USERS, *UNTAGGABLE),
    controls=("NHI1:2025", "NIST-800-53:AC-2", "NIST-800-53:IA-4", "SOC2:CC6.2", "PCI-DSS-4.0.1:7.2.5"),
    remedy="Declare it as a WorkloadIdentity, or set daypass:owner and the other tags (or those of your daypass.toml).",
)
def identity_has_owner(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An identity without owner, contact, purpose, environment, class and review date is one that nobody will remove.

    Tags are read key by key: the resource's own, then `tagsAll`, then the provider's default tags. Those of another key
    that seem to say the same are named, so that the settings can name it. Where the settings list owners, the owner is
    one of them, and its contact there stands in for a contact tag. A review date lies at most a year ahead; one that
    has passed is the matter of `review-is-due`. What cannot carry a tag gets its owner from the WorkloadIdentity it
    belongs to or from an `[[ownership]]` entry of the settings; without either the finding is advisory. Roles that AWS
    makes for its own services (`aws:iam/serviceLinkedRole`) have no owner but AWS. What a
    program only looks up is asked where it is made; here in profile `strict` alone.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            tags: {daypass:owner: payments}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            assumeRolePolicy: '{"Version": "2012-10-17", "Statement": []}'
            tags:
              daypass:owner: payments
              daypass:contact: payments@example.org
              daypass:purpose: Deploys the invoice service
              daypass:environment: prod
              daypass:class: pipeline
              daypass:review-by: "2027-05-31"
    """
    if was_looked_up(resource) and ask.profile != "strict":
        return  # somebody else made it, and answers for it there
    if resource.type in UNTAGGABLE:
        if not owner_elsewhere(resource, ask):
            fact = f"access key {resource.name!r} cannot carry tags, and the settings name no owner for it"
            yield Problem(fact, advisory=True)
        return
    gaps = ownership_gaps(resource, ask)
    if gaps.lacking:
        message = f"{called(resource)} has {_listed(gaps.lacking)}{under_other_keys(resource, gaps.wrong, ask)}"
        yield Problem(message, at="tags", mended=_told(resource, ask, gaps))
    if gaps.unknown:
        raise Undecided(gaps.unknown[0])


def _told(resource: Resource, ask: Ask, gaps: OwnershipGaps) -> str | None:
    """The tags with a word in capitals for each fact that only its owner knows."""
    return tagged(resource, {ask.settings.tags[fact]: fact.upper().replace("-", "_") for fact in gaps.wrong})


def _listed(phrases: tuple[str, ...]) -> str:
    *most, last = phrases
    return f"{', '.join(most)} and {last}" if most else last
