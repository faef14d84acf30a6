"""This is where the graph face is: who can become whom, as Mermaid, DOT or SVG by the suffix of the file.

Mermaid is for a merge request, DOT for Graphviz and what reads it, SVG for a browser or a document. A source that could
not be read is named in each of them, because a picture of less than all looks like a picture of all.
"""

from collections.abc import Callable, Mapping
from typing import Final

from daypass.report.findings import Report
from daypass.report.render import View
from daypass.report.render.graph_dot import dot
from daypass.report.render.graph_map import Map
from daypass.report.render.graph_mermaid import mermaid
from daypass.report.render.graph_svg import svg_file

LANGUAGES: Final[Mapping[str, Callable[[Map, tuple[str, ...]], str]]] = {
    ".mmd": mermaid,
    ".mermaid": mermaid,
    ".dot": dot,
    ".gv": dot,
    ".svg": svg_file,
}
"""Suffix of a file → what writes it."""


def render(report: Report, view: View) -> str:
    """The picture in the language of the suffix; Mermaid for standard output, and where the suffix says nothing."""
    return LANGUAGES.get(view.suffix, mermaid)(drawn(report), remarks(report))


def drawn(report: Report) -> Map:
    """The map of what was judged; an empty one of a record, which knows resources by name alone."""
    return report.becoming() if report.becoming else Map()


def remarks(report: Report) -> tuple[str, ...]:
    """What is not in the picture: sources that could not be read, and those that do not say who can become whom."""
    unread = [f"{source.path} was not judged: {source.error}" for source in report.sources if source.error]
    if report.becoming is None and not unread:
        return ("these sources do not say who can become whom",)
    return tuple(unread)
