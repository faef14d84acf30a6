"""A grant becomes one document, and the boundary holds whatever a grant says."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest

from daypass.errors import DeclarationError
from daypass.iam.document import Document
from daypass.iam.scope import boundary_document, grant_document
from daypass.model.grant import Grant
from daypass.model.term import CLASSES


def test_a_grant_is_a_document_of_one_statement() -> None:
    grant = Grant.parse("s3:PutObject on arn:aws:s3:::invoice-prod/*")
    assert grant_document(grant) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "S3PutObject",
                "Effect": "Allow",
                "Action": ["s3:PutObject"],
                "Resource": ["arn:aws:s3:::invoice-prod/*"],
            }
        ],
    }


def test_an_operator_that_aws_does_not_know_is_refused() -> None:
    grant = Grant(("s3:PutObject",), ("arn:aws:s3:::x/*",), {"StringEqual": {"aws:SourceVpc": "vpc-1"}})
    with pytest.raises(DeclarationError, match="an operator that AWS does not know"):
        grant_document(grant)


def allows(document: dict[str, Any], action: str) -> bool:
    """Whether some Allow takes the action in and no Deny does; resources and conditions aside."""

    def takes_in(statement: dict[str, Any]) -> bool:
        if "NotAction" in statement:
            return not any(fnmatchcase(action, pattern) for pattern in statement["NotAction"])
        return any(fnmatchcase(action, pattern) for pattern in statement["Action"])

    effects = {statement["Effect"] for statement in document["Statement"] if takes_in(statement)}
    return effects == {"Allow"}


@pytest.mark.parametrize("workload_class", [*CLASSES, ""])
def test_no_boundary_lets_its_holder_out(workload_class: str) -> None:
    document = boundary_document(workload_class)
    for action in (
        *("iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential"),
        *("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:UpdateAssumeRolePolicy"),
        *("organizations:LeaveOrganization", "account:CloseAccount", "cloudtrail:StopLogging"),
    ):
        assert not allows(document, action), action
    for action in ("s3:PutObject", "sqs:SendMessage", "sts:AssumeRole", "kms:Decrypt"):
        assert allows(document, action), action


def test_an_agent_hands_no_role_to_a_service_and_only_a_pipeline_makes_roles() -> None:
    assert not allows(boundary_document("agent"), "iam:PassRole")
    assert allows(boundary_document("service"), "iam:PassRole")
    assert allows(boundary_document("pipeline"), "iam:CreateRole")
    assert not allows(boundary_document("batch"), "iam:CreateRole")


@pytest.mark.parametrize("workload_class", [*CLASSES, ""])
def test_a_boundary_is_a_document_that_aws_takes(workload_class: str) -> None:
    """A managed policy has at most 6,144 characters."""
    document = boundary_document(workload_class)
    assert len(json.dumps(document)) < 6144
    assert len(Document.parse(document).statements) >= 2


def test_each_call_gives_a_document_of_its_own() -> None:
    boundary_document()["Statement"].clear()
    assert boundary_document()["Statement"]


def test_a_class_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DeclarationError, match="Did you mean 'pipeline'"):
        boundary_document("pipelines")
