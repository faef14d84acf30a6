"""This is where the Ownership of an identity is read: who answers for it, what it is for, and until when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from daypass.data.identity_bearers import identity_bearers
from daypass.data.identity_notes import identity_notes
from daypass.graph.owned import key_of, listed_owner, meant, review_day
from daypass.model.identity_types import COMPONENT, PROVIDER_COMPONENT
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.term import CLASSES
from daypass.model.urn import Urn
from daypass.rule import Ask

LONGEST_REVIEW: Final = timedelta(days=366)
"""A review date is within a year; the extra day is for leap years."""


@dataclass(frozen=True, slots=True)
class OwnershipGaps:
    """What the tags leave open: facts that are `wrong`, with a phrase for people, or `awaited`, with a path."""

    wrong: Mapping[str, str]
    awaited: Mapping[str, str]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The paths alone."""
        return tuple(dict.fromkeys(self.awaited.values()))

    @property
    def lacking(self) -> tuple[str, ...]:
        """The phrases alone."""
        return tuple(self.wrong.values())


def called(resource: Resource) -> str:
    """What an identity, or what bears one, is to people: `role 'deploy'`."""
    bearer = identity_bearers().get(resource.type) or identity_notes().get(resource.type)
    noun = bearer.noun if bearer else _NOUNS.get(resource.type.rpartition(":")[2], "identity")
    return f"{noun} {resource.name!r}"


_NOUNS: Final[Mapping[str, str]] = {"Role": "role", "User": "user", "WorkloadIdentity": "identity"}


def ownership_gaps(resource: Resource, ask: Ask) -> OwnershipGaps:
    """Read every fact for itself, so that one unknown tag does not hide that another is missing."""
    tags = Tags.of(resource.declared, resource)
    wrong: dict[str, str] = {}
    awaited: dict[str, str] = {}
    for name, question in _QUESTIONS.items():
        try:
            problem = question(meant(_tag(tags, ask, name), name), tags, ask)
        except Undecided as open_:
            awaited[name] = open_.path
            continue
        if problem:
            wrong[name] = problem
    return OwnershipGaps(wrong, awaited)


def review_date(resource: Resource, ask: Ask) -> date | None:
    """The date in the review tag; None where there is none that can be read: `identity-has-owner` says so."""
    return review_day(read_fact(resource, ask, "review-by") or "")


def read_fact(resource: Resource, ask: Ask, fact: str) -> str | None:
    """What the resource's tags say of one fact (`workload`); None where no tag does. Raises `Undecided`."""
    return _tag(Tags.of(resource.declared, resource), ask, fact)


def owner_elsewhere(resource: Resource, ask: Ask) -> bool:
    """Whether it has an owner without a tag: that of our component above it, or that of the first `[[ownership]]`."""
    is_ours = Urn.parse(resource.parent).type.rpartition("$")[2] in (COMPONENT, PROVIDER_COMPONENT)
    return is_ours or bool(listed_owner(resource, ask.settings))


def _tag(tags: Tags, ask: Ask, fact: str) -> str | None:
    return tags.get(key_of(fact, tags, ask.settings))


def _owner(owner: str, _tags: Tags, ask: Ask) -> str:
    if not owner:
        return "no owner"
    return "" if not ask.settings.owners or owner in ask.settings.owners else "an owner that the settings do not know"


def _contact(contact: str, tags: Tags, ask: Ask) -> str:
    if contact:
        return ""
    known = ask.settings.owners.get(_tag(tags, ask, "owner") or "")
    return "" if known and known.contact else "no contact"


def _purpose(purpose: str, _tags: Tags, _ask: Ask) -> str:
    return "" if purpose else "no purpose"


def _environment(environment: str, _tags: Tags, _ask: Ask) -> str:
    return "" if environment else "no environment"


def _class(class_: str, _tags: Tags, _ask: Ask) -> str:
    if not class_:
        return "no class"
    return "" if class_ in CLASSES else "a class that does not exist (there are " + ", ".join(CLASSES) + ")"


def _review(text: str, _tags: Tags, ask: Ask) -> str:
    if not text:
        return "no review date"
    day = review_day(text)
    if day is None:
        return "a review date that is no date (YYYY-MM-DD)"
    return "a review date more than a year ahead" if day - ask.today > LONGEST_REVIEW else ""


_QUESTIONS: Final[Mapping[str, Callable[[str, Tags, Ask], str]]] = {
    "owner": _owner,
    "contact": _contact,
    "purpose": _purpose,
    "environment": _environment,
    "class": _class,
    "review-by": _review,
}
