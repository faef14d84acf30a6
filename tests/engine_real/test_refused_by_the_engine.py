"""What the real engine refuses before anything is judged, the embedded one judges, and says what is missing."""

import json
import os
import subprocess
from typing import Any, Final

from tests.engine_real.judged import BIN, new_project
from tests.sandbox.sandbox import Sandbox

ARCHIVE: Final = """
import pulumi, pulumi_aws as aws
aws.lambda_.Function("job", role="arn:aws:iam::111122223333:role/job", runtime="python3.12",
    handler="index.handler", code=pulumi.FileArchive("build/job.zip"))
"""
REFERENCE: Final = """
import pulumi, pulumi_aws as aws
other = pulumi.StackReference("organization/network/dev")
aws.iam.User("robot", tags={"daypass:owner": other.get_output("owner")})
"""


def test_a_missing_archive_stops_the_engine_and_is_a_note_of_check(sandbox: Sandbox) -> None:
    project = new_project(sandbox, ARCHIVE)
    assert "build/job.zip" in sandbox.pulumi("preview", project=project).expect(1).output
    checked = subprocess.run([BIN / "daypass", "check", project], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "'build/job.zip' is missing" in " ".join(checked.stdout.split())


def test_a_missing_stack_stops_the_engine_and_its_outputs_are_unknown_to_check(sandbox: Sandbox) -> None:
    project = new_project(sandbox, REFERENCE)
    assert "organization/network/dev" in sandbox.pulumi("preview", project=project).expect(1).output
    robot = "urn:pulumi:dev::p::aws:iam/user:User::robot"
    assert ("no-iam-user", robot, "fail") in keys(check(project))
    assert ("review-is-due", robot, "undecided") in keys(check(project))


def test_configured_autonaming_is_the_engines_and_no_finding_hangs_on_it(sandbox: Sandbox) -> None:
    """`pulumi:autonaming` gives the real engine another name than the embedded one; the answers are the same."""
    project = new_project(sandbox, 'import pulumi_aws as aws\naws.iam.User("robot")\n')
    (project / "Pulumi.dev.yaml").write_text(
        'config:\n  pulumi:autonaming: {pattern: "${stack}-${name}-${hex(4)}"}\n  aws:region: us-east-1\n',
        encoding="utf-8",
    )
    sandbox.pulumi("config", "set", "x", "y", project=project).expect(0)
    sandbox.pulumi("up", "-f", project=project).expect(0)
    (user,) = sandbox.emulator.client("iam").list_users()["Users"]
    assert user["UserName"].startswith("dev-robot-")
    export = sandbox.folder / "export.json"
    sandbox.pulumi("stack", "export", "--file", export, project=project).expect(0)
    assert keys(run("scan", str(export))) == keys(check(project, "--update"))


def check(project: os.PathLike[str], *options: str) -> dict[str, Any]:
    """`daypass check`."""
    return run("check", str(project), "--stack", "dev", *options)


def run(*words: str) -> dict[str, Any]:
    """One of our commands, with its JSON."""
    ran = subprocess.run([str(BIN / "daypass"), *words, "--format", "json"], capture_output=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def keys(report: dict[str, Any]) -> set[tuple[str, str, str]]:
    """(rule, URN, status)."""
    return {(row["rule"], row["urn"], row["status"]) for row in report["findings"]}
