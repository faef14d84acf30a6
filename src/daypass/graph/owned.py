"""This is where it is read who answers for a resource: on its tags, in what made it, or in the settings.

A text that stands for one that nobody filled in ("TODO") says nothing, wherever it is written.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from daypass.model.owner import OWNER_WORDS, is_placeholder, owner_word
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.urn import urn_matches
from daypass.settings import OUR_KEYS, Settings

OwnerFrom = Literal["tag", "component", "ownership table", ""]
_Asked = Callable[[], str]
OURS: Final = frozenset(written for key in OUR_KEYS.values() for written in (key, key.replace(":", "/")))
"""Our own keys mean what they are called: a contact there is no owner."""


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
    tags = Tags.of(resource.declared, resource)
    return meant(tags.get(key_of(fact, tags, settings)), fact)


def key_of(fact: str, tags: Tags, settings: Settings) -> str:
    """Under which key these tags say it: that which the settings name, but in a description our own."""
    return OUR_KEYS[fact] if tags.in_our_words else settings.tags[fact]


def owners_of(resource: Resource, settings: Settings) -> tuple[tuple[str, str], ...]:
    """Who answers for it, to be compared with others': each way to say so, with what stands there.

    That is the owner whom the settings know to look for (under ""); where no file names the tag's key, else what keys
    say that people use for it. Only what stands under the same key can be compared.
    """
    name = owner_of(resource, settings).name
    customary = () if settings.path else _customary(Tags.of(resource.declared, resource))
    return (*((("", name),) if name else ()), *customary)


def _customary(tags: Tags) -> Iterator[tuple[str, str]]:
    found = dict.fromkeys(key for _, place in tags.places for key in place if key not in OURS)
    for key in found:
        if (word := owner_word(key)) in OWNER_WORDS:
            try:
                value = meant(tags.get(key), "owner")
            except Undecided:
                continue
            if value:
                yield word, value


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
