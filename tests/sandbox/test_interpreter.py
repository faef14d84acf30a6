"""A program runs in the Python that the official host would choose."""

from pathlib import Path

import pytest
from tests.sandbox.host.interpreter import interpreter_for


def python_in(folder: Path, name: str = "python") -> Path:
    """Something that looks like an interpreter."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_the_virtualenv_of_the_project_comes_first_and_is_activated(tmp_path: Path) -> None:
    python = python_in(tmp_path / "env" / "bin")
    outer = {"PATH": "/usr/bin", "PYTHONHOME": "/elsewhere", "PULUMI_PYTHON_CMD": "python9"}
    chosen = interpreter_for(str(tmp_path), {"virtualenv": "env"}, outer)
    assert chosen.executable == str(python)
    assert chosen.environment["PATH"] == f"{python.parent}:/usr/bin"
    assert "PYTHONHOME" not in chosen.environment


def test_without_one_it_is_the_command_of_the_environment_and_then_python3(tmp_path: Path) -> None:
    path = {"PATH": str(tmp_path)}
    named, plain = python_in(tmp_path, "python9"), python_in(tmp_path, "python3")
    assert interpreter_for("", {}, {**path, "PULUMI_PYTHON_CMD": "python9"}).executable == str(named)
    assert interpreter_for("", {}, path).executable == str(plain)


@pytest.mark.parametrize("options", [{"virtualenv": "missing"}, {}])
def test_a_python_that_is_not_there_is_an_error_and_no_other_is_taken(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(FileNotFoundError):
        interpreter_for(str(tmp_path), options, {"PATH": str(tmp_path)})
