"""This is where packs are started and timed as the engine starts and calls them: a child process, its port, gRPC."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc as service

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BIN = Path(sys.executable).parent

Stub = service.AnalyzerStub
now = time.perf_counter

OURS = (str(BIN / "daypass-pack-workload-identity"), "127.0.0.1:0")
EMPTY = (sys.executable, str(HERE / "empty.py"))
EMPTY_WITH_PULUMI = (*EMPTY, "--pulumi")


@contextmanager
def pack(command: Sequence[str], **environment: str) -> Iterator[service.AnalyzerStub]:
    """A pack that runs, and its stub."""
    with _running(command, environment) as (port, _):
        yield _stub(port)


def ready(command: Sequence[str]) -> float:
    """Seconds from starting the process to its port."""
    with _running(command, {}) as (_, seconds):
        return seconds


def informed(command: Sequence[str]) -> float:
    """Seconds from starting the process to its answer about its rules, for which they must be loaded."""
    begun = time.perf_counter()
    with pack(command) as stub:
        stub.GetAnalyzerInfo(Empty())
        return time.perf_counter() - begun


def analyze(stub: service.AnalyzerStub, requests: list[messages.AnalyzeRequest]) -> float:
    """Seconds for all of them, one after the other as the engine does it."""
    begun = time.perf_counter()
    for request in requests:
        stub.Analyze(request)
    return time.perf_counter() - begun


def analyze_stack(stub: service.AnalyzerStub, resources: list[messages.AnalyzerResource]) -> float:
    """Seconds for the stack as a whole."""
    request = messages.AnalyzeStackRequest(resources=resources)
    begun = time.perf_counter()
    stub.AnalyzeStack(request)
    return time.perf_counter() - begun


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[tuple[int, float]]:
    """The port of a pack, and the seconds until it was said."""
    # Byte code is what users run, so nothing may keep Python from using and writing it.
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DAYPASS_"))}
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**inherited, **environment})
    try:
        port = process.stdout.readline().strip() if process.stdout else ""
        seconds = time.perf_counter() - begun
        if not port.isdigit():
            sys.exit(f"{command[0]} said {port!r} instead of a port")
        yield int(port), seconds
    finally:
        process.kill()
        process.communicate()


def _stub(port: int) -> service.AnalyzerStub:
    options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    return service.AnalyzerStub(grpc.insecure_channel(f"127.0.0.1:{port}", options=options))
