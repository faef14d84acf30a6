"""This is where the demo deploys: the real Pulumi engine, our pack in it, and an emulated AWS account on loopback.

Engine and emulator are the tests' equipment, so they are found in the checkout and imported by name.
"""

import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from daypass.cli.demo_tour import Tour

PACK: Final = "daypass-pack-workload-identity"


def deploys(tour: Tour) -> None:
    """The real engine with the pack in it: it refuses the one and creates the other, in an emulated AWS account."""
    sys.path.insert(0, str(tour.root))  # the sandbox is a part of the checkout, not of the package
    engine = import_module("tests.sandbox.engine").find_engine()
    if engine is None:
        tour.say("Skipped: there is no `pulumi` here. Install it, or let `make engine` build it (Go, four minutes, once).")
        return
    with TemporaryDirectory(prefix="daypass-demo-") as folder:
        with tour.working("starting the emulated account"):
            emulator = import_module("tests.sandbox.emulator").Emulator()
        with emulator:
            _deploy(tour, import_module("tests.sandbox.sandbox").Sandbox(Path(folder), engine, emulator))


def _deploy(tour: Tour, sandbox: Any) -> None:
    pack = Path(sys.executable).with_name(PACK)
    leaky = _project(tour, sandbox, "leaky")
    refused = _pulumi(tour, sandbox, leaky, "preview", "--policy-pack", pack)
    tour.insist(refused.status != 0, "the engine did not refuse examples/leaky")
    tour.insist("trust-pins-subject" in refused.output, "the engine failed for another reason than the pack")

    mended = _project(tour, sandbox, "mended")
    _pulumi(tour, sandbox, mended, "preview", "--policy-pack", pack).expect(0)
    _pulumi(tour, sandbox, mended, "up", "--skip-preview", "--policy-pack", pack).expect(0)
    roles = _roles(sandbox)
    tour.insist(len(roles) > 1, "no role was created")
    tour.say("What exists in the account now, as the AWS client sees it:")
    tour.show(_role_table(roles))
    _pulumi(tour, sandbox, mended, "destroy", "--skip-preview").expect(0)
    tour.insist(not _roles(sandbox), "destroy left roles behind")


def _project(tour: Tour, sandbox: Any, name: str) -> Path:
    """A copy of an example with a stack: the engine writes beside Pulumi.yaml."""
    project = sandbox.project(tour.root / "examples" / name, name)
    sandbox.pulumi("stack", "init", "dev", project=project).expect(0)
    assert isinstance(project, Path)
    return project


def _pulumi(tour: Tour, sandbox: Any, project: Path, *words: str | Path) -> Any:
    """Run the engine, show the command and what it decided, and say how it ended."""
    shown = [f".venv/bin/{word.name}" if isinstance(word, Path) else word for word in words]
    tour.command("pulumi", *shown, "--cwd", f"examples/{project.name}")
    with tour.working(f"pulumi {words[0]}"):
        ran = sandbox.pulumi(*words, project=project)
    for line in _telling(ran.output):
        tour.console.print(Text(f"  {line}"), overflow="ellipsis", no_wrap=True, soft_wrap=False)
    tour.console.print(Text(f"exit status {ran.status}\n", style="bold"))
    return ran


def _telling(output: str) -> list[str]:
    """The lines that say what was decided: policies with their findings, and what was created or deleted."""
    return [line.rstrip() for line in output.splitlines() if line.strip()][-20:]


def _roles(sandbox: Any) -> list[dict[str, Any]]:
    """Every role below /daypass/, read by boto3 and not by our provider."""
    client = sandbox.emulator.client("iam")
    listed = client.list_roles(PathPrefix="/daypass/")["Roles"]
    return [client.get_role(RoleName=role["RoleName"])["Role"] for role in listed]


def _role_table(roles: list[dict[str, Any]]) -> Table:
    table = Table("role", "owner", "trusts", "longest session", "boundary", title_justify="left")
    for role in roles:
        tags = {tag["Key"]: tag["Value"] for tag in role.get("Tags", ())}
        (statement, *_) = role["AssumeRolePolicyDocument"]["Statement"]
        table.add_row(
            role["Path"] + role["RoleName"],
            tags.get("daypass:owner", ""),
            *(str(trusted) for trusted in statement["Principal"].values()),
            f"{role['MaxSessionDuration'] // 60} min",
            role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "").rpartition(":")[2],
        )
    return table
