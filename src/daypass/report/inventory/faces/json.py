"""This is where the JSON face of the inventory is, `schema_version` 1: for programs, every text exact."""

import json
from collections.abc import Mapping
from typing import Any, Final

from daypass.report.inventory.entry import Entry, Inventory
from daypass.report.render import View
from daypass.report.render.json import source_row

SCHEMA_VERSION: Final = 1

_GOVERNED: Final[Mapping[str, bool]] = {"yes": True, "no": False}
"""null is what could not be told, and what no rule asks about; `why` says which."""


def render(inventory: Inventory, view: View) -> str:
    """One JSON object in ASCII."""
    return json.dumps(document(inventory, view), indent=2, ensure_ascii=True) + "\n"


def document(inventory: Inventory, view: View) -> dict[str, Any]:
    """The object itself."""
    counts = inventory.summary
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {
            "name": "daypass",
            "version": view.version,
            "ruleset": inventory.ruleset,
            "settings": inventory.settings,
        },
        "sources": [source_row(source) for source in inventory.sources],
        "identities": [entry_row(entry) for entry in inventory.entries],
        "summary": {
            "identities": counts.identities,
            "governed": counts.governed,
            "ungoverned": counts.ungoverned,
            "unknown": counts.unknown,
            "not_judged": counts.not_judged,
            "share": counts.share,
            "unowned": counts.unowned,
            "overdue": counts.overdue,
        },
        "notes": list(inventory.notes),
    }


def entry_row(entry: Entry) -> dict[str, Any]:
    """One identity. null is what nobody says, "unknown" what is not known yet."""
    return {
        "source": entry.source,
        "urn": entry.urn,
        "name": entry.name,
        "kind": entry.kind,
        "arn": entry.arn or None,
        "account": entry.account or None,
        "class": entry.workload_class or None,
        "purpose": entry.purpose or None,
        "environment": entry.environment or None,
        "owner": entry.owner.name or None,
        "owner_from": entry.owner.found_in or None,
        "contact": entry.owner.contact or None,
        "proof": [{"how": one.how, "who": one.who or None, "breadth": one.breadth or None} for one in entry.proof],
        "doors": {
            "services": list(entry.doors.services),
            "privilege": entry.doors.privilege or None,
            "why": entry.doors.why or None,
            "unknown": list(entry.doors.unknown),
        },
        "term": {
            "seconds": entry.bound.seconds,
            "enforced_by": entry.bound.enforced_by,
            "declared": entry.bound.declared or None,
        },
        "review_by": entry.review.by or None,
        "overdue": entry.review.overdue,
        "consumers": list(entry.consumers),
        "governed": _GOVERNED.get(entry.governed),
        "why": entry.why or None,
        "looked_up": entry.looked_up,
    }
