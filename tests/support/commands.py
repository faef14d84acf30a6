"""This is where tests start the real `daypass` as a child process."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def daypass(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> "Ran":
    """Run it with these arguments; the environment is ours without what would change the answer, and `env`.

    It runs at the root of the file system unless told otherwise: our own daypass.toml lies above these tests.
    """
    ours = {key: value for key, value in os.environ.items() if not key.startswith("DAYPASS_") and key != "NO_COLOR"}
    done = subprocess.run(  # noqa: PLW1510 - the status is what tests look at
        [sys.executable, "-m", "daypass", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd or "/",
        env={**ours, **(env or {})},
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


class Ran:
    """What one run came to."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    def expect(self, status: int) -> "Ran":
        """The same, where the exit status is this one and nobody saw a traceback."""
        assert self.status == status, f"exit {self.status}, not {status}\n{self.out[-2000:]}\n{self.err[-2000:]}"
        assert "Traceback" not in self.err
        return self
