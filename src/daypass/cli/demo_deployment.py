"""This is where the demo deploys: the real Pulumi engine, our pack in it, and an emulated AWS account on loopback.

Engine and emulator are the tests' equipment, so they are found in the checkout and imported by name.
"""

import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from rich.table import Table

from daypass.cli.demo_tour import Tour, plain_table

PACK: Final = "daypass-pack-workload-identity"

REFUSED: Final = 1
"""The exit status of `pulumi` where a mandatory rule was violated."""

MENDED_ROLES: Final = 3
"""The roles of examples/mended: one each for deployment, interface and mailer."""


def deploys(tour: Tour) -> None:
    """The real engine with the pack in it: it refuses the one and creates the other, in an emulated AWS account."""
    sys.path.insert(0, str(tour.root))  # the sandbox is a part of the checkout, not of the package
    engine = import_module("tests.sandbox.engine").find_engine()
    if engine is None:
        tour.say("Skipped: there is no `pulumi` here. Install it, or build it: make engine (Go, 4 minutes, once).")
        return
    with TemporaryDirectory(prefix="daypass-demo-") as folder:
        with tour.working("starting the emulated account"):
            emulator = import_module("tests.sandbox.emulator").Emulator()
        with emulator, ThreadPoolExecutor() as pool:
            sandbox = partial(import_module("tests.sandbox.sandbox").Sandbox, engine=engine, emulator=emulator)
            leaky = Running(tour, pool, sandbox(Path(folder) / "leaky"), "leaky")
            mended = Running(tour, pool, sandbox(Path(folder) / "mended"), "mended")
            _preview(tour, leaky, mended)
            _deploy(tour, mended, emulator.client("iam"))


def _preview(tour: Tour, leaky: "Running", mended: "Running") -> None:
    """Both at once, told one after the other."""
    refused, passed = leaky.begin("preview", *with_pack()), mended.begin("preview", *with_pack())
    said = leaky.tell(refused, expect=REFUSED)
    tour.insist("trust-pins-subject" in said, f"the engine failed for another reason than the pack:\n{said}")
    mended.tell(passed, expect=0)


def _deploy(tour: Tour, mended: "Running", iam: Any) -> None:
    mended.tell(mended.begin("up", "--skip-preview", *with_pack()), expect=0)
    roles = _roles(iam)
    tour.insist(len(roles) == MENDED_ROLES, f"{len(roles)} roles exist instead of {MENDED_ROLES}")
    tour.say("What exists in the account now, asked by boto3 and not by Pulumi:")
    tour.show(_role_table(roles))
    mended.tell(mended.begin("destroy", "--skip-preview"), expect=0)
    tour.insist(not _roles(iam), "destroy left roles behind")
    tour.say("And nothing is left.")


class Running:
    """The engine on a copy of one example, because it writes beside Pulumi.yaml."""

    def __init__(self, tour: Tour, pool: Executor, sandbox: Any, name: str) -> None:
        self._tour, self._pool, self._sandbox, self._name = tour, pool, sandbox, name
        self._project: Path = sandbox.project(tour.root / "examples" / name, name)
        begun = sandbox.pulumi("stack", "init", "dev", project=self._project)
        tour.insist(begun.status == 0, f"pulumi stack init: {begun.output}")

    def begin(self, *words: str | Path) -> "Begun":
        """Run a command of `pulumi` beside what goes on here."""
        run = self._pool.submit(self._sandbox.pulumi, *words, project=self._project, environment=self._tour.day)
        return Begun(words, run)

    def tell(self, begun: "Begun", *, expect: int) -> str:
        """Show a command and, when it has ended, what it decided; its output. Stops the demo at another exit status."""
        shown = [f".venv/bin/{word.name}" if isinstance(word, Path) else word for word in begun.words]
        self._tour.command("pulumi", *shown, "--cwd", f"examples/{self._name}")
        with self._tour.working(f"pulumi {shown[0]} of examples/{self._name}"):
            ran = begun.run.result()
        output = str(ran.output)
        self._tour.insist(ran.status == expect, f"pulumi {shown[0]} ended with {ran.status} and said:\n{output}")
        for line in _telling(output):
            self._tour.say(f"  {line}")
        self._tour.say(f"exit status {ran.status}\n")
        return output


class Begun(NamedTuple):
    """A command of `pulumi` that runs."""

    words: tuple[str | Path, ...]
    run: Future[Any]


def with_pack() -> tuple[str | Path, ...]:
    """The option that a reader would give, with the executable by its path."""
    return "--policy-pack", Path(sys.executable).with_name(PACK)


def _telling(output: str) -> list[str]:
    """The lines that say what was decided: the pack's answer, each mandatory finding, and the closing count."""
    counts = output.partition("\nResources:\n")[2].partition("\n\n")[0].splitlines()
    decided = [line for line in output.splitlines() if "[mandatory]" in line or "(local: " in line]
    return [line.strip() for line in (*decided, *counts)]


def _roles(iam: Any) -> list[dict[str, Any]]:
    """Every role below /daypass/."""
    listed = iam.list_roles(PathPrefix="/daypass/")["Roles"]
    return [iam.get_role(RoleName=role["RoleName"])["Role"] for role in listed]


def _role_table(roles: list[dict[str, Any]]) -> Table:
    table = plain_table("role", "owner", "admits", "longest session", "boundary")
    for role in roles:
        tags = {tag["Key"]: tag["Value"] for tag in role.get("Tags", ())}
        table.add_row(
            role["Path"] + role["RoleName"],
            tags.get("daypass:owner", "nobody"),
            _admitted(role["AssumeRolePolicyDocument"]["Statement"][0]),
            f"{role['MaxSessionDuration'] // 60} min",
            role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "none").rpartition("/")[2],
        )
    return table


def _admitted(statement: dict[str, Any]) -> str:
    """The principal, or of a federated one the first subject that AWS asks for."""
    asked = statement.get("Condition", {}).get("StringEquals", {})
    subjects = [value for key, value in asked.items() if key.endswith(":sub")]
    (principal,) = statement["Principal"].values()
    first = subjects[0] if subjects else principal
    return first if isinstance(first, str) else str(first[0])
