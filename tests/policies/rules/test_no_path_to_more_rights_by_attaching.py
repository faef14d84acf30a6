"""Whoever becomes a role and attaches whatever they like to it has all rights; what may be attached may be unknown."""

from typing import Any

import pytest
from tests.support.becoming import allow, role
from tests.support.grants import ARN, aws
from tests.support.rules import judge_stack, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN
from daypass_policies.rules.no_path_to_more_rights import no_path_to_more_rights

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def judged(**condition: Any) -> Answer:
    attaches = allow("iam:AttachRolePolicy", f"{ARN}role/target", **condition)
    document = {"Version": "2012-10-17", "Statement": [attaches, allow("sts:AssumeRole", f"{ARN}role/target")]}
    policy = aws("iam/rolePolicy", "source-policy", role="source", policy=document)
    return judge_stack(no_path_to_more_rights, role("source"), policy, role("target", f"{ARN}role/source"))


def test_any_policy_is_told_and_one_that_says_little_passes() -> None:
    (problem,) = judged().problems
    assert problem.message.startswith("role 'source' may act as role 'target', which gets whatever rights are written")
    assert passes(judged(Condition={"ArnEquals": {"iam:PolicyARN": READ_ONLY}}))


@pytest.mark.parametrize(
    "condition",
    [UNKNOWN, {"ArnEquals": {"iam:PolicyARN": UNKNOWN}}, {"ArnEquals": {"iam:PolicyARN": [READ_ONLY, UNKNOWN]}}],
    ids=str,
)
def test_one_that_is_not_known_yet_is_undecided(condition: Any) -> None:
    (path,) = unknowns(judged(Condition=condition))
    assert path.startswith("policy.Statement[0].Condition")
