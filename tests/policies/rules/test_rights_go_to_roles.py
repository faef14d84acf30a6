"""Rights that go to an IAM user are told, whether or not the stack makes the user."""

from typing import Any

import pytest
from tests.support.rules import judge, messages

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.rights_go_to_roles import rights_go_to_roles


def test_both_ways_of_giving_rights_to_a_user_are_asked_about() -> None:
    assert rights_go_to_roles.applies_to == (
        "aws:iam/userPolicy:UserPolicy",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    )


@pytest.mark.parametrize("type_", rights_go_to_roles.applies_to)
@pytest.mark.parametrize("inputs", [{}, {"user": "ci"}, {"user": UNKNOWN, "policy": UNKNOWN}, {"user": [1]}])
def test_that_it_is_there_decides(type_: str, inputs: dict[str, Any]) -> None:
    (message,) = messages(judge(rights_go_to_roles, Resource.of(type_, "ci", **inputs)))
    assert "'ci' gives rights to a user, whose credentials do not end; instead: a policy " in message


def test_the_policy_is_not_shown() -> None:
    canary = "canary-77"
    inputs = {"user": Secret(canary), "policy": canary}
    resource = Resource.of("aws:iam/userPolicy:UserPolicy", "ci", **inputs)
    assert canary not in repr(judge(rights_go_to_roles, resource).problems)
