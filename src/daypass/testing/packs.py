"""This is where a test starts a pack as the engine does, and speaks the engine's protocol to it."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from daypass.errors import UsageError
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass.rule import PACKS
from daypass.state.values import SECRET, SIGNATURE, UNKNOWN_TEXT
from daypass.testing.process import NOBODY, RunningPack, started
from daypass_policies.serve.protocol import messages

DEADLINE: Final = 120.0
"""Seconds for one answer. A large stack takes a few; a rule that waits for something would take for ever."""


class Said(NamedTuple):
    """One diagnostic of a pack: the rule's name, mandatory or advisory, the message as people see it, and the URN."""

    rule: str
    level: str
    message: str
    urn: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that runs, and the engine's side of the protocol. Silence and a sudden end are a `DaypassError`."""

    _started: RunningPack
    _deadline: float = DEADLINE

    def info(self) -> dict[str, Any]:
        """What the pack tells of itself and its rules, as JSON values."""
        told: dict[str, Any] = MessageToDict(self._ask("GetAnalyzerInfo", Empty()))
        return told

    def configure(self, config: Mapping[str, str | Mapping[str, Any]]) -> None:
        """Rule → level, or an object as in a policy configuration. Raises `grpc.RpcError` where the pack refuses it."""
        entries = {name: policy_config(entry) for name, entry in config.items()}
        self._ask("Configure", messages.ConfigureAnalyzerRequest(policyConfig=entries))

    def analyze(self, resource: Resource) -> list[Said]:
        """What the pack says of one resource; its inputs are sent as the engine would, unknowns and secrets marked."""
        asked = messages.AnalyzeRequest(
            type=resource.type, name=resource.name, urn=resource.urn, properties=_struct(resource)
        )
        return _said(self._ask("Analyze", asked))

    def analyze_stack(self, resources: Iterable[Resource]) -> list[Said]:
        """What the pack says of a whole stack."""
        members = [
            messages.AnalyzerResource(
                type=one.type, name=one.name, urn=one.urn, parent=one.parent, properties=_struct(one)
            )
            for one in resources
        ]
        return _said(self._ask("AnalyzeStack", messages.AnalyzeStackRequest(resources=members)))

    def stderr(self) -> str:
        """What the pack has said on standard error so far."""
        return self._started.stderr()

    def _ask(self, method: str, request: Any) -> Any:
        return self._started.answer(method, request, self._deadline)


@contextmanager
def running_pack(
    name: str, folder: Path | None = None, *, deadline: float = DEADLINE, **environment: str
) -> Iterator[Pack]:
    """Start a pack's executable (`workload_identity` or `account_baseline`) in `folder`; it ends when the block ends.

    It sees no `DAYPASS_…` variable but those in `environment`, so that a test is the same everywhere. `deadline` is how
    many seconds each answer may take. Raises `UsageError` for a pack that does not exist or does not start, with what
    it said.
    """
    if name not in PACKS:
        raise UsageError(f"there is no pack {name[:80]!a}", remedy=f"There are {' and '.join(PACKS)}.")
    with started(executable(name), environment, folder) as running:
        yield Pack(running, deadline)


def executable(name: str) -> list[str]:
    """The command of a pack, as the engine gives it."""
    return [str(Path(sys.executable).with_name(f"daypass-pack-{name.replace('_', '-')}")), NOBODY]


def policy_config(entry: str | Mapping[str, Any]) -> messages.PolicyConfig:
    """One entry of a policy configuration, a level or an object, as the engine sends it."""
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
