"""The runner is one file that works where daypass is not installed, in every Python that an SDK of Pulumi supports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.programs import written

from daypass.engine import child
from daypass.engine.program import run_program

SOURCE = Path(child.__file__).read_text(encoding="utf-8")


def test_it_imports_the_standard_library_and_pulumi_alone() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - set(sys.stdlib_module_names) == {"pulumi"}


def test_it_is_written_for_the_oldest_python_that_pulumi_3_150_runs_in() -> None:
    ast.parse(SOURCE, feature_version=(3, 9))


def test_it_runs_in_an_environment_that_has_pulumi_and_not_daypass(tmp_path: Path) -> None:
    """An environment that sees the packages of ours, but none of its editable installs."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    (site,) = {path for path in map(Path, sys.path) if (path / "pulumi").is_dir()}
    for package in site.iterdir():
        if not package.name.startswith(("_daypass", "daypass", "__editable__")) and package.suffix != ".pth":
            (packages / package.name).symlink_to(package)
    program = """
import pulumi, sys
try:
    import daypass
except ImportError:
    pulumi.export("daypass", "absent")
pulumi.export("prefix", sys.prefix)
"""
    yaml = f"name: p\nruntime: {{name: python, options: {{virtualenv: {environment}}}}}\n"
    preview = run_program(written(tmp_path / "project", program, yaml=yaml), stack="dev")
    assert preview.error is None
    assert preview.stack.root.outputs["daypass"] == "absent"
    assert preview.stack.root.outputs["prefix"] == str(environment)


def test_a_program_that_takes_it_for_an_update_has_nothing_of_aws_to_do_one_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does only outside of a preview it does here: with credentials that would be real."""
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id = AKIDEXAMPLE\n", encoding="utf-8")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "token")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    program = """
import os, pathlib, pulumi
pulumi.export("file", pathlib.Path(os.environ["AWS_SHARED_CREDENTIALS_FILE"]).read_text())
pulumi.export("left", sorted(key for key in os.environ if key.startswith("AWS_")))
"""
    project = written(tmp_path / "project", program)
    updated = run_program(project, stack="dev", update=True).stack.root.outputs
    assert updated["file"] == ""
    names = ["AWS_CONFIG_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_REGION", "AWS_SHARED_CREDENTIALS_FILE"]
    assert list(updated["left"]) == names
    assert "AWS_ACCESS_KEY_ID" in run_program(project, stack="dev").stack.root.outputs["left"]
