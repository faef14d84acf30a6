"""One program has one answer: the embedded engine, the real one, a scan of its export and `policy analyze` agree.

They agree on (rule, URN, status). Every difference that an engine itself makes is a row of `differences.py`.
"""

from collections.abc import Callable

import pytest
from tests.engine_real.comparison import ENVIRONMENT, Compared, prepare_account
from tests.engine_real.differences import TABLE, unexplained
from tests.engine_real.programs import PROGRAMS
from tests.engine_real.sources import SOURCES, WITHOUT_BOUNDARY, project_of
from tests.sandbox.emulator import Emulator
from tests.sandbox.engine import Engine
from tests.sandbox.processes import settled
from tests.sandbox.sandbox import Sandbox

Compare = Callable[[str], Compared]


@pytest.fixture(scope="module")
def compared(engine: Engine, emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Compare:
    """Judge a program in every way, once for all tests that ask."""
    outcomes: dict[str, Compared | BaseException] = {}

    def compare(name: str) -> Compared:
        if name not in outcomes:
            try:
                outcomes[name] = run(name)
            except BaseException as failed:  # noqa: BLE001 - raised for each test that asks, tried once
                outcomes[name] = failed
        found = outcomes[name]
        if isinstance(found, BaseException):
            raise found
        return found

    def run(name: str) -> Compared:
        emulator.reset()
        prepare_account(emulator, boundary=name not in WITHOUT_BOUNDARY)
        sandbox = Sandbox(tmp_path_factory.mktemp(name) / "sandbox", engine, emulator)
        # The program is run in this process's environment too, as `daypass check` runs it in a user's.
        with pytest.MonkeyPatch.context() as environment:
            for key, value in ENVIRONMENT.items():
                environment.setenv(key, value)
            found = Compared(sandbox, project_of(sandbox, name))
        assert settled(str(sandbox.folder)) == {}, "a process outlived its test"
        return found

    return compare


@pytest.mark.parametrize("name", SOURCES)
def test_the_embedded_preview_is_the_real_preview(compared: Compare, name: str) -> None:
    """Of a stack that does not exist yet."""
    found = compared(name)
    assert unexplained(name, "embedded preview, preview", found.embedded, found.preview) == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_rule_reads_the_same_in_both_previews(compared: Compare, name: str) -> None:
    """Stricter than agreeing on findings: what a rule of tomorrow asks about is the same too."""
    found = compared(name)
    assert set(found.registered) == set(found.shown)
    answered = {row.resource for row in TABLE if row.program == name}
    same = [urn for urn in found.shown if "::".join(urn.split("::")[2:]) not in answered]
    assert [urn for urn in same if found.registered[urn] != found.shown[urn]] == []


@pytest.mark.parametrize("name", SOURCES)
def test_the_embedded_update_a_scan_of_the_export_and_its_analysis_agree(compared: Compare, name: str) -> None:
    found = compared(name)
    assert unexplained(name, "embedded update, scan", found.embedded_update, found.scan) == []
    assert unexplained(name, "scan, analysis", found.scan, found.analysis) == []


@pytest.mark.parametrize("name", SOURCES)
def test_what_the_real_update_judged_is_what_its_state_says(compared: Compare, name: str) -> None:
    found = compared(name)
    assert unexplained(name, "analysis, update", found.analysis, found.update) == []


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_preview_passes_does_not_fail_later(compared: Compare, name: str) -> None:
    """For what the preview registers; what it left undecided may do either."""
    found = compared(name)
    spoken = {(rule, urn) for rule, urn, _ in found.preview}
    later = {(rule, urn) for rule, urn, status in found.update | found.analysis | found.scan if status == "fail"}
    assert {(rule, urn) for rule, urn in later - spoken if urn in found.shown} == set()


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_each_family_leaves_something_undecided_in_preview_and_fails_something(compared: Compare, name: str) -> None:
    """Else the agreement above would be of little worth."""
    assert {"undecided", "fail"} <= {status for _, _, status in compared(name).preview}


@pytest.mark.parametrize("name", SOURCES)
def test_an_update_leaves_nothing_undecided(compared: Compare, name: str) -> None:
    assert [key for key in compared(name).update if key[2] == "undecided"] == []


def test_each_row_of_the_table_is_about_a_program_that_is_compared() -> None:
    assert {row.program for row in TABLE} <= set(SOURCES)
