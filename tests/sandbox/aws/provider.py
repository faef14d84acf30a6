"""This is where the service `ResourceProvider` is: every type by its row, in the manner of the bridged provider."""
# ruff: noqa: N802 - methods have the names of the protocol

from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as wire
from pulumi.runtime.proto.plugin_pb2 import PluginInfo
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer
from tests.sandbox.aws import checking, clients
from tests.sandbox.aws.differing import compare
from tests.sandbox.aws.invokes import look_up
from tests.sandbox.aws.kind import Kind, Props
from tests.sandbox.aws.refusals import Refused
from tests.sandbox.aws.types import KINDS
from tests.sandbox.aws.values import UNKNOWN, plain, secret, struct

Answer = TypeVar("Answer")
GONE = ("NoSuchEntity", "NotFound", "NoSuchBucket", "ResourceNotFound", "ParameterNotFound", "NonExistentQueue")
"""How the error codes of AWS begin or end where a thing is not there any more."""


class Provider(ResourceProviderServicer):
    """One configured provider. `version` is the SDK's, because the engine asks for exactly that."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._config: Props = {}

    def GetPluginInfo(self, _request: Any, _context: grpc.ServicerContext) -> PluginInfo:
        """Say our version."""
        return PluginInfo(version=self._version)

    def CheckConfig(self, request: wire.CheckRequest, _context: grpc.ServicerContext) -> wire.CheckResponse:
        """Take any configuration."""
        return wire.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: wire.DiffRequest, _context: grpc.ServicerContext) -> wire.DiffResponse:
        """Say whether the configuration changed; nothing needs replacing by it."""
        changed = plain(request.old_inputs) != plain(request.news)
        return wire.DiffResponse(changes=wire.DiffResponse.DIFF_SOME if changed else wire.DiffResponse.DIFF_NONE)

    def Configure(self, request: wire.ConfigureRequest, context: grpc.ServicerContext) -> wire.ConfigureResponse:
        """Learn region and default tags. As the bridged provider we take no secrets: the engine keeps the marks."""
        self._config = checking.nested(plain(request.args))
        region = self._config.get("region")
        if isinstance(region, str) and region not in ("", UNKNOWN):
            clients.use_region(region)
        _asked(context, lambda: checking.allow_account(self._config))
        return wire.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    def Check(self, request: wire.CheckRequest, _context: grpc.ServicerContext) -> wire.CheckResponse:
        """Complete the inputs as the bridge does and say what cannot be."""
        kind = KINDS.get(request.type)
        if kind is None:
            reason = f"type {request.type!r} is not supported by the sandbox: add a row to tests/sandbox/aws/types"
            return wire.CheckResponse(inputs=request.news, failures=[wire.CheckFailure(reason=reason)])
        inputs = checking.completed(kind, request, self._config)
        problems = [wire.CheckFailure(property=name, reason=why) for name, why in checking.problems(kind, inputs)]
        return wire.CheckResponse(inputs=struct(inputs), failures=problems)

    def Diff(self, request: wire.DiffRequest, _context: grpc.ServicerContext) -> wire.DiffResponse:
        """Say what changed and what of it needs a replacement."""
        return compare(KINDS[request.type], plain(request.old_inputs), plain(request.news))

    def Create(self, request: wire.CreateRequest, context: grpc.ServicerContext) -> wire.CreateResponse:
        """Make it; in preview say what its outputs will be as far as that is known."""
        kind, inputs = KINDS[request.type], plain(request.properties)
        if request.preview:
            unknown = {name: UNKNOWN for name in kind.computed if name not in inputs}
            return wire.CreateResponse(properties=struct({**inputs, **unknown}))
        made = _asked(context, lambda: kind.create(inputs))
        return wire.CreateResponse(id=made.id, properties=struct(_marked(kind, {**inputs, **made.outputs})))

    def Update(self, request: wire.UpdateRequest, context: grpc.ServicerContext) -> wire.UpdateResponse:
        """Change it in place."""
        kind, old, new = KINDS[request.type], plain(request.olds), plain(request.news)
        kept = {name: old[name] for name in kind.computed if name in old and name not in new}
        if request.preview:
            return wire.UpdateResponse(properties=struct({**kept, **new, **dict.fromkeys(kind.changing, UNKNOWN)}))
        changed: Props = {}
        if kind.update is not None:
            update = kind.update
            changed = _asked(context, lambda: update(request.id, old, new))
        return wire.UpdateResponse(properties=struct(_marked(kind, {**kept, **new, **changed})))

    def Read(self, request: wire.ReadRequest, context: grpc.ServicerContext) -> wire.ReadResponse:
        """Say how it is now; an empty id says that it is gone."""
        kind, state = KINDS[request.type], plain(request.properties)
        now = _asked(context, lambda: _unless_gone(lambda: kind.read(request.id, state)))
        if now is None:
            return wire.ReadResponse()
        inputs = {name: value for name, value in now.items() if name not in kind.computed}
        return wire.ReadResponse(id=request.id, properties=struct(_marked(kind, now)), inputs=struct(inputs))

    def Delete(self, request: wire.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        """Take it away; what is gone already is no error."""
        kind, state = KINDS[request.type], plain(request.properties)
        _asked(context, lambda: _unless_gone(lambda: kind.delete(request.id, state)))
        return Empty()

    def Invoke(self, request: wire.InvokeRequest, context: grpc.ServicerContext) -> wire.InvokeResponse:
        """Answer a look-up."""
        found = _asked(context, lambda: look_up(request.tok, plain(request.args)))
        answer: Any = {"return": struct(found)}  # a keyword of Python
        return wire.InvokeResponse(**answer)

    def Cancel(self, _request: Any, _context: grpc.ServicerContext) -> Empty:
        """Nothing takes long enough to be cancelled."""
        return Empty()


def _marked(kind: Kind, outputs: Props) -> Props:
    return {name: secret(value) if name in kind.secret else value for name, value in outputs.items()}


def _asked(context: grpc.ServicerContext, ask: Callable[[], Answer]) -> Answer:
    """What AWS answers; its refusals become the call's error, word for word."""
    try:
        return ask()
    except Refused as refused:
        context.abort(grpc.StatusCode.UNKNOWN, str(refused))
    except Exception as error:  # noqa: BLE001 - boto3's errors are made at run time; each is the answer, not a crash
        context.abort(grpc.StatusCode.UNKNOWN, f"{type(error).__name__}: {error}")
    raise AssertionError("abort does not return")


def _unless_gone(ask: Callable[[], Answer]) -> Answer | None:
    try:
        return ask()
    except Exception as error:  # boto3's errors are made at run time; all but one that says so go on
        code: str = getattr(error, "response", {}).get("Error", {}).get("Code", "")
        if any(word in code for word in GONE):
            return None
        raise
