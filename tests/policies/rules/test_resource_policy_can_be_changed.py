"""A policy leaves somebody of its own account who may change it."""

import json
from typing import Any

import pytest
from tests.support.resource_policies import document, statement
from tests.support.rules import judge_stack, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.resource_policy_can_be_changed import resource_policy_can_be_changed

OURS = "arn:aws:iam::111122223333:role/incidents"
THEIRS = "arn:aws:iam::444455556666:role/partner"
GIVES = statement({"AWS": THEIRS}, "s3:GetObject", "arn:aws:s3:::shared/*")
CHANGES = ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(resource_policy_can_be_changed, *resources, **ask)


def bucket(deny: Any) -> tuple[Resource, ...]:
    """The policy of a bucket of account 111122223333, and a role by which that is known."""
    policy = json.dumps(document(GIVES, deny))
    made = Resource.of("aws:s3/bucketPolicy:BucketPolicy", "shared", bucket="shared", policy=policy)
    return made, Resource.of("aws:iam/role:Role", "incidents", arn=OURS)


def denies(condition: Any = None, action: Any = CHANGES, resource: Any = "arn:aws:s3:::shared", **more: Any) -> Any:
    limited = {"Condition": condition} if condition else {}
    return statement("*", action, resource, Effect="Deny", **limited) | more


@pytest.mark.parametrize(
    "deny",
    [
        denies(),
        denies(action="s3:*", resource=["arn:aws:s3:::shared", "arn:aws:s3:::shared/*"]),
        denies(Principal={"AWS": "*"}),
        denies({"ArnNotEquals": {"aws:PrincipalArn": THEIRS}}),
        denies({"StringNotLike": {"aws:PrincipalArn": [THEIRS, f"{THEIRS}-*"]}}),
        denies({"StringNotEquals": {"AWS:principalaccount": "444455556666"}}),
        denies({"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::777788889999:role/sister"}}),
        denies(Principal={"AWS": "arn:aws:iam::111122223333:root"}),
        denies(Principal={"AWS": "111122223333"}),
        denies({"StringEquals": {"aws:PrincipalAccount": "111122223333"}}),
        denies({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:*"}}),
        denies({"StringLike": {"aws:PrincipalArn": "*"}}),
        denies({"Bool": {"aws:PrincipalIsAWSService": "false"}, "ArnNotEquals": {"aws:PrincipalArn": THEIRS}}),
        denies({"Null": {"aws:PrincipalArn": "false"}}),
        denies({"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin-*"}}),
    ],
    ids=[
        *("everybody", "everything", "all of AWS", "but theirs", "but some of theirs", "but their account"),
        *("but a sister's", "all of ours", "our number", "who is of ours", "any of ours"),
        *("any", "no service", "anybody", "but a pattern that is none"),
    ],
)
def test_a_policy_that_nobody_here_may_change_is_told(deny: Any) -> None:
    message = only(judged(*bucket(deny)))
    assert message == (
        "bucket policy 'shared' lets nobody of its own account change it, so that whom it names keeps what it gives"
    )


def test_so_is_one_that_spares_nobody_else_by_name() -> None:
    spared = {key: value for key, value in denies().items() if key != "Principal"}
    assert only(judged(*bucket({**spared, "NotPrincipal": {"AWS": THEIRS}})))
    assert only(judged(*bucket({**spared, "NotPrincipal": {"Service": "logs.amazonaws.com"}})))
    assert passes(judged(*bucket({**spared, "NotPrincipal": {"AWS": [THEIRS, OURS]}})))


OTHERS = "arn:aws:iam::111122223333:role/others"


def test_two_that_spare_different_ones_spare_nobody() -> None:
    each = [denies({"ArnNotEquals": {"aws:PrincipalArn": one}}) for one in (OURS, OTHERS)]
    both = denies({"ArnNotEquals": {"aws:PrincipalArn": [OURS, OTHERS]}})
    patterns = [denies({"ArnNotLike": {"aws:PrincipalArn": one}}) for one in (OURS, f"{OURS[:-3]}*")]
    perimeter = denies({"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}, action="s3:*")
    for policies, is_told in ((each, True), ([each[0], both], False), (patterns, False), ([perimeter, each[0]], False)):
        policy = json.dumps(document(GIVES, *policies))
        made = Resource.of("aws:s3/bucketPolicy:BucketPolicy", "shared", bucket="shared", policy=policy)
        assert bool(judged(made, bucket(each[0])[1]).problems) is is_told


@pytest.mark.parametrize(
    "deny",
    [
        denies({"ArnNotEquals": {"aws:PrincipalArn": OURS}}),
        denies({"ArnNotEquals": {"aws:PrincipalArn": [THEIRS, OURS]}}),
        denies({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/incidents"}}),
        denies({"StringNotEquals": {"aws:PrincipalTag/team": "security"}}),
        denies({"Bool": {"aws:SecureTransport": "false"}}),
        denies({"ArnEquals": {"aws:PrincipalArn": THEIRS}}),
        denies(action="s3:PutBucketPolicy"),
        denies(action="s3:*", resource="arn:aws:s3:::shared/*"),
        {key: value for key, value in denies().items() if key != "Resource"} | {"NotResource": "arn:aws:s3:::shared"},
        denies(Principal={"AWS": THEIRS}),
        denies({"StringEquals": {"aws:PrincipalAccount": "444455556666"}}),
        denies({"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:root"}}),
        denies({"StringEquals": {"aws:PrincipalArn": "*"}}),
        denies({"Null": {"aws:PrincipalTag/team": "true"}}),
        statement({"AWS": THEIRS}, CHANGES, "arn:aws:s3:::shared"),
    ],
    ids=str,
)
def test_one_that_leaves_somebody_passes(deny: Any) -> None:
    assert passes(judged(*bucket(deny)))


def test_where_the_own_account_is_not_known_any_may_be_it() -> None:
    (policy, _) = bucket(denies({"ArnNotEquals": {"aws:PrincipalArn": THEIRS}}))
    assert passes(judged(policy))


def key(*statements: Any, unchecked: Any = True) -> Resource:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/1a2b"
    policy = json.dumps(document(*statements))
    return Resource.of("aws:kms/key:Key", "k", arn=arn, bypassPolicyLockoutSafetyCheck=unchecked, policy=policy)


USES = statement({"AWS": THEIRS}, "kms:Decrypt", "*")


@pytest.mark.parametrize(
    "manages",
    [
        statement({"AWS": THEIRS}, "kms:*", "*"),
        statement({"AWS": OURS}, ["kms:Describe*", "kms:Get*"], "*"),
        statement({"Service": "logs.amazonaws.com"}, "kms:*", "*"),
        statement({"AWS": OURS}, "kms:*", "*", Effect="Deny"),
    ],
    ids=["others", "who looks", "a service", "denied"],
)
def test_a_key_that_nobody_here_manages_is_told(manages: Any) -> None:
    assert only(judged(key(USES, manages))).startswith("key policy 'k' lets nobody of its own account change it")


@pytest.mark.parametrize(
    "manages",
    [
        statement({"AWS": "arn:aws:iam::111122223333:root"}, "kms:*", "*"),
        statement({"AWS": "111122223333"}, "kms:Put*", "*"),
        statement({"AWS": OURS}, "kms:PutKeyPolicy", "*"),
        statement("*", "kms:*", "*", Condition={"StringEquals": {"kms:CallerAccount": "111122223333"}}),
    ],
    ids=["the account", "its number", "a role", "everyone of it"],
)
def test_a_key_that_somebody_here_manages_passes(manages: Any) -> None:
    assert passes(judged(key(USES, manages)))
    assert passes(judged(key(USES, unchecked=False)))  # AWS takes no such policy
    for unclear in (UNKNOWN, "x"):
        assert unknowns(judged(key(USES, unchecked=unclear))) == ["bypassPolicyLockoutSafetyCheck"]
        assert passes(judged(key(USES, manages, unchecked=unclear)))


def test_a_key_that_is_denied_to_all_who_manage_it_is_told() -> None:
    root = {"AWS": "arn:aws:iam::111122223333:root"}
    manages, denied = statement(root, "kms:*", "*"), statement(root, "kms:Put*", "*", Effect="Deny")
    assert only(judged(key(USES, manages, denied, unchecked=False)))


def test_policies_of_other_things_are_changed_by_other_actions() -> None:
    locks = json.dumps(document(statement("*", "*", "*", Effect="Deny")))
    for type_ in ("aws:s3/accessPoint:AccessPoint", "aws:ecr/registryPolicy:RegistryPolicy"):
        assert type_ not in resource_policy_can_be_changed.applies_to
    for type_ in ("aws:ecr/repositoryPolicy:RepositoryPolicy", "aws:sns/topicPolicy:TopicPolicy"):
        assert only(judged(Resource.of(type_, "x", policy=locks)))


def test_what_is_not_known_is_undecided_and_what_nobody_can_read_is_for_others() -> None:
    late = Resource.of("aws:s3/bucketPolicy:BucketPolicy", "shared", bucket="shared", policy=UNKNOWN)
    assert unknowns(judged(late)) == ["policy"]
    assert passes(judged(Resource.of("aws:s3/bucketPolicy:BucketPolicy", "shared", bucket="shared", policy="{")))


def test_what_a_denial_is_about_decides_only_where_it_is_of_everybody() -> None:
    def native(condition: Any) -> Resource:
        policy = document(GIVES, denies(condition, resource=[UNKNOWN, "arn:aws:s3:::shared/*"]))
        return Resource.of("aws-native:s3:BucketPolicy", "shared", bucket="shared", policyDocument=policy)

    assert passes(judged(native({"Bool": {"aws:SecureTransport": "false"}})))
    assert unknowns(judged(native(None)))


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", Secret("{}"), [{"Statement": 7}]])
def test_no_shape_breaks_it(odd: Any) -> None:
    for type_ in ("aws:s3/bucketPolicy:BucketPolicy", "aws:kms/key:Key", "aws-native:sqs:QueuePolicy"):
        made = Resource.of(type_, "x", policy=odd, policyDocument=odd, bypassPolicyLockoutSafetyCheck=odd)
        assert judged(made).error is None
