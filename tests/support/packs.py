"""This is where tests speak the raw protocol to the real packs, which `daypass.testing` starts as the engine does."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc as service
from tests.support.tree import ROOT

from daypass.state.values import SECRET, SIGNATURE, UNKNOWN_TEXT
from daypass.testing import packs
from daypass.testing.packs import policy_config
from daypass.testing.process import NOBODY as ADDRESS
from daypass.testing.process import RunningPack, started

UNKNOWN: Final = UNKNOWN_TEXT
"""What the engine sends for a value that it does not know yet."""


@dataclass
class Pack:
    """A pack that runs."""

    started: RunningPack

    @property
    def stub(self) -> service.AnalyzerStub:
        """The protocol as it is."""
        return self.started.stub

    def analyze(self, type_: str, name: str = "thing", **properties: Any) -> list[messages.AnalyzeDiagnostic]:
        """The diagnostics about one resource."""
        return list(self.stub.Analyze(request(type_, name, **properties)).diagnostics)

    def configure(self, **entries: Any) -> None:
        """Configure rules: a level, or a level and options. `_` in a name stands for `-`."""
        config = {name.replace("_", "-"): policy_config(entry) for name, entry in entries.items()}
        self.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))

    def stderr(self) -> str:
        """What the pack has said on standard error so far."""
        return self.started.stderr()


@contextmanager
def running(command: list[str], folder: Path, **environment: str) -> Iterator[Pack]:
    """Start a pack in `folder`; it is ended when the block ends."""
    with started(command, environment, folder, without=("PYTHONPATH",)) as pack:
        yield Pack(pack)


def executable(pack: str = "workload_identity") -> list[str]:
    """The command of a pack as an executable."""
    return packs.executable(pack)


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
    return {SIGNATURE: SECRET, "value": value}
