"""This is where the inventory gets its faces: the same entries for a person, a program, a spreadsheet or an auditor."""

from importlib import import_module
from typing import Final

from daypass.report.inventory.entry import Inventory
from daypass.report.render import View

FACES: Final = ("text", "json", "csv", "html")
"""Every face. The face `NAME` is the function `render` in `daypass/report/inventory/faces/NAME.py`."""


def render(face: str, inventory: Inventory, view: View) -> str:
    """The whole text of one face, ending in a line break. Of the view, version, width and colour count."""
    made: str = import_module(f"{__name__}.{face}").render(inventory, view)
    return made
