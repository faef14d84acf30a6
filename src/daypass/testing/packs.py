"""This is where a test starts a pack as the engine does, and speaks the engine's protocol to it."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final, NamedTuple

os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from daypass.errors import UsageError
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import PACKS
from daypass.state.values import SECRET, SIGNATURE, UNKNOWN_TEXT
from daypass_policies.serve.protocol import messages, service

_NOBODY: Final = "127.0.0.1:1"
"""The engine's address, as the engine passes it. Nobody listens there: a pack asks nothing of the engine."""

_UNLIMITED: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Said(NamedTuple):
    """One diagnostic of a pack: the rule's name, mandatory or advisory, the message as people see it, and the URN."""

    rule: str
    level: str
    message: str
    urn: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that runs, and the engine's side of the protocol."""

    stub: service.AnalyzerStub
    _errors: IO[bytes]

    def info(self) -> dict[str, Any]:
        """What the pack tells of itself and its rules, as JSON values."""
        told: dict[str, Any] = MessageToDict(self.stub.GetAnalyzerInfo(Empty()))
        return told

    def configure(self, config: Mapping[str, str | Mapping[str, Any]]) -> None:
        """Rule → level, or an object as in a policy configuration. Raises `grpc.RpcError` where the pack refuses it."""
        entries = {name: _entry(entry) for name, entry in config.items()}
        self.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=entries))

    def analyze(self, resource: Resource) -> list[Said]:
        """What the pack says of one resource; its inputs are sent as the engine would, unknowns and secrets marked."""
        asked = messages.AnalyzeRequest(
            type=resource.type, name=resource.name, urn=resource.urn, properties=_struct(resource)
        )
        return _said(self.stub.Analyze(asked))

    def analyze_stack(self, resources: Iterable[Resource]) -> list[Said]:
        """What the pack says of a whole stack."""
        members = [
            messages.AnalyzerResource(
                type=one.type, name=one.name, urn=one.urn, parent=one.parent, properties=_struct(one)
            )
            for one in resources
        ]
        return _said(self.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=members)))

    def stderr(self) -> str:
        """What the pack has said on standard error so far."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")


@contextmanager
def running_pack(name: str, folder: Path | None = None, **environment: str) -> Iterator[Pack]:
    """Start a pack's executable (`workload_identity` or `account_baseline`) in `folder`; it ends when the block ends.

    It sees no `DAYPASS_…` variable but those in `environment`, so that a test is the same everywhere. Raises
    `UsageError` for a pack that does not exist or does not start, with what it said.
    """
    if name not in PACKS:
        raise UsageError(f"there is no pack {name[:80]!a}", remedy=f"There are {' and '.join(PACKS)}.")
    command = [str(Path(sys.executable).with_name(f"daypass-pack-{name.replace('_', '-')}")), _NOBODY]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("DAYPASS_")}
    with TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own executable
            command, cwd=folder, stdout=subprocess.PIPE, stderr=errors, env={**inherited, **environment}
        )
        try:
            pack = f"127.0.0.1:{_port(process, name, errors)}"
            with grpc.insecure_channel(pack, options=_UNLIMITED) as channel:
                yield Pack(service.AnalyzerStub(channel), errors)
        finally:
            process.kill()
            process.communicate()


def _port(process: "subprocess.Popen[bytes]", name: str, errors: IO[bytes]) -> int:
    """The first line that a pack says."""
    line = process.stdout.readline().strip() if process.stdout else b""
    if not line.isdigit():
        process.wait()
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
        raise UsageError(f"the pack {name!r} does not start: {said or 'it says no port'}")
    return int(line)


def _entry(entry: str | Mapping[str, Any]) -> messages.PolicyConfig:
    options = {} if isinstance(entry, str) else dict(entry)
    level = entry if isinstance(entry, str) else options.pop("enforcementLevel", "advisory")
    made = Struct()
    made.update(options)
    return messages.PolicyConfig(enforcementLevel=messages.EnforcementLevel.Value(level.upper()), properties=made)


def _struct(resource: Resource) -> Struct:
    made = Struct()
    made.update(_wire(resource.inputs.raw))
    return made


def _wire(value: Any) -> Any:
    """As the engine sends it: an unknown is a text of its own, a secret an object with a mark."""
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Secret):
        return {SIGNATURE: SECRET, "value": _wire(value.reveal())}
    if isinstance(value, Mapping):
        return {key: _wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_wire(item) for item in value]
    return value


def _said(response: messages.AnalyzeResponse) -> list[Said]:
    name = messages.EnforcementLevel.Name
    return [
        Said(said.policyName, name(said.enforcementLevel).lower(), said.message, said.urn)
        for said in response.diagnostics
    ]
