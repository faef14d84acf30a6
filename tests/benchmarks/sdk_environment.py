"""This is where the official SDK gets an environment of its own: it needs an older protobuf than Pulumi ships."""

import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
REQUIREMENTS: Final = ROOT / "requirements/official-sdk.txt"
HOME: Final = ROOT / ".cache/official-sdk"


def python() -> Path | None:
    """The interpreter of that environment, made when it is asked for first; None where it cannot be had."""
    interpreter = HOME / "bin/python"
    stamp = HOME / "requirements.txt"
    if stamp.is_file() and stamp.read_text() == REQUIREMENTS.read_text():
        return interpreter
    venv.create(HOME, clear=True)
    if not any(_install(command) for command in _commands(interpreter)):
        return None
    subprocess.run([interpreter, "-m", "compileall", "-q", HOME / "lib"], check=False)
    stamp.write_text(REQUIREMENTS.read_text())
    return interpreter


def _commands(interpreter: Path) -> list[list[str | Path]]:
    """Uv takes a second; pip knows the machine's own index settings."""
    return [
        [Path(sys.executable).with_name("uv"), "pip", "install", "--quiet", "--python", interpreter],
        [sys.executable, "-m", "pip", "--python", interpreter, "install", "--quiet", "--disable-pip-version-check"],
    ]


def _install(command: list[str | Path]) -> bool:
    try:
        return subprocess.run([*command, "--require-hashes", "-r", REQUIREMENTS], check=False).returncode == 0
    except FileNotFoundError:
        return False
