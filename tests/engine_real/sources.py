"""This is where the programs come from that engines are compared by: examples, stacks, one for each family."""

from pathlib import Path
from typing import Final

from tests.engine_real.programs import PROGRAMS
from tests.sandbox.engine import ROOT
from tests.sandbox.sandbox import Sandbox

EXAMPLES: Final = tuple(sorted(file.parent.name for file in (ROOT / "examples").glob("*/Pulumi.yaml")))
STACKS: Final = ("account_baseline", "workload_identities")
SOURCES: Final = (*PROGRAMS, *EXAMPLES, *STACKS)
WITHOUT_BOUNDARY: Final = ("mended", "permissions_boundary", "account_baseline")
"""What makes the boundary of an account itself; everything else finds one there."""

_PROJECT: Final = "name: agreed\nruntime: python\n"
_STACK: Final = 'config:\n  aws:region: us-east-1\n  aws:allowedAccountIds: ["111122223333"]\n'


def project_of(sandbox: Sandbox, name: str) -> Path:
    """A copy of one of them in the sandbox."""
    if name in PROGRAMS:
        files = {"Pulumi.yaml": _PROJECT, "Pulumi.dev.yaml": _STACK, "__main__.py": PROGRAMS[name]}
        return sandbox.project(files, name)
    if name == "workload_identities":
        return identities_project(sandbox)
    return sandbox.project(ROOT / ("stacks" if name in STACKS else "examples") / name, name)


def identities_project(sandbox: Sandbox) -> Path:
    """The default project of this repository: its Pulumi.yaml at the root, its program in a folder below."""
    project = sandbox.project(ROOT / "stacks" / "workload_identities", "root/stacks/workload_identities").parents[1]
    project.joinpath("Pulumi.yaml").write_bytes((ROOT / "Pulumi.yaml").read_bytes())
    project.joinpath("daypass.toml").write_bytes((ROOT / "daypass.toml").read_bytes())
    return project
