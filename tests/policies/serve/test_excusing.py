"""A pack reads exemptions and baseline too, so that known findings let `pulumi up` through and new ones do not."""

import json
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.packs import Pack, executable, running, urn

from daypass.report.findings import fingerprint

USER = "aws:iam/user:User"
KEY = "aws:iam/accessKey:AccessKey"
STACK = "pulumi:pulumi:Stack"
SETTINGS = """
schema = 1
approvers = ["maria.keller@example.org"]
never_exempt = ["no-long-lived-key"]
[owners.payments]
contact = "payments@example.org"
escalation = "oncall@example.org"
"""
EXEMPTIONS = """
schema = 1
[[exemption]]
rule = "no-iam-user"
urn = "urn:pulumi:prod::billing::aws:iam/user:User::sftp-*"
reason = "Vendor SFTP speaks keys only until March"
owner = "payments"
approver = "maria.keller@example.org"
approved = 2026-11-20
expires = 2026-12-01
[[exemption]]
rule = "no-long-lived-key"
urn = "urn:pulumi:prod::billing::aws:iam/accessKey:AccessKey::sftp-*"
reason = "As above"
owner = "payments"
approver = "maria.keller@example.org"
approved = 2026-11-20
expires = 2026-12-01
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Settings, exemptions, and a baseline that knows the user `old`, as the packs' settings name them."""
    known = [
        {"fingerprint": fingerprint(rule, urn(type_, "old")), "rule": rule, "urn": urn(type_, "old")}
        for rule, type_ in (("no-iam-user", USER), ("no-long-lived-key", KEY))
    ]
    texts = {
        "settings": SETTINGS,
        "exemptions": EXEMPTIONS,
        "baseline": json.dumps({"schema": 1, "written": "2026-11-20", "findings": known}),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: str(tmp_path / name) for name in texts}


def told(pack: Pack, rule: str, type_: str, name: str) -> tuple[int, str]:
    """Level and the word in the suffix, of that rule about that resource."""
    (found,) = (one for one in pack.analyze(type_, name) if one.policyName == rule)
    return found.enforcementLevel, found.message.rpartition(" ")[2].rstrip("]")


@pytest.mark.parametrize(
    ("rule", "type_", "name", "level", "status"),
    [
        ("no-iam-user", USER, "sftp-a", messages.ADVISORY, "exempt"),
        ("no-iam-user", USER, "old", messages.ADVISORY, "known"),
        ("no-iam-user", USER, "new", messages.MANDATORY, "fail"),
        ("no-long-lived-key", KEY, "sftp-a", messages.MANDATORY, "fail"),
        ("no-long-lived-key", KEY, "old", messages.MANDATORY, "fail"),
    ],
)
def test_what_is_excused_is_advisory_and_what_is_never_exempt_is_not(
    pack: Pack, files: dict[str, str], rule: str, type_: str, name: str, level: int, status: str
) -> None:
    pack.configure(daypass_settings=files)
    assert told(pack, rule, type_, name) == (level, status)


def test_a_void_exemption_is_a_finding_of_the_stack_that_it_names(pack: Pack, files: dict[str, str]) -> None:
    pack.configure(daypass_settings=files)
    (found,) = pack.analyze(STACK, "billing-prod")
    assert found.policyName == "exemption-is-valid"
    assert "the settings never exempt 'no-long-lived-key'" in found.message
    assert found.enforcementLevel == messages.MANDATORY


def test_an_exemption_that_ends_soon_is_said_once_on_standard_error(pack: Pack, files: dict[str, str]) -> None:
    """The engine shows to people what a pack writes there."""
    pack.configure(daypass_settings=files)
    before = len(pack.stderr())
    for name in ("sftp-a", "sftp-b", "other"):
        pack.analyze(USER, name)
    said = pack.stderr()[before:]
    assert said.count("ends on 2026-12-01") == 1
    assert said.startswith("daypass: warning: the exemption of no-iam-user for urn:pulumi:prod::billing::")


def test_without_settings_nobody_can_have_approved_anything(pack: Pack, files: dict[str, str]) -> None:
    pack.configure(daypass_settings={"exemptions": files["exemptions"]})
    assert told(pack, "no-iam-user", USER, "sftp-a") == (messages.MANDATORY, "fail")


@pytest.mark.parametrize("name", ["settings", "exemptions", "baseline"])
@pytest.mark.parametrize("text", [None, "\0", "{", "schema = 1\nunheard-of = 2", '{"schema": 1, "unheard-of": 2}'])
def test_a_file_that_is_missing_or_wrong_refuses_the_configuration(
    pack: Pack, files: dict[str, str], name: str, text: str | None
) -> None:
    path = Path(files[name])
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    with pytest.raises(grpc.RpcError) as refused:
        pack.configure(daypass_settings=files)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert str(path) in refused.value.details()


def test_a_rule_that_nobody_knows_in_never_exempt_is_an_error(pack: Pack, files: dict[str, str]) -> None:
    """A misspelt name there would leave open what the organisation believes to be closed."""
    Path(files["settings"]).write_text(SETTINGS.replace("no-long-lived-key", "no-long-lived-keys"))
    with pytest.raises(grpc.RpcError) as refused:
        pack.configure(daypass_settings=files)
    assert "Did you mean 'no-long-lived-key'?" in refused.value.details()


def test_a_pack_takes_its_files_from_its_configuration_alone(tmp_path: Path) -> None:
    """What lies beside the program that is judged must not be able to soften the judgement."""
    (tmp_path / "daypass.toml").write_text("this is no TOML")
    with running(executable(), tmp_path, DAYPASS_SETTINGS=str(tmp_path / "daypass.toml")) as started:
        started.configure()
        assert told(started, "no-iam-user", USER, "sftp-a") == (messages.MANDATORY, "fail")
