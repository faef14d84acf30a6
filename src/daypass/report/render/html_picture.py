"""This is where the picture of the HTML face is: who can become whom, drawn, and again as sentences."""

from daypass.report.findings import Report
from daypass.report.render.graph import drawn, remarks
from daypass.report.render.graph_svg import svg
from daypass.report.render.graph_words import TITLE, sentences
from daypass.report.render.html_tags import LINE, Markup, joined, tag


def picture(report: Report) -> Markup | None:
    """The drawing and its sentences; None where there is nobody to draw."""
    map_ = drawn(report)
    if not map_.spots:
        return None
    drawing = tag("div", svg(map_, remarks(report)), class_="scroll", role="region", aria_label=TITLE, tabindex="0")
    ways = sentences(map_)
    if not ways:
        return joined([drawing, tag("p", "Nobody here can become anyone else.")], LINE)
    summary = tag("summary", f"The same as text ({len(ways)})")
    listed = tag("details", summary, tag("ul", *(tag("li", way) for way in ways)))
    return joined([drawing, listed], LINE)
