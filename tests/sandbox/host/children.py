"""This is where the processes are that the host started: each ends with its call, and with the host."""

import os
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from queue import SimpleQueue
from typing import IO, Literal

Stream = Literal["stdout", "stderr"]
GRACE = 3.0
"""Seconds between asking a child to end and ending it."""


class Child:
    """One process. It stays in the host's process group, which the engine ends as a whole should the host be stuck."""

    def __init__(self, command: Sequence[str], *, folder: str, environment: Mapping[str, str], piped: bool) -> None:
        pipe = subprocess.PIPE if piped else None
        self._process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
        )

    def wait(self) -> int:
        """The exit status, once there is one."""
        return self._process.wait()

    def first_line(self) -> str:
        """The first line of standard output: a plugin's port. Empty where the process ended before it wrote one."""
        stdout = self._process.stdout
        assert stdout is not None, "only a piped child has lines"
        return stdout.readline().decode(errors="replace").strip()

    def output(self) -> Iterator[tuple[Stream, bytes]]:
        """Both streams as they come, until both are closed."""
        chunks: SimpleQueue[tuple[Stream, bytes]] = SimpleQueue()
        streams: dict[Stream, IO[bytes] | None] = {"stdout": self._process.stdout, "stderr": self._process.stderr}
        for name, stream in streams.items():
            threading.Thread(target=_pump, args=(name, stream, chunks), daemon=True).start()
        still_open = len(streams)
        while still_open:
            name, chunk = chunks.get()
            if chunk:
                yield name, chunk
            else:
                still_open -= 1

    def end(self) -> None:
        """Ask the process to end; insist after a grace period. Does nothing where it has ended."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Children:
    """All children of a host."""

    def __init__(self) -> None:
        self._alive: set[Child] = set()
        self._lock = threading.Lock()

    def start(
        self, command: Sequence[str], *, folder: str, environment: Mapping[str, str], piped: bool = False
    ) -> Child:
        """Start one; the caller ends it with `forget`."""
        child = Child(command, folder=folder, environment=environment, piped=piped)
        with self._lock:
            self._alive.add(child)
        return child

    def forget(self, child: Child) -> None:
        """End a child, if it still runs."""
        child.end()
        with self._lock:
            self._alive.discard(child)

    def end_all(self) -> None:
        """End whatever still runs: the host itself is going."""
        with self._lock:
            left, self._alive = self._alive, set()
        for child in left:
            child.end()


def _pump(name: Stream, stream: IO[bytes] | None, chunks: "SimpleQueue[tuple[Stream, bytes]]") -> None:
    if stream is not None:
        while chunk := os.read(stream.fileno(), 65_536):
            chunks.put((name, chunk))
    chunks.put((name, b""))
