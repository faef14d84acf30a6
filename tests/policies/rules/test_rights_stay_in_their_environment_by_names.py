"""What is called by the whole name of an identity is that identity's own, whatever words it holds."""

import json
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes

from daypass.answering import Answer
from daypass.model.resource import Resource
from daypass.settings import Settings
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


HANDS_DOWN = ["s3:PutObject", "kms:GenerateDataKey"]
SAMPLES = "arn:aws:s3:::acme-samples-staging/masked/*"


def reaching(actions: list[str], of: str = "prod", resource: str = SAMPLES, **ask: Any) -> Answer:
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    masks = Resource.of("aws:iam/role:Role", "mask", name="mask", tags={"daypass:environment": of})
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", role="mask", policy=document)
    return judge_stack(rights_stay_in_their_environment, masks, given, **ask)


def test_what_production_hands_down_is_told_in_strict_alone() -> None:
    assert passes(reaching(HANDS_DOWN))
    assert reaching(HANDS_DOWN, profile="strict").problems
    samples = f"arn:aws:sqs:{HERE.replace('111122223333', '444455556666')}:samples"
    accounts = Settings(accounts={"444455556666": "dev"})
    assert reaching(["sqs:SendMessage"], resource=samples, settings=accounts).problems


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:DeleteObject", "s3:Put*", "s3:*", "s3:PutBucketPolicy"])
def test_what_does_more_than_hand_down_is_told(action: str) -> None:
    assert reaching([*HANDS_DOWN, action]).problems


def test_nobody_hands_anything_up_into_production() -> None:
    assert reaching(HANDS_DOWN, "staging", "arn:aws:s3:::acme-samples-prod/*").problems


@pytest.mark.parametrize(
    ("stack", "called", "environment", "is_told"),
    [
        ("prod", "score-staging", "prod", False),
        ("prod", "score", "prod", True),
        ("prod", "score-prod", "prod", True),
        ("main", "score-staging", "prod", True),
    ],
)
def test_a_thing_that_a_stack_tags_as_all_its_things_may_be_called_after_another_environment(
    stack: str, called: str, environment: str, *, is_told: bool
) -> None:
    name, arn = f"/aws/lambda/{called}", f"arn:aws:logs:{HERE}:log-group:/aws/lambda/{called}"
    tags = {"tags": {"daypass:environment": environment}}
    group = Resource.of("aws:cloudwatch/logGroup:LogGroup", "logs", in_stack=stack, name=name, arn=arn, **tags)
    statement = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": f"{arn}:*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    holder = {"in_stack": stack, "name": called, "tags": {"daypass:environment": "staging"}}
    scores = Resource.of("aws:iam/role:Role", "score", **holder)
    given = Resource.of("aws:iam/rolePolicy:RolePolicy", "p", in_stack=stack, role=called, policy=document)
    assert bool(judge_stack(rights_stay_in_their_environment, scores, given, group).problems) is is_told
