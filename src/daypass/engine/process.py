"""This is where the child process is: started, listened to, and never left behind."""

import codecs
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from daypass.errors import UnreadableError

_CHILD: Final = Path(__file__).with_name("child.py")
_PATIENCE: Final = 5.0
"""Seconds that a child has to end by itself when it is told to."""

_NOT_INHERITED: Final = ("PULUMI_",)
"""Prefixes of variables that would connect the program elsewhere, or configure it from somewhere else."""

_CREDENTIALS: Final = frozenset(
    (
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"),
        *("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"),
        *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        *("AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_BEARER_TOKEN_BEDROCK"),
    )
)
"""Where an SDK of AWS finds credentials, besides its files and the host. Source: AWS SDKs and Tools Reference Guide,
"Standardized credential providers"; read 2026-12."""

_FILES: Final = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")


@dataclass(frozen=True, slots=True)
class Ending:
    """How the program ended. `kind` is finished, failed, exited, interrupted, import or gone; the rest says more."""

    kind: str
    message: str = ""
    error: str = ""
    file: str = ""
    line: int = 0
    status: int = 0


def run_child(interpreter: str, order: Mapping[str, Any], on_packages: Callable[[Mapping[str, str]], None]) -> Ending:
    """Run the program that `order` describes in `interpreter`, its output on our standard error.

    `on_packages` hears which packages are installed there. Whatever ends us ends the child too. Raises
    `UnreadableError` where the interpreter cannot be started.
    """
    reading, writing = os.pipe()
    try:
        child = subprocess.Popen(  # noqa: S603 - the interpreter that the user chose, on a file of ours
            [interpreter, "-u", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(is_update=not order["dry_run"]),
            pass_fds=(writing,),
            start_new_session=True,
        )
    except OSError as error:
        os.close(reading)
        raise UnreadableError(f"cannot be started ({error.strerror})", place=interpreter) from None
    finally:
        os.close(writing)
    with child, os.fdopen(reading, encoding="utf-8", errors="replace") as report:
        try:
            return _attended(child, report, {**order, "report": writing}, on_packages)
        except BaseException:  # interrupted or broken: the program must not outlive whoever ordered it
            _end(child)
            raise


def _attended(
    child: subprocess.Popen[bytes],
    report: IO[str],
    order: Mapping[str, Any],
    on_packages: Callable[[Mapping[str, str]], None],
) -> Ending:
    assert child.stdin is not None
    assert child.stdout is not None
    output = threading.Thread(target=_copy, args=(child.stdout,), daemon=True)
    output.start()
    try:
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        pass  # it is gone already; its ending says so
    said = _Said(on_packages)
    listening = threading.Thread(target=said.listen, args=(report,), daemon=True)
    listening.start()
    status = child.wait()
    _end_the_rest(child)  # a process that it left behind would keep our pipes open
    for thread in (listening, output):
        thread.join(_PATIENCE)
    on_packages({})  # whoever still waits to hear of packages need not
    ending = said.ending
    if ending is None or (ending.kind == "finished" and status):
        return Ending("gone", _gone(status), status=status)
    return ending


class _Said:
    """What the child says of itself."""

    def __init__(self, on_packages: Callable[[Mapping[str, str]], None]) -> None:
        self.ending: Ending | None = None
        self._on_packages = on_packages

    def listen(self, report: IO[str]) -> None:
        """Read until it has nothing more to say."""
        for line in report:
            try:
                said = json.loads(line)
                if "packages" in said:
                    self._on_packages(dict(said["packages"]))
                elif "ended" in said:
                    self.ending = Ending(**said["ended"])
            except (ValueError, TypeError):
                continue  # a program that writes into a file it does not know


def _gone(status: int) -> str:
    if status < 0:
        return f"it was ended by {signal.Signals(-status).name}"
    return f"it ended itself with status {status}, without finishing"


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, how)
            child.wait(_PATIENCE)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


def _end_the_rest(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _copy(stream: IO[bytes]) -> None:
    """What the program prints goes to standard error: standard output is the report's."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    while chunk := os.read(stream.fileno(), 1 << 16):
        sys.stderr.write(decoder.decode(chunk))
        sys.stderr.flush()


def _environment(*, is_update: bool) -> dict[str, str]:
    """What the program inherits: in an update, which it takes for a real one, no credentials of AWS to do one with."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_NOT_INHERITED)}
    if is_update:
        kept = {key: value for key, value in kept.items() if key not in _CREDENTIALS} | dict.fromkeys(
            _FILES, os.devnull
        )
    return {**kept, "AWS_EC2_METADATA_DISABLED": "true", "GRPC_VERBOSITY": "NONE", "PYTHONIOENCODING": "utf-8"}
