"""This is where a pack is started: by Pulumi from its folder, or by its path as an executable."""

import os
import signal
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from daypass_policies.serve.later import later

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # what gRPC logs, the engine would show to people as ours
later("asyncio", "grpc.aio", "google.protobuf.internal.python_message")

import grpc

from daypass.errors import DaypassError, broke_at
from daypass.report.day import VARIABLE, judged_day
from daypass_policies.serve.protocol import service
from daypass_policies.serve.servicer import Servicer

if TYPE_CHECKING:
    from daypass_policies.serve.judgement import Judgement

OPTIONS = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
"""gRPC's own limit of four megabytes ends at five thousand roles."""

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
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: leave(0))  # at once: a rule that waits for something would hold us
    parent = os.getppid()
    try:
        server = serve(pack)  # it stops when nobody holds it
    except DaypassError as error:
        leave(1, f"daypass: {error}")
    except BaseException as error:  # noqa: BLE001 - threads that wait for the rules would hold us; its text may be anything
        leave(1, f"daypass: the pack does not start ({broke_at(error)})")
    while os.getppid() == parent:
        time.sleep(WATCH)
    server.stop(grace=0)
    leave(0)


def serve(pack: str) -> grpc.Server:
    """Start the server and say its port; then load the rules, while the engine finds its way to us.

    Calls that need the rules wait for them. Raises `UsageError` where `DAYPASS_TODAY` is no date.
    """
    today = judged_day(os.environ)
    loaded: Future[Judgement] = Future()
    server = grpc.server(ThreadPoolExecutor(max_workers=4), options=OPTIONS)
    service.add_AnalyzerServicer_to_server(Servicer(loaded.result), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)  # noqa: T201 - the protocol: the first line is the port
    if VARIABLE in os.environ:
        sys.stderr.write(f"daypass: judging for {today}, as {VARIABLE} says\n")
    loaded.set_result(load(pack, today))
    return server


def load(pack: str, today: date) -> "Judgement":
    """The rules and all that they stand on."""
    from daypass_policies.rules import catalog  # noqa: PLC0415 - after the port is said
    from daypass_policies.serve.judgement import Judgement  # noqa: PLC0415 - as above

    return Judgement(pack, catalog(), today)


def leave(status: int, sentence: str = "") -> NoReturn:
    """End at once: threads of gRPC may still hold a call, but nobody is left to answer."""
    sys.stdout.flush()
    if sentence:
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()
    os._exit(status)
