"""`daypass events` says of a run what the packs said in it, and what a scan says of what came of it."""

from pathlib import Path

from tests.engine_real.judged import WORKLOADS, analyze, export_stack, new_project, operate, write_config
from tests.sandbox.sandbox import Sandbox
from tests.support.commands import daypass
from tests.support.engine_events import Said

from daypass.report.findings import fingerprint

BAD = """
import json, pulumi_aws as aws
user = aws.iam.User("robot")
aws.iam.AccessKey("key", user=user.name)
topic = aws.sns.Topic("orders")
def allow(action, resource):
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})
aws.iam.Policy("late", policy=topic.arn.apply(lambda arn: allow("sns:Publish", arn)))
aws.iam.Policy("all", policy=allow("*", "*"))
"""
Row = tuple[str, str, str, str]


def told(source: Path, command: str = "events", status: int = 1) -> set[Row]:
    """(rule, URN, status, fingerprint) of every row that a command shows."""
    rows = daypass(command, source, "--format", "json").expect(status).json["findings"]
    return {(row["rule"], row["urn"], row["status"], row["fingerprint"]) for row in rows}


def heard(rows: tuple[Said, ...]) -> set[Row]:
    """The same of what the packs said; an undecided rule has the empty key."""
    return {(row.rule, row.urn, row.status, row.fingerprint or fingerprint(row.rule, row.urn)) for row in rows}


def test_a_record_says_what_the_pack_said(sandbox: Sandbox) -> None:
    judged = operate(sandbox, ["preview"], new_project(sandbox, BAD))
    judged.run.expect(1)
    found = told(sandbox.folder / "events.jsonl")
    assert found == heard(judged.rows)
    assert {status for _, _, status, _ in found} == {"fail", "undecided"}


def test_colours_in_a_record_change_nothing(sandbox: Sandbox) -> None:
    """In a terminal the engine writes its own markup around every message."""
    project = new_project(sandbox, BAD)
    plain = heard(operate(sandbox, ["preview"], project).rows)
    coloured = operate(sandbox, ["preview", "--color", "always"], project, environment={"NO_COLOR": ""})
    coloured.run.expect(1)
    assert "<{%reset%}>" in (sandbox.folder / "events.jsonl").read_text(encoding="utf-8")
    assert told(sandbox.folder / "events.jsonl") == plain


def test_an_update_its_analysis_and_a_scan_of_its_export_agree(sandbox: Sandbox) -> None:
    """With every level advisory everything comes to be, and nothing is undecided any more."""
    project = new_project(sandbox, BAD)
    config = write_config(sandbox, {"all": "advisory"})
    operate(sandbox, ["up", "-f"], project, config=config).run.expect(0)
    updated = told(sandbox.folder / "events.jsonl", status=0)
    export = export_stack(sandbox, project)
    analysis = sandbox.folder / "analysis.jsonl"
    analysis.write_text(analyze(sandbox, export).run.expect(1).stdout, encoding="utf-8")
    assert updated
    assert updated == told(analysis) == told(export, "scan")


def test_what_passes_in_a_record_passes_in_a_scan_of_what_came_of_it(sandbox: Sandbox) -> None:
    """The engine lists as passed whatever did not fail; the pack says which of its rules did not ask."""
    project = new_project(sandbox, BAD)
    config = write_config(sandbox, {"all": "advisory", "review-is-due": "disabled"})
    operate(sandbox, ["up", "-f"], project, config=config).run.expect(0)
    export = export_stack(sandbox, project)
    options = ("--format", "json", "--show-passed", "--policy-config", config)
    record, scan = (
        {
            (row["rule"], row["urn"])
            for row in daypass(command, source, *options).expect(0).json["findings"]
            if row["status"] == "pass"
        }
        for command, source in (("events", sandbox.folder / "events.jsonl"), ("scan", export))
    )
    assert record
    assert record <= scan
    assert "review-is-due" not in {rule for rule, _ in record}


def test_an_exception_of_the_engine_excuses_here_too(sandbox: Sandbox) -> None:
    project = new_project(sandbox, 'import pulumi_aws as aws\naws.iam.User("robot")\n')
    target = "urn:pulumi:dev::p::aws:iam/user:User::robot"
    rules = ("no-iam-user", "identity-has-owner", "identity-is-governed")
    match = [{"policies": list(rules), "targets": [target]}]
    exceptions = {"EXC-1": {"reason": "until March", "match": match}}
    config = write_config(sandbox, {"version": 2, "policies": {}, "exceptions": exceptions})
    operate(sandbox, ["preview"], project, config=config).run.expect(0)
    found = told(sandbox.folder / "events.jsonl", status=0)
    assert {(rule, status) for rule, _, status, _ in found} == {(rule, "exempt") for rule in rules}


def test_a_run_without_a_pack_is_refused(sandbox: Sandbox) -> None:
    """The engine takes an empty `--policy-pack` for none, and succeeds; its record gives that away."""
    project = new_project(sandbox, BAD)
    log = sandbox.folder / "events.jsonl"
    sandbox.pulumi("preview", "--policy-pack", "", "--event-log", log, project=project).expect(0)
    assert "daypass-pack-workload-identity" in daypass("events", log).expect(2).err


def test_the_stream_of_a_preview_goes_straight_into_the_command(sandbox: Sandbox) -> None:
    project = new_project(sandbox, BAD)
    streaming = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "1"}
    stream = sandbox.pulumi("preview", "--json", "--policy-pack", WORKLOADS, project=project, environment=streaming)
    written = stream.expect(1).stdout.encode()
    report = daypass("events", "-", "--format", "json", "--show-passed", stdin=written).expect(1).json
    assert "no-long-lived-key" in {row["rule"] for row in report["findings"]}
    assert "pass" in {row["status"] for row in report["findings"]}


def test_the_record_of_an_analysis_shows_no_passes_and_says_so(sandbox: Sandbox) -> None:
    project = new_project(sandbox, BAD)
    operate(sandbox, ["up", "-f"], project, config=write_config(sandbox, {"all": "advisory"})).run.expect(0)
    analysis = sandbox.folder / "analysis.jsonl"
    analysis.write_text(analyze(sandbox, export_stack(sandbox, project)).run.expect(1).stdout, encoding="utf-8")
    said = daypass("events", analysis, "--show-passed").expect(1).out
    assert "this record names a resource only where something was found, so that it shows no passes" in " ".join(
        said.split()
    )
    assert ", 0 passed." in said
