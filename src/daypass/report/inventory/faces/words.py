"""This is where facts of an entry are put into words, the same for every face that a person reads."""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.model.term import format_duration
from daypass.report.inventory.doors import EVERY_SERVICE
from daypass.report.inventory.entry import UNKNOWN, Bound, Doors, Entry, Governed, Inventory, Owner, Review

GOVERNED: Final[Mapping[Governed, str]] = {
    "yes": "governed",
    "no": "not governed",
    "unknown": "not known whether governed",
    "not judged": "not judged",
}

NOBODY: Final = "nobody"
NONE: Final = "none"

_ENDS: Final = {
    "issuing service": "renewed by the service; cut off by revocation",
    "nothing": "no end",
    "unknown": "unknown",
}


def owner(said: Owner) -> str:
    """`payments <payments@example.org> (tag)`."""
    contact = f" <{said.contact}>" if said.contact not in ("", said.name) else ""
    return f"{said.name or NOBODY}{contact}" + (f" ({said.found_in})" if said.found_in else "")


def proof(entry: Entry) -> str:
    """Each way in, with how many it lets in where that is more than one workload."""
    said = [f"{one} ({one.breadth})" if one.breadth not in ("", "one workload") else str(one) for one in entry.proof]
    return "; ".join(said) or NOBODY


def doors(said: Doors) -> str:
    """`dynamodb, s3; writes: it may change something`."""
    level = said.privilege if said.privilege != UNKNOWN or not said.why else ""  # the reason says that it is unknown
    return "; ".join(part for part in (_services(said), ": ".join(filter(None, (level, said.why)))) if part)


def _services(said: Doors) -> str:
    if said.services == (EVERY_SERVICE,):
        return "every service"
    if not said.services:
        return "none that is known" if said.unknown else NONE
    return ", ".join(said.services) + (" and maybe more" if said.unknown else "")


def term(said: Bound) -> str:
    """`1h, enforced by the role (declared 1h)`."""
    declared = f" (declared {said.declared})" if said.declared else ""
    if said.enforced_by in _ENDS:
        longest = f"up to {format_duration(said.seconds)}; enforced by what is " if said.seconds else ""
        return f"{longest}{_ENDS[said.enforced_by]}{declared}"
    length = format_duration(said.seconds) if said.seconds else "unknown"
    return f"{length}, enforced by the {said.enforced_by}{declared}"


def review(said: Review) -> str:
    """`2026-01-31, overdue`."""
    tail = ", overdue" if said.overdue else ", which is no date" if said.by and said.overdue is None else ""
    return f"{said.by or NONE}{tail if said.by != 'unknown' else ''}"


def governed(entry: Entry) -> str:
    """The answer, and what it rests on where it is not yes."""
    return GOVERNED[entry.governed] + (f": {entry.why}" if entry.why else "")


def summary(inventory: Inventory) -> str:
    """The counts and the share in one line."""
    counts = inventory.summary
    share = "" if counts.share is None else f" {_percent(counts.share)} of those judged are governed."
    return f"{_count(counts.identities, 'identity', 'identities')}: {', '.join(_parts(inventory))}.{share}"


def attention(inventory: Inventory) -> str:
    """What somebody should look at, "" where there is nothing."""
    counts = inventory.summary
    said = [f"{counts.unowned} without an owner"] if counts.unowned else []
    said += [f"{counts.overdue} with a review that is overdue"] if counts.overdue else []
    return f"{', '.join(said)}." if said else ""


def _parts(inventory: Inventory) -> Iterator[str]:
    counts = inventory.summary
    yield f"{counts.governed} governed"
    yield f"{counts.ungoverned} not governed"
    if counts.unknown:
        yield f"{counts.unknown} unknown"
    if counts.not_judged:
        yield f"{counts.not_judged} of kinds that are not judged"


def _percent(share: float) -> str:
    """Never 100 % where one is missing, and never 0 % where there is one."""
    rounded = round(share * 100)
    return f"{rounded if rounded not in (0, 100) or share in (0, 1) else share * 100:.4g} %"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
