"""What people write reaches the packs through the real engine, and what they wrote wrong is refused there."""

import json
from typing import Any, Final

import pytest
from tests.engine_real.judged import BOTH, WORKLOADS, analyze, export_stack, new_project, operate, write_config
from tests.sandbox.sandbox import Sandbox

TODAY: Final = {"DAYPASS_TODAY": "2026-11-25"}
PROGRAM: Final = """
import pulumi_aws as aws
user = aws.iam.User("sftp-acme")
aws.iam.AccessKey("key", user=user.name)
"""
USER: Final = "urn:pulumi:dev::p::aws:iam/user:User::sftp-acme"
KEY: Final = "urn:pulumi:dev::p::aws:iam/accessKey:AccessKey::key"
UNKNOWN_POLICY: Final = """
import json, pulumi, pulumi_aws as aws
queue = aws.sqs.Queue("orders")
aws.iam.Policy("use", policy=queue.arn.apply(lambda arn: json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": arn}]})))
"""
SETTINGS: Final = """
schema = 1
approvers = ["maria.keller@example.org"]
never_exempt = ["no-long-lived-key"]
[owners.payments]
contact = "payments@example.org"
escalation = "oncall@example.org"
"""
EXEMPTION: Final = """
schema = 1
[[exemption]]
rule = "{rule}"
urn = "{urn}"
reason = "The vendor speaks keys only until March"
owner = "payments"
approver = "maria.keller@example.org"
approved = 2026-11-20
expires = {expires}
"""


def configured(sandbox: Sandbox, **files: str) -> dict[str, Any]:
    """The `daypass-settings` entry of these files, by key: `settings`, `exemptions`, `baseline`."""
    paths = {key: sandbox.folder / f"{key}.{'json' if key == 'baseline' else 'toml'}" for key in files}
    for key, path in paths.items():
        path.write_text(files[key], encoding="utf-8")
    return {"enforcementLevel": "mandatory", **{key: str(path) for key, path in paths.items()}}


REFUSED: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "a rule that no pack knows": ({"no-long-live-key": "advisory"}, "no-long-lived-key"),
    "an unknown option": ({"review-is-due": {"enforcementLevel": "mandatory", "graceDay": 3}}, "graceDays"),
    "a bad value": ({"review-is-due": {"enforcementLevel": "mandatory", "graceDays": "soon"}}, "graceDays"),
    "an unknown setting": ({"daypass-settings": {"enforcementLevel": "mandatory", "profil": "strict"}}, "profile"),
    "a relative path": ({"daypass-settings": {"enforcementLevel": "mandatory", "settings": "d.toml"}}, "absolute"),
    "a missing file": ({"daypass-settings": {"enforcementLevel": "mandatory", "settings": "/no/d.toml"}}, "/no/d.toml"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_configuration_refuses_the_whole_operation(sandbox: Sandbox, case: str) -> None:
    """The engine itself would take each of these without a word."""
    config, named = REFUSED[case]
    judged = operate(
        sandbox,
        ["up", "-f"],
        new_project(sandbox, PROGRAM),
        config=write_config(sandbox, {"all": "advisory", **config}),
    )
    assert judged.run.status != 0
    assert named in judged.run.output
    assert sandbox.emulator.client("iam").list_users()["Users"] == []


def test_levels_are_as_configured_and_a_disabled_rule_says_nothing(sandbox: Sandbox) -> None:
    config = write_config(sandbox, {"all": "advisory", "no-iam-user": "mandatory", "identity-has-owner": "disabled"})
    judged = operate(sandbox, ["preview"], new_project(sandbox, PROGRAM), packs=BOTH, config=config)
    judged.run.expect(1)
    assert {(row.rule, row.level) for row in judged.rows} >= {
        ("no-iam-user", "mandatory"),
        ("no-long-lived-key", "advisory"),
    }
    assert judged.of("identity-has-owner") == []


def test_a_baseline_lets_known_findings_pass_and_stops_new_ones(sandbox: Sandbox) -> None:
    """Switching the pack on for an existing stack: what is there becomes advisory, what is new stays mandatory."""
    project = new_project(sandbox, PROGRAM)
    first = operate(sandbox, ["preview"], project)
    known = sorted(
        ({"fingerprint": row.fingerprint, "rule": row.rule, "urn": row.urn} for row in first.rows if row.fingerprint),
        key=lambda row: row["fingerprint"],
    )
    baseline = json.dumps({"schema": 1, "written": "2026-11-20", "findings": known})
    config = write_config(sandbox, {"daypass-settings": configured(sandbox, baseline=baseline)})
    second = operate(sandbox, ["up", "-f"], project, config=config)
    second.run.expect(0)
    assert {(row.status, row.level) for row in second.rows} == {("known", "advisory")}
    assert second.keys == {(rule, urn, "known") for rule, urn, _ in first.keys}

    (project / "__main__.py").write_text(PROGRAM + 'aws.iam.User("new")\n', encoding="utf-8")
    third = operate(sandbox, ["preview"], project, config=config)
    third.run.expect(1)
    failed = {row.urn.rpartition("::")[2] for row in third.rows if row.status == "fail"}
    assert failed == {"new"}


def test_an_exemption_holds_until_its_day_and_is_then_a_finding_itself(sandbox: Sandbox) -> None:
    project = new_project(sandbox, PROGRAM)
    pattern = "urn:pulumi:dev::p::aws:iam/user:User::sftp-*"
    levels = {"all": "advisory", "no-iam-user": "mandatory", "exemption-is-valid": "mandatory"}

    def preview(expires: str, rule: str = "no-iam-user", urn: str = pattern) -> Any:
        text = EXEMPTION.format(rule=rule, urn=urn, expires=expires)
        block = configured(sandbox, settings=SETTINGS, exemptions=text)
        config = write_config(sandbox, {**levels, "daypass-settings": block})
        return operate(sandbox, ["preview"], project, config=config, environment=TODAY)

    valid = preview("2027-02-15")
    valid.run.expect(0)
    assert ("no-iam-user", USER, "exempt") in valid.keys

    expired = preview("2026-11-24")
    expired.run.expect(1)
    assert ("no-iam-user", USER, "fail") in expired.keys
    assert [row.status for row in expired.of("exemption-is-valid")] == ["fail"]

    forbidden = preview("2027-02-15", "no-long-lived-key", "urn:pulumi:dev::p::aws:iam/accessKey:AccessKey::key")
    forbidden.run.expect(1)
    assert ("no-long-lived-key", KEY, "fail") in forbidden.keys
    assert forbidden.of("exemption-is-valid")


def test_the_exceptions_of_the_engine_itself_excuse_what_they_name(sandbox: Sandbox) -> None:
    match = [{"policies": ["no-iam-user"], "targets": [USER]}]
    config = write_config(
        sandbox,
        {
            "version": 2,
            "policies": {"all": "advisory", "no-iam-user": "mandatory"},
            "exceptions": {"SFTP": {"reason": "The vendor speaks keys only until March", "match": match}},
        },
    )
    project = new_project(sandbox, PROGRAM)
    judged = operate(sandbox, ["up", "-f"], project, config=config)
    judged.run.expect(0)
    assert ("no-iam-user", USER, "exempt") in judged.keys
    assert "[exempted]" in judged.run.output
    again = analyze(sandbox, export_stack(sandbox, project), packs=[WORKLOADS], config=config)
    again.run.expect(0)
    assert ("no-iam-user", USER, "exempt") in again.keys


def test_what_is_undecided_warns_in_preview_and_blocks_where_strict_is_asked_for(sandbox: Sandbox) -> None:
    project = new_project(sandbox, UNKNOWN_POLICY)
    policy = "urn:pulumi:dev::p::aws:iam/policy:Policy::use"
    judged = operate(sandbox, ["preview"], project)
    judged.run.expect(0)
    assert ("no-admin-access", policy, "undecided") in judged.keys
    assert {row.level for row in judged.rows} == {"advisory"}

    block = {"enforcementLevel": "mandatory", "strict": True}
    strict = operate(sandbox, ["preview"], project, config=write_config(sandbox, {"daypass-settings": block}))
    strict.run.expect(1)
    assert ("no-admin-access", policy, "undecided") in strict.keys

    # In the update the value is known, so there is nothing left to be strict about.
    updated = operate(sandbox, ["up", "-f"], project, config=write_config(sandbox, {"daypass-settings": block}))
    updated.run.expect(0)
    assert updated.rows == ()


def test_two_packs_want_one_configuration_each(sandbox: Sandbox) -> None:
    config = write_config(sandbox, {"all": "advisory"})
    packs = (word for pack in BOTH for word in ("--policy-pack", pack))
    run = sandbox.pulumi("preview", *packs, "--policy-pack-config", config, project=new_project(sandbox, PROGRAM))
    assert run.status != 0
