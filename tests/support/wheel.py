"""This is where the wheel is built as a release is, and installed in an environment far away from this checkout."""

import subprocess
import sys
from pathlib import Path

from tests.support.tree import ROOT


def build_wheel(folder: Path) -> Path:
    """The wheel, in this folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def install_elsewhere(wheel: Path, home: Path) -> Path:
    """The `bin` of a new environment at `home` with the wheel in it; its dependencies are those of our own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin/python"
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    (packages,) = (home / "lib").glob("python*/site-packages")
    # `addsitedir` would follow the link of the editable installation back into this checkout.
    (packages / "dependencies.pth").write_text(f"{_site_packages()}\n", encoding="utf-8")
    return home / "bin"


def _site_packages() -> str:
    return next(path for path in sys.path if path.endswith("site-packages"))
