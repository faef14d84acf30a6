"""Where a component finds the settings: the variable, else the nearest file above the program."""

from pathlib import Path

import pytest
from tests.support.components import SETTINGS, declared, the_role

from daypass.settings import VARIABLE

BUILD = 'WorkloadIdentity("invoice", ARGS)\n'


def contact(folder: Path) -> str:
    return str(the_role(declared(folder, BUILD)).inputs["tags"]["daypass:contact"])


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_file_above_the_program_counts(tmp_path: Path) -> None:
    (tmp_path / "daypass.toml").write_text(SETTINGS)
    assert contact(tmp_path / "team" / "service") == "payments@example.org"


def test_the_variable_outranks_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "daypass.toml").write_text(SETTINGS)
    (tmp_path / "organisation.toml").write_text(SETTINGS.replace("payments@", "billing@"))
    monkeypatch.setenv(VARIABLE, str(tmp_path / "organisation.toml"))
    assert contact(tmp_path / "service") == "billing@example.org"


@pytest.mark.parametrize("text", ["schema = 1\nowner = 1", "schema = ", ""])
def test_settings_that_cannot_be_read_stop_the_program(text: str, tmp_path: Path) -> None:
    (tmp_path / "daypass.toml").write_text(text)
    preview = declared(tmp_path / "service", BUILD)
    assert "daypass.toml" in str(preview.error)
    assert [resource.type for resource in preview.stack.resources] == ["pulumi:pulumi:Stack"]
