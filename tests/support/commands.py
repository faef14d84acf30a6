"""This is where tests run `daypass` as a shell would, but for one thing: Python and the rules are loaded once.

Most of the time of a short command goes into importing rules. So a server that has imported them forks for each: a
process of its own, with its own arguments, folder, environment and standard streams. Who asks how the interpreter
starts, or is the partner at the other end of a pipe, starts one without this.
"""

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

_SERVER: Final = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["tests.support.loaded"])
_STREAMS: Final = (("in", os.O_RDONLY), ("out", os.O_WRONLY | os.O_CREAT), ("err", os.O_WRONLY | os.O_CREAT))
"""Name of the file and how it is opened, of file descriptors 0, 1 and 2."""

_READ_AT_START: Final = ("PYTHON", "LC_", "LANG")
"""Beginnings of the variables that the interpreter itself reads."""


def daypass(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> "Ran":
    """Run it with these arguments; the environment is ours without what would change the answer, and `env`.

    It runs at the root of the file system unless told otherwise: our own daypass.toml lies above these tests.
    """
    ours = {key: value for key, value in os.environ.items() if not key.startswith("DAYPASS_") and key != "NO_COLOR"}
    words, folder, environment = [str(one) for one in arguments], cwd or Path("/"), {**ours, **(env or {})}
    ask = _started if any(key.startswith(_READ_AT_START) for key in env or {}) else _forked
    return ask(words, stdin, folder, environment)


def _started(words: Sequence[str], stdin: bytes, folder: Path, environment: Mapping[str, str]) -> "Ran":
    command = [sys.executable, "-m", "daypass", *words]
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=folder, env=environment, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def _forked(words: Sequence[str], stdin: bytes, folder: Path, environment: Mapping[str, str]) -> "Ran":
    with TemporaryDirectory() as name:
        streams = Path(name)
        (streams / "in").write_bytes(stdin)
        child = _SERVER.Process(target=_run, args=(words, streams, folder, environment))
        child.start()
        child.join()
        assert child.exitcode is not None
        return Ran(child.exitcode, *((streams / one).read_text(encoding="utf-8") for one in ("out", "err")))


def _run(words: Sequence[str], streams: Path, folder: Path, environment: Mapping[str, str]) -> None:
    """The command itself, in the process that was forked for it; it leaves by `SystemExit`."""
    for descriptor, (name, flags) in enumerate(_STREAMS):
        os.dup2(os.open(streams / name, flags), descriptor)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as long as the process
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["daypass", *words]
    from daypass.cli.__main__ import main  # the tests themselves load no command line

    main()


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
