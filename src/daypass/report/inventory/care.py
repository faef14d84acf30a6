"""This is where it is read who answers for an identity, what for, and when somebody looks at it again."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from daypass.model.identity_types import COMPONENT
from daypass.model.owner import is_placeholder
from daypass.model.resource import Resource, Undecided
from daypass.model.resource_tags import Tags
from daypass.model.urn import Urn, urn_matches
from daypass.report.inventory.entry import UNKNOWN, Owner, OwnerFrom, Review
from daypass.settings import Settings

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Care:
    """What tags and settings say of one resource. A tag that names nobody ("TODO") says nothing.

    `component` is the WorkloadIdentity that made it, whose recorded inputs hold the same facts; None without one.
    """

    resource: Resource
    settings: Settings
    component: Resource | None = None

    def fact(self, name: str) -> str:
        """What a tag says of `purpose`, `class` and so on; else what the component was given."""
        return self._tagged(name) or self._given(name)

    def owner(self) -> Owner:
        """The owner's tag, else the component's, else the first `[[ownership]]` entry that names the resource."""
        for found_in, asked in self._places:
            if name := asked("owner"):
                return Owner(name, found_in, self._contact(name))
        return Owner(contact=self._tagged("contact"))

    def review(self, today: date) -> Review:
        """The date as it is written, and whether it lies before `today`."""
        text = self.fact("review-by")
        day = _day(text)
        return Review(text, None if day is None else day < today)

    @property
    def _places(self) -> tuple[tuple[OwnerFrom, Callable[[str], str]], ...]:
        return ("tag", self._tagged), ("component", self._given), ("ownership table", self._listed)

    def _contact(self, owner: str) -> str:
        known = self.settings.owners.get(owner)
        return self._tagged("contact") or (known.contact if known else "")

    def _tagged(self, name: str) -> str:
        try:
            text = self._tags.get(self.settings.tags.get(name, f"daypass:{name}"))
        except Undecided:
            return UNKNOWN
        return _meant(text or "", name)

    @property
    def _tags(self) -> Tags:
        return Tags.of(self.resource.declared, self.resource)

    def _given(self, name: str) -> str:
        """The recorded inputs have snake_case names, from every language."""
        key = {"class": "workload_class", "review-by": "review_by"}.get(name, name)
        try:
            value = self.component.inputs.get(key) if self.component else ""
        except Undecided:
            return UNKNOWN
        return _meant(value, name) if isinstance(value, str) else ""

    def _listed(self, _owner: str) -> str:
        found = (entry.owner for entry in self.settings.ownership if urn_matches(entry.urn, self.resource.urn))
        return _meant(next(found, ""), "owner")


def component_of(resource: Resource, parent: Resource | None) -> Resource | None:
    """The WorkloadIdentity that made it, whether the source has that one's own resource (`parent`) or only its URN."""
    if parent is not None and parent.type == COMPONENT:
        return parent
    named = Urn.parse(resource.parent)
    if named.type.rpartition("$")[2] != COMPONENT:
        return None
    return Resource(urn=resource.parent, type=COMPONENT, name=named.name, custom=False)


def _meant(text: str, name: str) -> str:
    """The text, without those that stand for one that nobody filled in; "test" is a good name of an environment."""
    return "" if name != "environment" and is_placeholder(text) else text.strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
