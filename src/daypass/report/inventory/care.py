"""This is where it is read who answers for an identity, what for, and when somebody looks at it again."""

from dataclasses import dataclass
from datetime import date

from daypass.graph.owned import given, owner_of, review_day, tagged
from daypass.model.identity_types import COMPONENT
from daypass.model.resource import Resource, Undecided
from daypass.model.urn import Urn
from daypass.report.inventory.entry import UNKNOWN, Owner, Review
from daypass.settings import Settings


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
        try:
            return tagged(self.resource, name, self.settings) or given(self.component, name)
        except Undecided:
            return UNKNOWN

    def owner(self) -> Owner:
        """Who answers for it, and how they are reached: by its tag, else as the settings say."""
        found = owner_of(self.resource, self.settings, self.component)
        known = self.settings.owners.get(found.name)
        contact = self.fact("contact") or (known.contact if known else "")
        return Owner(UNKNOWN if found.unknown else found.name, found.found_in, contact)

    def review(self, today: date) -> Review:
        """The date as it is written, and whether it lies before `today`."""
        text = self.fact("review-by")
        day = review_day(text)
        return Review(text, None if day is None else day < today)


def component_of(resource: Resource, parent: Resource | None) -> Resource | None:
    """The WorkloadIdentity that made it, whether the source has that one's own resource (`parent`) or only its URN."""
    if parent is not None and parent.type == COMPONENT:
        return parent
    named = Urn.parse(resource.parent)
    if named.type.rpartition("$")[2] != COMPONENT:
        return None
    return Resource(urn=resource.parent, type=COMPONENT, name=named.name, custom=False)
