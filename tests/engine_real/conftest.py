"""This is where the tests of the real engine get it: built by `make engine`, else skipped aloud."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import Engine, built_engine
from tests.sandbox.processes import settled
from tests.sandbox.sandbox import Sandbox

REQUIRED = "DAYPASS_REQUIRE_ENGINE"
ABSENT = "the real Pulumi engine is not built: run `make engine`"


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The built engine. Where it is missing: a failure if it is required, else a skip."""
    found = built_engine()
    if found is None and os.environ.get(REQUIRED):
        pytest.fail(f"{ABSENT}; {REQUIRED} demands it")
    if found is None:
        pytest.skip(ABSENT)
    return found


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """One emulated AWS for all tests of a session."""
    with Emulator() as running:
        yield running


@pytest.fixture
def sandbox(engine: Engine, emulator: Emulator, tmp_path: Path) -> Iterator[Sandbox]:
    """An empty AWS and a fresh home for the engine. No process that it started may be left when the test ends."""
    emulator.reset()
    made = Sandbox(tmp_path / "sandbox", engine, emulator)
    yield made
    assert settled(str(made.folder)) == {}, "a process outlived its test"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one loud line that the real engine was not tried."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(ABSENT in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"NOT TESTED AGAINST THE REAL ENGINE: {ABSENT}", red=True, bold=True)
