"""This is where the Python of a program or pack is chosen, as the official host chooses it with toolchain `pip`."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Interpreter(NamedTuple):
    """A Python and the environment it runs in."""

    executable: str
    environment: Mapping[str, str]


def interpreter_for(root: str, options: Mapping[str, Any], environment: Mapping[str, str]) -> Interpreter:
    """The `virtualenv` of Pulumi.yaml relative to its folder, else `PULUMI_PYTHON_CMD`, else `python3` on PATH."""
    virtualenv = options.get("virtualenv")
    if virtualenv:
        return _of_virtualenv(Path(root, virtualenv), environment)
    command = environment.get("PULUMI_PYTHON_CMD") or "python3"
    found = shutil.which(command, path=environment.get("PATH"))
    if found is None:
        raise FileNotFoundError(f"{command!r} is not on PATH")
    return Interpreter(found, environment)


def _of_virtualenv(folder: Path, environment: Mapping[str, str]) -> Interpreter:
    python = folder / "bin" / "python"
    if not python.is_file():
        raise FileNotFoundError(f"the virtualenv option of Pulumi.yaml names {str(folder)!r}, which has no bin/python")
    active = {name: value for name, value in environment.items() if name != "PYTHONHOME"}
    path = os.pathsep.join([str(python.parent), environment.get("PATH", "")])
    return Interpreter(str(python), {**active, "VIRTUAL_ENV": str(folder), "PATH": path})
