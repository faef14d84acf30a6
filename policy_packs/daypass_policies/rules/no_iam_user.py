"""A workload is a role that it enters, not a user that it remembers."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.model.resource import Resource, Undecided
from daypass.rule import Ask, rule
from daypass_policies.keeping.standing import alternative_to
from daypass_policies.owning.ownership import read_fact
from daypass_policies.trusting.people import FOR_EMERGENCIES

_USER = "aws:iam/user:User"


@rule(
    "no-iam-user",
    risk="long-lived-credential",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(_USER, "aws-native:iam:User"),
    controls=(
        "NHI4:2025",
        "NHI7:2025",
        "NIST-800-53:IA-9",
        "CIS-AWS-7.0.0:2.19",
        "CIS-AWS-7.0.0:2.16",
    ),
    remedy="Declare a WorkloadIdentity for a workload, and use IAM Identity Center for a person.",
    aliases=("checkov:CKV_AWS_273", "prowler:iam_user_with_temporary_credentials"),
)
def no_iam_user(resource: Resource, ask: Ask) -> Iterator[str]:
    """An IAM user can authenticate with nothing but secrets that do not end: keys, passwords, service credentials.

    A user of class `break-glass` (tag `daypass:class`) is a person's, for the day on which the sign-in that everybody
    uses is down: it is told in profile `strict` alone. Any key of it is told all the same, by `no-long-lived-key`.

    Refused:
        ci:
          type: aws:iam/user:User
          properties: {name: ci}

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
    if ask.profile != "strict" and _is_for_emergencies(resource, ask):
        return
    instead = _OVER_SMTP if _SMTP.search(resource.name) else alternative_to(_USER)
    yield f"IAM user {resource.name!r} can only hold credentials that do not end{instead}"


def _is_for_emergencies(user: Resource, ask: Ask) -> bool:
    """Whether its tags say so; where they are not known yet they do not."""
    try:
        return read_fact(user, ask, "class") == FOR_EMERGENCIES
    except Undecided:
        return False


_SMTP: Final = re.compile(r"smtp", re.IGNORECASE)
_OVER_SMTP: Final = (
    "; instead: the API of SES, which takes a role; SMTP takes a user's key alone: an exemption with an end"
)
"""Source: Amazon SES Developer Guide, "Obtaining Amazon SES SMTP credentials"; read 2026-11."""
