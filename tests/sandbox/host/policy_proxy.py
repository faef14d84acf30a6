"""This is where the proxy is that the official host puts before a pack in folder form (`sdk/policy_proxy.go`).

It answers `Handshake` and `ConfigureStack` itself, because a pack is started with the stack's facts in its environment;
the first other call starts the pack, and from there on everything is handed through, byte for byte.
"""

import threading
from collections.abc import Callable

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto.analyzer_pb2 import (
    AnalyzerHandshakeResponse,
    AnalyzerStackConfigureRequest,
    AnalyzerStackConfigureResponse,
)
from tests.sandbox.plugin import LARGE

Start = Callable[[AnalyzerStackConfigureRequest | None], int]
SERVICE = "/pulumirpc.Analyzer/"


class PolicyProxy(grpc.GenericRpcHandler):
    """Every method of the analyzer service. `start` starts the pack and says its port."""

    def __init__(self, start: Start) -> None:
        self._start, self._lock = start, threading.Lock()
        self._stack: bytes | None = None
        self._channel: grpc.Channel | None = None

    def service(self, call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes] | None":
        """The handler of one method."""
        method: str = call_details.method
        if not method.startswith(SERVICE):
            return None
        own = {"Handshake": self._handshake, "ConfigureStack": self._configure_stack}.get(method.removeprefix(SERVICE))
        return grpc.unary_unary_rpc_method_handler(own or self._forward(method))

    def _handshake(self, _request: bytes, _context: grpc.ServicerContext) -> bytes:
        return AnalyzerHandshakeResponse().SerializeToString()

    def _configure_stack(self, request: bytes, _context: grpc.ServicerContext) -> bytes:
        self._stack = request
        return AnalyzerStackConfigureResponse().SerializeToString()

    def _forward(self, method: str) -> Callable[[bytes, grpc.ServicerContext], bytes]:
        def call(request: bytes, context: grpc.ServicerContext) -> bytes:
            with self._lock:
                started = self._channel is not None
                if not started and method.endswith("/Cancel"):
                    return Empty().SerializeToString()  # nothing runs yet, so there is nothing to cancel
            try:
                return _call(self._pack(), method, request)
            except grpc.RpcError as error:
                context.abort(error.code(), error.details() or "")
            except OSError as error:
                context.abort(grpc.StatusCode.UNKNOWN, f"policy pack failed to start: {error}")
            raise AssertionError("abort does not return")

        return call

    def _pack(self) -> grpc.Channel:
        with self._lock:
            if self._channel is None:
                asked = None if self._stack is None else AnalyzerStackConfigureRequest.FromString(self._stack)
                channel = grpc.insecure_channel(f"127.0.0.1:{self._start(asked)}", options=LARGE)
                if self._stack is not None:
                    _tell(channel, self._stack)
                self._channel = channel
            return self._channel

    def close(self) -> None:
        """Let go of the pack."""
        with self._lock:
            if self._channel is not None:
                self._channel.close()


def _tell(channel: grpc.Channel, stack: bytes) -> None:
    try:
        _call(channel, f"{SERVICE}ConfigureStack", stack)
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.UNIMPLEMENTED:  # packs older than the call live without it
            raise


def _call(channel: grpc.Channel, method: str, request: bytes) -> bytes:
    call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(method)
    return call(request, wait_for_ready=True)
