"""What a known path to one's own rights tells already of a statement is told by that alone."""

from typing import Any

import pytest
from tests.support.becoming import allow, document, may, role
from tests.support.grants import ARN, policy
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights
from daypass_policies.rules.no_rewriting_of_own_rights import no_rewriting_of_own_rights

VERSIONS = ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"]
FENCE = f"{ARN}policy/fence"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(no_rewriting_of_own_rights, *resources, **ask)


def told_by_path(*resources: Resource) -> list[str]:
    answer = judge_stack(no_path_to_more_rights, *resources)
    return [one.message for one in answer.problems if "write its own rights" in one.message and not one.advisory]


@pytest.mark.parametrize("actions", [VERSIONS, ["sso:*"], ["iam:*Policy*"], ["iam:Attach*", "iam:Delete*Boundary"]])
def test_one_statement_is_told_by_its_path_alone(actions: list[str]) -> None:
    made = role("a"), may("a", allow(actions))
    assert told_by_path(*made)
    assert passes(judged(*made))
    assert judged(*made, profile="strict").problems


@pytest.mark.parametrize(
    "statements",
    [
        (allow("iam:SetDefaultPolicyVersion"),),
        (allow("sso:AttachCustomerManagedPolicyReferenceToPermissionSet"),),
        (allow(VERSIONS[0]), allow(VERSIONS[1])),
        (allow([*VERSIONS[1:], "iam:CreateLoginProfile"]),),
        (allow(VERSIONS[1], "*"), allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])),
    ],
    ids=["no path", "no path of people", "another statement", "a path to others", "a path by a service"],
)
def test_an_edit_that_no_path_of_its_statement_tells_is_told(statements: tuple[dict[str, Any], ...]) -> None:
    assert judged(role("a"), may("a", *statements)).problems


def test_which_tags_it_writes_is_another_fault() -> None:
    own = allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*")
    made = role("a"), may("a", allow([*VERSIONS, "iam:TagRole"]), own)
    assert told_by_path(*made)
    (message,) = messages(judged(*made))
    assert "change the tags of any identity" in message
    assert "SetDefaultPolicyVersion" not in message


def test_whoever_a_boundary_holds_back_is_told_what_lifts_it() -> None:
    fence = policy("fence", policy=document(allow("iam:*")))
    made = role("a", permissionsBoundary=FENCE), may("a", allow([*VERSIONS, "iam:DeleteRolePermissionsBoundary"]))
    assert any("lift" in one for one in messages(judged(*made, fence)))


def test_what_is_told_of_one_is_not_told_of_another() -> None:
    made = role("a"), may("a", allow(VERSIONS)), role("b"), may("b", allow(VERSIONS[1]))
    (problem,) = judged(*made).problems
    assert "role 'b'" in problem.message
