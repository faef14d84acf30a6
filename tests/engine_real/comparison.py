"""This is where one program is judged in every way there is."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.engine_real.differences import Key
from tests.engine_real.inputs_seen import ours, shown
from tests.engine_real.judged import BIN, BOTH, Judged, analyze, export_stack, operate, write_config
from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import ROOT
from tests.sandbox.launching import write_executable
from tests.sandbox.sandbox import Sandbox

from daypass.engine.program import run_program
from daypass.settings import load_settings

TODAY: Final = "2026-11-25"
SETTINGS: Final = ROOT / "daypass.toml"
CONFIG: Final[dict[str, Any]] = {
    "all": "advisory",  # so that an update is not stopped, and everything comes to be and is judged
    "daypass-settings": {"enforcementLevel": "mandatory", "settings": str(SETTINGS)},
}
ENVIRONMENT: Final = {"DAYPASS_TODAY": TODAY, "DAYPASS_SETTINGS": str(SETTINGS)}


class Compared:
    """What each way says of one program, with the same settings, configuration and day."""

    def __init__(self, sandbox: Sandbox, project: Path) -> None:
        config = write_config(sandbox, CONFIG)
        self.embedded = _daypass("check", project, "--stack", "dev", config=config)
        self.registered = _registered(project)
        self.embedded_update = _daypass("check", project, "--stack", "dev", "--update", config=config)

        sandbox.pulumi("stack", "init", "dev", project=project).expect(0)
        how: dict[str, Any] = {"packs": BOTH, "config": config, "environment": ENVIRONMENT}
        recorder, recording = sandbox.folder / "recorder", sandbox.folder / "shown.jsonl"
        write_executable(recorder, "tests.sandbox.recorder", str(recording))
        self.preview = _of(operate(sandbox, ["preview"], project, **{**how, "packs": (*BOTH, recorder)}))
        self.shown = shown(recording)
        # One after the other: the simulated account answers some of several at once with an error of its own.
        self.update = _of(operate(sandbox, ["up", "-f", "--parallel", "1"], project, **how))
        export = export_stack(sandbox, project)
        self.scan = _daypass("scan", export, config=config)
        self.analysis = _of(analyze(sandbox, export, **how))


def prepare_account(emulator: Emulator, *, boundary: bool) -> None:
    """What is there before: the boundary of `stacks/account_baseline`, and what a program looks up."""
    iam = emulator.client("iam")
    if boundary:
        iam.create_policy(PolicyName="daypass-boundary", Path="/daypass/", PolicyDocument=_document("s3:*"))
    anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [anyone]})
    iam.create_role(RoleName="existing", AssumeRolePolicyDocument=trust)
    emulator.client("ssm").put_parameter(Name="/platform/action", Value="iam:*", Type="String")


def _document(action: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _registered(project: Path) -> dict[str, Any]:
    """Every resource of the embedded preview as a rule reads it. One that is only read is never shown to a pack."""
    preview = run_program(project, stack="dev", settings=load_settings(SETTINGS))
    assert preview.error is None, preview.error
    return {one.urn: ours(one) for one in preview.stack.resources if not one.external}


def _of(judged: Judged) -> set[Key]:
    """The findings of an operation that went through."""
    judged.run.expect(0)
    return judged.keys


def _daypass(*words: str | Path, config: Path) -> set[Key]:
    """The findings of one of our commands."""
    command = [str(BIN / "daypass"), *map(str, words), "--format", "json", "--policy-config", str(config)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **ENVIRONMENT})
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return {(row["rule"], row["urn"], row["status"]) for row in json.loads(ran.stdout)["findings"]}
