"""This is where the inventory gets its faces: the same entries for a person, a program, a spreadsheet or an auditor."""

from dataclasses import replace
from importlib import import_module
from typing import Final

from daypass.report.inventory.entry import Entry, Inventory
from daypass.report.redact import without_credentials
from daypass.report.render import View

FACES: Final = ("text", "json", "csv", "html")
"""Every face. The face `NAME` is the function `render` in `daypass/report/inventory/faces/NAME.py`."""


def render(face: str, inventory: Inventory, view: View) -> str:
    """The whole text of one face, ending in a line break. Of the view, version, width and colour count."""
    shown = replace(inventory, entries=tuple(map(_masked, inventory.entries)))
    made: str = import_module(f"{__name__}.{face}").render(shown, view)
    return made


def _masked(entry: Entry) -> Entry:
    """The same without what looks like a credential in its name; values were redacted where they were taken."""
    return replace(entry, name=without_credentials(entry.name), urn=without_credentials(entry.urn))
