"""What is called by the whole name of an identity is that identity's own, whatever words it holds."""

import json

import pytest
from tests.support.rules import judge_stack, messages

from daypass.model.resource import Resource
from daypass_policies.rules.rights_stay_in_their_environment import rights_stay_in_their_environment

HERE = "eu-west-1:111122223333"


@pytest.mark.parametrize(
    ("resource", "is_told"),
    [
        (f"arn:aws:logs:{HERE}:log-group:/aws/lambda/staging-bays:*", False),
        (f"arn:aws:dynamodb:{HERE}:table/staging-orders", True),
        (f"arn:aws:dynamodb:{HERE}:table/staging-bays-archive", True),
    ],
)
def test_a_word_of_its_own_name_says_nothing_of_an_identity_that_is_tagged(resource: str, *, is_told: bool) -> None:
    """`staging` may be where a warehouse loads, and `copy-from-prod` says where it goes."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    named = Resource.of("aws:iam/role:Role", "r", name="staging-bays", tags={"daypass:environment": "prod"})
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", role="staging-bays", policy=document)
    assert bool(messages(judge_stack(rights_stay_in_their_environment, named, given))) is is_told


@pytest.mark.parametrize(
    ("called", "resource", "is_told"),
    [
        ("sandbox-maker", "role/sbx-*", False),
        ("sbx-maker-fn", "role/sbx-orders", False),
        ("account-maker", "role/sbx-*", True),
        ("sandbox-to-prod-sync", "role/sbx-*", True),
        ("sandbox-maker", "role/staging-orders", True),
        ("staging-maker", "role/staging-orders", True),
    ],
)
def test_what_makes_sandboxes_is_called_after_them(called: str, resource: str, *, is_told: bool) -> None:
    statement = {"Effect": "Allow", "Action": "iam:CreateRole", "Resource": f"arn:aws:iam::111122223333:{resource}"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    named = Resource.of("aws:iam/role:Role", "r", name=called, tags={"daypass:environment": "prod"})
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", role=called, policy=document)
    assert bool(messages(judge_stack(rights_stay_in_their_environment, named, given))) is is_told
