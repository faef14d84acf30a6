"""This is where the demo judges what was deployed: a stack export and an update of the program get the same answers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from daypass.cli.demo_tour import OUT, Tour
from daypass.errors import DaypassError

Answers = frozenset[tuple[str, str, str]]
"""(rule, URN, status) of every question that was asked."""

EXPORTS: Final = {"leaky": 1, "mended": 0}
"""Each example with the exit status that it deserves."""


def agrees(tour: Tour) -> None:
    """The same answers from what `pulumi stack export` wrote. There nothing is unknown any more, so nothing is undecided."""
    for name, status in EXPORTS.items():
        export = f"examples/{name}/export.json"
        tour.run("scan", export, *tour.reports(f"{name}-export"), expect=status)
        with tour.working("running the program as an update would"):
            updated = _answers(tour, "check", f"examples/{name}", "--update")
        scanned = _answers(tour, "scan", export)
        differing = sorted(updated ^ scanned)
        tour.insist(not differing, f"update and export of {name} differ in {differing[:3]}")
        undecided = _undecided(tour.root / OUT / f"{name}.json")
        tour.say(f"{len(scanned)} answers, the same as `daypass check examples/{name} --update`; in the preview {undecided} were undecided.\n")


def _answers(tour: Tour, *words: str) -> Answers:
    command = [sys.executable, "-m", "daypass", *words, "--format", "json", "--show-passed"]
    ran = subprocess.run(command, cwd=tour.root, capture_output=True, text=True, check=False)
    if ran.returncode not in {0, 1}:
        raise DaypassError(ran.stderr.strip(), place=f"daypass {' '.join(words)}")
    return frozenset((row["rule"], row["urn"], row["status"]) for row in json.loads(ran.stdout)["findings"])


def _undecided(report: Path) -> int:
    count = json.loads(report.read_text(encoding="utf-8"))["summary"]["undecided"]
    assert isinstance(count, int)
    return count
