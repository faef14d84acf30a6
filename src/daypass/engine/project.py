"""This is where a Project is: what Pulumi.yaml says of a program, and which Python runs it."""

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from daypass.engine.yaml_file import entries, read_mapping, text, value
from daypass.errors import UnreadableError

_FILES = ("Pulumi.yaml", "Pulumi.yml")
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True)
class Project:
    """A Pulumi project on disk.

    `program` is what runs (a folder with `__main__.py`, or a file), `working` its folder; `config` the project's own
    configuration block, still as YAML; `stacks` the folder of the stacks' files; `interpreter` the Python that runs it.
    """

    name: str
    file: Path
    program: Path
    working: Path
    interpreter: str
    stacks: Path
    virtualenv: Path | None = None
    config: Mapping[str, yaml.Node] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path:
        """The folder of Pulumi.yaml: what the lines of findings are relative to."""
        return self.file.parent


def find_project(start: Path, environment: Mapping[str, str] | None = None) -> Project:
    """The project of the nearest Pulumi.yaml at or above `start`. Raises `UnreadableError`."""
    here = start.resolve()
    if not here.exists():
        raise UnreadableError("does not exist", place=str(start), remedy="Name the folder of a Pulumi program.")
    for folder in (here, *here.parents):
        for name in _FILES:
            if (folder / name).is_file():
                return read_project(folder / name, os.environ if environment is None else environment)
    raise UnreadableError(
        "has no Pulumi.yaml, nor has any folder above it",
        place=str(start),
        remedy="Name the folder of a Pulumi program.",
    )


def read_project(file: Path, environment: Mapping[str, str]) -> Project:
    """The project that one Pulumi.yaml describes. Raises `UnreadableError`, which names the file and the key."""
    said = read_mapping(file)
    name = text(said["name"]) if "name" in said else None
    if not name or not _NAME.fullmatch(name):
        raise UnreadableError(
            "is missing or no name of a project", place=f"{file}: name", remedy="Write `name: my-app`."
        )
    options = _options(said, file)
    program, working = _program(said, file)
    virtualenv = _virtualenv(options, file)
    return Project(
        name=name,
        file=file,
        program=program,
        working=working,
        interpreter=_interpreter(virtualenv, environment),
        stacks=_stacks(said, file),
        virtualenv=virtualenv,
        config=_config(said, file),
    )


def _options(said: Mapping[str, yaml.Node], file: Path) -> Mapping[str, Any]:
    """The options of the runtime. Any `toolchain` will do: nothing is installed, and none is asked for its Python."""
    place = f"{file}: runtime"
    runtime: Any = value(said["runtime"], place) if "runtime" in said else None
    options: Any = {}
    if isinstance(runtime, dict):
        runtime, options = runtime.get("name"), runtime.get("options") or {}
    if runtime != "python" or not isinstance(options, dict):
        raise UnreadableError(
            f"{runtime!r} is not python" if runtime != "python" else "has options that are no mapping",
            place=place,
            remedy="Programs in other languages are judged by the policy packs, or from an export with `daypass scan`.",
        )
    return options


def _program(said: Mapping[str, yaml.Node], file: Path) -> tuple[Path, Path]:
    """What runs, and its folder: `main:` names a folder or a file, without it the program lies beside Pulumi.yaml."""
    main = text(said["main"]) if "main" in said else "."
    place = f"{file}: main"
    if main is None:
        raise UnreadableError("is no text", place=place, remedy="Name the program's folder or file.")
    program = Path(os.path.normpath(file.parent / (main or ".")))
    if program.is_file():
        return program, program.parent
    if not (program / "__main__.py").is_file():
        raise UnreadableError(
            f"there is no program at {main!r}: neither a file nor a folder with __main__.py",
            place=place if "main" in said else str(file.parent),
            remedy="Let `main:` name the program.",
        )
    return program, program


def _virtualenv(options: Mapping[str, Any], file: Path) -> Path | None:
    named = options.get("virtualenv")
    if named is None or named == "":
        return None
    folder = Path(os.path.normpath(file.parent / str(named)))
    if not any(_python_in(folder)):
        raise UnreadableError(
            f"there is no Python in the virtual environment {named!r}",
            place=f"{file}: runtime.options.virtualenv",
            remedy=f"Create it: `python3 -m venv {named}`, then install the program's requirements.",
        )
    return folder


def _interpreter(virtualenv: Path | None, environment: Mapping[str, str]) -> str:
    if virtualenv is not None:
        return str(next(path for path in _python_in(virtualenv)))
    command = environment.get("PULUMI_PYTHON_CMD")
    if not command:
        return sys.executable
    found = shutil.which(command, path=environment.get("PATH"))
    if found is None:
        raise UnreadableError(
            f"there is no program {command!r}",
            place="PULUMI_PYTHON_CMD",
            remedy="Let it name the Python to use, or unset it.",
        )
    return found


def _python_in(virtualenv: Path) -> list[Path]:
    return [path for path in (virtualenv / "bin" / "python", virtualenv / "Scripts" / "python.exe") if path.is_file()]


def _stacks(said: Mapping[str, yaml.Node], file: Path) -> Path:
    """Where the stacks' files lie: `stackConfigDir`, or the older form in which `config` is the folder's name."""
    folder = text(said["stackConfigDir"]) if "stackConfigDir" in said else None
    if not folder and "config" in said:
        folder = text(said["config"])
    return Path(os.path.normpath(file.parent / folder)) if folder else file.parent


def _config(said: Mapping[str, yaml.Node], file: Path) -> Mapping[str, yaml.Node]:
    if "config" not in said or text(said["config"]) is not None:
        return {}
    return entries(said["config"], f"{file}: config")
