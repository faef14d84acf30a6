"""This is where the text face of the inventory is: one block for each identity, for a person at a terminal."""

from collections.abc import Iterator, Sequence
from typing import Final

from daypass.grouping import grouped
from daypass.report.findings import Source
from daypass.report.inventory.entry import Entry, Inventory
from daypass.report.inventory.faces import words
from daypass.report.render import View
from daypass.report.render.plain import plain, wrapped

_COLUMN: Final = 14
_STYLES: Final = {"heading": "1", "good": "32", "bad": "31", "faint": "2"}
_MARKS: Final = {"yes": ("✓", "good"), "no": ("✗", "bad"), "unknown": ("?", "bad"), "not judged": ("-", "faint")}


def render(inventory: Inventory, view: View) -> str:
    """The whole text."""
    return "".join(f"{line}\n" for line in _lines(inventory, view))


def _lines(inventory: Inventory, view: View) -> Iterator[str]:
    entries = grouped((entry.source, entry) for entry in inventory.entries)
    for source in inventory.sources:
        yield from _source(source, entries.get(source.path, ()), view)
    for note in inventory.notes:
        yield from wrapped(f"note: {note}", view.width)
    yield from wrapped(words.summary(inventory), view.width)
    if said := words.attention(inventory):
        yield from wrapped(said, view.width)


def _source(source: Source, entries: Sequence[Entry], view: View) -> Iterator[str]:
    stack = f"  (stack {plain(source.stack)})" if source.stack else ""
    yield f"{_paint('heading', plain(source.path), view)}{stack}"
    if source.error:
        yield from wrapped(f"could not be read: {source.error}", view.width, "  ")
    yield ""
    for entry in entries:
        yield from _entry(entry, view)
        yield ""


def _entry(entry: Entry, view: View) -> Iterator[str]:
    mark, style = _MARKS[entry.governed]
    looked_up = ", looked up" if entry.looked_up else ""
    class_ = f", {entry.workload_class}" if entry.workload_class else ""
    title = plain(f"{entry.kind} {entry.name}{class_}{looked_up}")
    yield f"  {_paint(style, mark, view)} {_paint('heading', title, view)}"
    facts = {
        "owner": words.owner(entry.owner),
        "purpose": entry.purpose,
        "proof": words.proof(entry),
        "doors": words.doors(entry.doors) if entry.doors.privilege else "",
        "term": words.term(entry.bound),
        "review by": words.review(entry.review),
        "consumers": ", ".join(entry.consumers),
        "governed": words.governed(entry),
        "arn": entry.arn,
    }
    for name, text in facts.items():
        if text:
            first, *rest = wrapped(text, view.width - 4 - _COLUMN) or [""]
            yield f"    {name:<{_COLUMN}}{first}"
            yield from (f"    {'':<{_COLUMN}}{line}" for line in rest)


def _paint(style: str, text: str, view: View) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if view.colour else text
