"""A project is what its Pulumi.yaml says, its stack the one that somebody chose."""

import hashlib
import json
import sys
from pathlib import Path

import pytest
from tests.support.programs import PROGRAMS, ran, written

from daypass.engine.project import Project, find_project
from daypass.engine.stack_choice import choose_stack
from daypass.errors import UnreadableError, UsageError


def test_the_nearest_project_above_is_found(tmp_path: Path) -> None:
    written(tmp_path / "outer", "")
    inner = written(tmp_path / "outer" / "inner", "", yaml="name: inner\nruntime: python\n")
    (inner / "deep" / "deeper").mkdir(parents=True)
    assert find_project(inner / "deep" / "deeper").name == "inner"
    assert find_project(tmp_path / "outer").name == "p"


def test_main_names_a_folder_or_a_file_and_its_folder_is_the_working_one() -> None:
    folder, file = find_project(PROGRAMS / "elsewhere"), find_project(PROGRAMS / "elsewhere" / "single")
    assert (folder.program.name, folder.working.name) == ("app", "app")
    assert (file.program.name, file.working.name) == ("program.py", "single")


def test_a_program_runs_in_its_folder_which_is_on_the_path_before_anything_of_ours() -> None:
    exports = ran("elsewhere").stack.root.outputs
    assert exports["name"] == "the neighbour"
    assert (exports["working"], exports["root"]) == ("app", "elsewhere")
    assert exports["stack"] == "organization/elsewhere/dev"
    assert ran("elsewhere/single").stack.root.outputs["file"] == "program.py"


@pytest.mark.parametrize(
    ("yaml", "fact"),
    [
        ("", "name: is missing"),
        ("name: a b\nruntime: python\n", "name: is missing or no name"),
        ("name: p\n", "runtime: None is not python"),
        ("name: p\nruntime: nodejs\n", "runtime: 'nodejs' is not python"),
        ("name: p\nruntime: {name: go}\n", "'go' is not python"),
        ("name: p\nruntime: {name: python, options: [a]}\n", "options that are no mapping"),
        ("name: p\nruntime: python\nmain: nowhere\n", "no program at 'nowhere'"),
        ("name: p\nruntime: python\nmain: [a]\n", "main: is no text"),
        (
            "name: p\nruntime: {name: python, options: {virtualenv: gone}}\n",
            "no Python in the virtual environment 'gone'",
        ),
        ("name: p\nruntime: python\nconfig: []\n", "config: is not a mapping"),
        ("name: [", "is not YAML"),
    ],
)
def test_a_project_that_cannot_be_run_is_refused_with_its_place(tmp_path: Path, yaml: str, fact: str) -> None:
    written(tmp_path, "", yaml=yaml)
    with pytest.raises(UnreadableError) as refused:
        find_project(tmp_path)
    assert fact in str(refused.value)
    assert "Pulumi.yaml" in str(refused.value)


def test_a_folder_without_a_program_or_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"has no Pulumi\.yaml"):
        find_project(tmp_path)
    with pytest.raises(UnreadableError, match="does not exist"):
        find_project(tmp_path / "gone")
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    with pytest.raises(UnreadableError, match="neither a file nor a folder with __main__"):
        find_project(tmp_path)


def test_the_interpreter_is_the_virtual_environments_else_the_named_one_else_ours(tmp_path: Path) -> None:
    written(tmp_path, "")
    assert find_project(tmp_path, {}).interpreter == sys.executable
    named = {"PULUMI_PYTHON_CMD": Path(sys.executable).name, "PATH": str(Path(sys.executable).parent)}
    assert find_project(tmp_path, named).interpreter == sys.executable
    with pytest.raises(UnreadableError, match="PULUMI_PYTHON_CMD: there is no program 'gone'"):
        find_project(tmp_path, {"PULUMI_PYTHON_CMD": "gone", "PATH": ""})
    (tmp_path / "env" / "bin").mkdir(parents=True)
    (tmp_path / "env" / "bin" / "python").symlink_to(sys.executable)
    written(tmp_path, "", yaml="name: p\nruntime: {name: python, options: {virtualenv: env, toolchain: poetry}}\n")
    assert find_project(tmp_path, named).interpreter == str(tmp_path / "env" / "bin" / "python")


def stacks(folder: Path, *names: str, yaml: str = "name: p\nruntime: python\n") -> Project:
    written(folder, "", yaml=yaml)
    for name in names:
        (folder / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    return find_project(folder)


def test_a_stack_that_is_named_is_taken(tmp_path: Path) -> None:
    assert choose_stack(stacks(tmp_path, "dev", "prod"), "prod", {}) == ("prod", "")
    assert choose_stack(stacks(tmp_path, "dev", "prod"), "acme/p/new", {}) == ("new", "")


def test_else_the_selected_one(tmp_path: Path) -> None:
    project = stacks(tmp_path / "project", "dev", "prod")
    environment = {"PULUMI_HOME": str(tmp_path / "home")}
    record = tmp_path / "home" / "workspaces"
    record.mkdir(parents=True)
    digest = hashlib.sha1(str(project.file).encode(), usedforsecurity=False).hexdigest()
    file = record / f"p-{digest}-workspace.json"
    file.write_text(json.dumps({"stack": "acme/p/prod"}))
    assert choose_stack(project, None, environment)[0] == "prod"
    file.write_text(json.dumps({"stack": "old", "stacks": {"file:///here": "dev", "https://there": "acme/p/prod"}}))
    assert choose_stack(project, None, {**environment, "PULUMI_BACKEND_URL": "file:///here"})[0] == "dev"
    assert choose_stack(project, None, {**environment, "PULUMI_STACK": "qa"})[0] == "qa"
    file.write_text("{broken")
    with pytest.raises(UsageError, match="several stacks"):
        choose_stack(project, None, environment)


def test_else_the_only_one_else_dev_and_the_report_says_so(tmp_path: Path) -> None:
    home = {"PULUMI_HOME": str(tmp_path / "nothing")}
    name, note = choose_stack(stacks(tmp_path / "one", "staging"), None, home)
    assert name == "staging"
    assert "'staging'" in note
    name, note = choose_stack(stacks(tmp_path / "none"), None, home)
    assert name == "dev"
    assert "'dev'" in note


def test_several_and_none_selected_is_an_error_that_names_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"dev, prod.*--stack"):
        choose_stack(stacks(tmp_path / "p", "dev", "prod"), None, {"PULUMI_HOME": str(tmp_path)})


@pytest.mark.parametrize("name", ["a b", "", "x" * 101, "a/b/c d"])
def test_a_name_that_no_stack_can_have_is_refused(tmp_path: Path, name: str) -> None:
    if name:
        with pytest.raises(UsageError, match="no name of a stack"):
            choose_stack(stacks(tmp_path), name, {})


@pytest.mark.parametrize("key", ["stackConfigDir", "config"])
def test_stack_files_may_lie_in_a_folder_of_their_own(tmp_path: Path, key: str) -> None:
    (tmp_path / "stacks").mkdir(parents=True)
    (tmp_path / "stacks" / "Pulumi.qa.yaml").write_text("config: {}\n")
    project = stacks(tmp_path, yaml=f"name: p\nruntime: python\n{key}: stacks\n")
    assert choose_stack(project, None, {"PULUMI_HOME": str(tmp_path)})[0] == "qa"
