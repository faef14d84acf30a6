"""This is where a pack is started: by Pulumi from its folder, or by its path as an executable."""

import os
import signal
import sys
from threading import Event
from typing import NoReturn

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # what gRPC logs, the engine would show to people as ours

from concurrent.futures import ThreadPoolExecutor

import grpc

from daypass.errors import DaypassError
from daypass.report.day import VARIABLE, judged_day
from daypass_policies.rules import catalog
from daypass_policies.serve.protocol import service
from daypass_policies.serve.servicer import Servicer
from daypass_policies.serve.version import VERSION

UNLIMITED = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1), ("grpc.so_reuseport", 0))
"""The default of four megabytes ends at five thousand roles."""

WATCH = 1.0
"""Seconds between two looks whether the parent is still there."""


def workload_identity() -> NoReturn:
    """The executable `daypass-pack-workload-identity ADDRESS`."""
    main("workload_identity")


def account_baseline() -> NoReturn:
    """The executable `daypass-pack-account-baseline ADDRESS`."""
    main("account_baseline")


def main(pack: str) -> NoReturn:
    """Serve the pack until the engine ends it, or is gone. The engine's address, the only argument, is not needed."""
    stopped = Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    parent = os.getppid()
    try:
        server, port = start(pack)
    except DaypassError as error:
        sys.exit(f"daypass: {error}")
    print(port, flush=True)  # noqa: T201 - the protocol: the first line is the port
    while not stopped.wait(WATCH) and os.getppid() == parent:
        pass
    server.stop(grace=None)
    sys.stdout.flush()
    # Threads of gRPC may still hold a call; the engine has gone, and nobody is left to answer.
    os._exit(0)


def start(pack: str, host: str = "127.0.0.1") -> tuple[grpc.Server, int]:
    """A server of the pack that runs, and its port. Raises `UsageError` where `DAYPASS_TODAY` is no date."""
    today = judged_day(os.environ)
    if VARIABLE in os.environ:
        sys.stderr.write(f"daypass: judging for {today}, as {VARIABLE} says\n")
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=UNLIMITED)
    service.add_AnalyzerServicer_to_server(Servicer(pack, VERSION, catalog(), today), server)
    port = server.add_insecure_port(f"{host}:0")
    server.start()
    return server, port
