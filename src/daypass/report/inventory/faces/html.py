"""This is where the HTML face of the inventory is: one file without a script, for an auditor, a mail or paper.

Its own Content-Security-Policy allows its one style sheet by hash and nothing else.
"""

from typing import Final

from daypass.report.inventory.entry import Entry, Inventory
from daypass.report.inventory.faces import words
from daypass.report.render import View
from daypass.report.render.html import STYLE, document, footer, hash_of
from daypass.report.render.html_summary import remarks
from daypass.report.render.html_tags import LINE, Markup, joined, scrolled, section, tag

_COLUMNS: Final = (
    "Identity",
    "Owner",
    "Proves itself by",
    "Doors",
    "Term",
    "Review by",
    "Consumers",
    "Governed",
)


def render(inventory: Inventory, view: View) -> str:
    """The whole document, in ASCII."""
    summary = tag("p", words.summary(inventory), class_="verdict")
    said = words.attention(inventory)
    main = [
        remarks("Not read", (f"{source.path}: {source.error}" for source in inventory.sources if source.error)),
        remarks("Notes", inventory.notes),
        _identities(inventory),
    ]
    header = tag("header", tag("h1", "daypass inventory"), summary, *([tag("p", said)] if said else []))
    body = [
        header,
        tag("main", joined((part for part in main if part), LINE)),
        footer(view, inventory.settings, inventory.ruleset),
    ]
    counts = inventory.summary
    return document(f"daypass inventory: {counts.governed} of {counts.identities} governed", policy(), body)


def policy() -> str:
    """The Content-Security-Policy of the document."""
    return f"default-src 'none'; style-src '{hash_of(STYLE)}'; base-uri 'none'; form-action 'none'"


def _identities(inventory: Inventory) -> Markup:
    if not inventory.entries:
        return section("identities", "Identities", tag("p", "There is no identity."))
    several = len(inventory.sources) > 1
    table = tag(
        "table",
        tag("caption", "One row for each identity."),
        tag("thead", tag("tr", *(tag("th", name, scope="col") for name in _COLUMNS))),
        LINE,
        tag("tbody", joined((_row(entry, with_source=several) for entry in inventory.entries), LINE)),
    )
    return section("identities", "Identities", scrolled("identities", table))


def _row(entry: Entry, *, with_source: bool) -> Markup:
    about = [entry.kind, *([entry.workload_class] if entry.workload_class else [])]
    about += ["looked up"] if entry.looked_up else []
    style = {"yes": "good", "not judged": ""}.get(entry.governed, "bad")
    cells = [
        tag(
            "th",
            tag("p", entry.name),
            tag("small", ", ".join(about)),
            tag("small", entry.arn or entry.urn),
            *([tag("small", entry.source)] if with_source else []),
            scope="row",
        ),
        tag("td", tag("p", words.owner(entry.owner)), tag("small", entry.purpose)),
        tag("td", words.proof(entry)),
        tag("td", words.doors(entry.doors)),
        tag("td", words.term(entry.bound)),
        tag("td", words.review(entry.review)),
        tag("td", ", ".join(entry.consumers) or words.NONE),
        tag("td", tag("p", words.GOVERNED[entry.governed], class_=style), tag("small", entry.why)),
    ]
    return tag("tr", *cells)
