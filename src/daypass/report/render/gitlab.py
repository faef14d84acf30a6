"""This is where the GitLab face is: a Code Quality report, which merge requests compare with the target branch's.

It holds what counts and nothing else: what failed, mandatory or not, and what is undecided where that refuses. What is
exempt, known or passed is left out, because GitLab takes every entry for a flaw. A source that could not be judged is
a `blocker`, so that an empty report means that there was nothing to find. The fingerprint is ours, by which GitLab
tells new from old. GitLab keeps one entry of each: where several sources have the same one, as exports of one project
that have the same names, the first in the report has it, and that of each other takes the path of its source in.

Source: https://docs.gitlab.com/ci/testing/code_quality/ (a list of objects with these fields, others are ignored; a
relative path; no byte order mark).
"""

import json
from pathlib import PurePosixPath
from typing import Any, Final

from daypass.model.resource import Place
from daypass.report.findings import Finding, Report, Source, fingerprint
from daypass.report.render import View
from daypass.report.render.plain import plain
from daypass.report.render.rows import counts, label, places, shown
from daypass.rule import Severity

_SEVERITIES: Final[dict[Severity, str]] = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}
"""Four of GitLab's five names, in the same order; its `info` is for what is no flaw."""

_UNREAD: Final = "source-is-judged"
"""The name of the check that a source can be read at all; no rule has it."""


def render(report: Report, view: View) -> str:
    """One JSON list in ASCII."""
    return json.dumps(entries(report, view), indent=2, ensure_ascii=True) + "\n"


def entries(report: Report, view: View) -> list[dict[str, Any]]:
    """The list itself: sources that were not judged, then rows in the order of the report."""
    place_of = places(report, view)
    unread = [_unread(source, view) for source in report.sources if source.error]
    rows = [row for row in shown(report, view) if _is_flaw(row, view)]
    prints = _Prints(view)
    return unread + [_entry(row, place_of(row), prints.of(row), view) for row in rows]


def _is_flaw(row: Finding, view: View) -> bool:
    return row.status == "fail" or counts(row, fail_on=view.fail_on, strict=view.strict)


def _entry(row: Finding, place: Place, print_: str, view: View) -> dict[str, Any]:
    advisory = ", advisory" if row.status == "fail" and row.enforcement == "advisory" else ""
    return {
        "description": plain(f"{label(row.urn)}{advisory}: {row.message}. {row.remedy}"),
        "check_name": plain(row.rule),
        "fingerprint": print_,
        "severity": _SEVERITIES[row.severity],
        "location": {"path": _path(place.file, view), "lines": {"begin": place.line}},
    }


def _unread(source: Source, view: View) -> dict[str, Any]:
    return {
        "description": plain(f"{source.path} was not judged: {source.error}"),
        "check_name": _UNREAD,
        "fingerprint": fingerprint(_UNREAD, source.path),
        "severity": "blocker",
        "location": {"path": _path(source.path, view), "lines": {"begin": 1}},
    }


def _path(file: str, view: View) -> str:
    """Relative to the repository, with forward slashes, and without `./` or a way out of it."""
    path = PurePosixPath(file.removeprefix("file://").replace("\\", "/"))
    if view.folder and path.is_relative_to(view.folder):
        path = path.relative_to(view.folder)
    parts = [part for part in path.parts if part.strip("/") not in ("", ".", "..")]
    return plain("/".join(parts)) or "Pulumi.yaml"


class _Prints:
    """Gives each row a fingerprint that no other has."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._given: set[str] = set()

    def of(self, row: Finding) -> str:
        """Ours; where another source has the same one, that and the source's path."""
        found, again = row.fingerprint, 1
        while found in self._given:
            named = _path(row.source, self._view) + (f"#{again}" if again > 1 else "")
            found, again = fingerprint(row.fingerprint, named), again + 1
        self._given.add(found)
        return found
