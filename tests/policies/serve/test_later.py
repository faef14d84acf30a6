"""Modules that wait are there for whoever asks for them after all."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "question",
    [
        "import asyncio; assert asyncio.run(asyncio.sleep(0, 7)) == 7",
        "import grpc.aio; assert grpc.aio.server",
        "import grpc; assert grpc.aio.Channel",
        "from google.protobuf.internal import python_message; assert python_message.GeneratedProtocolMessageType",
        "import pulumi; assert pulumi.runtime.Settings",
    ],
)
def test_a_module_that_was_put_off_comes_when_it_is_needed(question: str) -> None:
    """Another version of gRPC may ask at once; then the pack starts later, and not never."""
    script = f"from daypass_policies.serve import executable; {question}"
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_nobody_asks_while_a_pack_starts() -> None:
    script = (
        "import sys; from datetime import date; from daypass_policies.serve import executable;"
        "executable.load('workload_identity', date(2026, 11, 20)).info();"
        "assert 'asyncio.events' not in sys.modules and 'google.protobuf.internal.decoder' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
