"""One program has one answer: the embedded engine, the real one, a scan of its export and `policy analyze` agree.

They agree on (rule, URN, status). Every difference that an engine itself makes is a row of `differences.py`.
"""

from collections.abc import Callable
from functools import cache

import pytest
from tests.engine_real.comparison import Compared, prepare_account
from tests.engine_real.differences import TABLE, allowed, seen
from tests.engine_real.programs import PROGRAMS
from tests.engine_real.sources import SOURCES, WITHOUT_BOUNDARY, project_of
from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import Engine
from tests.sandbox.processes import settled
from tests.sandbox.sandbox import Sandbox


@pytest.fixture(scope="session")
def compared(engine: Engine, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Compared]:
    """Judge a program in every way, once for all tests that ask."""

    @cache
    def compare(name: str) -> Compared:
        emulator.reset()
        if name not in WITHOUT_BOUNDARY:
            prepare_account(emulator)
        sandbox = Sandbox(tmp_path_factory.mktemp(name) / "sandbox", engine, emulator)
        found = Compared(sandbox, project_of(sandbox, name))
        assert settled(str(sandbox.folder)) == {}, "a process outlived its test"
        return found

    return compare


@pytest.mark.parametrize("name", SOURCES)
def test_the_embedded_preview_is_the_real_preview(compared: Callable[[str], Compared], name: str) -> None:
    """Of a stack that does not exist yet."""
    found = compared(name)
    assert seen(name, "preview", found.embedded, found.preview) == allowed(name, "preview")


@pytest.mark.parametrize("name", SOURCES)
def test_the_embedded_update_a_scan_of_the_export_and_its_analysis_agree(
    compared: Callable[[str], Compared], name: str
) -> None:
    found = compared(name)
    assert seen(name, "update = scan", found.embedded_update, found.scan) == allowed(name, "update = scan")
    assert seen(name, "scan = analysis", found.scan, found.analysis) == allowed(name, "scan = analysis")


@pytest.mark.parametrize("name", SOURCES)
def test_what_the_real_update_judged_is_what_its_state_says(compared: Callable[[str], Compared], name: str) -> None:
    found = compared(name)
    pair = "analysis = real update"
    assert seen(name, pair, found.analysis, found.update) == allowed(name, pair)


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_preview_passes_does_not_fail_later(compared: Callable[[str], Compared], name: str) -> None:
    """What it left undecided may do either."""
    found = compared(name)
    spoken = {(rule, urn) for rule, urn, _ in found.preview}
    later = {(rule, urn) for rule, urn, status in found.update | found.analysis | found.scan if status == "fail"}
    assert later - spoken == set()


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_family_leaves_something_undecided_in_preview_and_fails_something(
    compared: Callable[[str], Compared], name: str
) -> None:
    """Else the agreement above would be of little worth."""
    assert {"undecided", "fail"} <= {status for _, _, status in compared(name).preview}


def test_an_update_leaves_nothing_undecided(compared: Callable[[str], Compared]) -> None:
    for name in SOURCES:
        assert [key for key in compared(name).update if key[2] == "undecided"] == []


def test_each_row_of_the_table_is_about_a_program_that_is_compared() -> None:
    assert {row.program for row in TABLE} <= set(SOURCES)
