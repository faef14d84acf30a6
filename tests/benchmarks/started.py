"""This is where packs are started and timed as the engine starts and calls them: a child process, its port, gRPC."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc as service

from daypass.testing.process import started

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
    # Byte code is what users run, so nothing may keep Python from using and writing it.
    with started(command, environment, without=("PYTHON",)) as running:
        yield running.stub


def ready(command: Sequence[str]) -> float:
    """Seconds from starting the process to its port."""
    begun = time.perf_counter()
    with pack(command):
        return time.perf_counter() - begun


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


def analyze_median(stub: service.AnalyzerStub, requests: list[messages.AnalyzeRequest]) -> float:
    """The same of one of them, in the median, times their number: what a single slow one takes is no rule's cost."""
    times = []
    for request in requests:
        begun = time.perf_counter()
        stub.Analyze(request)
        times.append(time.perf_counter() - begun)
    return median(times) * len(requests)


def analyze_stack(stub: service.AnalyzerStub, resources: list[messages.AnalyzerResource]) -> float:
    """Seconds for the stack as a whole."""
    request = messages.AnalyzeStackRequest(resources=resources)
    begun = time.perf_counter()
    stub.AnalyzeStack(request)
    return time.perf_counter() - begun
