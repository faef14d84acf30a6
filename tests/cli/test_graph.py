"""`--format graph` and `--output graph=FILE` as people call them: the real process, real exports."""

from pathlib import Path
from xml.etree import ElementTree as ET

from tests.support.commands import daypass
from tests.support.states import write
from tests.support.tree import ROOT

LEAKY, MENDED = ROOT / "examples/leaky/export.json", ROOT / "examples/mended/export.json"


def test_standard_output_gets_mermaid() -> None:
    said = daypass("scan", LEAKY, "--format", "graph").expect(1).out
    assert said.startswith("flowchart LR\n")
    assert '("role invoice-build"):::admin' in said


def test_the_suffix_of_the_file_picks_the_language(tmp_path: Path) -> None:
    files = {suffix: tmp_path / f"becoming{suffix}" for suffix in (".svg", ".dot", ".mmd")}
    outputs = [argument for file in files.values() for argument in ("--output", f"graph={file}")]
    daypass("scan", LEAKY, *outputs).expect(1)
    assert ET.fromstring(files[".svg"].read_text()).tag == "{http://www.w3.org/2000/svg}svg"
    assert files[".dot"].read_text().startswith("digraph")
    assert files[".mmd"].read_text().startswith("flowchart")


def test_several_sources_are_one_picture_and_one_that_is_unreadable_is_named(tmp_path: Path) -> None:
    broken = write(tmp_path / "broken.json", b"{")
    ran = daypass("scan", LEAKY, MENDED, broken, "--format", "graph").expect(2)
    assert "invoice-build" in ran.out
    assert "broken.json was not judged" in ran.out.replace("#46;", ".")


def test_the_page_has_the_picture_in_it(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    daypass("scan", MENDED, "--output", f"html={file}").expect(0)
    assert 'id="who-can-become-whom"' in file.read_text()
    assert "<svg" in file.read_text()


def test_a_program_is_drawn_as_well() -> None:
    said = daypass("check", ROOT / "examples/mended", "--format", "graph", env={"DAYPASS_TODAY": "2026-11-25"}).out
    assert "invoice-deploy" in said
