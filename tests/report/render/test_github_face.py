"""Annotations, as a GitHub runner reads them."""

import re

from tests.support.reports import every_status, finding, hostile, report, view

from daypass.model.resource import Place
from daypass.report.findings import Source
from daypass.report.render import render

COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:]*,?)+)::(.*)")


def commands(*findings: object, **more: object) -> list[tuple[str, dict[str, str], str]]:
    lines = render("github", report(*findings, **more), view()).splitlines()  # type: ignore[arg-type]  # rows, given on
    found = [COMMAND.fullmatch(line) for line in lines[:-1]]
    assert all(found), lines
    return [(match[1], dict(pair.split("=", 1) for pair in match[2].split(",")), match[3]) for match in found if match]


def test_each_row_is_one_command_with_file_line_and_title() -> None:
    ((name, properties, message),) = commands(finding())
    assert name == "error"
    assert properties == {"file": "app/keys.py", "line": "12", "title": "no-long-lived-key (critical)"}
    assert message.startswith("access key 'ci' never expires. Declare a WorkloadIdentity")


def test_only_what_is_mandatory_is_an_error() -> None:
    assert [name for name, _, _ in commands(*every_status())] == ["error", "warning", "warning", "notice", "notice"]


def test_a_hostile_name_starts_no_command_and_no_line() -> None:
    lines = render("github", report(hostile()), view()).splitlines()
    assert len(lines) == 2
    assert len(commands(hostile())) == 1
    assert "%25" in lines[0]
    assert lines[1].startswith("daypass: ")


def test_a_program_below_the_current_folder_is_shown_with_its_folder() -> None:
    for path, file in [
        ("services/shop", "services/shop/a.py"),
        (".", "a.py"),
        ("/home/me/repo/shop", "shop/a.py"),
        ("/elsewhere", "a.py"),
        ("../up", "a.py"),
    ]:
        ((_, properties, _),) = commands(
            finding(source=path, location=Place("a.py", 1)), sources=(Source(path, "program"),)
        )
        assert properties["file"] == file
