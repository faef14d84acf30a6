"""The bucket of a trail keeps what is written there."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.log_bucket_is_kept import log_bucket_is_kept

BUCKET = "aws:s3/bucket:Bucket"
NATIVE = "aws-native:s3:Bucket"
TRAIL = Resource.of("aws:cloudtrail/trail:Trail", "audit", s3BucketName="logs")
VERSIONED = {"versioning": {"enabled": True}}


def bucket(type_: str = BUCKET, **inputs: Any) -> Resource:
    return Resource.of(type_, "logs", **{"bucketName" if type_ == NATIVE else "bucket": "logs", **inputs})


def beside(type_: str, **inputs: Any) -> Resource:
    return Resource.of(type_, "beside", **({"bucket": "logs"} | inputs))


def policy(action: str, principal: Any = "*", effect: str = "Deny", **more: Any) -> str:
    named = {"Effect": effect, "Principal": principal, "Action": action, "Resource": "arn:aws:s3:::logs/*"}
    statement = {**named, **({"Condition": more} if more else {})}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def judged(*resources: Resource) -> Answer:
    return judge_stack(log_bucket_is_kept, *resources)


def test_a_bucket_that_an_update_may_delete_is_told() -> None:
    (problem,) = judged(bucket(forceDestroy=True, **VERSIONED), TRAIL).problems
    assert problem.message == "bucket 'logs', which trail 'audit' writes to, is deleted with all that it holds"
    assert (problem.key, problem.advisory) == ("force-destroy", False)


def test_a_bucket_that_keeps_nothing_is_told_with_less_weight() -> None:
    (problem,) = judged(bucket(), TRAIL).problems
    assert (problem.key, problem.advisory, problem.severity) == ("unkept", True, "medium")
    assert "keeps no versions" in problem.message
    assert len(judged(bucket(NATIVE), TRAIL).problems) == 1


@pytest.mark.parametrize(
    "kept",
    [
        [bucket(**VERSIONED)],
        [bucket(objectLockEnabled=True)],
        [bucket(objectLockConfiguration={"objectLockEnabled": "Enabled"})],
        [bucket(NATIVE, versioningConfiguration={"status": "Enabled"})],
        [bucket("aws:s3/bucketV2:BucketV2", versionings=[{"enabled": True}])],
        [bucket(), beside("aws:s3/bucketVersioning:BucketVersioning", versioningConfiguration={"status": "Enabled"})],
        [bucket(), beside("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", rule={})],
        [bucket(), beside("aws:s3/bucketPolicy:BucketPolicy", policy=policy("s3:DeleteObject*"))],
        [bucket(), beside("aws:s3/bucketPolicy:BucketPolicy", policy=policy("s3:Delete*", {"AWS": "*"}))],
        [bucket(policy=policy("s3:*"))],
        [bucket(policy=policy("s3:Delete*", ArnNotLike={"aws:PrincipalArn": "arn:aws:iam::111122223333:role/purge"}))],
        [bucket(policy=policy("s3:Delete*", BoolIfExists={"aws:MultiFactorAuthPresent": "false"}))],
    ],
)
def test_versions_a_lock_or_a_denial_keep_it(kept: list[Resource]) -> None:
    assert passes(judged(*kept, TRAIL))


@pytest.mark.parametrize(
    "unkept",
    [
        [bucket(versioning={"enabled": False})],
        [bucket(), beside("aws:s3/bucketVersioning:BucketVersioning", versioningConfiguration={"status": "Suspended"})],
        [bucket(), beside("aws:s3/bucketPolicy:BucketPolicy", policy=policy("s3:DeleteObject", effect="Allow"))],
        [bucket(), beside("aws:s3/bucketPolicy:BucketPolicy", policy=policy("s3:PutObject"))],
        [bucket(policy=policy("s3:*", Bool={"aws:SecureTransport": "false"}))],
        [bucket(policy=policy("s3:*", StringNotEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}))],
        [bucket(policy=policy("s3:*", NumericLessThan={"s3:TlsVersion": "1.2"}))],
        [
            bucket(),
            beside(
                "aws:s3/bucketPolicy:BucketPolicy",
                policy=policy("s3:*", {"AWS": "arn:aws:iam::111122223333:role/one"}),
            ),
        ],
        [bucket(), beside("aws:s3/bucketPolicy:BucketPolicy", policy='{"Statement": [')],
        [bucket(), beside("aws:s3/bucketVersioning:BucketVersioning", bucket="other")],
    ],
)
def test_what_only_looks_like_it_does_not(unkept: list[Resource]) -> None:
    assert [problem.key for problem in judged(*unkept, TRAIL).problems] == ["unkept"]


def test_a_bucket_that_no_trail_writes_to_is_nobodys_record() -> None:
    assert passes(judged(bucket(forceDestroy=True)))
    assert passes(judged(Resource.of(BUCKET, "site", bucket="site", forceDestroy=True), TRAIL))


def test_a_bucket_is_found_by_what_the_trail_waits_for() -> None:
    logs = Resource.of(BUCKET, "logs", forceDestroy=True, **VERSIONED)
    waiting = replace(
        Resource.of(TRAIL.type, "audit", s3BucketName=UNKNOWN), property_dependencies={"s3BucketName": (logs.urn,)}
    )
    assert len(judged(logs, waiting).problems) == 1


def test_what_is_unknown_leaves_it_open_and_the_rest_is_told() -> None:
    assert unknowns(judged(bucket(forceDestroy=UNKNOWN, **VERSIONED), TRAIL)) == ["forceDestroy"]
    assert unknowns(judged(bucket(versioning=UNKNOWN), TRAIL)) == ["versioning"]
    answer = judged(bucket(forceDestroy=True), beside("aws:s3/bucketPolicy:BucketPolicy", policy=UNKNOWN), TRAIL)
    assert (messages(answer)[0][:6], unknowns(answer)) == ("bucket", ["policy"])
    somewhere = beside("aws:s3/bucketVersioning:BucketVersioning", bucket=UNKNOWN)
    assert unknowns(judged(bucket(), somewhere, TRAIL)) == ["bucket"]


EXPIRING = {"expiration": {"days": 30}}


@pytest.mark.parametrize(
    "resources",
    [
        [bucket(**VERSIONED, lifecycleRules=[{"enabled": True, **EXPIRING}])],
        [
            bucket(
                NATIVE,
                versioningConfiguration={"status": "Enabled"},
                lifecycleConfiguration={"rules": [{"expirationInDays": 30}]},
            )
        ],
        [
            bucket(**VERSIONED),
            beside(
                "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
                rules=[{"status": "Enabled", **EXPIRING}],
            ),
        ],
    ],
)
def test_objects_that_expire_within_weeks_are_told_with_less_weight(resources: list[Resource]) -> None:
    (problem,) = judged(*resources, TRAIL).problems
    assert (problem.key, problem.advisory) == ("expires", True)
    assert problem.message.endswith("lets its objects expire after 30 days")


@pytest.mark.parametrize(
    "rule",
    [
        {"enabled": False, **EXPIRING},
        {"enabled": "false", **EXPIRING},
        {"status": "Disabled", **EXPIRING},
        {"enabled": True, "expiration": {"days": 400}},
        {"enabled": True, "noncurrentVersionExpiration": {"days": 7}},
        {"enabled": True, "transitions": [{"days": 30, "storageClass": "GLACIER"}]},
        "odd",
    ],
)
def test_rules_that_are_off_late_or_about_old_versions_pass(rule: Any) -> None:
    assert passes(judged(bucket(**VERSIONED, lifecycleRules=[rule]), TRAIL))


@pytest.mark.parametrize("odd", [7, [], [7], {"enabled": [1]}, "on", Secret({"enabled": True})])
def test_odd_values_break_nothing(odd: Any) -> None:
    judged(bucket(versioning=odd, policy=odd), TRAIL)


def statement(**parts: Any) -> dict[str, Any]:
    """A policy by which CloudTrail may write, but for these parts."""
    who = {"Service": "cloudtrail.amazonaws.com"}
    return {"Statement": [{"Effect": "Allow", "Principal": who, "Action": "s3:PutObject", "Resource": "*", **parts}]}


WRITES = policy("s3:PutObject", {"Service": "cloudtrail.amazonaws.com"}, "Allow")


@pytest.mark.parametrize(
    "resources",
    [
        (bucket(policy=WRITES, forceDestroy=True, **VERSIONED),),
        (bucket(forceDestroy=True, **VERSIONED), beside("aws:s3/bucketPolicy:BucketPolicy", policy=WRITES)),
        (
            bucket(forceDestroy=True, **VERSIONED),
            beside("aws-native:s3:BucketPolicy", policyDocument=json.loads(WRITES)),
        ),
    ],
)
def test_a_bucket_that_keeps_the_trails_of_other_accounts_is_asked_too(resources: tuple[Resource, ...]) -> None:
    (problem,) = judged(*resources).problems
    assert problem.message == "bucket 'logs', which CloudTrail writes to, is deleted with all that it holds"
    assert (problem.key, problem.on) == ("force-destroy", resources[0])


@pytest.mark.parametrize(
    "other",
    [
        policy("s3:GetBucketAcl", {"Service": "cloudtrail.amazonaws.com"}, "Allow"),
        policy("s3:PutObject", {"Service": "delivery.logs.amazonaws.com"}, "Allow"),
        policy("s3:PutObject", {"Service": "cloudtrail.amazonaws.com"}, "Deny"),
        policy("s3:PutObject", {"AWS": "arn:aws:iam::111122223333:role/cloudtrail.amazonaws.com"}, "Allow"),
        "{cloudtrail.amazonaws.com",
        7,
        statement(Effect=UNKNOWN, Principal={"Service": "delivery.logs.amazonaws.com"}),
        statement(Action="s3:GetBucketAcl", Principal=UNKNOWN),
        statement(Effect="Deny", Principal=UNKNOWN),
    ],
)
def test_a_bucket_that_cloudtrail_does_not_write_to_keeps_no_record(other: Any) -> None:
    assert passes(judged(bucket(forceDestroy=True), beside("aws:s3/bucketPolicy:BucketPolicy", policy=other)))


def test_how_the_bucket_of_no_trail_of_the_stack_is_kept_is_asked_in_profile_strict() -> None:
    assert passes(judged(bucket(policy=WRITES)))
    (problem,) = judge_stack(log_bucket_is_kept, bucket(policy=WRITES), profile="strict").problems
    assert (problem.key, problem.advisory) == ("unkept", True)


@pytest.mark.parametrize(
    "unclear",
    [
        UNKNOWN,
        Secret(UNKNOWN),
        {"Statement": UNKNOWN},
        statement(Principal=UNKNOWN),
        statement(Action=UNKNOWN),
        statement(Effect=UNKNOWN),
        {"Statement": [*statement(Principal={"AWS": "*"})["Statement"], UNKNOWN]},
    ],
)
def test_whose_record_it_keeps_is_open_while_its_policy_is_not_known(unclear: Any) -> None:
    apart = beside("aws:s3/bucketPolicy:BucketPolicy", policy=unclear)
    for forced in (True, UNKNOWN):
        answer = judged(bucket(forceDestroy=forced), apart)
        assert not answer.problems
        assert unknowns(answer)[0].startswith("policy")
    assert passes(judged(bucket(), apart)), "advice alone waits"
    assert passes(judged(bucket(forceDestroy=False), apart))
    assert unknowns(judged(bucket(forceDestroy=True, policy=unclear)))
    assert messages(judged(bucket(forceDestroy=True), apart, TRAIL)), "a trail that is known says enough"


def test_a_policy_whose_resources_are_not_known_lets_cloudtrail_write_all_the_same() -> None:
    apart = beside("aws:s3/bucketPolicy:BucketPolicy", policy=statement(Resource=UNKNOWN))
    assert len(judged(bucket(forceDestroy=True), apart).problems) == 1


def test_what_is_written_to_a_bucket_that_is_not_known_yet_may_be_written_to_any() -> None:
    somewhere = beside("aws:s3/bucketPolicy:BucketPolicy", policy=WRITES, bucket=UNKNOWN)
    assert unknowns(judged(bucket(forceDestroy=True), somewhere)) == ["bucket"]
    lost = Resource.of(TRAIL.type, "audit", s3BucketName=UNKNOWN)
    assert unknowns(judged(bucket(forceDestroy=True), lost)) == ["s3BucketName"]
    assert passes(judged(bucket(), lost))
    assert passes(judged(bucket(forceDestroy=True), Resource.of(TRAIL.type, "audit", s3BucketName="elsewhere")))


def test_in_a_preview_the_policy_of_a_bucket_that_waits_for_it_is_its_own() -> None:
    logs, site = (Resource.of(BUCKET, name, forceDestroy=True) for name in ("logs", "site"))
    unclear = Resource.of("aws:s3/bucketPolicy:BucketPolicy", "p", bucket=UNKNOWN, policy=UNKNOWN)
    waiting = replace(unclear, property_dependencies={"bucket": (logs.urn,)})
    assert [one.on for one in judged(logs, site, waiting).undecided] == [logs]
