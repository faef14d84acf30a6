"""This is where our own plugin processes get their command: this Python, this repository, one `main`."""

import shlex
import sys
from pathlib import Path

from tests.sandbox.engine import ROOT


def command(module: str, *arguments: str) -> list[str]:
    """Run `module.main(*arguments)`; what follows on the command line is left to it.

    The path is set in code, not in the environment, so that programs the process starts do not see this repository.
    """
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {module} import main; main(*{arguments!r})"
    return [sys.executable, "-u", "-c", code]


def write_executable(path: Path, module: str, *arguments: str) -> None:
    """An executable of that command, as the engine's plugin cache wants it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command(module, *arguments))} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
