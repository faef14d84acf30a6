"""This is where a policy pack is that has no opinion: it writes down what the engine shows it.

By it tests compare what packs see in the real engine with what our own readers see of the same program.
"""
# ruff: noqa: N802 - methods have the names of the protocol

import json
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import analyzer_pb2 as wire
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerServicer, add_AnalyzerServicer_to_server
from pulumi.runtime.proto.plugin_pb2 import PluginInfo
from tests.sandbox.plugin import serve


class Recorder(AnalyzerServicer):
    """Writes to `target`: `{"call": "Analyze" | "AnalyzeStack", "urn": …, "type": …, "properties": …, …}`."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def Handshake(self, _request: Any, _context: grpc.ServicerContext) -> wire.AnalyzerHandshakeResponse:
        """Greet."""
        return wire.AnalyzerHandshakeResponse()

    def ConfigureStack(self, request: Any, _context: grpc.ServicerContext) -> wire.AnalyzerStackConfigureResponse:
        """Note which stack is asked about."""
        self._write("ConfigureStack", request)
        return wire.AnalyzerStackConfigureResponse()

    def GetPluginInfo(self, _request: Any, _context: grpc.ServicerContext) -> PluginInfo:
        """Say our version."""
        return PluginInfo(version="0.0.0")

    def GetAnalyzerInfo(self, _request: Any, _context: grpc.ServicerContext) -> wire.AnalyzerInfo:
        """Say that we have no rules."""
        return wire.AnalyzerInfo(name="recorder", version="0.0.0", supportsConfig=True)

    def Configure(self, _request: Any, _context: grpc.ServicerContext) -> Empty:
        """Take any configuration."""
        return Empty()

    def Remediate(self, _request: Any, _context: grpc.ServicerContext) -> wire.RemediateResponse:
        """Change nothing."""
        return wire.RemediateResponse()

    def Analyze(self, request: wire.AnalyzeRequest, _context: grpc.ServicerContext) -> wire.AnalyzeResponse:
        """Write one resource down as it is about to be made."""
        self._write("Analyze", request)
        return wire.AnalyzeResponse()

    def AnalyzeStack(self, request: wire.AnalyzeStackRequest, _context: grpc.ServicerContext) -> wire.AnalyzeResponse:
        """Write every resource of the stack down as it came to be."""
        for resource in request.resources:
            self._write("AnalyzeStack", resource)
        return wire.AnalyzeResponse()

    def Cancel(self, _request: Any, _context: grpc.ServicerContext) -> Empty:
        """Nothing takes long enough to be cancelled."""
        return Empty()

    def _write(self, call: str, message: Any) -> None:
        with self._target.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"call": call, **MessageToDict(message)}) + "\n")


def main(target: str) -> None:
    """Serve one engine and write to `target`."""
    serve(lambda server: add_AnalyzerServicer_to_server(Recorder(Path(target)), server))
