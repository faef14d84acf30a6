"""PermissionsBoundary: the one policy that every identity of the account names as its boundary."""

import json
from pathlib import Path

import pytest
from tests.support.components import ACCOUNT, declared, exported, made, the_role

from daypass.iam.scope import boundary_document

POLICY = "aws:iam/policy:Policy"


def test_its_policy_is_the_boundary_that_identities_name(tmp_path: Path) -> None:
    body = 'pulumi.export("arn", PermissionsBoundary("boundary", {}).arn)\nWorkloadIdentity("invoice", ARGS)\n'
    preview = declared(tmp_path, body, update=True)
    assert exported(preview, "arn") == the_role(preview).inputs["permissionsBoundary"]
    assert exported(preview, "arn") == f"arn:aws:iam::{ACCOUNT}:policy/daypass/daypass-boundary"


@pytest.mark.parametrize("workload_class", ["", "agent"])
def test_its_document_is_that_of_the_class(workload_class: str, tmp_path: Path) -> None:
    args = {"workload_class": workload_class} if workload_class else {}
    policy = made(declared(tmp_path, f'PermissionsBoundary("boundary", {args})\n'), POLICY)["boundary"]
    assert json.loads(policy.inputs["policy"]) == boundary_document(workload_class)
    assert policy.inputs.unknown_paths() == []


def test_a_class_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    preview = declared(tmp_path, 'PermissionsBoundary("boundary", {"workload_class": "agnt"})\n')
    assert "PermissionsBoundary 'boundary': class: 'agnt' is no class. Did you mean 'agent'?" in str(preview.error)
