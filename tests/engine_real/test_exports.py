"""The exports beside the examples are what the engine makes of them today."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sandbox.sandbox import Sandbox
from tests.support.exports import EXPORTED, exported
from tests.support.tree import ROOT

Answers = set[tuple[str, str, str]]


def answers(export: Path) -> Answers:
    """(rule, URN, status) of everything that `daypass scan` asks."""
    command = [sys.executable, "-m", "daypass", "scan", str(export), "--format", "json", "--show-passed"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode in {0, 1}, ran.stderr
    return {(row["rule"], row["urn"], row["status"]) for row in json.loads(ran.stdout)["findings"]}


@pytest.mark.parametrize("name", EXPORTED)
def test_an_export_that_is_kept_gets_the_answers_of_one_made_now(name: str, sandbox: Sandbox, tmp_path: Path) -> None:
    """`python -m tests.support.exports` writes them anew when an example has changed."""
    made = tmp_path / "export.json"
    made.write_text(json.dumps(exported(name, sandbox)), encoding="utf-8")
    kept = ROOT / "examples" / name / "export.json"
    assert answers(kept) == answers(made)
    assert resources(kept) == resources(made)


def resources(export: Path) -> list[str]:
    """The URNs and places of an export's resources: a program that moved needs a new export."""
    listed = json.loads(export.read_text(encoding="utf-8"))["deployment"]["resources"]
    return sorted(f"{resource['urn']} {resource.get('sourcePosition', '')}" for resource in listed)
