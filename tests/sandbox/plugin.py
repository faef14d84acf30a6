"""This is where a plugin process keeps its contract with the engine: port on the first line, ends at SIGINT."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import grpc

LARGE = [("grpc.max_receive_message_length", 400 << 20), ("grpc.max_send_message_length", 400 << 20)]
"""The message size that the engine itself uses; gRPC's default of 4 MB ends at five thousand roles."""


def new_server() -> grpc.Server:
    """A server with room for what the engine calls at once."""
    return grpc.server(ThreadPoolExecutor(64), options=LARGE)


def listen(server: grpc.Server) -> int:
    """Start on a free loopback port and say which."""
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return port


def serve(register: Callable[[grpc.Server], object]) -> None:
    """Serve until the engine ends us: by SIGINT, SIGTERM, or by going away itself."""
    server = new_server()
    register(server)
    port = listen(server)
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    engine = os.getppid()
    while not ended.wait(1.0):
        if os.getppid() != engine:  # the engine died without a word; nobody will ever ask again
            break
    server.stop(0.5).wait()
