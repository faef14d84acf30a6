"""The house keeps its own rules: the direction of imports, the sizes, and what may not be written at all."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.support.tree import ROOT, SOURCES, functions, python_files, tracked_files

HEAVY = ("pydantic", "jinja2", "rich", "click", "yaml", "boto3", "botocore", "pulumi_aws", "pulumi_policy", "pulumi")
"""What a pack must not load: each costs more than all our rules together."""


# In two halves each, so that this file may be kept.
_REGISTRIES = {"py": "pi.org", "files.python": "hosted", "registry.npm": "js", "proxy.go": "lang.org"}
_MACHINES = {"/ro": "ot/", "/wo": "rk/"}

_EXCUSE = re.compile(r"# *(noqa|type: *ignore|pragma:|fmt: *(?:off|skip)).*")
_REASONED = re.compile(
    r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \w.+|type: ignore\[[a-z-]+(, ?[a-z-]+)*\] +(#|-) \w.+|fmt: skip( +# .+)?)"
)
_REPLACED = re.compile(r"\b(import mock|unittest\.mock|from mock|monkeypatch\.setattr|mocker|set_mocks)\b")


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a checkout; the copies in that folder win over the installed ones."""
    paths = [str(folder / name) for name in ("src", "components", "policy_packs")]
    lint = "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    program = f"import sys; sys.path[:0] = {paths!r}; {lint}"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)


def test_imports_point_downward_and_stay_behind_their_walls() -> None:
    judged = lint_imports(ROOT)
    assert judged.returncode == 0, judged.stdout
    assert "Contracts: 6 kept, 0 broken." in judged.stdout


def test_a_stray_import_breaks_the_contract_and_is_named_with_its_line(tmp_path: Path) -> None:
    """Without this, contracts that catch nothing would look as green as contracts that hold."""
    for name in ("src", "components", "policy_packs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    (tmp_path / "src/daypass/model/stray.py").write_text('"""A stray."""\n\nimport boto3\n')
    judged = lint_imports(tmp_path)
    assert judged.returncode == 1, judged.stdout + judged.stderr
    assert "daypass.model.stray -> boto3 (l.3)" in judged.stdout


def test_the_package_itself_holds_a_docstring_and_nothing_else() -> None:
    (only,) = ast.parse((ROOT / "src/daypass/__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)


def test_files_stay_small_enough_to_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*SOURCES)}
    assert statistics.median(lengths.values()) <= 120
    assert {str(path.relative_to(ROOT)): length for path, length in lengths.items() if length > 400} == {}
    tests = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files("tests")}
    assert {name: length for name, length in tests.items() if length > 400} == {}


def test_functions_answer_one_question() -> None:
    lengths = {name: length for path in python_files(*SOURCES) for name, length in functions(path)}
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    assert statistics.median(lengths.values()) <= 10


def test_every_exception_to_a_check_has_its_reason_beside_it() -> None:
    """`noqa`, `type: ignore` and the like name one rule and say why; a blanket one says neither."""
    bare = [
        f"{path.relative_to(ROOT)}:{number} {found[0]}"
        for path in python_files(*SOURCES, "tests", "examples")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := _EXCUSE.search(line)) and not _REASONED.match(found[0]) and path != Path(__file__)
    ]
    assert bare == []


def test_no_test_replaces_a_part_of_the_program() -> None:
    """A replaced part proves that the test knows the code. Real edges and small real inputs prove that it works."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files("tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _REPLACED.search(line) and path != Path(__file__)
    ]
    assert found == []


@pytest.mark.parametrize("module", ["daypass_policies.serve.executable", "daypass_policies.rules"])
def test_a_pack_loads_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; from daypass_policies.rules import catalog; catalog(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert module in loaded
    assert set(HEAVY) & set(loaded) == set()


def test_a_command_says_its_help_without_loading_a_cloud() -> None:
    program = "import sys, daypass.cli.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert {"boto3", "botocore", "pulumi_aws", "pulumi"} & set(loaded) == set()


def test_a_rule_is_found_by_its_name_in_code_test_and_page() -> None:
    rules = {path.stem for path in (ROOT / "policy_packs/daypass_policies/rules").glob("*.py")} - {"__init__"}
    rules = {name for name in rules if not name.startswith("_")}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/policies/rules").glob("test_*.py")}
    told = {path.stem.replace("-", "_") for path in (ROOT / "docs/rules").glob("*.md")}
    assert rules
    assert rules - tested == set()
    assert rules - told == set()


def test_nothing_that_is_kept_names_a_registry_or_a_machine() -> None:
    """Requirements and documents serve every index; a path of somebody's machine serves nobody."""
    hosts = [first + rest for first, rest in {**_REGISTRIES, **_MACHINES}.items()]
    named = {
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked_files()
        for host in hosts
        if host.encode() in path.read_bytes()
    }
    assert named == set()


def test_requirements_are_pinned_by_hash_and_the_changelog_knows_the_version() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
        assert entries
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries), path.name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert project["version"] in versions


def test_the_index_of_decisions_has_each_of_them_by_its_title() -> None:
    folder = ROOT / "docs" / "adr"
    titles = {path.name: path.read_text(encoding="utf-8").partition("\n")[0] for path in folder.glob("0*.md")}
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [(f"# {title}", name) for title, name in listed] == [(titles[name], name) for name in sorted(titles)]


def test_the_extra_all_holds_every_extra_that_is_there_for_users() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert all(extras.values())
    assert extras["all"] == [f"daypass[{','.join(sorted(extras.keys() - {'all', 'dev'}))}]"]
