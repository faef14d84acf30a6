"""One running pack for the tests of a file: each configures it as it needs it."""

from collections.abc import Iterator

import pytest
from tests.support.packs import Pack, executable, running


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pack]:
    """The pack `workload_identity`, which judges for 25 November 2026."""
    with running(executable(), tmp_path_factory.mktemp("pack"), DAYPASS_TODAY="2026-11-25") as started:
        yield started


@pytest.fixture
def pack(process: Pack) -> Pack:
    """The same, configured to nothing."""
    process.configure()
    return process
