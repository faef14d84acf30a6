"""What the real engine refuses before anything is judged, the embedded one judges, and says what is missing."""

import json
import os
import subprocess
from typing import Any, Final

import pytest
from tests.engine_real.judged import BIN, new_project
from tests.sandbox.sandbox import Sandbox

MISSING: Final = {
    "an archive": (
        "import pulumi, pulumi_aws as aws\n"
        'aws.lambda_.Function("job", role="arn:aws:iam::111122223333:role/job", runtime="python3.12",\n'
        '    handler="index.handler", code=pulumi.FileArchive("build/job.zip"))\n',
        "build/job.zip",
    ),
    "a referenced stack": (
        "import pulumi, pulumi_aws as aws\n"
        'other = pulumi.StackReference("organization/network/dev")\n'
        'aws.iam.User("robot", tags={"vpc": other.get_output("vpc")})\n',
        "organization/network/dev",
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_what_is_missing_stops_the_engine_and_is_reported_by_check(sandbox: Sandbox, case: str) -> None:
    program, name = MISSING[case]
    project = new_project(sandbox, program)
    assert sandbox.pulumi("preview", project=project).status != 0
    checked = check(project)
    assert checked["sources"][0]["error"] is None
    assert checked["sources"][0]["resources"] > 0
    assert name


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
