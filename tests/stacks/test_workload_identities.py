"""Our own stack of identities: every file of its folder is deployed, by ten lines, without an AWS account."""

import ast
from datetime import date

import pytest
from tests.support.tree import ROOT

from daypass.engine.preview import Preview
from daypass.engine.program import run_program
from daypass.graph.stack import STACK_TYPE
from daypass.model.written import read_toml
from daypass.settings import load_settings

STACK = ROOT / "stacks" / "workload_identities"
FILES = {path.stem: read_toml(path) for path in (STACK / "identities").glob("*.toml")}
SETTINGS = load_settings(ROOT / "daypass.toml")


def run(stack: str, *, update: bool = False) -> Preview:
    preview = run_program(ROOT, stack=stack, update=update, settings=SETTINGS)
    assert preview.error is None, preview.error
    return preview


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_each_file_becomes_one_role_in_each_of_its_environments_and_nothing_else(stack: str) -> None:
    preview = run(stack)
    named = {name for name, tables in FILES.items() if stack in tables["environments"]}
    roles = {role.name: role for role in preview.stack.of_type("aws:iam/role:Role")}
    assert set(roles) == named
    assert {name: role.inputs["name"] for name, role in roles.items()} == {name: f"{name}-{stack}" for name in named}
    accounts = {role.inputs["permissionsBoundary"].split(":")[4] for role in roles.values()}
    assert accounts == {SETTINGS.account_of(stack)}
    assert {resource.type for resource in preview.stack.resources} == {
        STACK_TYPE,
        "pulumi:providers:aws",
        "daypass:index:WorkloadIdentity",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
    }


def test_no_value_of_a_deployed_identity_is_unknown_in_preview() -> None:
    unknown = {resource.urn: resource.inputs.unknown_paths() for resource in run("prod").stack.resources}
    assert {urn: paths for urn, paths in unknown.items() if paths} == {}


def test_an_update_exports_the_roles() -> None:
    roles = run("dev", update=True).stack.root.outputs["roles"]
    assert roles["invoice-api"] == f"arn:aws:iam::{SETTINGS.account_of('dev')}:role/daypass/invoice-api-dev"


def test_another_stack_is_refused_and_never_emptied() -> None:
    preview = run_program(ROOT, stack="stage", settings=SETTINGS)
    assert "identities: no identity names the environment 'stage'" in str(preview.error)


def test_the_files_are_of_different_kinds_and_each_has_its_own_name() -> None:
    assert len({tables["federation"]["kind"] for tables in FILES.values()}) >= 3
    assert {name: tables["name"] for name, tables in FILES.items()} == {name: name for name in FILES}
    assert all(isinstance(tables["review_by"], date) for tables in FILES.values())


def test_the_program_is_ten_lines() -> None:
    text = (STACK / "__main__.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 10
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.If | ast.For)]
