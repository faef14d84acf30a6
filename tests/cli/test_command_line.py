"""The command line around its commands: help, versions, wrong names, and what a crash is told apart by."""

import re
import subprocess
import sys
from importlib.metadata import version
from types import SimpleNamespace

import click
import pytest
from tests.support.commands import daypass

from daypass.cli.__main__ import COMMANDS, run
from daypass.cli.__main__ import daypass as group
from daypass.cli.stderr import complain_of_bug


def test_the_version_is_that_of_the_distribution() -> None:
    assert daypass("--version").expect(0).out == f"daypass {version('daypass')}\n"


def test_help_names_every_command_and_imports_none() -> None:
    assert set(re.findall(r"^  ([a-z]+)  ", daypass("--help").expect(0).out, re.MULTILINE)) == set(COMMANDS)
    code = "import sys, daypass.cli.__main__ as m; m.run(['--help']); print([n for n in sys.modules if n in %r])"
    heavy = ["rich", "jinja2", "pulumi", "grpc", "pydantic", "boto3", "yaml", "daypass.cli.scan", "daypass_policies"]
    out = subprocess.run([sys.executable, "-c", code % heavy], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [[], ["baseline"]])
def test_a_command_that_needs_another_shows_its_help_and_does_nothing(arguments: list[str]) -> None:
    ran = daypass(*arguments).expect(2)
    assert ran.err.startswith("Usage: daypass")
    assert "Commands:\n" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_is_there_and_has_help(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert command.help


@pytest.mark.parametrize("name", ["scan", "rules", "explain"])
def test_a_command_imports_nothing_that_it_does_not_need(name: str) -> None:
    heavy = ["rich", "jinja2", "pulumi", "grpc", "pydantic", "boto3", "yaml"]
    code = f"import sys, daypass.cli.{name}; print([n for n in {heavy} if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_command_that_is_none_is_refused_with_the_nearest() -> None:
    ran = daypass("scann").expect(2)
    assert "Did you mean 'scan'?" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments", [["scan", "--nonsense"], ["scan", "--profile", "lax", "x"], ["--nonsense"], ["rules", "x"]]
)
def test_wrong_use_is_status_2_with_a_hint(arguments: list[str]) -> None:
    assert "--help" in daypass(*arguments).expect(2).err


def test_whatever_a_command_raises_is_status_70_and_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(COMMANDS, "exits", "a module that holds no command")
    assert run(["exits"]) == 70
    said = capsys.readouterr().err
    assert said.startswith("daypass: internal error: AttributeError at __main__.py:")
    assert "Traceback" not in said
    monkeypatch.setenv("DAYPASS_DEBUG", "1")
    assert run(["exits"]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("leaving", [SystemExit(0), SystemExit(1), GeneratorExit()], ids=repr)
def test_a_command_that_leaves_gives_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], leaving: BaseException
) -> None:
    @click.command
    def leaves() -> None:
        raise leaving

    monkeypatch.setitem(COMMANDS, "leaves", "a command that is gone before it has said anything")
    monkeypatch.setitem(sys.modules, "daypass.cli.leaves", SimpleNamespace(leaves=leaves))
    assert run(["leaves"]) == 70
    assert f"internal error: {type(leaving).__name__} at test_command_line.py:" in capsys.readouterr().err


def test_a_shell_completes_commands() -> None:
    asked = {"_DAYPASS_COMPLETE": "bash_complete", "COMP_WORDS": "daypass sc", "COMP_CWORD": "1"}
    assert daypass(env=asked).expect(0).out.splitlines() == ["plain,scan", "plain,schema"]


def test_a_crash_is_told_by_type_and_place_and_never_by_its_message(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise KeyError("hunter2")  # noqa: TRY301 - the bug itself
    except KeyError as bug:
        complain_of_bug(bug)
    said = capsys.readouterr().err
    assert said.startswith("daypass: internal error: KeyError at test_command_line.py:")
    assert "hunter2" not in said
