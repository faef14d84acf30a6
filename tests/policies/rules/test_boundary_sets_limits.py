"""A boundary is judged by what it leaves out, once for all who have it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.boundary_sets_limits import boundary_sets_limits

ARN = "arn:aws:iam::111122223333:policy/fence"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def judged(*resources: Resource) -> Answer:
    return judge_stack(boundary_sets_limits, *resources)


def fence(*statements: Any, **inputs: Any) -> Resource:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return Resource.of("aws:iam/policy:Policy", "fence", **{"name": "fence", "arn": ARN, "policy": document, **inputs})


def role(name: str = "app", boundary: Any = ARN) -> Resource:
    return Resource.of("aws:iam/role:Role", name, name=name, permissionsBoundary=boundary)


@pytest.mark.parametrize(
    "statement",
    [
        ALL,
        {**ALL, "Action": ["s3:Get*", "*"]},
        {**ALL, "Action": "*:*"},
    ],
)
def test_a_boundary_that_leaves_nothing_out_is_found_once(statement: Any) -> None:
    (problem,) = judged(fence(statement), role("a"), role("b")).problems
    assert problem.message == "the permissions boundary 'fence' allows everything and denies nothing"
    assert problem.on == fence(statement)


def test_to_deny_what_comes_without_tls_is_no_limit() -> None:
    deny = {**ALL, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    assert len(judged(fence(ALL, deny), role()).problems) == 1


def test_a_user_has_one_too() -> None:
    user = Resource.of("aws:iam/user:User", "ci", name="ci", permissionsBoundary=ARN)
    assert judged(fence(ALL), user).problems


@pytest.mark.parametrize(
    "statements",
    [
        [ALL, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}],
        [{**ALL, "Action": ["s3:*", "sqs:*"]}],
        [{**ALL, "Resource": "arn:aws:s3:::orders/*"}],
        [{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}],
        [{**ALL, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}}],
        [],
    ],
)
def test_a_boundary_that_leaves_something_out_passes(statements: Any) -> None:
    assert passes(judged(fence(*statements), role()))


def test_a_policy_that_bounds_nobody_is_another_rules_matter() -> None:
    assert passes(judged(fence(ALL), role(boundary=None)))
    assert passes(judged(fence(ALL)))
    assert passes(judged())


def test_boundaries_of_aws_and_of_other_stacks_are_not_read_here() -> None:
    assert passes(judged(role(boundary="arn:aws:iam::aws:policy/AdministratorAccess")))
    assert passes(judged(role(boundary="arn:aws:iam::111122223333:policy/daypass/daypass-boundary")))


def test_in_a_preview_a_boundary_is_known_by_the_dependency() -> None:
    made = fence(ALL, arn=UNKNOWN)
    waiting = replace(role(boundary=UNKNOWN), property_dependencies={"permissionsBoundary": (made.urn,)})
    assert messages(judged(made, waiting))


def test_a_boundary_that_is_not_known_yet_is_undecided() -> None:
    """In a preview nobody can tell what it will say."""
    assert unknowns(judged(fence(policy=UNKNOWN), role())) == ["permissionsBoundary"]
    assert unknowns(judged(fence(ALL), role(boundary=UNKNOWN))) == ["permissionsBoundary"]


def test_a_part_that_is_not_known_is_undecided() -> None:
    native = Resource.of(
        "aws-native:iam:ManagedPolicy",
        "fence",
        managedPolicyName="fence",
        policyArn=ARN,
        policyDocument={"Version": "2012-10-17", "Statement": [{**ALL, "Action": UNKNOWN}]},
    )
    assert unknowns(judged(native, role()))
    maybe = replace(native, inputs=type(native.inputs)({**native.inputs.raw, "policyDocument": Secret(UNKNOWN)}))
    assert not judged(maybe, role()).problems


@pytest.mark.parametrize("odd", ["{", "", None, 7, [], {"Statement": 1}])
def test_what_nobody_can_read_breaks_nothing(odd: Any) -> None:
    assert not judged(fence(policy=odd), role()).problems
