"""`daypass inventory` as a person and a pipeline call it: the real process, real files."""

import csv
from pathlib import Path

import pytest
from tests.support.commands import daypass
from tests.support.states import access_key, entry, export, write
from tests.support.tree import ROOT

from daypass.report.inventory.faces import FACES

LEAKY, MENDED = ROOT / "examples/leaky/export.json", ROOT / "examples/mended/export.json"
TODAY = {"DAYPASS_TODAY": "2026-11-25"}


def test_the_examples_are_governed_where_they_are_mended() -> None:
    said = daypass("inventory", LEAKY, MENDED, "--format", "json", env=TODAY).expect(0).json
    by_source = {
        path: {row["governed"] for row in said["identities"] if row["source"] == str(path)} for path in (LEAKY, MENDED)
    }
    assert by_source == {LEAKY: {False}, MENDED: {True}}
    assert said["summary"]["identities"] == sum(source["identities"] for source in said["sources"])
    assert 0 < said["summary"]["share"] < 1


def test_a_folder_and_standard_input_are_read_as_by_scan(tmp_path: Path) -> None:
    write(tmp_path / "a" / "dev.json", export(entry("aws:iam/user:User", "ci", {"name": "ci"}), access_key()))
    (row,) = daypass("inventory", tmp_path, "--format", "json").expect(0).json["identities"]
    assert row["proof"] == [{"how": "access key", "who": "ci", "breadth": None}]
    data = (tmp_path / "a" / "dev.json").read_bytes()
    assert daypass("inventory", "-", "--format", "json", stdin=data).expect(0).json["identities"][0]["source"] == "-"


@pytest.mark.parametrize("face", FACES)
def test_every_face_is_printed_and_written(face: str, tmp_path: Path) -> None:
    file = tmp_path / "inventory"
    printed = daypass("inventory", MENDED, "--format", face, "--output", f"{face}={file}").expect(0).out
    assert "invoice-deploy" in printed
    assert "invoice-deploy" in file.read_text(encoding="utf-8")


def test_a_source_that_cannot_be_read_is_told_and_hides_no_other(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    ran = daypass("inventory", broken, MENDED, "--format", "json").expect(2)
    assert "broken.json" in ran.err
    assert ran.json["sources"][0]["error"]
    assert len(ran.json["identities"]) == 3
    daypass("inventory", tmp_path / "nowhere.json").expect(2)
    daypass("inventory").expect(2)


def test_settings_say_who_owns_what_cannot_carry_a_tag(tmp_path: Path) -> None:
    source = write(tmp_path / "dev.json", export(entry("aws:iam/user:User", "ci", {"name": "ci"})))
    settings = tmp_path / "daypass.toml"
    settings.write_text(
        'schema = 1\n[owners.payments]\ncontact = "p@example.org"\n'
        '[[ownership]]\nurn = "urn:pulumi:*::shop::**"\nowner = "payments"\n'
    )
    ran = daypass("inventory", source, "--settings", settings, "--format", "csv").expect(0)
    (row,) = csv.DictReader(ran.out.splitlines())
    assert (row["owner"], row["owner_from"], row["contact"]) == ("payments", "ownership table", "p@example.org")
    settings.write_text("schema = 2\n")
    daypass("inventory", source, "--settings", settings).expect(2)


def test_a_face_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "sarif" in daypass("inventory", MENDED, "--output", f"sarif={tmp_path / 'x'}").expect(2).err
    daypass("inventory", MENDED, "--output", "json").expect(2)
    daypass("inventory", MENDED, "--format", "sarif").expect(2)
