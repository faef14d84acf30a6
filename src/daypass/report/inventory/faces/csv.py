"""This is where the CSV face of the inventory is: one row for each identity, in words.

A source that could not be read is a row too, so that nobody counts what is not there. No cell is taken for a formula.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.report.inventory.entry import Entry, Inventory
from daypass.report.inventory.faces import words
from daypass.report.render import View
from daypass.report.render.csv import UNREAD, table

COLUMNS: Final = (
    "source",
    "kind",
    "name",
    "class",
    "owner",
    "owner_from",
    "contact",
    "purpose",
    "environment",
    "proof",
    "services",
    "privilege",
    "term",
    "enforced_by",
    "declared_term",
    "review_by",
    "overdue",
    "consumers",
    "governed",
    "why",
    "arn",
    "account",
    "urn",
    "privilege_why",
)
"""New ones come last."""

_OVERDUE: Final = {True: "yes", False: "no", None: ""}


def render(inventory: Inventory, view: View) -> str:  # noqa: ARG001 - every face takes a view
    """The header, a row for each source that could not be read, then the identities."""
    return table(COLUMNS, _rows(inventory))


def _rows(inventory: Inventory) -> Iterator[Mapping[str, object]]:
    for source in inventory.sources:
        if source.error:
            yield {"source": source.path, "governed": UNREAD, "why": source.error}
    yield from map(_row, inventory.entries)


def _row(entry: Entry) -> Mapping[str, object]:
    return {
        "source": entry.source,
        "kind": entry.kind,
        "name": entry.name,
        "class": entry.workload_class,
        "owner": entry.owner.name,
        "owner_from": entry.owner.found_in,
        "contact": entry.owner.contact,
        "purpose": entry.purpose,
        "environment": entry.environment,
        "proof": words.proof(entry),
        "services": entry.doors.services,
        "privilege": entry.doors.privilege,
        "term": entry.bound.seconds,
        "enforced_by": entry.bound.enforced_by,
        "declared_term": entry.bound.declared,
        "review_by": entry.review.by,
        "overdue": _OVERDUE[entry.review.overdue],
        "consumers": entry.consumers,
        "governed": entry.governed,
        "why": entry.why,
        "arn": entry.arn,
        "account": entry.account,
        "urn": entry.urn,
        "privilege_why": entry.doors.why,
    }
