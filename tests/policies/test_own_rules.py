"""Rules that others bring along are asked like ours wherever rules are asked; one that does not load stops it all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.support.brought import brought
from tests.support.commands import daypass
from tests.support.packs import executable
from tests.support.tree import ROOT

EXAMPLE = ROOT / "examples/own_rules"
MINE = "vendor-role-names-its-contract"
CANARY = "canary-7f3a"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the example's distribution is installed, as pip installs it."""
    folder = tmp_path_factory.mktemp("own-rules")
    shutil.copytree(EXAMPLE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--target", str(folder / "site"), str(folder / "source")]
    subprocess.run(command, check=True, cwd=folder)
    return {"PYTHONPATH": str(folder / "site")}


def test_daypass_lists_and_explains_them(installed: Mapping[str, str]) -> None:
    rows = daypass("rules", "--format", "json", env=installed).expect(0).json["rules"]
    mine = [row["name"] for row in rows if row["name"] in (MINE, "workload-has-an-owner-of-its-own")]
    assert mine == [MINE, "workload-has-an-owner-of-its-own"]
    assert "outlives the contract" in daypass("explain", MINE, env=installed).expect(0).out
    assert MINE not in daypass("rules").expect(0).out


def test_a_scan_refuses_with_them(installed: Mapping[str, str]) -> None:
    report = daypass("scan", EXAMPLE / "tests/export.json", "--format", "json", env=installed).expect(1).json
    assert [(row["name"], row["risk"]) for row in report["findings"] if row["rule"] == MINE] == [
        ("monitoring", "cross-account-trust")
    ]


def test_an_organisation_configures_and_exempts_them_like_ours(installed: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(f'{{"{MINE}": {{"enforcementLevel": "advisory", "ours": "444455556666"}}}}')
    scanned = daypass(
        *("scan", EXAMPLE / "tests/export.json", "--format", "json", "--policy-config", tmp_path / "config.json"),
        env=installed,
    )
    assert [row for row in scanned.json["findings"] if row["rule"] == MINE] == []


def test_its_own_tests_pass_beside_ours(installed: Mapping[str, str], tmp_path: Path) -> None:
    """They judge resources, an export, a program, and ask the pack, by nothing but what daypass offers to everyone."""
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "tests"],
        cwd=tmp_path,
        env={**os.environ, **installed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert "13 passed" in ran.stdout


def made(**facts: object) -> str:
    """The code of a rule with these facts."""
    return f"RULE = rule('a', **{{**FACTS, **{facts!r}}})(judge)"


BROKEN = {
    "it raises": ("theirs:RULES", f"raise ValueError('{CANARY}')", "cannot be loaded (ValueError at theirs.py:"),
    "its module is not there": ("nowhere:RULES", "", "cannot be loaded (ModuleNotFoundError"),
    "its name is not there": ("theirs:NOTHING", "", "cannot be loaded (AttributeError"),
    "it is no rule": ("theirs:FACTS", "", "is no Rule and no list of them"),
    "there are none": ("theirs:RULES", "RULES = []", "is no Rule and no list of them"),
    "one is none": ("theirs:RULES", "RULES = [rule('a', **FACTS)(judge), judge]", "is no Rule and no list of them"),
    "our name": ("theirs:RULE", "RULE = rule('no-iam-user', **FACTS)(judge)", "the rule 'no-iam-user' exists already"),
    "one name twice": ("theirs:RULES", "RULES = [rule('a', **FACTS)(judge)] * 2", "the rule 'a' exists already"),
    "a name that breaks lines": ("theirs:RULE", "RULE = rule('a\\n b', **FACTS)(judge)", "is not made of words"),
    "both packs": ("theirs:RULE", "RULE = rule('a', pack='both', **FACTS)(judge)", "belongs to none of"),
    "no types": ("theirs:RULE", "RULE = rule('a', **{**FACTS, 'applies_to': ()})(judge)", "says no types"),
    "no reason": ("theirs:RULE", "judge.__doc__ = None\nRULE = rule('a', **FACTS)(judge)", "why it asks"),
    "it leaves": ("theirs:RULES", "import sys\nsys.exit(0)", "cannot be loaded (SystemExit at theirs.py:"),
    "it panics": ("theirs:RULES", f"raise BaseException('{CANARY}')", "cannot be loaded (BaseException at theirs.py:"),
    "its list breaks": ("theirs:RULES", "RULES = (1 / 0 for _ in 'a')", "cannot be loaded (ZeroDivisionError at"),
    "an unknown risk": ("theirs:RULE", made(risk="access"), "a risk that is not known. Did you mean 'admin-access'?"),
    "a near severity": ("theirs:RULE", made(severity="hihg"), "a severity that is not known. Did you mean 'high'?"),
    "an unknown level": ("theirs:RULE", made(level="remediate"), "rule 'a' has a level that is not known"),
    "an unknown confidence": ("theirs:RULE", made(confidence="sure"), "rule 'a' has a confidence that is not known"),
    "it blocks unsurely": (
        "theirs:RULE",
        made(level="mandatory"),
        "with a confidence that is low. Only what is certain",
    ),
    "no comma": ("theirs:RULE", made(applies_to="a:b:C"), "has applies_to that are no tuple of texts. A comma makes"),
    "no comma of controls": ("theirs:RULE", made(controls="NHI1:2025"), "has controls that are no tuple of texts"),
    "no type token": ("theirs:RULE", made(applies_to=("Role",)), "asks about 'Role', which is no type token"),
    "a fact that is none": ("theirs:RULE", made(severety="low"), "unknown key 'severety'. Did you mean 'severity'?"),
    "a fact that is missing": (
        "theirs:RULE",
        "RULE = rule('a', risk='lifecycle')",
        "says nothing of its severity, conf",
    ),
    "no default": ("theirs:RULE", made(options={"n": {"type": "integer"}}), "has the option 'n' without a default"),
    "another default": (
        "theirs:RULE",
        made(options={"n": {"type": "integer", "default": "x"}}),
        "has the option 'n', which has a default that must be of type integer",
    ),
    "an unknown type": (
        "theirs:RULE",
        made(options={"n": {"type": "int", "default": 1}}),
        "which has the type of none of string, boolean",
    ),
    "an unknown keyword": (
        "theirs:RULE",
        made(options={"n": {"type": "array", "default": [], "items": {"type": "string", "format": "date"}}}),
        "which has the keyword 'format', which nothing looks at",
    ),
    "a bound that is none": (
        "theirs:RULE",
        made(options={"n": {"type": "integer", "default": 1, "minimum": "0"}}),
        "which has a bound or a pattern that nothing can be compared with",
    ),
    "an option that is the level": (
        "theirs:RULE",
        made(options={"enforcementLevel": {"type": "string", "default": ""}}),
        "has an option of the name 'enforcementLevel'",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_rule_that_cannot_be_loaded_stops_the_commands(tmp_path: Path, case: str) -> None:
    value, code, fact = BROKEN[case]
    environment = brought(tmp_path, value, code)
    for command in (["rules"], ["scan", EXAMPLE / "tests/export.json"]):
        ran = daypass(*command, env=environment).expect(2)
        assert fact in ran.err
        assert "entry point 'theirs' in daypass.rules of theirs" in ran.err
        assert ran.out == ""
        assert CANARY not in ran.err


@pytest.mark.parametrize("raised", ["ValueError", "SystemExit"])
def test_a_rule_that_cannot_be_loaded_stops_the_pack(tmp_path: Path, raised: str) -> None:
    environment = brought(tmp_path / "site", "theirs:RULES", f"raise {raised}('{CANARY}')")
    started = subprocess.run(
        executable(), cwd=tmp_path, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    assert "entry point 'theirs' in daypass.rules of theirs: cannot be loaded" in started.stderr
    assert CANARY not in started.stderr
