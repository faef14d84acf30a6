"""Nothing that the engine started for us outlives it, however it ends."""

import signal
from pathlib import Path

import pytest
from tests.engine_real.judged import WORKLOADS, WORKLOADS_FOLDER, new_project
from tests.sandbox.processes import alive, settled
from tests.sandbox.sandbox import Sandbox

SLOW = """
import time, pathlib, pulumi_aws as aws
aws.sqs.Queue("orders")
pathlib.Path("started").touch()
time.sleep(600)
"""


@pytest.mark.parametrize("pack", [WORKLOADS, WORKLOADS_FOLDER], ids=["executable", "folder"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_an_engine_that_ends_early_leaves_no_plugin_pack_or_program(
    sandbox: Sandbox, pack: Path, how: signal.Signals
) -> None:
    project = new_project(sandbox, SLOW)
    running = sandbox.start("preview", "--policy-pack", pack, project=project)
    while not (project / "started").exists():
        assert running.poll() is None, running.communicate()
    assert len(alive(str(sandbox.folder))) >= 4  # the engine, the host, the program, the pack, perhaps the provider
    running.send_signal(how)
    running.wait()
    left = settled(str(sandbox.folder))
    running.communicate()
    assert left == {}
