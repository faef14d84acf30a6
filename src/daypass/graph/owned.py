"""This is where it is read who answers for a resource: on its tags, in what made it, or in the settings.

A text that stands for one that nobody filled in ("TODO") says nothing, wherever it is written.
"""

from collections.abc import Callable
from datetime import date
from typing import Final, Literal, NamedTuple

from daypass.model.owner import is_placeholder
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.urn import urn_matches
from daypass.settings import Settings

OwnerFrom = Literal["tag", "component", "ownership table", ""]
_Asked = Callable[[], str]


class Owned(NamedTuple):
    """Who answers for it ("" = nobody), and where that is written. `unknown` is the path that withholds the name.

    The table is for what cannot carry a tag: of what can, a rule may ask that the tag is there.
    """

    name: str = ""
    found_in: OwnerFrom = ""
    unknown: str = ""


def owner_of(resource: Resource, settings: Settings, component: Resource | None = None) -> Owned:
    """The owner's tag, else what its WorkloadIdentity was given, else the first `[[ownership]]` entry that names it."""
    places: tuple[tuple[OwnerFrom, _Asked], ...] = (
        ("tag", lambda: tagged(resource, "owner", settings)),
        ("component", lambda: given(component, "owner")),
        ("ownership table", lambda: listed_owner(resource, settings)),
    )
    for place, asked in places:
        try:
            name = asked()
        except Undecided as stopped:
            return Owned("", place, stopped.path)
        if name:
            return Owned(name, place)
    return Owned()


def tagged(resource: Resource, fact: str, settings: Settings) -> str:
    """What the resource's tags say of one fact (`purpose`), "" where none does. Raises `Undecided`."""
    return meant(Tags.of(resource.declared, resource).get(settings.tags[fact]), fact)


def given(component: Resource | None, fact: str) -> str:
    """What a WorkloadIdentity was given: recorded inputs have snake_case names, from every language. May be unknown."""
    value = component.inputs.get(_RECORDED.get(fact, fact)) if component else ""
    return meant(value, fact) if isinstance(value, str) else ""


_RECORDED: Final = {"class": "workload_class", "review-by": "review_by"}


def listed_owner(resource: Resource, settings: Settings) -> str:
    """What the first `[[ownership]]` entry that names the resource says."""
    found = (entry.owner for entry in settings.ownership if urn_matches(entry.urn, resource.urn))
    return meant(next(found, ""), "owner")


def meant(text: str | None, fact: str) -> str:
    """The text, unless it stands for one that nobody filled in; "test" is a good name of an environment."""
    return "" if not text or (fact != "environment" and is_placeholder(text)) else text.strip()


def review_day(text: str) -> date | None:
    """Only `2027-05-31`: `date.fromisoformat` also takes `20270531` and week dates, which other readers do not."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
