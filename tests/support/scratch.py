"""This is where a test gets a copy of the checkout to run commands in, so that nothing is written to the sources."""

import shutil
import sys
from pathlib import Path

from tests.support.tree import ROOT, tracked_files

_LEFT_OUT = ("tests", "docs")


def scratch_checkout(folder: Path) -> Path:
    """Copy what a reader's commands need into `folder`; `.venv` there is the environment that runs the tests."""
    for path in tracked_files():
        inside = path.relative_to(ROOT)
        if inside.parts[0] not in _LEFT_OUT:
            (folder / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, folder / inside)
    (folder / ".venv").symlink_to(sys.prefix)
    if (ROOT / ".cache").exists():
        (folder / ".cache").symlink_to(ROOT / ".cache")
    return folder
