"""This is where the real engine is run with our packs, and what they said is read from its own record."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.sandbox.engine import ROOT
from tests.sandbox.sandbox import Run, Sandbox
from tests.support.engine_events import Said, read_events, said, summary_of

BIN: Final = Path(sys.executable).parent
WORKLOADS: Final = BIN / "daypass-pack-workload-identity"
ACCOUNTS: Final = BIN / "daypass-pack-account-baseline"
WORKLOADS_FOLDER: Final = ROOT / "policy_packs" / "workload_identity"
ACCOUNTS_FOLDER: Final = ROOT / "policy_packs" / "account_baseline"
BOTH: Final = (WORKLOADS, ACCOUNTS)

PROJECT: Final = "name: p\nruntime: python\n"


@dataclass(frozen=True, slots=True)
class Judged:
    """One operation: how it ended, what our packs said, and the engine's own summary."""

    run: Run
    rows: tuple[Said, ...]
    summary: Mapping[str, Any]

    @property
    def keys(self) -> set[tuple[str, str, str]]:
        """Every (rule, URN, status)."""
        return {row.key for row in self.rows}

    def of(self, rule: str) -> list[Said]:
        """What one rule said."""
        return [row for row in self.rows if row.rule == rule]


def new_project(sandbox: Sandbox, program: str | Path, name: str = "project", stack: str = "dev") -> Path:
    """A project with a stack: a copy of a folder, or one of this text."""
    source = program if isinstance(program, Path) else {"Pulumi.yaml": PROJECT, "__main__.py": program}
    project = sandbox.project(source, name)
    sandbox.pulumi("stack", "init", stack, project=project).expect(0)
    return project


def write_config(sandbox: Sandbox, config: Mapping[str, Any] | str, name: str = "policy.json") -> Path:
    """A policy configuration as a file."""
    file = sandbox.folder / name
    file.write_text(config if isinstance(config, str) else json.dumps(config), encoding="utf-8")
    return file


def operate(
    sandbox: Sandbox,
    words: Sequence[str],
    project: Path,
    *,
    packs: Sequence[Path] = (WORKLOADS,),
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Judged:
    """`preview` or `up` with packs. The record of an `up` holds its update alone."""
    log = sandbox.folder / "events.jsonl"
    log.unlink(missing_ok=True)
    options = _pack_options(packs, config)
    run = sandbox.pulumi(*words, *options, "--event-log", log, project=project, environment=environment)
    events = read_events(log.read_text(encoding="utf-8")) if log.exists() else []
    return Judged(run, tuple(said(events)), summary_of(events))


def analyze(
    sandbox: Sandbox,
    export: Path,
    *,
    packs: Sequence[Path] = BOTH,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Judged:
    """`pulumi policy analyze` of an export."""
    options = _pack_options(packs, config)
    words = ("policy", "analyze", "--file", export, "--json", *options)
    run = sandbox.pulumi(*words, project=sandbox.folder, environment=environment)
    events = read_events(run.stdout)
    return Judged(run, tuple(said(events)), summary_of(events))


def export_stack(sandbox: Sandbox, project: Path) -> Path:
    """`pulumi stack export` as a file."""
    file = sandbox.folder / f"{project.name}.export.json"
    sandbox.pulumi("stack", "export", "--file", file, project=project).expect(0)
    return file


def _pack_options(packs: Sequence[Path], config: Path | None) -> list[str | Path]:
    """One configuration for each pack: the engine insists on as many."""
    named: list[str | Path] = []
    for pack in packs:
        named += ["--policy-pack", pack]
        named += ["--policy-pack-config", config] if config else []
    return named
