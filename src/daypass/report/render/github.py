"""This is where the GitHub face is: one workflow command for each row, which GitHub shows beside the line.

A runner reads every line of a step's output for commands, so what a name or message holds may never start one:
`%`, carriage return and line feed are escaped in all parts, `:` and `,` in properties too.
"""

from typing import Final

from daypass.model.resource import Place
from daypass.report.findings import Finding, Report
from daypass.report.render import View
from daypass.report.render.plain import plain
from daypass.report.render.rows import places, shown, tally

_TITLE_LIMIT: Final = 120
_COMMANDS: Final = {"fail": "error", "undecided": "warning", "exempt": "notice", "known": "notice", "pass": "notice"}


def render(report: Report, view: View) -> str:
    """Errors for what is mandatory, warnings for what is advisory or undecided, notices for the rest, and a tally."""
    unread = [
        _command("error", f"{source.path}: {source.error}", title="not judged")
        for source in report.sources
        if source.error
    ]
    place_of = places(report, view)
    rows = [_row(finding, place_of(finding)) for finding in shown(report, view)]
    notes = [_command("notice", text, title="daypass") for text in (*report.warnings, *report.notes)]
    return "".join(f"{line}\n" for line in (*unread, *rows, *notes, _tally(report)))


def _row(finding: Finding, place: Place) -> str:
    name = _COMMANDS[finding.status]
    if finding.status == "fail" and finding.enforcement == "advisory":
        name = "warning"
    title = f"{finding.rule} ({finding.severity})" if finding.status == "fail" else f"{finding.rule}: {finding.status}"
    message = f"{finding.message}. {finding.remedy} [{finding.fingerprint}] {finding.urn}"
    return _command(name, message, file=place.file, line=str(place.line), title=title)


def _tally(report: Report) -> str:
    counts = tally(report)
    said = ", ".join(f"{counts[name]} {name}" for name in ("failed", "undecided", "exempt", "known", "passed"))
    return f"daypass: {said}"


def _command(name: str, message: str, **properties: str) -> str:
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{_data(message)}"


def _data(text: str) -> str:
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text[: 8 * _TITLE_LIMIT]).replace(":", "%3A").replace(",", "%2C")
