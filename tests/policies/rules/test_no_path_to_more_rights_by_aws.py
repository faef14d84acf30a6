"""AWS's own policies lead to more rights as well, but for those that its guides attach to the roles of its services."""

from typing import Any

import pytest
from tests.support.becoming import allow, may, role
from tests.support.grants import policy
from tests.support.rules import judge_stack, passes

from daypass.answering import Answer
from daypass.data.escalation_paths import HANDS_OVER
from daypass.data.managed_documents import managed_document
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_path_to_more_rights, *resources, **ask)


@pytest.mark.parametrize(
    "name", ["ReadOnlyAccess", "SecurityAudit", "AmazonSQSFullAccess", "aws-service-role/CloudWatch-CrossAccountAccess"]
)
def test_documents_of_aws_that_hold_no_path_pass(name: str) -> None:
    assert passes(judged(policy("p", policy=managed_document(name))))


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("glue", "service-role/AWSGlueServiceRole"),
        ("eks", "AmazonEKSComputePolicy"),
        ("codedeploy", "AWSCodeDeployRoleForECS"),
    ],
)
def test_what_aws_gives_to_the_roles_of_its_services_is_advice_in_the_strict_profile_alone(
    service: str, name: str
) -> None:
    theirs = role("a", f"{service}.amazonaws.com", managedPolicyArns=[f"arn:aws:iam::aws:policy/{name}"])
    assert passes(judged(theirs))
    (problem,) = judged(theirs, profile="strict").problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    if not name.startswith("service-role/"):
        others = role("a", "lambda.amazonaws.com", managedPolicyArns=[f"arn:aws:iam::aws:policy/{name}"])
        assert not all(one.advisory for one in judged(others).problems)
    starts = may("a", allow([HANDS_OVER, "lambda:CreateFunction", "lambda:InvokeFunction"]))
    (together,) = [one for one in judged(theirs, starts).problems if "new-passrole" in str(one.key)]
    assert not together.advisory


def test_what_goes_with_the_policy_that_is_taken_off_is_not_said_to_stay() -> None:
    whole = role("a", "lambda.amazonaws.com", managedPolicyArns=["arn:aws:iam::aws:policy/AmazonECS_FullAccess"])
    (alone,) = (one.message for one in judged(whole).problems)
    assert "without AmazonECS_FullAccess it cannot, nor take over what runs as another role (" in alone
    assert "may still" not in alone
    own = may("a", allow(["ecs:ExecuteCommand", "ecs:DescribeTasks"]))
    (both,) = (one.message for one in judged(whole, own).problems)
    assert "it cannot, nor take over what runs as another role (" in both
    assert both.endswith(", but may still take over what runs as another role (ecs-006)")
