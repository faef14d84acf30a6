"""The revoker's policy still fits beside what an identity is given."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.revocation_has_room import revocation_has_room

ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
USER_POLICY = "aws:iam/userPolicy:UserPolicy"


def document(characters: int, *, indent: int | None = None) -> str:
    """A policy of as many characters as AWS counts."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::"}
    whole = {"Version": "2012-10-17", "Statement": [statement]}
    statement["Resource"] += "x" * (characters - len(json.dumps(whole, separators=(",", ":"))))
    return json.dumps(whole, indent=indent)


def role(*sizes: int, name: str = "app") -> list[Resource]:
    policies = [
        Resource.of(ROLE_POLICY, f"p{size}", role=name, name=f"p{size}", policy=document(size)) for size in sizes
    ]
    return [Resource.of(ROLE, name, name=name), *policies]


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(revocation_has_room, *resources, **ask)


def test_a_role_that_is_full_is_told() -> None:
    (problem,) = judged(*role(6000, 3900)).problems
    assert problem.message == "role 'app' has 340 characters left for inline policies, and a revocation needs 512"
    assert problem.on is not None
    assert problem.on.name == "app"


def test_a_user_has_less_room() -> None:
    user = Resource.of(USER, "ci", name="ci")
    policy = Resource.of(USER_POLICY, "work", user="ci", name="work", policy=document(1800))
    assert messages(judged(user, policy)) == [
        "user 'ci' has 248 characters left for inline policies, and a revocation needs 512"
    ]


def test_what_is_over_the_quota_has_none() -> None:
    assert "has 0 characters left" in messages(judged(*role(6000, 6100)))[0]


def test_a_role_with_room_passes_and_the_room_is_an_option() -> None:
    assert passes(judged(*role(6000, 3700)))
    assert len(judged(*role(6000, 3700), options={"room": 600}).problems) == 1


def test_white_space_does_not_count() -> None:
    made = Resource.of(ROLE_POLICY, "wide", role="app", name="wide", policy=document(9600, indent=40))
    assert passes(judged(Resource.of(ROLE, "app", name="app"), made))


@pytest.mark.parametrize("read", [json.loads, str])
def test_policies_in_the_role_itself_count(read: Callable[[str], Any]) -> None:
    text = document(9900)
    native = Resource.of(
        "aws-native:iam:Role",
        "app",
        policies=[{"policyName": "a", "policyDocument": read(text)}],
    )
    assert len(judged(native).problems) == 1
    assert len(judged(Resource.of(ROLE, "app", inlinePolicies=[{"name": "a", "policy": Secret(text)}])).problems) == 1


def test_attached_policies_and_groups_count_elsewhere() -> None:
    policy = Resource.of("aws:iam/policy:Policy", "wide", name="wide", policy=document(6000))
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="app", policyArn=UNKNOWN)
    attached = replace(attached, property_dependencies={"policyArn": (policy.urn,)})
    assert passes(judged(*role(6000), policy, attached))
    group = Resource.of("aws:iam/groupPolicy:GroupPolicy", "g", group="ops", name="g", policy=document(5100))
    assert passes(judged(Resource.of("aws:iam/group:Group", "ops", name="ops"), group))


def attachments(count: int) -> list[Resource]:
    type_ = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    arn = "arn:aws:iam::111122223333:policy/p"
    return [Resource.of(type_, f"a{index}", role="app", policyArn=f"{arn}{index}") for index in range(count)]


def test_ten_attached_policies_leave_none_to_attach_by_hand() -> None:
    (problem,) = judged(*role(100), *attachments(10)).problems
    assert (problem.key, problem.severity) == ("attached", "low")
    assert passes(judged(*role(100), *attachments(9)))


def test_the_revokers_own_policy_is_what_the_room_is_for() -> None:
    revoked = Resource.of(ROLE_POLICY, "revoked", role="app", name="daypass-revoked", policy=document(600))
    assert passes(judged(*role(6000, 3700), revoked))


def test_an_unknown_policy_leaves_it_open_unless_the_rest_is_enough() -> None:
    hidden = Resource.of(ROLE_POLICY, "hidden", role="app", name="hidden", policy=UNKNOWN)
    assert unknowns(judged(*role(100), hidden)) == ["policy"]
    assert len(judged(*role(9900), hidden).problems) == 1
    partly = json.loads(document(100))
    partly["Statement"][0]["Resource"] = UNKNOWN
    native = Resource.of("aws-native:iam:Role", "app", policies=[{"policyName": "a", "policyDocument": partly}])
    assert len(judged(native).undecided) == 1


def test_an_unknown_attachment_does_not() -> None:
    attached = Resource.of("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", role="app", policyArn=UNKNOWN)
    assert passes(judged(*role(100), attached))


@settings(max_examples=50, deadline=None)
@given(st.integers(200, 11_000))
def test_the_line_is_where_the_quota_says(size: int) -> None:
    assert bool(judged(*role(size)).problems) == (10_240 - size < 512)
