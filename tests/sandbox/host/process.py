"""This is where the language host's process begins: the engine starts it with its own address as the last argument."""

import sys
from pathlib import Path

from pulumi.runtime.proto.language_pb2_grpc import add_LanguageRuntimeServicer_to_server
from tests.sandbox.host.runtime import LanguageHost
from tests.sandbox.plugin import serve


def main(runner: str, version: str) -> None:
    """Serve one engine, then end what is left of its programs. `runner` is the SDK's program runner."""
    host = LanguageHost(sys.argv[-1], Path(runner), version)
    try:
        serve(lambda server: add_LanguageRuntimeServicer_to_server(host, server))
    finally:
        host.children.end_all()
