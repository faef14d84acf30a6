"""Whom a resource lets in is of its own environment, whatever kind of policy says so."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, only, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Properties, Resource, Secret
from daypass.settings import Settings
from daypass_policies.rules.resource_policy_stays_in_its_environment import resource_policy_stays_in_its_environment

DEV_ROLE = "arn:aws:iam::444455556666:role/shop-dev"
PROD = {"daypass:environment": "prod"}
ACCOUNTS = Settings(accounts={"111122223333": "prod", "444455556666": "dev"})


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(resource_policy_stays_in_its_environment, *resources, **ask)


def document(principal: Any, effect: str = "Allow", **condition: Any) -> str:
    made = {"Effect": effect, "Action": "sqs:SendMessage", "Resource": "*", "Principal": principal}
    return json.dumps({"Version": "2012-10-17", "Statement": made | ({"Condition": condition} if condition else {})})


def queue(principal: Any, **more: Any) -> Resource:
    return Resource.of("aws:sqs/queue:Queue", "orders", in_stack="main", policy=document(principal, **more), tags=PROD)


def bucket_policy(policy: Any, stack: str = "main") -> Resource:
    return Resource.of("aws:s3/bucketPolicy:BucketPolicy", "orders", in_stack=stack, bucket="orders", policy=policy)


def test_a_role_of_another_environment_is_told_by_its_name() -> None:
    (problem,) = judged(queue({"AWS": DEV_ROLE})).problems
    assert problem.message == f"queue policy 'orders' of production lets in '{DEV_ROLE}' of development"
    assert problem.key == f"development {DEV_ROLE}"


def test_an_account_is_told_by_the_settings() -> None:
    for principal in ("arn:aws:iam::444455556666:root", "444455556666", "arn:aws:iam::444455556666:role/x"):
        (problem,) = judged(queue({"AWS": principal}), settings=ACCOUNTS).problems
        assert problem.confidence == "high"
        assert passes(judged(queue({"AWS": principal})))


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": "arn:aws:iam::111122223333:role/shop-prod"},
        {"AWS": "arn:aws:iam::111122223333:role/products"},
        {"AWS": "arn:aws:iam::111122223333:root"},
        {"Service": "sns.amazonaws.com"},
    ],
)
def test_what_belongs_to_no_other_environment_passes(principal: Any) -> None:
    assert passes(judged(queue(principal), settings=ACCOUNTS))


def test_conditions_on_the_caller_are_read() -> None:
    assert "role/shop-dev-*' of development" in only(judged(queue("*", ArnLike={"aws:PrincipalArn": f"{DEV_ROLE}-*"})))
    message = only(judged(queue("*", StringEquals={"aws:PrincipalAccount": "444455556666"}), settings=ACCOUNTS))
    assert "444455556666' of development" in message
    service = queue({"Service": "s3.amazonaws.com"}, StringEquals={"aws:SourceAccount": "444455556666"})
    assert "444455556666' of development" in only(judged(service, settings=ACCOUNTS))
    assert passes(judged(queue("*", StringEquals={"aws:PrincipalTag/daypass:environment": "prod"})))


def test_a_deny_lets_nobody_in() -> None:
    assert passes(judged(queue({"AWS": DEV_ROLE}, effect="Deny")))


def test_the_environment_is_that_of_what_the_policy_is_of() -> None:
    policy = bucket_policy(document({"AWS": DEV_ROLE}))
    assert passes(judged(policy))
    bucket = replace(Resource.of("aws:s3/bucket:Bucket", "orders", in_stack="main", tags=PROD), id="orders")
    assert "role/shop-dev' of development" in only(judged(bucket, policy))
    waiting = replace(policy, property_dependencies={"bucket": (bucket.urn,)})
    assert "role/shop-dev' of development" in only(judged(replace(bucket, id=""), waiting))
    assert "role/shop-dev' of development" in only(judged(bucket_policy(document({"AWS": DEV_ROLE}), stack="prod")))


@pytest.mark.parametrize(
    ("kind", "target", "called"),
    [
        ("s3/bucketPolicy:BucketPolicy", "bucket", "acme-prod-orders"),
        (
            "secretsmanager/secretPolicy:SecretPolicy",
            "secretArn",
            "arn:aws:secretsmanager:eu-west-1:1:secret:prod/db-a1B2c3",
        ),
        ("sqs/queuePolicy:QueuePolicy", "queueUrl", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders-prod"),
        ("sns/topicPolicy:TopicPolicy", "arn", "arn:aws:sns:eu-west-1:111122223333:orders-prod"),
        ("ecr/repositoryPolicy:RepositoryPolicy", "repository", "prod/orders"),
    ],
)
def test_what_the_stack_does_not_have_is_told_by_its_name(kind: str, target: str, called: str) -> None:
    made = Resource.of(f"aws:{kind}", "it", in_stack="main", **{target: called, "policy": document({"AWS": DEV_ROLE})})
    assert "role/shop-dev' of development" in only(judged(made))
    assert passes(judged(replace(made, inputs=Properties({**made.inputs.raw, target: called.replace("prod", "dev")}))))


def test_a_role_of_the_same_scan_is_told_by_its_stack() -> None:
    arn = "arn:aws:iam::111122223333:role/shop"
    made = Resource.of("aws:iam/role:Role", "shop", in_stack="dev", name="shop", arn=arn)
    assert "role/shop' of development" in only(judged(queue({"AWS": arn}), made))
    assert passes(judged(queue({"AWS": arn}), replace(made, urn=made.urn.replace(":dev::", ":main::"))))


def test_what_is_not_known_is_undecided_where_it_matters() -> None:
    unknown = Resource.of("aws:sqs/queue:Queue", "orders", in_stack="main", policy=UNKNOWN, tags=PROD)
    assert unknowns(judged(unknown)) == ["policy"]
    assert passes(judged(bucket_policy(UNKNOWN)))
    tag = Resource.of(
        "aws:sqs/queue:Queue", "q", policy=document({"AWS": DEV_ROLE}), tags={"daypass:environment": UNKNOWN}
    )
    assert unknowns(judged(tag)) == ["tags.daypass:environment"]


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    hidden = Resource.of("aws:sqs/queue:Queue", "orders", policy=Secret(document({"AWS": DEV_ROLE})), tags=PROD)
    assert messages(judged(hidden)) == ["queue policy 'orders' of production lets in someone of development"]


@pytest.mark.parametrize("odd", ["{", "", None, 7, [], {"Statement": 1}])
def test_a_policy_that_nobody_can_read_is_another_rules_matter(odd: Any) -> None:
    assert not judged(bucket_policy(odd, stack="prod")).problems


@pytest.mark.parametrize("environment", ["prod", "dev"])
def test_a_policy_of_its_own_compares_the_tags_of_what_it_is_of_and_of_whom_it_lets_in(environment: str) -> None:
    tags = {"daypass:environment": environment}
    arn = "arn:aws:iam::111122223333:role/export"
    role = Resource.of(
        "aws:iam/role:Role", "export", in_stack="main", name="export", tags={"daypass:environment": "dev"}
    )
    bucket = replace(
        Resource.of("aws:s3/bucket:Bucket", "orders", in_stack="main", bucket="orders", tags=tags), id="orders"
    )
    key = replace(Resource.of("aws:kms/key:Key", "orders", in_stack="main", tags=tags), id="4f1d")
    grant = Resource.of(
        "aws:kms/grant:Grant", "export", in_stack="main", keyId="4f1d", granteePrincipal=arn, operations=["Decrypt"]
    )
    answer = judged(
        replace(role, outputs=Properties({"arn": arn})), bucket, key, bucket_policy(document({"AWS": arn})), grant
    )
    assert len(messages(answer)) == (2 if environment == "prod" else 0)
