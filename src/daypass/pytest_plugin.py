"""This is where pytest finds the fixtures of `daypass.testing`, wherever daypass is installed.

It stands alone, and imports nothing until a fixture is asked for: every run of pytest beside daypass loads it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daypass.testing.packs import Pack


@pytest.fixture
def workload_identity_pack(tmp_path: Path) -> "Iterator[Pack]":
    """The pack `workload_identity` with every installed rule, running as the engine starts it."""
    yield from _running("workload_identity", tmp_path)


@pytest.fixture
def account_baseline_pack(tmp_path: Path) -> "Iterator[Pack]":
    """The pack `account_baseline`, running as the engine starts it."""
    yield from _running("account_baseline", tmp_path)


def _running(name: str, folder: Path) -> "Iterator[Pack]":
    from daypass.testing.packs import running_pack  # noqa: PLC0415 - as said above

    with running_pack(name, folder) as pack:
        yield pack
