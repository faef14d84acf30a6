"""This is where the HTML face is: one file that a person reads in a browser, mails to an auditor, prints or keeps.

Everything is in the document; its script only filters and sorts. The document's own Content-Security-Policy allows its
one style sheet and its one script by their hashes and nothing else: no network, no handlers in attributes, no markup
out of texts. So a name that somebody chose could do nothing even where escaping failed. There is no time in it: the
same report is the same file.

Source: https://www.w3.org/TR/CSP3/ (a policy in a `meta`, and hashes of what stands inline).
"""

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from daypass.report.findings import Report
from daypass.report.render import View
from daypass.report.render.html_findings import findings
from daypass.report.render.html_picture import picture as picture_of
from daypass.report.render.html_summary import outcome, remarks, sources, summary, verdict
from daypass.report.render.html_tags import LINE, Markup, ascii_only, foreign, joined, section, tag

_FOLDER: Final = Path(__file__).parent


@cache
def _asset(name: str) -> Markup:
    """A file of ours beside this module, as it stands in the document."""
    return Markup((_FOLDER / name).read_text("ascii"))


STYLE: Final = _asset("html_page.css")
"""The one style sheet of all our pages."""


def render(report: Report, view: View) -> str:
    """The whole document, in ASCII."""
    return page(report, view, picture_of(report))


def page(report: Report, view: View, picture: Markup | None = None) -> str:
    """The document, with a picture of who can become whom where there is one.

    `picture` is markup that was made for this document, as an `<svg>`: its attributes are shown; `style` in it and
    scripts are not, because no hash allows them. It stands in a section `who-can-become-whom` of its own, which is
    not there without it.
    """
    pictured = [section("who-can-become-whom", "Who can become whom", picture)] if picture else []
    main = [
        summary(report, view),
        remarks("Warnings", report.warnings),
        remarks("Notes", report.notes),
        sources(report),
        *pictured,
        findings(report, view),
    ]
    body = [
        tag("a", "Skip to the findings", class_="skip", href="#findings"),
        tag("header", tag("h1", "daypass report"), verdict(report)),
        tag("main", joined((part for part in main if part), LINE)),
        footer(view, report.settings, report.ruleset),
        tag("script", _asset("html_page.js")),
    ]
    return document(f"daypass: {outcome(report)}", policy(), body)


def document(title: str, policy: str, body: list[Markup]) -> str:
    """A page of ours in ASCII, with its Content-Security-Policy and the one style sheet."""
    parts = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", title),
        tag("style", STYLE),
    ]
    head = tag("head", LINE, joined(parts, LINE), LINE)
    whole = tag("html", LINE, head, LINE, tag("body", LINE, joined(body, LINE), LINE), LINE, lang="en")
    return ascii_only(f"<!DOCTYPE html>\n{whole}\n")


def footer(view: View, settings: str | None, ruleset: str) -> Markup:
    """What made a page, and by which questions and settings."""
    named = joined([" Settings: ", foreign(settings), "."]) if settings else " No settings file."
    made = joined([f"Made by daypass {view.version}. Rules: ", tag("code", ruleset), ".", named])
    return tag("footer", tag("p", made))


def policy() -> str:
    """The Content-Security-Policy of the document."""
    style, script = hash_of(STYLE), hash_of(_asset("html_page.js"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def hash_of(content: str) -> str:
    """How a Content-Security-Policy names what stands between the tags of an element."""
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
