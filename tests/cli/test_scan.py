"""`daypass scan` as people and pipelines call it: the real process, real files, real exit statuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.support.commands import daypass
from tests.support.states import access_key, entry, export, write

from daypass.report.render import FACES
from daypass.state.values import SECRET, SIGNATURE

CANARY = "AKIAZZZZCANARYZZZZ77"


def user(name: str = "ci") -> dict[str, Any]:
    return entry("aws:iam/user:User", name, {"name": name})


@pytest.fixture
def bad(tmp_path: Path) -> str:
    return write(tmp_path / "bad.json", export(access_key()))


@pytest.fixture
def good(tmp_path: Path) -> str:
    return write(tmp_path / "good.json", export())


def test_a_mandatory_finding_is_status_1_and_nothing_found_is_0(bad: str, good: str) -> None:
    assert "no-long-lived-key" in daypass("scan", bad).expect(1).out
    assert "Nothing failed" in daypass("scan", good).expect(0).out


def test_the_report_goes_to_standard_output_and_complaints_to_standard_error(bad: str) -> None:
    assert daypass("scan", bad).expect(1).err == ""
    ran = daypass("scan", "nowhere.json").expect(2)
    assert ran.err == "daypass: nowhere.json: it cannot be read: No such file or directory\n"


def test_standard_input_and_a_pipe_are_sources_like_any_other(bad: str) -> None:
    content = Path(bad).read_bytes()
    report = daypass("scan", "-", "--format", "json", stdin=content).expect(1).json
    assert report["sources"][0]["path"] == "-"
    assert report["sources"][0]["resources"] == 3
    assert report["findings"][0]["source"] == "-"


def test_one_unreadable_source_hides_no_other_and_decides_the_status(tmp_path: Path, bad: str) -> None:
    broken = write(tmp_path / "broken.json", b"{")
    report = daypass("scan", broken, bad, "--format", "json").expect(2).json
    assert [bool(source["error"]) for source in report["sources"]] == [True, False]
    assert [finding["rule"] for finding in report["findings"]] == ["no-long-lived-key"]


def test_the_json_is_the_one_of_the_interface(bad: str) -> None:
    report = daypass("scan", bad, "--format", "json").expect(1).json
    (finding,) = report["findings"]
    assert report["schema_version"] == 1
    assert report["sources"] == [
        {"path": bad, "kind": "stack-export", "stack": "dev", "resources": 3, "identities": 0, "error": None}
    ]
    assert {
        key: finding[key] for key in ("rule", "risk", "status", "severity", "enforcement", "name", "exemption")
    } == {
        "rule": "no-long-lived-key",
        "risk": "long-lived-credential",
        "status": "fail",
        "severity": "critical",
        "enforcement": "mandatory",
        "name": "ci",
        "exemption": None,
    }
    assert report["summary"]["failed"] == 1
    assert report["tool"]["ruleset"].startswith("sha256:")


def test_the_same_files_give_the_same_bytes(bad: str, good: str) -> None:
    assert daypass("scan", bad, good, "--format", "json").out == daypass("scan", bad, good, "--format", "json").out


def test_rows_stand_under_the_identity_that_they_are_about(tmp_path: Path) -> None:
    key = access_key(propertyDependencies={"user": [user()["urn"]]})
    by_name = entry("aws:iam/userLoginProfile:UserLoginProfile", "login", {"user": "ci"})
    path = write(tmp_path / "a.json", export(user(), key, by_name))
    findings = daypass("scan", path, "--format", "json").expect(1).json["findings"]
    assert {finding["identity"] for finding in findings} == {user()["urn"]}
    assert len({finding["urn"] for finding in findings}) == 3


def test_passes_are_rows_only_on_demand_and_always_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", export(user()))
    quiet = daypass("scan", path, "--format", "json").json
    loud = daypass("scan", path, "--format", "json", "--show-passed").json
    assert quiet["summary"] == loud["summary"]
    assert quiet["summary"]["passed"] > 0
    assert {row["status"] for row in loud["findings"]} - {row["status"] for row in quiet["findings"]} == {"pass"}


def test_every_output_is_written_beside_what_is_printed(tmp_path: Path, bad: str) -> None:
    files = {name: tmp_path / f"out.{name}" for name in FACES}
    outputs = [argument for name, path in files.items() for argument in ("--output", f"{name}={path}")]
    assert "no-long-lived-key" in daypass("scan", bad, *outputs).expect(1).out
    assert json.loads(files["json"].read_text())["summary"]["failed"] == 1
    assert json.loads(files["sarif"].read_text())["runs"][0]["results"][0]["ruleId"] == "no-long-lived-key"
    assert files["github"].read_text().startswith("::error ")
    assert files["markdown"].read_text().startswith("## daypass: 1 failed")
    assert ET.fromstring(files["junit"].read_text()).get("failures") == "1"
    assert json.loads(files["gitlab"].read_text())[0]["check_name"] == "no-long-lived-key"
    assert files["csv"].read_bytes().count(b"\r\n") == 1 + json.loads(files["json"].read_text())["summary"]["failed"]
    assert "<title>daypass: 1 failed</title>" in files["html"].read_text()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("outputs", "fact"),
    [
        (["xml=x.xml"], "formats are text, json, sarif, github, markdown"),
        (["json"], "names no file"),
        (["json="], "names no file"),
        (["json=a", "sarif=nowhere/b"], "cannot be written"),
        (["json=a", "sarif=."], "cannot be written"),
        (["json=a", "sarif=./a"], "two outputs"),
    ],
)
def test_where_one_output_cannot_be_written_none_is(tmp_path: Path, bad: str, outputs: list[str], fact: str) -> None:
    arguments = [argument for output in outputs for argument in ("--output", output)]
    before = sorted(tmp_path.iterdir())
    assert fact in daypass("scan", bad, *arguments, cwd=tmp_path).expect(2).err
    assert sorted(tmp_path.iterdir()) == before


def test_an_output_replaces_a_file_through_a_link_and_writes_into_a_device(tmp_path: Path, good: str) -> None:
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    daypass("scan", good, "--output", f"json={tmp_path / 'link.json'}", "--output", "sarif=/dev/null").expect(0)
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["schema_version"] == 1
    assert Path("/dev/null").is_char_device()


def test_a_format_that_is_none_is_refused_with_the_list(bad: str) -> None:
    assert "'text', 'json', 'sarif', 'github', 'markdown'" in daypass("scan", bad, "--format", "xml").expect(2).err


@pytest.mark.parametrize("option", ["--policy-config", "--settings", "--exemptions", "--baseline"])
@pytest.mark.parametrize("content", [None, b"{", b"\xff", b'{"no-such-rule": "mandatory"}'])
def test_a_file_to_judge_by_that_is_missing_or_wrong_stops_everything(
    tmp_path: Path, bad: str, option: str, content: bytes | None
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    ran = daypass("scan", bad, option, path, "--output", f"json={tmp_path / 'out'}").expect(2)
    assert ran.out == ""
    assert ran.err.startswith("daypass: ")
    assert str(path) in ran.err
    assert not (tmp_path / "out").exists()


def test_a_level_of_the_policy_configuration_counts(tmp_path: Path, bad: str) -> None:
    advisory = write(tmp_path / "config.json", {"no-long-lived-key": "advisory"})
    report = daypass("scan", bad, "--policy-config", advisory, "--format", "json").expect(0).json
    assert report["findings"][0]["enforcement"] == "advisory"
    disabled = write(tmp_path / "config.json", {"no-long-lived-key": "disabled"})
    assert daypass("scan", bad, "--policy-config", disabled, "--format", "json").expect(0).json["findings"] == []


def test_fail_on_counts_what_is_advisory_and_min_severity_hides_without_changing_the_status(
    tmp_path: Path, bad: str
) -> None:
    config = ("--policy-config", write(tmp_path / "config.json", {"all": "advisory"}))
    daypass("scan", bad, *config).expect(0)
    daypass("scan", bad, *config, "--fail-on", "critical").expect(1)
    daypass("scan", write(tmp_path / "user.json", export(user())), *config, "--fail-on", "critical").expect(0)
    shown = daypass("scan", write(tmp_path / "user.json", export(user())), "--min-severity", "critical").expect(1)
    assert "no-iam-user" not in shown.out
    assert "are not shown, and count" in shown.out


def test_the_engines_own_exceptions_excuse_as_they_do_there(tmp_path: Path, bad: str) -> None:
    match = [{"policies": ["no-long-lived-key"], "targets": [access_key()["urn"]]}]
    config = {"version": 2, "policies": {}, "exceptions": {"EXC-1": {"reason": "until March", "match": match}}}
    ran = daypass("scan", bad, "--policy-config", write(tmp_path / "c.json", config), "--format", "json").expect(0)
    (finding,) = ran.json["findings"]
    assert (finding["status"], finding["exemption"]["id"]) == ("exempt", "EXC-1")


def settings(path: Path, **more: str) -> Path:
    path.write_text("schema = 1\n" + "".join(f"{key} = {value}\n" for key, value in more.items()))
    return path


def used(*arguments: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str | None:
    found = daypass("scan", *arguments, "--format", "json", cwd=cwd, env=env).json["tool"]["settings"]
    return Path(found).name if found else None


def test_settings_come_from_the_option_then_the_configuration_then_the_environment_then_upward(
    tmp_path: Path, good: str
) -> None:
    folder = tmp_path / "repo/deep"
    folder.mkdir(parents=True)
    assert used(good, cwd=folder) is None
    settings(tmp_path / "repo/daypass.toml")
    assert used(good, cwd=folder) == "daypass.toml"
    env = {"DAYPASS_SETTINGS": str(settings(tmp_path / "env.toml"))}
    assert used(good, cwd=folder, env=env) == "env.toml"
    block = {"daypass-settings": {"settings": str(settings(tmp_path / "block.toml"))}}
    config = ("--policy-config", write(tmp_path / "c.json", block))
    assert used(good, *config, cwd=folder, env=env) == "block.toml"
    assert used(good, *config, "--settings", settings(tmp_path / "option.toml"), cwd=folder, env=env) == "option.toml"


def unknown_policy() -> dict[str, Any]:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    return entry("aws:iam/rolePolicy:RolePolicy", "p", {"role": "r", "policy": unknown})


def test_what_is_undecided_is_told_and_counts_with_strict_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", export(unknown_policy()))
    report = daypass("scan", path, "--format", "json").expect(0).json
    (finding,) = [row for row in report["findings"] if row["rule"] == "no-admin-access"]
    assert (finding["status"], finding["unknown"]) == ("undecided", ["policy"])
    daypass("scan", path, "--strict").expect(3)
    config = write(tmp_path / "c.json", {"daypass-settings": {"strict": True}})
    daypass("scan", path, "--policy-config", config).expect(3)
    daypass("scan", path, write(tmp_path / "b.json", export(access_key())), "--strict").expect(1)


def test_no_secret_leaves_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    secret = {SIGNATURE: SECRET, "plaintext": json.dumps(CANARY)}
    environment = {"environment": {"variables": {"AWS_SECRET_ACCESS_KEY": secret, "PLAIN": CANARY}}}
    function = entry("aws:lambda/function:Function", "f", environment)
    broken = {
        **function,
        "dependencies": [CANARY],
        "propertyDependencies": {CANARY: "x"},
        "inputs": {"environment": {CANARY: 1}},
    }
    good, bad = write(tmp_path / "a.json", export(function)), write(tmp_path / "b.json", export(broken))
    for face in FACES:
        ran = daypass("scan", good, "--format", face, "--show-passed").expect(1)
        assert CANARY not in ran.out + ran.err
    assert "it is not a list" in daypass("scan", bad).expect(2).err


def test_colour_is_for_terminals_alone(bad: str) -> None:
    assert "\x1b" not in daypass("scan", bad, env={"TERM": "xterm-256color", "FORCE_COLOR": "1"}).out


@pytest.mark.parametrize("redirect", ["> /dev/full", ">&-", "| head -c 1 > /dev/null; exit ${PIPESTATUS[0]}"])
def test_an_output_that_takes_nothing_makes_no_pass_of_a_refusal(bad: str, redirect: str) -> None:
    command = f'"{sys.executable}" -m daypass scan "{bad}" {redirect}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)  # noqa: PLW1510 - looked at below
    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr


def test_an_interruption_is_130(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    child = subprocess.Popen(
        [sys.executable, "-m", "daypass", "scan", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait = f"/proc/{child.pid}/wchan"
    while "pipe" not in Path(wait).read_text() and child.poll() is None:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert child.returncode == 130
    assert b"Traceback" not in err


def test_no_path_and_an_empty_path_are_wrong_use() -> None:
    assert "no path is given" in daypass("scan").expect(2).err
    assert "empty" in daypass("scan", "").expect(2).err


ROLE_ARN = "arn:aws:iam::111122223333:role/shared"


def function(stack: str, name: str) -> dict[str, Any]:
    made = entry("aws:lambda/function:Function", name, {"role": ROLE_ARN})
    return {**made, "urn": made["urn"].replace(":dev::", f":{stack}::"), "parent": ""}


def test_what_one_stack_makes_and_others_use_is_seen_where_it_is_made(tmp_path: Path) -> None:
    role = entry("aws:iam/role:Role", "shared", {"name": "shared"}, outputs={"name": "shared", "arn": ROLE_ARN})
    made = write(tmp_path / "a/made.json", export(role))
    api = write(tmp_path / "a/api.json", export(function("api", "api")))
    write(tmp_path / "a/mail.json", export(function("mail", "mailer")))

    def shared(*paths: str | Path) -> list[tuple[str, str, str]]:
        rows = daypass("scan", *paths, "--format", "json", "--show-passed").expect(1).json["findings"]
        return [
            (row["source"], row["urn"], row["status"])
            for row in rows
            if row["rule"] == "one-role-one-workload" and row["type"] == "aws:iam/role:Role"
        ]

    assert shared(made, api) == [(made, role["urn"], "pass")]
    assert shared(tmp_path / "a") == [(made, role["urn"], "fail")]
