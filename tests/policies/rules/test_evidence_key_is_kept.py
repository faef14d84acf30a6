"""The key of the record is not gone before somebody notices."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.evidence_key_is_kept import evidence_key_is_kept

KEY = "aws:kms/key:Key"
NATIVE = "aws-native:kms:Key"
ARN = "arn:aws:kms:eu-west-1:111122223333:key/1a2b"


def key(days: Any = 7, type_: str = KEY) -> Resource:
    name = "pendingWindowInDays" if type_ == NATIVE else "deletionWindowInDays"
    return Resource.of(type_, "evidence", arn=ARN, **({} if days is None else {name: days}))


def trail(**inputs: Any) -> Resource:
    return Resource.of("aws:cloudtrail/trail:Trail", "audit", **({"s3BucketName": "logs", "kmsKeyId": ARN} | inputs))


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(evidence_key_is_kept, *resources, **ask)


@pytest.mark.parametrize("type_", [KEY, NATIVE])
@pytest.mark.parametrize("days", [7, 7.0, "7", 13])
def test_a_key_that_is_soon_gone_is_told(type_: str, days: Any) -> None:
    (message,) = messages(judged(key(days, type_), trail()))
    assert message.startswith("key 'evidence', which encrypts trail 'audit', can be gone")


@pytest.mark.parametrize("days", [None, 30, "30", 14])
def test_a_window_in_which_somebody_notices_passes(days: Any) -> None:
    assert passes(judged(key(days), trail()))


def test_strict_wants_the_whole_window() -> None:
    assert len(judged(key(20), trail(), profile="strict").problems) == 1
    assert passes(judged(key(), trail(), options={"minDays": 7}))


def test_a_log_group_of_the_trail_is_part_of_the_record() -> None:
    group = Resource.of(
        "aws:cloudwatch/logGroup:LogGroup", "group", arn="arn:aws:logs:eu-west-1:1:log-group:audit", kmsKeyId=ARN
    )
    writes = trail(kmsKeyId=None, cloudWatchLogsGroupArn="arn:aws:logs:eu-west-1:1:log-group:audit:*")
    assert "encrypts log group 'group'" in messages(judged(key(), group, writes))[0]
    assert passes(judged(key(), group, trail(kmsKeyId=None)))


def test_a_bucket_of_aws_native_names_its_key_in_its_own_words() -> None:
    by_default = {"serverSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": ARN}}
    encrypted = {"serverSideEncryptionConfiguration": [by_default]}
    bucket = Resource.of("aws-native:s3:Bucket", "logs", bucketName="logs", bucketEncryption=encrypted)
    assert "encrypts bucket 'logs'" in messages(judged(key(), bucket, trail(kmsKeyId=None)))[0]
    assert passes(judged(key(30), bucket, trail(kmsKeyId=None)))


def test_a_bucket_of_the_trail_is_part_of_the_record() -> None:
    default = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": ARN}}
    inside = Resource.of(
        "aws:s3/bucket:Bucket", "logs", bucket="logs", serverSideEncryptionConfiguration={"rule": default}
    )
    assert "encrypts bucket 'logs'" in messages(judged(key(), inside, trail(kmsKeyId=None)))[0]
    bucket = Resource.of("aws:s3/bucket:Bucket", "logs", bucket="logs")
    type_ = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    beside = Resource.of(type_, "beside", bucket="logs", rules=[default])
    assert "encrypts bucket 'logs'" in messages(judged(key(), bucket, beside, trail(kmsKeyId=None)))[0]
    assert passes(
        judged(key(), bucket, Resource.of(type_, "other", bucket="data", rules=[default]), trail(kmsKeyId=None))
    )
    assert passes(judged(key(), bucket, Resource.of(type_, "odd", bucket="logs", rules="x"), trail(kmsKeyId=None)))


def test_a_key_of_something_else_is_not_asked() -> None:
    assert passes(judged(key(), trail(kmsKeyId=None)))
    assert passes(judged(key()))


def test_a_key_is_found_by_what_the_trail_waits_for() -> None:
    made = Resource.of(KEY, "evidence", deletionWindowInDays=7)
    waiting = replace(trail(kmsKeyId=UNKNOWN), property_dependencies={"kmsKeyId": (made.urn,)})
    assert len(judged(made, waiting).problems) == 1


def test_an_unknown_key_may_be_any_that_is_soon_gone() -> None:
    assert unknowns(judged(key(), trail(kmsKeyId=UNKNOWN))) == ["kmsKeyId"]
    assert passes(judged(key(30), trail(kmsKeyId=UNKNOWN)))


def test_an_unknown_window_leaves_it_open_and_an_odd_one_does_not_pass() -> None:
    assert unknowns(judged(key(UNKNOWN), trail())) == ["deletionWindowInDays"]
    for odd in (["x"], "soon", True, {"a": 1}):
        assert len(judged(key(odd), trail()).problems) == 1
