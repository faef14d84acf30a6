"""Whatever a reader can see works: documents are run as stories, examples as programs, pipelines as commands."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import find_engine
from tests.sandbox.sandbox import Sandbox
from tests.support.documents import blocks, commands, run
from tests.support.scratch import scratch_checkout
from tests.support.tree import ROOT, tracked_files

from daypass_components import COMPONENTS

BIN = Path(sys.prefix) / "bin"
# The pages of the rules are generated, and checked where the rules are.
DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md" and path.parent != ROOT / "docs/rules"]
STORIES = [path for path in DOCUMENTS if blocks(path)]
PROGRAMS = sorted(path.parent.name for path in (ROOT / "examples").glob("*/Pulumi.yaml"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture
def engine_environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """What a shell needs to run `pulumi` against the emulated account; nothing where there is no engine."""
    engine = find_engine()
    if engine is None:
        yield {}
        return
    with Emulator() as emulator:
        environment = Sandbox(tmp_path / "engine", engine, emulator).environment
        yield {**environment, "PATH": f"{engine.executable.parent}:{environment['PATH']}"}


@pytest.mark.parametrize("document", STORIES, ids=named)
def test_what_a_document_shows_is_what_happens(
    document: Path, tmp_path: Path, engine_environment: dict[str, str]
) -> None:
    folder = scratch_checkout(tmp_path / "checkout")
    # The day on which the examples were written: their review dates are to come.
    environment = {"PATH": f"{BIN}:{os.environ['PATH']}", "DAYPASS_TODAY": "2026-11-25", **engine_environment}
    for block in blocks(document):
        if block.language != "console":
            (folder / block.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.path).write_text(block.body, encoding="utf-8")
            continue
        for command in commands(block):
            if "pulumi " in command.text and not engine_environment:
                continue  # the tests of the engine say loudly that they were skipped
            run(command, folder, environment)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_no_document_takes_a_policy_pack_from_a_substitution() -> None:
    """The engine takes an empty `--policy-pack` for no pack and succeeds, so a pack is always named by its path."""
    texts = {
        path: path.read_text(encoding="utf-8") for path in tracked_files() if path.suffix in {".md", ".yml", ".yaml"}
    }
    packs = [
        (path, given) for path, text in texts.items() for given in re.findall(r"--policy-pack[= ]+([^\s`]+)", text)
    ]
    assert packs
    assert [(path, given) for path, given in packs if given.startswith(("$", '"$', "'$", "``"))] == []


def checked(program: str, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and findings of `daypass check` on an example."""
    command = [BIN / "daypass", "check", f"examples/{program}", "--format", "json", *options]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode in {0, 1}, ran.stderr
    return ran.returncode, json.loads(ran.stdout)["findings"]


@pytest.mark.parametrize("program", [name for name in PROGRAMS if name != "leaky"])
@pytest.mark.parametrize("options", [(), ("--update",)], ids=["preview", "update"])
def test_an_example_is_worth_copying(program: str, options: tuple[str, ...]) -> None:
    status, findings = checked(program, *options)
    assert status == 0
    assert [(row["rule"], row["urn"], row["message"]) for row in findings if row["status"] == "fail"] == []


def test_the_leaky_example_shows_each_leak_with_its_line() -> None:
    status, findings = checked("leaky")
    failed = {(row["rule"], row["name"]) for row in findings if row["status"] == "fail"}
    assert status == 1
    assert failed >= {
        ("trust-pins-subject", "invoice-deploy"),
        ("term-is-short", "invoice-deploy"),
        ("trust-names-no-whole-account", "invoice-build"),
        ("no-admin-access", "invoice-build-admin"),
        ("identity-has-owner", "invoice-service"),
        ("no-iam-user", "invoice-mailer"),
        ("no-long-lived-key", "invoice-mailer"),
        ("no-plain-credential", "invoice-mailer"),
        ("one-role-one-workload", "invoice-service"),
    }
    program = (ROOT / "examples/leaky/__main__.py").read_text(encoding="utf-8").splitlines()
    for row in findings:
        assert row["remedy"]
        assert row["location"]["file"] == "__main__.py"
        assert "aws." in program[row["location"]["line"] - 1], row


def test_the_leaky_example_has_a_policy_that_no_preview_can_judge() -> None:
    _, findings = checked("leaky")
    undecided = [row for row in findings if row["status"] == "undecided" and row["name"] == "invoice-service-access"]
    assert undecided
    assert {path for row in undecided for path in row["unknown"]} == {"policy"}


def packages(path: str) -> set[str]:
    """The names of the packages in a folder."""
    return {folder.name for folder in (ROOT / path).iterdir() if (folder / "__init__.py").exists()}


def test_the_map_and_the_guide_name_every_folder_of_code() -> None:
    map_ = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in packages("src/daypass") if f"  {name}/ " not in map_} == set()
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shared = packages("policy_packs/daypass_policies") - {"rules", "serve"}
    assert {name for name in shared if f"`{name}`" not in guide} == set()


def test_each_component_has_an_example_of_its_own() -> None:
    shown = {folder.name.replace("_", "") for folder in (ROOT / "examples").iterdir()}
    assert {component.__name__.lower() for component in COMPONENTS} <= shown


def pipeline_commands() -> Iterator[tuple[str, str]]:
    """Every command of ours in the example pipelines, as (file, command)."""
    for path in sorted((ROOT / "examples/ci").glob("*.yml")):
        for script in _scripts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            for command in script.replace("\\\n", " ").splitlines():
                if command.strip().startswith(".venv/bin/daypass"):
                    yield path.name, command.strip()


def _scripts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"run", "script", "before_script"}:
                yield "\n".join(value) if isinstance(value, list) else value
            else:
                yield from _scripts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _scripts(value)


@pytest.mark.parametrize(("file", "command"), list(pipeline_commands()))
def test_what_a_pipeline_runs_exists_and_passes_for_a_good_stack(file: str, command: str, tmp_path: Path) -> None:
    folder = scratch_checkout(tmp_path) / "examples/mended"
    (folder / ".venv").symlink_to(sys.prefix)
    ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{file}: {command}\n{ran.stdout}{ran.stderr}"
