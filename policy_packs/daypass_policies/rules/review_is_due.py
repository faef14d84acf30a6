"""An identity is kept because someone said so lately, not because nobody looked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from daypass.data.identity_bearers import tagged_bearers
from daypass.data.identity_notes import identity_notes
from daypass.graph.owned import meant
from daypass.model.described import DESCRIBED
from daypass.model.identity_types import COMPONENT, ROLES_AND_USERS
from daypass.model.resource import Resource
from daypass.rule import Ask, Confidence, Problem, rule
from daypass_policies.owning.notes import is_told, noted, review_noted
from daypass_policies.owning.ownership import called, read_fact, review_date
from daypass_policies.settle import settle

_TAGGED: Final = (*ROLES_AND_USERS, *tagged_bearers())


@rule(
    "review-is-due",
    risk="lifecycle",
    severity="medium",
    confidence="high",
    level="mandatory",
    applies_to=tuple(dict.fromkeys((*_TAGGED, *identity_notes(), COMPONENT))),
    controls=(
        "NHI1:2025",
        "NIST-800-53:AC-2(3)",
        "PCI-DSS-4.0.1:7.2.5.1",
        "SOC2:CC6.3",
        "NIST-AI-RMF:GOVERN-1.5",
        "NIST-800-53:AC-6(7)",
        "NIST-800-53:PS-4",
        "AWS-AGENTIC-LENS:AGENTSEC03-BP04",
    ),
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
    date that is missing or cannot be read is the matter of `identity-has-owner`. Asked are roles and users, and
    whatever else bears an identity and carries tags, or a description that says it in our words: providers, agents,
    secrets, service accounts of Google; where these say no date, none is due. So are identities and credentials outside
    AWS, by what they have in place of tags: labels and annotations, where our keys stand without their colon
    (`daypass/review-by`, `daypass.dev/review-by`, `daypass-review-by`, `review-by`), or a text for people
    (`owner=payments; review-by=2027-05-31`). What is switched off waits for its end, and is not told.

    A review is due as well, and the finding advisory, where the settings list `[owners]` and the owner on an identity,
    its contact's address, or the revoker of a WorkloadIdentity is none of them any more: who calls them reaches nobody.

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
    if resource.type == COMPONENT:
        yield from _without_revoker(resource, ask)
    else:
        yield from settle((_late(resource, ask), _orphaned(resource, ask)))


def _late(resource: Resource, ask: Ask) -> Iterator[Problem]:
    due = review_date(resource, ask) if resource.type in _TAGGED else None
    if due:
        yield from _told(resource, due, ask, at=_where(resource))
    elif is_told(resource) and (said := review_noted(resource, ask)):
        confidence: Confidence | None = "medium" if said.in_words else None
        yield from _told(resource, said.day, ask, at=said.at, marked=said.marked, confidence=confidence)


def _told(
    resource: Resource,
    due: date,
    ask: Ask,
    *,
    at: str,
    marked: bool = False,
    confidence: Confidence | None = None,
) -> Iterator[Problem]:
    if due < ask.today:
        is_in_time = ask.today - due <= timedelta(days=int(ask.options.get("graceDays", 14)))
        day = "" if marked else f" on {due}"
        fact = f"the review of {called(resource)} was due{day}"
        yield Problem(fact, at=at, advisory=is_in_time, confidence=confidence)


def _orphaned(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """An owner or a contact that somebody wrote down, and whom the settings do not list any more."""
    owners = ask.settings.owners
    reached = {address.casefold() for owner in owners.values() for address in (owner.contact, owner.escalation)}
    owner = _fact(resource, ask, "owner") if owners else None
    contact = _fact(resource, ask, "contact") if owners else None
    if meant(owner, "owner") and owner not in owners:
        fact = f"{called(resource)} has to be reviewed: its owner is none that the settings know any more"
        yield Problem(fact, at=_where(resource), key="owner", advisory=True)
    elif contact and "@" in contact and contact not in owners and contact.casefold() not in reached:
        fact = f"{called(resource)} has to be reviewed: its contact is none that the settings know any more"
        yield Problem(fact, at=_where(resource), key="contact", advisory=True)


def _fact(resource: Resource, ask: Ask, fact: str) -> str | None:
    if resource.type in _TAGGED:
        return read_fact(resource, ask, fact)
    return next((one.text for one in noted(resource, fact, ask)), None) if is_told(resource) else None


def _without_revoker(resource: Resource, ask: Ask) -> Iterator[Problem]:
    revoker = resource.declared.get("revoker") if ask.settings.owners else None
    if isinstance(revoker, str) and meant(revoker, "revoker") and revoker not in ask.settings.owners:
        fact = f"{called(resource)} has to be reviewed: its revoker is none that the settings know any more"
        yield Problem(fact, at="revoker", key="revoker", advisory=True)


def _where(resource: Resource) -> str:
    return "description" if resource.type in DESCRIBED else "tags"
