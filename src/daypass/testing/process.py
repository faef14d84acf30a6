"""This is where a pack is started as the engine starts one: a process that says its port, and the protocol's stub."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc

from daypass.errors import DaypassError, UsageError
from daypass_policies.serve.protocol import service

NOBODY: Final = "127.0.0.1:1"
"""The engine's address, as the engine passes it. Nobody listens there: a pack asks nothing of the engine."""

_UNLIMITED: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


@dataclass(frozen=True, slots=True)
class RunningPack:
    """A pack that runs."""

    name: str
    process: "subprocess.Popen[bytes]"
    stub: service.AnalyzerStub
    _errors: IO[bytes]

    def answer(self, method: str, request: Any, deadline: float) -> Any:
        """What the pack answers. Raises `DaypassError` where it has ended, or is silent for `deadline` seconds.

        What it refuses is the `grpc.RpcError` that the engine would get.
        """
        try:
            return getattr(self.stub, method)(request, timeout=deadline)
        except grpc.RpcError as refused:
            about = getattr(request, "urn", "")
            place = f"the pack {self.name!a}, asked {method}{about and f' of {about}'}"
            if refused.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
                remedy = "A rule that waits for something never ends: mend it, or give a longer deadline."
                raise DaypassError(f"no answer within {deadline:g} seconds", place=place, remedy=remedy) from None
            if refused.code() == grpc.StatusCode.UNAVAILABLE:
                raise DaypassError(f"it has ended: {self._last_words(deadline)}", place=place) from None
            raise

    def stderr(self) -> str:
        """What the pack has said on standard error so far."""
        return _read(self._errors)

    def _last_words(self, deadline: float) -> str:
        with suppress(subprocess.TimeoutExpired):  # it may have closed the connection alone
            self.process.wait(deadline)
        return self.stderr().strip() or f"status {self.process.returncode}"


@contextmanager
def started(
    command: Sequence[str], environment: Mapping[str, str], folder: Path | None = None, *, without: tuple[str, ...] = ()
) -> Iterator[RunningPack]:
    """Start a pack by its command in `folder`; it ends when the block ends.

    It has our environment but for variables named `DAYPASS_…`, or as `without` begins, and what `environment` adds.
    Raises `UsageError`, with what the pack said, where it does not start.
    """
    left_out = ("DAYPASS_", *without)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(left_out)}
    with TemporaryFile() as errors:
        name = Path(command[0]).name
        process = subprocess.Popen(  # noqa: S603 - whoever tests says what is started
            command, cwd=folder, stdout=subprocess.PIPE, stderr=errors, env={**inherited, **environment}
        )
        try:
            port = process.stdout.readline().strip() if process.stdout else b""
            if not port.isdigit():
                process.wait()
                said = _read(errors).strip() or "it says no port"
                raise UsageError(f"the pack {name!a} does not start: {said}")
            with grpc.insecure_channel(f"127.0.0.1:{int(port)}", options=_UNLIMITED) as channel:
                yield RunningPack(name, process, service.AnalyzerStub(channel), errors)
        finally:
            process.kill()
            process.communicate()


def _read(errors: IO[bytes]) -> str:
    """From its beginning; the process writes at a place of its own."""
    return os.pread(errors.fileno(), 2**24, 0).decode(errors="replace")
