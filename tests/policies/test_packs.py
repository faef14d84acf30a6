"""Both packs, in both forms, as the engine starts them."""

import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
import yaml
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from tests.support.packs import executable, folder, member, request, running
from tests.support.tree import ROOT

from daypass.model.risks import RISKS
from daypass.rule import PACKS
from daypass_policies.rules import catalog

KEY = "aws:iam/accessKey:AccessKey"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
FORMS = [(form, pack) for form in (executable, folder) for pack in PACKS]


@pytest.mark.parametrize(("form", "pack"), FORMS)
def test_a_pack_answers_every_call_of_the_protocol_without_being_configured(
    form: Callable[..., list[str]], pack: str, tmp_path: Path
) -> None:
    """`pulumi policy analyze` calls no ConfigureStack; other callers may call neither."""
    with running(form(pack), tmp_path) as started:
        stub = started.stub
        stub.Handshake(messages.AnalyzerHandshakeRequest(engine_address="127.0.0.1:1"))
        assert stub.GetPluginInfo(Empty()).version == VERSION
        assert stub.GetAnalyzerInfo(Empty()).name == pack
        assert list(stub.Remediate(request(KEY)).remediations) == []
        found = [diagnostic.policyName for diagnostic in started.analyze(KEY)]
        assert ("no-long-lived-key" in found) == (pack == "workload_identity")
        stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=[member(KEY)]))
        stub.ConfigureStack(messages.AnalyzerStackConfigureRequest(stack="prod", project="billing", dry_run=True))
        stub.Cancel(Empty())


@pytest.mark.parametrize("pack", PACKS)
def test_every_field_about_a_pack_and_its_rules_is_filled(pack: str, tmp_path: Path) -> None:
    with running(executable(pack), tmp_path) as started:
        info = started.stub.GetAnalyzerInfo(Empty())
    for field in ("name", "displayName", "version", "description", "readme", "provider"):
        assert getattr(info, field), field
    assert info.supportsConfig
    assert list(info.tags)
    mine = {name for name, rule in catalog().items() if rule.pack in (pack, "both")}
    assert {policy.name for policy in info.policies} == mine
    for policy in info.policies:
        assert all(
            getattr(policy, field)
            for field in ("displayName", "description", "message", "severity", "policy_type", "remediation_steps")
        ), policy
        assert policy.framework.name
        assert policy.framework.reference
        assert policy.tags[0] in RISKS
        assert (ROOT / f"docs/rules/{policy.name}.md").is_file()


@pytest.mark.parametrize("pack", PACKS)
def test_the_settings_entry_and_the_undecided_belong_to_both_packs(pack: str, tmp_path: Path) -> None:
    with running(executable(pack), tmp_path) as started:
        policies = {policy.name: policy for policy in started.stub.GetAnalyzerInfo(Empty()).policies}
    schema = policies["daypass-settings"].configSchema.properties
    assert set(schema) == {"settings", "exemptions", "baseline", "profile", "strict"}
    assert "rules-are-decided" in policies


@pytest.mark.parametrize("pack", PACKS)
def test_both_packs_take_the_same_configuration(pack: str, tmp_path: Path) -> None:
    """The engine wants one file for each pack, and people write one; what is the other's is no error."""
    with running(executable(pack), tmp_path) as started:
        started.configure(
            all="advisory",
            no_long_lived_key="mandatory",
            review_is_due={"enforcementLevel": "mandatory", "graceDays": 30},
            daypass_settings={"enforcementLevel": "mandatory", "profile": "standard", "strict": False},
        )
        levels = {found.policyName: found.enforcementLevel for found in started.analyze(KEY)}
    assert levels.get("no-long-lived-key") == (messages.MANDATORY if pack == "workload_identity" else None)


@pytest.mark.parametrize("pack", PACKS)
def test_folder_and_distribution_tell_the_same_version(pack: str) -> None:
    assert yaml.safe_load((ROOT / f"policy_packs/{pack}/PulumiPolicy.yaml").read_text())["version"] == VERSION


@pytest.mark.parametrize("form", [executable, folder])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_engine_ends_a_pack_without_a_word_in_its_output(
    form: Callable[..., list[str]], sent: signal.Signals, tmp_path: Path
) -> None:
    """The engine shows to people whatever a pack writes, a traceback of KeyboardInterrupt too."""
    with running(form(), tmp_path) as started:
        started.analyze(KEY)
        process = started.started.process
        process.send_signal(sent)
        assert process.wait() == 0
        assert started.stderr() == ""
        assert process.stdout.read() == b""


def test_a_pack_ends_when_its_parent_is_gone() -> None:
    """An engine that is killed ends nothing; its packs notice."""
    script = (
        f"import subprocess, sys; p = subprocess.Popen({executable()!r}); print(p.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    lines = {parent.stdout.readline().strip(), parent.stdout.readline().strip()}
    parent.kill()
    parent.wait()
    pids = [int(line) for line in lines if _runs_our_pack(int(line))]
    assert len(pids) == 1
    while _runs_our_pack(pids[0]):
        time.sleep(0.05)
    parent.stdin.close()
    parent.stdout.close()


def test_nothing_heavy_is_loaded_by_a_pack() -> None:
    """Importing Pulumi's SDK alone would double the time that every preview waits."""
    script = (
        "import json, sys; from datetime import date; from daypass_policies.serve import executable;"
        "executable.load('workload_identity', date(2026, 11, 20)).info(); print(json.dumps(sorted(sys.modules)))"
    )
    modules = set(json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout))
    heavy = {
        "pulumi",
        "pulumi_aws",
        "boto3",
        "botocore",
        "pydantic",
        "jinja2",
        "rich",
        "click",
        "yaml",
        "pulumi_policy",
    }
    assert modules & heavy == set()
    assert "grpc" in modules


@pytest.mark.parametrize("wrong", ["yesterday", "2026-13-01", "20261120", " 2026-11-20", ""])
def test_a_day_that_is_none_keeps_the_pack_from_starting(wrong: str) -> None:
    """A pack that ignored it would judge for a day that nobody asked for."""
    done = subprocess.run(
        executable(), env={**os.environ, "DAYPASS_TODAY": wrong}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("daypass: DAYPASS_TODAY: ")
    assert "Traceback" not in done.stderr


def test_a_pack_says_when_it_does_not_judge_for_today(tmp_path: Path) -> None:
    with running(executable(), tmp_path, DAYPASS_TODAY="2026-11-20") as started:
        started.analyze(KEY)
        assert started.stderr() == "daypass: judging for 2026-11-20, as DAYPASS_TODAY says\n"


def test_a_stack_larger_than_grpc_allows_by_default_is_judged(tmp_path: Path) -> None:
    """Four megabytes end at five thousand roles."""
    resources = [member(KEY, f"key-{number}", user="x" * 2_000) for number in range(3_000)]
    with running(executable(), tmp_path) as started:
        response = started.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=resources))
        assert response.ByteSize() < 4 * 1024 * 1024
        assert started.stub.Analyze(request(KEY, user="x" * 6_000_000)).diagnostics


def test_a_resource_nested_deeper_than_the_protocol_allows_is_an_error_and_never_a_pass(tmp_path: Path) -> None:
    deep: list[object] = []
    for _ in range(60):
        deep = [deep]
    with running(executable(), tmp_path) as started:
        try:
            answered = started.analyze(KEY, deep=deep)
        except grpc.RpcError:
            answered = None
        assert answered is None or answered[0].policyName == "no-long-lived-key"
        assert started.analyze(KEY)


def _runs_our_pack(pid: int) -> bool:
    try:
        return b"daypass-pack" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
