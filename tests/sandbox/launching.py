"""This is where our own plugin processes get their command: this Python, this repository, one `main`."""

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from tests.sandbox.engine import ROOT


def command(module: str, *arguments: str) -> list[str]:
    """Run `module.main(*arguments)`; what follows on the command line is left to it.

    The path is set in code, not in the environment, so that programs the process starts do not see this repository.
    """
    path = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.sandbox.launching import without_sdk; without_sdk()"
    )
    code = f"{path}; from {module} import main; main(*{arguments!r})"
    return [sys.executable, "-u", "-c", code]


def without_sdk() -> None:
    """Let this process import `pulumi.runtime.proto` without the SDK around it: that takes a fifth of a second less."""
    found = find_spec("pulumi")
    assert found is not None, "the SDK is installed"
    folder = Path(found.submodule_search_locations[0]) if found.submodule_search_locations else Path()
    for name, place in (("pulumi", folder), ("pulumi.runtime", folder / "runtime")):
        package = ModuleType(name)
        package.__path__ = [str(place)]
        sys.modules[name] = package


def write_executable(path: Path, module: str, *arguments: str) -> None:
    """An executable of that command, as the engine's plugin cache wants it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command(module, *arguments))} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
