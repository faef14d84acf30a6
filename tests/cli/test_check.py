"""`daypass check` runs a program and judges what it registers; nothing that goes wrong on the way is a verdict."""

import json
from pathlib import Path

import pytest
from tests.support.commands import daypass
from tests.support.programs import PROGRAMS, written

from daypass.report.render import FACES

KEY = 'import pulumi\npulumi.CustomResource("aws:iam/accessKey:AccessKey", "ci", {"user": "ci"})\n'
SOUND = "import pulumi\npulumi.CustomResource('aws:sqs/queue:Queue', 'q')\n"
UNKNOWN = """
import pulumi
class Role(pulumi.CustomResource):
    def __init__(self, name, **inputs):
        super().__init__("aws:iam/role:Role", name, {"arn": None, **inputs})
first = Role("first", assumeRolePolicy='{"Version": "2012-10-17", "Statement": []}')
Role("second", assumeRolePolicy=first.arn)
"""


def failed(report: dict[str, object]) -> set[tuple[str, str]]:
    findings = report["findings"]
    assert isinstance(findings, list)
    return {(row["rule"], row["name"]) for row in findings if row["status"] == "fail"}


def test_a_bad_program_is_refused_at_its_own_line(tmp_path: Path) -> None:
    report = daypass("check", written(tmp_path, KEY), "--format", "json").expect(1).json
    assert ("no-long-lived-key", "ci") in failed(report)
    (row,) = (row for row in report["findings"] if row["rule"] == "no-long-lived-key")
    assert row["urn"] == "urn:pulumi:dev::p::aws:iam/accessKey:AccessKey::ci"


def test_a_sound_program_passes(tmp_path: Path) -> None:
    report = daypass("check", written(tmp_path, SOUND), "--format", "json").expect(0).json
    (source,) = report["sources"]
    assert (source["kind"], source["stack"], source["error"]) == ("program", "dev", None)
    assert source["resources"] == 3, "the stack, the provider and the queue"


def test_the_project_is_the_nearest_one_and_the_current_folder_the_default(tmp_path: Path) -> None:
    written(tmp_path, KEY)
    (tmp_path / "below").mkdir()
    here = daypass("check", "--format", "json", cwd=tmp_path).expect(1).json
    below = daypass("check", "--format", "json", cwd=tmp_path / "below").expect(1).json
    assert here["sources"][0]["path"] == "."
    assert [row["fingerprint"] for row in here["findings"]] == [row["fingerprint"] for row in below["findings"]]


def test_places_are_relative_to_the_project_and_sarif_to_the_current_folder(tmp_path: Path) -> None:
    written(tmp_path / "app", KEY)
    report = daypass("check", "app", "--format", "json", cwd=tmp_path).expect(1).json
    assert {row["location"]["file"] for row in report["findings"]} <= {"__main__.py", "Pulumi.yaml"}
    sarif = daypass("check", "app", "--format", "sarif", cwd=tmp_path).expect(1).json
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in sarif["runs"][0]["results"]
    }
    assert uris <= {"app/__main__.py", "app/Pulumi.yaml"}


def test_the_report_names_the_stack_that_was_taken(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    assert "'dev'" in daypass("check", tmp_path).expect(0).out
    (tmp_path / "Pulumi.qa.yaml").write_text("config: {}\n")
    report = daypass("check", tmp_path, "--format", "json").expect(0).json
    assert report["sources"][0]["stack"] == "qa"


def test_several_stacks_and_none_selected_is_wrong_use(tmp_path: Path) -> None:
    written(tmp_path, SOUND, Pulumi_dev_yaml="", Pulumi_prod_yaml="")
    ran = daypass("check", tmp_path, env={"PULUMI_HOME": str(tmp_path / "home")}).expect(2)
    assert "dev, prod" in ran.err
    daypass("check", tmp_path, "-s", "prod").expect(0)
    daypass("check", tmp_path, "--stack", "acme/p/prod").expect(0)


def test_configuration_comes_from_flags(tmp_path: Path) -> None:
    program = "import pulumi\nassert pulumi.Config().require('size') == 'a=b'\n" + SOUND
    written(tmp_path, program)
    daypass("check", tmp_path, "-c", "size=a=b", "--config", "aws:region=eu-west-1").expect(0)
    assert "ConfigMissingError: Missing required configuration variable" in daypass("check", tmp_path).out
    assert "KEY=VALUE" in daypass("check", tmp_path, "-c", "size").expect(2).err


@pytest.mark.parametrize("account", ["12345", "1111222233334", "abc", ""])
def test_an_account_is_twelve_digits(tmp_path: Path, account: str) -> None:
    assert "twelve digits" in daypass("check", written(tmp_path, SOUND), "--account", account).expect(2).err


def test_a_program_that_fails_is_an_unreadable_source_with_its_own_error(tmp_path: Path) -> None:
    written(tmp_path, KEY + "\nraise ValueError('no good')\n")
    ran = daypass("check", tmp_path, "--format", "json")
    assert ran.status == 2
    assert ran.json["sources"][0]["error"] == "__main__.py:4: ValueError: no good"
    assert ran.json["findings"] == []
    assert "__main__.py:4: ValueError: no good" in ran.err


def test_what_a_program_prints_does_not_touch_the_report(tmp_path: Path) -> None:
    written(tmp_path, 'print("{\\"schema_version\\": 9}")\n' + SOUND)
    ran = daypass("check", tmp_path, "--format", "json").expect(0)
    assert ran.json["schema_version"] == 1
    assert '"schema_version": 9' in ran.err


def test_what_is_unknown_is_undecided_and_counts_with_strict(tmp_path: Path) -> None:
    written(tmp_path, UNKNOWN)
    config = tmp_path / "policy.json"
    config.write_text('{"all": "advisory"}')
    report = daypass("check", tmp_path, "--policy-config", config, "--format", "json").expect(0).json
    undecided = {(row["rule"], row["name"]) for row in report["findings"] if row["status"] == "undecided"}
    assert ("trust-is-not-public", "second") in undecided
    assert ("trust-is-not-public", "first") not in undecided
    daypass("check", tmp_path, "--policy-config", config, "--strict").expect(3)
    updated = daypass("check", tmp_path, "--update", "--policy-config", config, "--format", "json").json
    assert ("trust-is-not-public", "second") in failed(updated)  # an ARN is no document


def test_a_resource_whose_name_is_made_of_a_look_up_is_undecided_and_the_look_up_named() -> None:
    ran = daypass("check", PROGRAMS / "uncertain", "--show-passed", "--format", "json").expect(0)
    rows = [row for row in ran.json["findings"] if row["name"].startswith("daypasslookup")]
    assert rows
    assert {row["status"] for row in rows} == {"undecided"}
    assert {tuple(row["unknown"]) for row in rows} == {("urn",)}
    assert len({row["fingerprint"] for row in rows}) == len(rows)
    again = daypass("check", PROGRAMS / "uncertain", "--show-passed", "--format", "json").expect(0)
    assert again.json["findings"] == ran.json["findings"], "placeholders are the same in each run"
    assert "aws:ec2/getVpc:getVpc" in daypass("check", PROGRAMS / "uncertain").expect(0).out
    daypass("check", PROGRAMS / "uncertain", "--strict").expect(3)


def test_settings_are_those_above_the_program(tmp_path: Path) -> None:
    written(tmp_path / "app", SOUND)
    (tmp_path / "daypass.toml").write_text("schema = 1\n")
    report = daypass("check", tmp_path / "app", "--format", "json").expect(0).json
    assert report["tool"]["settings"] == str(tmp_path / "daypass.toml")


@pytest.mark.parametrize("words", [("gone",), (".", "--stack", "a b")])
def test_wrong_use_is_one_sentence_and_no_verdict(tmp_path: Path, words: tuple[str, ...]) -> None:
    written(tmp_path, SOUND)
    ran = daypass("check", *words, cwd=tmp_path).expect(2)
    assert ran.out == ""
    assert "Traceback" not in ran.err


def test_no_secret_of_a_program_is_in_any_report() -> None:
    for face in FACES:
        ran = daypass("check", PROGRAMS / "secrets", "--show-passed", "--format", face)
        assert "canary" not in ran.out + ran.err
    assert json.loads(daypass("check", PROGRAMS / "secrets", "--format", "json").out)["sources"][0]["error"] is None


def test_what_a_get_does_not_tell_is_undecided_and_never_held_against_the_role() -> None:
    report = daypass("check", PROGRAMS / "existing", "--format", "json").json
    rows = [row for row in report["findings"] if row["name"] == "old"]
    assert {"trust-pins-subject", "no-admin-access", "term-is-short"} <= {row["rule"] for row in rows}
    assert {row["status"] for row in rows} == {"undecided"}
