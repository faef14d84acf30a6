"""We live by our own rules: nothing that we declare, and no example that we call good, fails even under `strict`."""

import pytest
from tests.support.commands import daypass
from tests.support.tree import ROOT

LEAKY = "examples/leaky"
"""What a reader is shown as bad."""

PROGRAMS = sorted(
    str(path.parent.relative_to(ROOT))
    for top in ("stacks", "examples")
    for path in (ROOT / top).rglob("Pulumi.yaml")
    if "own_rules" not in path.parts
)
DAY = {"DAYPASS_TODAY": "2026-11-26"}


@pytest.mark.parametrize("program", [program for program in PROGRAMS if program != LEAKY])
@pytest.mark.parametrize("when", ["preview", "update"])
def test_what_we_declare_passes_the_strictest_profile(program: str, when: str) -> None:
    options = ["--update"] if when == "update" else []
    ran = daypass("check", ROOT / program, *options, "--profile", "strict", "--format", "json", env=DAY, cwd=ROOT)
    rows = ran.expect(0).json["findings"]
    assert [(row["rule"], row["name"], row["message"]) for row in rows if row["status"] == "fail"] == []


def test_what_we_call_leaky_fails_for_many_risks() -> None:
    rows = daypass("check", ROOT / LEAKY, "--format", "json", env=DAY, cwd=ROOT).expect(1).json["findings"]
    assert len({row["risk"] for row in rows if row["status"] == "fail"}) >= 8


def test_what_was_deployed_of_a_good_example_passes_too() -> None:
    rows = daypass(
        "scan", "examples/mended/export.json", "--profile", "strict", "--format", "json", env=DAY, cwd=ROOT
    ).json["findings"]
    assert [(row["rule"], row["name"]) for row in rows if row["status"] == "fail"] == []
