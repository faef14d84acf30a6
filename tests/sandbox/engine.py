"""This is where the engine is found: the one that `make engine` builds, or a `pulumi` that the user has installed."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
GO_MOD: Final = ROOT / "tests" / "foreign" / "engine" / "go.mod"


@dataclass(frozen=True, slots=True)
class Engine:
    """A Pulumi CLI. `version` has no leading v; `runner` runs programs, None where a language host is installed."""

    executable: Path
    version: str
    runner: Path | None


def pinned_version() -> str:
    """The version that go.mod names, as `v3.274.1`."""
    found = re.search(r"github\.com/pulumi/pulumi/pkg/v3 (v[\w.+-]+)", GO_MOD.read_text(encoding="utf-8"))
    assert found is not None, "go.mod names the engine's version"
    return found[1]


def built_engine() -> Engine | None:
    """What `tests/foreign/engine/build.sh` has built, if it has."""
    version = pinned_version()
    folder = ROOT / ".cache" / "engine" / version
    executable, runner = folder / "pulumi", folder / "pulumi-language-python-exec"
    return Engine(executable, version[1:], runner) if executable.is_file() and runner.is_file() else None


def installed_engine() -> Engine | None:
    """The user's own CLI, where it is on PATH with the official language host beside it."""
    found = shutil.which("pulumi")
    if found is None or not Path(found).resolve().with_name("pulumi-language-python").is_file():
        return None
    version = subprocess.run([found, "version"], capture_output=True, text=True, check=True).stdout.strip()
    return Engine(Path(found), version.removeprefix("v"), None)


def find_engine() -> Engine | None:
    """What the demo uses: the user's own, else the built one."""
    return installed_engine() or built_engine()
