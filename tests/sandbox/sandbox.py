"""This is where a Sandbox is: everything that one run of the real engine needs, in one folder."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import Engine
from tests.sandbox.launching import write_executable
from tests.sandbox.processes import MARK

ENGINE_SETTINGS = {
    "PULUMI_CONFIG_PASSPHRASE": "sandbox",
    "PULUMI_SKIP_UPDATE_CHECK": "true",
    "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    "PULUMI_SKIP_CONFIRMATIONS": "true",
    "PULUMI_DEBUG_COMMANDS": "true",  # brings --event-log
    "PULUMI_DISABLE_CI_DETECTION": "true",
    "NO_COLOR": "1",
    "GRPC_VERBOSITY": "NONE",  # else gRPC's own chatter is shown to the user as lines of the program
}
INHERITED = ("HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "COVERAGE_PROCESS_START")
"""What a process of the sandbox knows of the outer environment: nothing of the user's AWS or Pulumi."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one command said. `output` is standard output and error as a person sees them."""

    command: tuple[str, ...]
    status: int
    output: str
    stdout: str

    def expect(self, status: int) -> "Run":
        """This run, where it ended as expected; else an AssertionError that shows everything it said."""
        if self.status != status:
            raise AssertionError(f"{' '.join(self.command)}\nended with {self.status}, not {status}:\n{self.output}")
        return self


class Sandbox:
    """A PULUMI_HOME with our plugins, a backend of files, an environment without anything of the user's."""

    def __init__(self, folder: Path, engine: Engine, emulator: Emulator) -> None:
        self.folder, self.engine, self.emulator = folder, engine, emulator
        self.home, self.backend = folder / "home", folder / "backend"
        self.backend.mkdir(parents=True)
        self._seed()
        self.environment: dict[str, str] = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            **ENGINE_SETTINGS,
            **emulator.environment(),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
            "PULUMI_HOME": str(self.home),
            "PULUMI_BACKEND_URL": f"file://{self.backend}",
            MARK: str(folder),
        }

    def _seed(self) -> None:
        """Put our plugins where the engine looks first: its cache, in exactly the versions it will ask for."""
        plugins, aws = self.home / "plugins", version("pulumi-aws")
        provider = plugins / f"resource-aws-v{aws}" / "pulumi-resource-aws"
        write_executable(provider, "tests.sandbox.aws.process", aws)
        if self.engine.runner is not None:
            host = plugins / f"language-python-v{self.engine.version}" / "pulumi-language-python"
            write_executable(host, "tests.sandbox.host.process", str(self.engine.runner), self.engine.version)

    def pulumi(self, *words: str | Path, project: Path, environment: Mapping[str, str] | None = None) -> Run:
        """Run one command of the CLI in a project's folder."""
        started = self.start(*words, project=project, environment=environment)
        out, err = (stream.decode(errors="replace") for stream in started.communicate())
        return Run(("pulumi", *map(str, words)), started.returncode, out + err, out)

    def start(
        self, *words: str | Path, project: Path, environment: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start one command and come back at once, with pipes to what it says."""
        return subprocess.Popen(
            [str(self.engine.executable), *map(str, words)],
            cwd=project,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def project(self, source: Path | Mapping[str, str], name: str = "project") -> Path:
        """A copy of a program's folder, or one written from file name → text. The engine writes beside Pulumi.yaml."""
        target = self.folder / "projects" / name
        if isinstance(source, Path):
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            return target
        for file, text in source.items():
            path = target / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return target
