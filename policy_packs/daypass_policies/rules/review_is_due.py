"""An identity is kept because someone said so lately, not because nobody looked."""

from collections.abc import Iterator
from datetime import timedelta

from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass_policies.ownership import IDENTITIES, review_date


@rule(
    "review-is-due",
    risk="lifecycle",
    severity="medium",
    confidence="high",
    level="mandatory",
    applies_to=IDENTITIES,
    controls=("NHI1:2025", "NIST-800-53:AC-2(3)", "PCI-DSS-4.0.1:7.2.5.1", "SOC2:CC6.3"),
    remedy="Review it with its owner: set a new date within a year, or remove it.",
    options={
        "graceDays": {
            "type": "integer",
            "minimum": 0,
            "maximum": 3650,
            "default": 14,
            "description": "Days after the review date during which the finding is advisory.",
        }
    },
)
def review_is_due(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An identity whose review date has passed may belong to a service that is gone, or to people who have left.

    The finding is advisory until `graceDays` after the date, so that a review can be late without stopping anyone. A
    date that is missing or cannot be read is the matter of `identity-has-owner`.

    Refused:
        deploy:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:review-by: "2020-01-31"}

    Mended:
        deploy:
          type: aws:iam/role:Role
          properties:
            tags: {daypass:review-by: "2027-05-31"}
    """
    due = review_date(resource, ask)
    if due is None or due >= ask.today:
        return
    grace = timedelta(days=int(ask.options.get("graceDays", 14)))
    yield Problem(f"the review of {resource.name!r} was due on {due}", at="tags", advisory=ask.today - due <= grace)
