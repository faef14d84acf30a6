"""The demo tells the truth: it stops where a step does not do what it claims. README's story runs the whole of it."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from tests.support.tree import ROOT

from daypass.cli.demo_agreement import EXPORTS
from daypass.cli.demo_identities import declared, identity_table
from daypass.cli.demo_tour import REVIEWED_UNTIL, Tour, checkout
from daypass.errors import DaypassError, UsageError


def test_an_installed_package_has_no_tour_and_says_where_there_is_one(tmp_path: Path) -> None:
    installed = tmp_path / "lib/python3.11/site-packages/daypass/cli/demo.py"
    with pytest.raises(UsageError, match=r"runs in a checkout.*Clone the repository"):
        checkout(installed)


def test_a_command_that_ends_otherwise_than_claimed_stops_the_tour(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DaypassError, match=r"daypass rules ended with 0, not 1"):
        Tour(ROOT).run("rules", expect=1)
    assert "$ daypass rules\n" in capfd.readouterr().out


def test_what_a_reader_has_seen_is_cut_to_its_last_lines(capfd: pytest.CaptureFixture[str]) -> None:
    Tour(ROOT).run("scan", "examples/mended/export.json", expect=0, last=1)
    shown = capfd.readouterr().out.splitlines()
    assert shown[1] == "…"
    assert shown[2].startswith("Nothing failed")
    assert shown[3] == "exit status 0"


def test_the_table_says_of_each_identity_who_answers_what_proves_it_and_what_ends_it() -> None:
    page = io.StringIO()
    Console(file=page, width=400).print(identity_table(ROOT))
    rows = page.getvalue()
    for identity in declared(ROOT):
        assert identity.name in rows
        assert identity.owner.key in rows
        assert identity.federation.proof in rows
        assert identity.review_by.isoformat() in rows
    assert "renewed by the service; cut off by revocation" in rows
    assert "1h, enforced by the role" in rows


def test_a_reader_is_not_told_that_a_step_was_done_when_it_was_left_out(tmp_path: Path) -> None:
    """Without an engine the last step is one line that says so, and how to get it."""
    program = (
        "import sys; from pathlib import Path; from daypass.cli.demo_tour import Tour\n"
        "import daypass.cli.demo_deployment as last\n"
        f"sys.path.insert(0, {str(ROOT)!r}); import tests.sandbox.engine as engine\n"
        f"engine.ROOT = Path({str(tmp_path)!r})\n"  # a checkout in which nothing was built
        f"last.deploys(Tour(Path({str(ROOT)!r})))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)}
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("Skipped: there is no `pulumi` here.")
    assert "make engine" in ran.stdout


def test_there_is_an_export_of_each_program_that_the_tour_judges() -> None:
    assert [name for name in EXPORTS if not (ROOT / f"examples/{name}/export.json").is_file()] == []


def test_no_review_date_of_what_the_tour_judges_comes_before_the_day_that_it_keeps_to() -> None:
    files = [
        *(ROOT / "stacks").rglob("*.toml"),
        *(ROOT / "examples").rglob("*.json"),
        *(ROOT / "examples").rglob("*.py"),
    ]
    dates = [
        found
        for file in files
        for found in re.findall(r'review.by"?\s*[:=]\s*"?(\d{4}-\d\d-\d\d)', file.read_text("utf-8"))
    ]
    assert dates
    assert min(dates) == REVIEWED_UNTIL.isoformat()
