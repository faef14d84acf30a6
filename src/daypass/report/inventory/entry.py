"""This is where an Entry is: one identity with all that is known of it, and the Inventory that holds them.

What nobody says is "", or () where there may be several; what is said and not known yet is `UNKNOWN`. No secret is in
any of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from daypass.graph.owned import OwnerFrom
from daypass.report.findings import Source

UNKNOWN: Final = "unknown"
"""A fact that an unknown value withholds. No owner, contact or class has this name: it stands for nobody."""

Governed = Literal["yes", "no", "unknown", "not judged"]
"""Whether an identity is in our care. `not judged`: no rule of ours asks about this kind."""

EnforcedBy = Literal["role", "Roles Anywhere profile", "issuing service", "nothing", "unknown"]
"""What ends a session. `nothing`: a credential without an end."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for it. `found_in` says where that was written; `contact` is how to reach them."""

    name: str = ""
    found_in: OwnerFrom = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One way in: `how` (federation, service, access key, …) and `who` comes that way, as the trust names them.

    `breadth` is how many that are (a `daypass.model.kind.Breadth`), "" where it is one by its nature.
    """

    how: str
    who: str = ""
    breadth: str = ""

    def __str__(self) -> str:
        return f"{self.how}: {self.who}" if self.who else self.how


@dataclass(frozen=True, slots=True)
class Doors:
    """What it may open. `services` are those that its policies name, `*` all of them; `unknown`: there may be more.

    `privilege` is the most that it may do (`daypass.graph.becoming.privilege.Level`), and `why`.
    """

    services: tuple[str, ...] = ()
    privilege: str = ""
    why: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """How long one session lasts at most and what ends it. `seconds` is None where nobody can say, or nothing does.

    `declared` is what the term tag says.
    """

    seconds: int | None
    enforced_by: EnforcedBy
    declared: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """When it is looked at again: the date as written, and whether it has passed (None where it is no date)."""

    by: str = ""
    overdue: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One identity. `source` is the path of the first source that has it; `arn` may hold `*` for what is not known.

    `looked_up`: the stack only looked it up. `why` says what keeps it from being governed, or from being judged.
    """

    source: str
    urn: str
    name: str
    kind: str
    arn: str = ""
    account: str = ""
    workload_class: str = ""
    purpose: str = ""
    environment: str = ""
    owner: Owner = Owner()
    proof: tuple[Proof, ...] = ()
    doors: Doors = Doors()
    bound: Bound = Bound(None, "unknown")
    review: Review = Review()
    consumers: tuple[str, ...] = ()
    governed: Governed = "not judged"
    why: str = ""
    looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of identities. `share` is governed among those that were judged or should have been, None of none."""

    identities: int
    governed: int
    ungoverned: int
    unknown: int
    not_judged: int
    unowned: int
    overdue: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1. What could not be told is not governed."""
        of = self.governed + self.ungoverned + self.unknown
        return round(self.governed / of, 4) if of else None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that was found. `notes` are sentences; `settings` is the file that was used, None for the defaults."""

    sources: tuple[Source, ...]
    entries: tuple[Entry, ...]
    settings: str | None
    ruleset: str
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> Summary:
        """The counts, and the share that is governed."""
        return summary_of(self.entries)


def summary_of(entries: Iterable[Entry]) -> Summary:
    """The counts of these identities."""
    each = tuple(entries)
    count = {answer: sum(one.governed == answer for one in each) for answer in ("yes", "no", "unknown", "not judged")}
    return Summary(
        identities=len(each),
        governed=count["yes"],
        ungoverned=count["no"],
        unknown=count["unknown"],
        not_judged=count["not judged"],
        unowned=sum(not one.owner.name for one in each),
        overdue=sum(one.review.overdue is True for one in each),
    )
