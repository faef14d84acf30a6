"""An identity of another kind than IAM's has an owner too."""

from collections.abc import Iterator

from daypass.data.identity_bearers import bearers_of
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.owning.bearers import ownerless


@rule(
    "service-account-has-owner",
    risk="unowned-identity",
    severity="medium",
    confidence="medium",
    level="advisory",
    applies_to=bearers_of("account"),
    controls=("NHI1:2025", "NIST-800-53:AC-2", "NIST-800-53:IA-4", "SOC2:CC6.2"),
    remedy="Name its owner (a tag, a label, a description, the list of owners), or add an [[ownership]] entry.",
)
def service_account_has_owner(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """A service account outlives the program that it was made for, unless somebody is asked what it is for.

    Asked are users of Transfer, managed identities and applications of Azure, and those service accounts of Kubernetes
    that no chart brought, that are no namespace's `default`, and of which no annotation says as which identity of a
    cloud they act: that would be asked itself. So are service accounts of Google whose description says a part of it
    in our words (`owner=payments; contact=payments@example.org; purpose=Pays; review-by=2027-05-31`), or that was
    written and says nothing ("", `Managed by Pulumi`, `created for test`), or which have none, and a name for a while
    alone (`sa-tmp2`). In profile `strict`, and where the settings have `[[ownership]]` entries, all others are asked
    too, with pod identities, service principals and service accounts of Google. The owner is in the tag that the
    settings name, in a label or an annotation (`daypass/owner`, since Kubernetes takes no colon), in Entra's property
    `owners`, or in an `[[ownership]]` entry. Beside the tag `daypass:owner`, and the owner in a description, there are
    a contact (there or in the settings), a purpose and a review date: neither contact and review date may be missing,
    nor one of the three alone, which has been forgotten; in profile `strict` none.

    Refused:
        partner:
          type: aws:transfer/user:User
          properties:
            serverId: s-1234567890abcdef0
            userName: partner
            role: arn:aws:iam::111122223333:role/partner

    Mended:
        partner:
          type: aws:transfer/user:User
          properties:
            serverId: s-1234567890abcdef0
            userName: partner
            role: arn:aws:iam::111122223333:role/partner
            tags:
              daypass:owner: payments
              daypass:contact: payments@example.org
              daypass:purpose: Runs the invoices
              daypass:review-by: "2027-05-31"
    """
    yield from ownerless(resource, ask)
