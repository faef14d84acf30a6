"""This is where the CSV face is: one row for each finding, with the columns of the JSON report.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whoever wrote it, and a formula can send
the sheet away. Such a cell gets an apostrophe in front, and so does one inside a cell that would be the beginning of
another in a country whose spreadsheets split at semicolons. Programs that want the exact text read the JSON report.

Sources: https://www.rfc-editor.org/rfc/rfc4180 (CRLF, doubled quotes) and
https://owasp.org/www-community/attacks/CSV_Injection (which characters, and the separators).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from daypass.report.findings import Report, Source
from daypass.report.render import View
from daypass.report.render.json import finding_row
from daypass.report.render.plain import plain
from daypass.report.render.rows import shown

COLUMNS: Final = (
    "source",
    "rule",
    "risk",
    "status",
    "severity",
    "confidence",
    "enforcement",
    "urn",
    "type",
    "name",
    "message",
    "remedy",
    "controls",
    "fingerprint",
    "location.file",
    "location.line",
    "exemption.id",
    "exemption.reason",
    "exemption.owner",
    "exemption.approver",
    "exemption.approved",
    "exemption.expires",
    "unknown",
    "identity",
)
"""The keys of a row in the JSON report, and those of the objects in it behind a full stop. New ones come last."""

UNREAD: Final = "error"
"""The status of a row that stands for a source which could not be judged; its message says why."""

_CELL_LIMIT: Final = 32_000
"""Characters. Excel takes 32,767 in a cell and spills the rest into the next ones."""

_FORMULA: Final = re.compile("(^|;)([\\s'\"]*)([=+\\-@\uff1d\uff0b\uff0d\uff20])")
"""The beginning of a cell, or what could be taken for one; full-width forms count as well in East Asian settings."""


def render(report: Report, view: View) -> str:
    """The header, a row for each source that was not judged, then the rows in the order of the JSON report.

    Lists are joined by `, `. Every cell is quoted and stands on one line.
    """
    return table(COLUMNS, _rows(report, view))


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The header and the rows; a column that a row does not have is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return _FORMULA.sub(r"\1'\2\3", plain(text, _CELL_LIMIT))


def _rows(report: Report, view: View) -> Iterator[Mapping[str, Any]]:
    yield from (_unread(source) for source in report.sources if source.error)
    yield from (dict(_flat(finding_row(finding).items())) for finding in shown(report, view))


def _unread(source: Source) -> Mapping[str, Any]:
    return {"source": source.path, "status": UNREAD, "message": source.error}


def _flat(row: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for key, value in row:
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items())
        else:
            yield key, value
