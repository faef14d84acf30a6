"""`daypass events` as a pipeline calls it after `pulumi preview`: the real process, records of the real engine."""

import json
from pathlib import Path

import pytest
from tests.support.commands import daypass
from tests.support.event_logs import PRINT, USER, lines, recorded, summary, undecided, violation

from daypass.report.render import FACES

FAILED = {"identity-has-owner", "no-admin-access", "no-iam-user", "no-long-lived-key"}


@pytest.mark.parametrize(("name", "status"), [("preview", 1), ("excepted", 1), ("analysis", 1), ("update", 0)])
def test_the_status_is_that_of_a_scan(name: str, status: int) -> None:
    """In the update, every level was configured as advisory."""
    daypass("events", recorded(name)).expect(status)


def test_a_record_is_reported_like_a_scan() -> None:
    report = daypass("events", recorded("preview"), "--format", "json").expect(1).json
    (source,) = report["sources"]
    assert source == {
        "path": str(recorded("preview")),
        "kind": "events",
        "stack": "dev",
        "resources": 7,
        "identities": 1,
        "error": None,
    }
    assert {row["rule"] for row in report["findings"] if row["status"] == "fail"} == FAILED
    assert {row["source"] for row in report["findings"]} == {str(recorded("preview"))}
    assert {(row["location"]["file"], row["location"]["line"]) for row in report["findings"]} == {("Pulumi.yaml", 1)}
    assert {row["identity"] for row in report["findings"] if row["urn"] == USER} == {USER}
    assert report["summary"]["passed"] == 0


def test_passes_are_evidence_and_shown_where_they_are_asked_for() -> None:
    def rows(*options: str) -> set[tuple[str, str]]:
        ran = daypass("events", recorded("telling"), "--format", "json", *options).expect(1)
        assert ran.json["summary"]["passed"] > 0
        return {(row["rule"], row["name"]) for row in ran.json["findings"] if row["status"] == "pass"}

    assert rows() == set()
    assert rows("--show-passed") >= {("review-is-due", "robot"), ("exemption-is-valid", "p-dev")}


def test_an_older_pack_proves_no_pass_and_the_report_says_why() -> None:
    ran = daypass("events", recorded("preview"), "--format", "json", "--show-passed").expect(1).json
    assert [row for row in ran["findings"] if row["status"] == "pass"] == []
    assert "does not say which rules it asked" in ran["notes"][0]


def test_an_exception_of_the_engine_is_an_exemption_with_its_reason() -> None:
    rows = daypass("events", recorded("excepted"), "--format", "json").expect(1).json["findings"]
    (excused,) = (row for row in rows if row["status"] == "exempt")
    assert (excused["rule"], excused["exemption"]) == ("no-iam-user", {"id": "EXC-1", "reason": "why"})


@pytest.mark.parametrize("face", sorted(FACES.keys() - {"text", "json", "graph"}))
def test_every_face_shows_a_record(face: str, tmp_path: Path) -> None:
    file = tmp_path / "report"
    printed = daypass("events", recorded("preview"), "--format", face, "--output", f"{face}={file}").expect(1).out
    assert "no-long-lived-key" in printed
    assert "no-long-lived-key" in file.read_text(encoding="utf-8")


def test_a_record_has_no_picture_and_says_so() -> None:
    """It knows resources by name alone, and who can become whom stands in what they are."""
    assert "do not say who can become whom" in daypass("events", recorded("preview"), "--format", "graph").expect(1).out
    assert "who-can-become-whom" not in daypass("events", recorded("preview"), "--format", "html").expect(1).out


def test_standard_input_is_a_record_too() -> None:
    data = recorded("analysis").read_bytes()
    assert daypass("events", "-", "--format", "json", stdin=data).expect(1).json["sources"][0]["path"] == "-"


@pytest.mark.parametrize(
    ("name", "word"), [("without_packs", "daypass-pack-workload-identity"), ("broken_program", "not everything")]
)
def test_a_record_that_proves_nothing_is_an_unreadable_source(name: str, word: str) -> None:
    ran = daypass("events", recorded(name), "--format", "json").expect(2)
    assert word in ran.err
    assert word in ran.json["sources"][0]["error"]
    assert ran.json["findings"] == []


def test_a_record_that_is_missing_or_cut_off_is_an_unreadable_source(tmp_path: Path) -> None:
    assert "cannot be read" in daypass("events", tmp_path / "nowhere.jsonl").expect(2).err
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(recorded("preview").read_bytes()[:-700])
    assert "line " in daypass("events", cut).expect(2).err


def test_undecided_is_status_3_where_it_was_asked_for() -> None:
    data = lines(undecided("no-admin-access (policy)"), summary())
    daypass("events", "-", stdin=data).expect(0)
    daypass("events", "-", "--strict", stdin=data).expect(3)


def test_a_baseline_excuses_and_a_severity_refuses(tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    row = {"fingerprint": PRINT, "rule": "no-iam-user", "urn": USER}
    baseline.write_text(json.dumps({"schema": 1, "written": "2026-11-25", "findings": [row]}), encoding="utf-8")
    data = lines(violation(), summary("failed"))
    daypass("events", "-", stdin=data).expect(1)
    daypass("events", "-", "--baseline", baseline, stdin=data).expect(0)
    advisory = lines(violation(enforcementLevel="advisory"), summary())
    daypass("events", "-", stdin=advisory).expect(0)
    daypass("events", "-", "--fail-on", "high", stdin=advisory).expect(1)


def test_the_words_of_a_record_move_no_terminal() -> None:
    data = lines(violation("\x1b[2Jgone\n::error::x"), summary("failed"))
    for face in FACES:
        assert "\x1b" not in daypass("events", "-", "--format", face, stdin=data).expect(1).out
