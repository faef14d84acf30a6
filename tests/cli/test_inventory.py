"""`daypass inventory` as a person and a pipeline call it: the real process, real files."""

import csv
import html
import json
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


def role_with(name: str, **inputs: object) -> dict[str, object]:
    """A role that Lambda may assume, with these inputs."""
    allow = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    arn = f"arn:aws:iam::111122223333:role/{name}"
    return entry("aws:iam/role:Role", name, {"name": name, "arn": arn, "assumeRolePolicy": trust, **inputs})


@pytest.mark.parametrize("face", FACES)
def test_what_an_identity_may_do_is_unknown_for_a_reason_and_never_nothing(face: str, tmp_path: Path) -> None:
    """A policy, and a boundary, that no stack has: nobody can say that the one gives nothing, the other everything."""
    elsewhere = "arn:aws:iam::111122223333:policy/elsewhere"
    everything = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    source = export(
        role_with("given"),
        entry("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "far", {"role": "given", "policyArn": elsewhere}),
        role_with("bounded", permissionsBoundary=elsewhere),
        entry("aws:iam/rolePolicy:RolePolicy", "all", {"role": "bounded", "policy": everything}),
    )
    said = daypass("inventory", write(tmp_path / "dev.json", source), "--format", face).expect(0).out
    told = " ".join(html.unescape(said).split())
    assert "may do nothing" not in told
    assert "every service and maybe more" not in told
    for why in ("policyArn of 'far' (", "permissionsBoundary of 'bounded' ("):
        assert f"what it may do is not known: {why}" in told
    assert told.count("names something that the stack does not have") >= 2


@pytest.mark.parametrize("face", FACES)
def test_a_credential_that_is_a_name_is_in_no_face(face: str, tmp_path: Path) -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9" * 2
    source = write(tmp_path / "dev.json", export(entry("aws:iam/user:User", token, {"name": token})))
    said = daypass("inventory", source, "--format", face).expect(0).out
    assert token not in said
    assert "[secret]" in said
