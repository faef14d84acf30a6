"""`daypass baseline`, `daypass exemptions` and `daypass pack`: the commands with which the packs are switched on."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import daypass
from tests.support.tree import ROOT

from daypass.rule import PACKS

USER = "aws:iam/user:User"
ROLES = "urn:pulumi:prod::billing::"
SETTINGS = """
schema = 1
approvers = ["maria.keller@example.org"]
never_exempt = ["no-long-lived-key"]
[owners.payments]
contact = "payments@example.org"
escalation = "oncall@example.org"
"""
EXEMPTION = """
[[exemption]]
rule = "{rule}"
urn = "urn:pulumi:*::billing::{type}::sftp-*"
reason = "Vendor SFTP speaks keys only until March"
owner = "payments"
approver = "maria.keller@example.org"
approved = 2026-11-20
expires = 2027-02-15
"""
DAY = {"DAYPASS_TODAY": "2026-11-25"}


def export(*names: str) -> str:
    """A stack export with these IAM users."""
    urns = [(f"{ROLES}pulumi:pulumi:Stack::billing-prod", "pulumi:pulumi:Stack")]
    urns += [(f"{ROLES}{USER}::{name}", USER) for name in names]
    resources = [
        {"urn": urn, "type": type_, "custom": type_ == USER, "id": "x", "inputs": {}, "outputs": {}}
        for urn, type_ in urns
    ]
    manifest = {"time": "2026-11-20T00:00:00Z", "magic": "", "version": ""}
    return json.dumps({"version": 3, "deployment": {"manifest": manifest, "resources": resources}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Settings, exemptions and an export with the users `sftp-a` and `ci`."""
    (tmp_path / "daypass.toml").write_text(SETTINGS)
    entries = [("no-iam-user", USER), ("no-long-lived-key", "aws:iam/accessKey:AccessKey")]
    texts = "".join(EXEMPTION.format(rule=rule, type=type_) for rule, type_ in entries)
    (tmp_path / "exemptions.toml").write_text(f"schema = 1\n{texts}")
    (tmp_path / "export.json").write_text(export("sftp-a", "ci"))
    return tmp_path


def statuses(folder: Path, *options: str) -> dict[tuple[str, str], str]:
    """(rule, name) → status, as `scan` tells it."""
    ran = daypass("scan", "export.json", "--format", "json", *options, cwd=folder, env=DAY)
    return {(found["rule"], found["name"]): found["status"] for found in ran.json["findings"]}


def test_a_baseline_makes_todays_findings_known_and_tomorrows_count(folder: Path) -> None:
    ran = daypass("baseline", "write", "export.json", cwd=folder, env=DAY).expect(0)
    written = json.loads((folder / "baseline.json").read_text())
    assert (written["schema"], written["written"]) == (1, "2026-11-25")
    assert ran.out == f"baseline.json: {len(written['findings'])} findings are known from now on\n"
    daypass("scan", "export.json", "--baseline", "baseline.json", cwd=folder, env=DAY).expect(0)
    (folder / "export.json").write_text(export("sftp-a", "ci", "new"))
    daypass("scan", "export.json", "--baseline", "baseline.json", cwd=folder, env=DAY).expect(1)
    found = statuses(folder, "--baseline", "baseline.json")
    assert found["no-iam-user", "ci"] == "known"
    assert found["no-iam-user", "new"] == "fail"


def test_writing_the_same_baseline_again_changes_nothing(folder: Path) -> None:
    for _ in range(2):
        daypass("baseline", "write", "export.json", "--baseline", "b.json", cwd=folder, env=DAY).expect(0)
        first = (folder / "b.json").read_text()
    assert (folder / "b.json").read_text() == first


def test_the_baseline_that_is_to_be_written_need_not_exist_yet(folder: Path) -> None:
    """The pack's configuration names it from the first day on."""
    config = {"daypass-settings": {"enforcementLevel": "mandatory", "baseline": str(folder / "baseline.json")}}
    (folder / "config.json").write_text(json.dumps(config))
    daypass("baseline", "write", "export.json", "--policy-config", "config.json", cwd=folder, env=DAY).expect(0)
    daypass("scan", "export.json", "--policy-config", "config.json", cwd=folder, env=DAY).expect(0)


def test_nothing_is_written_where_one_source_cannot_be_read(folder: Path) -> None:
    (folder / "broken.json").write_text('{"version": 3, "deployment": ')
    ran = daypass("baseline", "write", "export.json", "broken.json", cwd=folder, env=DAY).expect(2)
    assert "broken.json" in ran.err
    assert not (folder / "baseline.json").exists()


def test_what_is_never_exempt_is_not_accepted_and_that_is_said(folder: Path) -> None:
    (folder / "daypass.toml").write_text(SETTINGS.replace("no-long-lived-key", "no-iam-user"))
    ran = daypass("baseline", "write", "export.json", cwd=folder, env=DAY).expect(0)
    rows = json.loads((folder / "baseline.json").read_text())["findings"]
    assert "no-iam-user" not in {row["rule"] for row in rows}
    assert "2 findings count as before, of rules in never_exempt" in ran.err


def compiled(folder: Path, *options: str) -> Any:
    """What `exemptions compile` prints."""
    arguments = ("export.json", "--exemptions", "exemptions.toml", *options)
    return daypass("exemptions", "compile", *arguments, cwd=folder, env=DAY).expect(0).json


def test_patterns_become_the_exact_urns_of_the_exports_and_void_ones_are_left_out(folder: Path) -> None:
    document = compiled(folder)
    assert document["version"] == 2
    (exception,) = document["exceptions"].values()
    assert exception["match"] == [{"policies": ["no-iam-user"], "targets": [f"{ROLES}{USER}::sftp-a"]}]
    assert "maria.keller@example.org" in exception["reason"]
    assert "2027-02-15" in exception["reason"]


def test_what_was_left_out_is_said(folder: Path) -> None:
    arguments = ("export.json", "--exemptions", "exemptions.toml")
    ran = daypass("exemptions", "compile", *arguments, cwd=folder, env=DAY).expect(0)
    assert "left out: the exemption of no-long-lived-key" in ran.err


def test_what_was_compiled_excuses_the_same_in_scan(folder: Path) -> None:
    (folder / "compiled.json").write_text(json.dumps(compiled(folder)))
    by_exception = statuses(folder, "--policy-config", "compiled.json")
    by_exemption = statuses(folder, "--exemptions", "exemptions.toml")
    assert by_exception["no-iam-user", "sftp-a"] == by_exemption["no-iam-user", "sftp-a"] == "exempt"
    assert by_exception["no-iam-user", "ci"] == by_exemption["no-iam-user", "ci"] == "fail"


def test_the_policies_of_a_configuration_go_along_because_the_engine_reads_one_file(folder: Path) -> None:
    (folder / "config.json").write_text('{"all": "advisory", "no-iam-user": "mandatory", "environments": ["prod"]}')
    document = compiled(folder, "--policy-config", "config.json")
    assert document["policies"] == {"all": "advisory", "no-iam-user": "mandatory"}
    assert document["environments"] == ["prod"]
    assert len(document["exceptions"]) == 1


def test_compiling_into_the_same_file_again_keeps_what_others_wrote_and_no_exemption_that_has_ended(
    folder: Path,
) -> None:
    first = compiled(folder)
    first["exceptions"]["TICKET-1"] = {"reason": "ours", "match": [{"policies": ["no-iam-user"], "targets": ["urn:x"]}]}
    (folder / "config.json").write_text(json.dumps(first))
    assert compiled(folder, "--policy-config", "config.json") == first
    (folder / "exemptions.toml").write_text("schema = 1\n")
    assert list(compiled(folder, "--policy-config", "config.json")["exceptions"]) == ["TICKET-1"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export.json",),
        ("export.json", "--exemptions", "missing.toml"),
        ("missing.json", "--exemptions", "exemptions.toml"),
    ],
)
def test_nothing_is_printed_where_something_cannot_be_read(folder: Path, arguments: tuple[str, ...]) -> None:
    assert daypass("exemptions", "compile", *arguments, cwd=folder, env=DAY).expect(2).out == ""


@pytest.mark.parametrize("pack", PACKS)
def test_the_path_of_a_pack_is_a_folder_that_pulumi_can_start(pack: str) -> None:
    path = Path(daypass("pack", "path", pack).expect(0).out.removesuffix("\n"))
    assert path == ROOT / "policy_packs" / pack
    assert (path / "PulumiPolicy.yaml").is_file()


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["nope"], "/no-daypass-pack-named-nope\n"),
        (["workload-identity"], "/no-daypass-pack-named-workload-identity\n"),
        ([], "/no-daypass-pack-named-\n"),
        (["../../etc"], "/no-daypass-pack-named-----etc\n"),
        (["a\nb"], "/no-daypass-pack-named-a-b\n"),
        (["a", "b"], "/no-daypass-pack-named-a-b\n"),
        (["--typo"], "/no-daypass-pack-named---typo\n"),
    ],
)
def test_an_unknown_pack_is_a_path_that_does_not_exist_and_never_nothing(arguments: list[str], out: str) -> None:
    """The engine takes an empty --policy-pack for no pack, and succeeds."""
    ran = daypass("pack", "path", *arguments).expect(2)
    assert ran.out == out
    assert not Path(ran.out.strip()).exists()
