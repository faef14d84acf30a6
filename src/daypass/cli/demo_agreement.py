"""This is where the demo judges what was deployed: a stack export and an update of the program get the same answers."""

import json
import subprocess
import sys
from typing import Any, Final

from daypass.cli.demo_tour import OUT, Tour

Answers = frozenset[tuple[str, str, str]]
"""(rule, URN, status) of everything that did not pass."""

EXPORTS: Final = {"leaky": 1, "mended": 0}
"""Each example with the exit status that it deserves."""


def agrees(tour: Tour) -> None:
    """The same answers from what `pulumi stack export` wrote. What exists has no unknowns: nothing is undecided."""
    updates = {name: _begin_update(tour, name) for name in EXPORTS}  # beside the scans, because they take longer
    for name, status in EXPORTS.items():
        tour.run("scan", f"examples/{name}/export.json", *tour.reports(f"{name}-export"), expect=status, last=2)
        scanned = _answers(json.loads((tour.root / OUT / f"{name}-export.json").read_text(encoding="utf-8")))
        with tour.working("running the program as an update would"):
            updated = _answers(_ended(tour, name, updates[name]))
        left_open = {(rule, urn) for rule, urn, status in updated if status == "undecided"}
        differing = [row for row in sorted(updated ^ scanned) if row[:2] not in left_open]
        tour.insist(not differing, f"update and export of {name} differ in {differing[:3]}")
        tour.insist(not any(row[2] == "undecided" for row in scanned), f"the export of {name} left something undecided")
        also = f", which leaves {len(left_open)} undecided" if left_open else ""
        tour.say(f"The findings are those of `daypass check examples/{name} --update`{also}.\n")


def _begin_update(tour: Tour, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "daypass", "check", f"examples/{name}", "--update", "--format", "json"]
    return subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=tour.root, env=tour.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _ended(tour: Tour, name: str, update: subprocess.Popen[str]) -> Any:
    report, complaint = update.communicate()
    tour.insist(update.returncode == EXPORTS[name], f"check --update ended with {update.returncode}: {complaint}")
    return json.loads(report)


def _answers(report: Any) -> Answers:
    return frozenset((row["rule"], row["urn"], row["status"]) for row in report["findings"])
