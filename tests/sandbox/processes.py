"""This is where the processes of a sandbox are counted, so that none outlives it unseen."""

import time
from pathlib import Path

GRACE = 5.0
"""Seconds that a plugin may take to end after its engine has ended."""

MARK = "DAYPASS_SANDBOX"
"""The environment variable that every process of a sandbox inherits; its value is the sandbox's folder."""


def alive(mark: str) -> dict[int, str]:
    """Process number → command line of all that carry this mark. Empty where there is no /proc to look at."""
    wanted = f"{MARK}={mark}".encode()
    return {
        int(folder.name): _read(folder / "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()
        for folder in Path("/proc").glob("[0-9]*")
        if wanted in _read(folder / "environ").split(b"\0")
    }


def settled(mark: str) -> dict[int, str]:
    """What is still alive once all had time to end."""
    until = time.monotonic() + GRACE
    while (left := alive(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it ended while we looked, or is not ours
        return b""
