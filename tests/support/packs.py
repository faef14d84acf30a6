"""This is where tests start the real packs as the engine starts them, and speak the protocol to them."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc as service
from tests.support.tree import ROOT

ADDRESS = "127.0.0.1:1"
"""The engine's address, as the engine passes it. Nobody listens there: a pack asks nothing of the engine."""

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine sends for a value that it does not know yet."""

UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


@dataclass
class Pack:
    """A pack that runs."""

    process: subprocess.Popen[str]
    stub: service.AnalyzerStub
    errors: Path

    def analyze(self, type_: str, name: str = "thing", **properties: Any) -> list[messages.AnalyzeDiagnostic]:
        """The diagnostics about one resource."""
        return list(self.stub.Analyze(request(type_, name, **properties)).diagnostics)

    def configure(self, **entries: Any) -> None:
        """Configure rules: a level, or a level and options. `_` in a name stands for `-`."""
        config = {name.replace("_", "-"): policy_config(entry) for name, entry in entries.items()}
        self.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))

    def stderr(self) -> str:
        """What the pack has said on standard error so far."""
        return self.errors.read_text()


@contextmanager
def running(command: list[str], folder: Path, **environment: str) -> Iterator[Pack]:
    """Start a pack in `folder`; it is ended when the block ends."""
    errors = folder / f"stderr-{time.monotonic_ns()}"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("DAYPASS_", "PYTHONPATH"))}
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=stderr, text=True, env={**inherited, **environment}
        )
    try:
        assert process.stdout
        port = process.stdout.readline().strip()
        assert port.isdigit(), f"the first line is {port!r}, not a port: {errors.read_text()}"
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=UNLIMITED) as channel:
            yield Pack(process, service.AnalyzerStub(channel), errors)
    finally:
        process.kill()
        process.communicate()


def executable(pack: str = "workload_identity") -> list[str]:
    """The command of a pack as an executable."""
    return [str(Path(sys.executable).with_name(f"daypass-pack-{pack.replace('_', '-')}")), ADDRESS]


def folder(pack: str = "workload_identity", home: Path = ROOT / "policy_packs") -> list[str]:
    """The command with which the language host starts a pack folder; the folder is the working folder."""
    return [sys.executable, "-u", "-m", "pulumi.policy", ADDRESS, str(home / pack)]


def urn(type_: str, name: str) -> str:
    """The URN of a resource of the stack that these tests speak of."""
    return f"urn:pulumi:prod::billing::{type_}::{name}"


def request(type_: str, name: str = "thing", **properties: Any) -> messages.AnalyzeRequest:
    """What the engine sends for one resource."""
    return messages.AnalyzeRequest(type=type_, name=name, urn=urn(type_, name), properties=struct(properties))


def member(type_: str, name: str = "thing", **properties: Any) -> messages.AnalyzerResource:
    """What the engine sends for one resource of a whole stack."""
    return messages.AnalyzerResource(type=type_, name=name, urn=urn(type_, name), properties=struct(properties))


def struct(values: Mapping[str, Any]) -> Struct:
    """Plain JSON values as a protocol struct."""
    made = Struct()
    made.update(values)
    return made


def secret(value: Any) -> dict[str, Any]:
    """A value as the engine marks a secret."""
    return {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": value}


def policy_config(entry: str | Mapping[str, Any]) -> messages.PolicyConfig:
    """One entry of a configuration as the engine sends it."""
    options = {} if isinstance(entry, str) else dict(entry)
    level = entry if isinstance(entry, str) else options.pop("enforcementLevel", "advisory")
    return messages.PolicyConfig(
        enforcementLevel=messages.EnforcementLevel.Value(level.upper()), properties=struct(options)
    )
