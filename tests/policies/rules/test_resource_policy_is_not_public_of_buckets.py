"""What everyone may read of a bucket is told less loudly where it is a website, or where the stack opens it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.support.resource_policies import document, statement
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource
from daypass_policies.rules.resource_policy_is_not_public import resource_policy_is_not_public

BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(resource_policy_is_not_public, *resources, **ask)


def bucket_policy(*statements: Any) -> Resource:
    made = statements or (statement(action="s3:GetObject", resource="arn:aws:s3:::site/*"),)
    return Resource.of("aws:s3/bucketPolicy:BucketPolicy", "site", bucket="site", policy=json.dumps(document(*made)))


SITE = Resource.of("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "s", bucket="site")


def test_a_website_that_is_only_read_is_told_to_the_strict_as_advice() -> None:
    inline = Resource.of("aws:s3/bucket:Bucket", "site", bucket="site", website={"indexDocument": UNKNOWN})
    reads = statement(action=["s3:GetObject", "s3:getobjectversion"])
    for site in (SITE, inline):
        for policy in (bucket_policy(), bucket_policy(reads)):
            assert passes(judged(policy, site))
            (problem,) = judged(policy, site, profile="strict").problems
            assert (problem.advisory, problem.severity) == (True, "medium")
            assert problem.message == "bucket policy 'site' lets in everyone, as a website"


def test_a_website_of_which_more_is_open_is_told_to_all() -> None:
    for more in (["s3:GetObject", "s3:PutObject"], "s3:ListBucket", "s3:Get*", "s3:GetObjectAcl"):
        (problem,) = judged(bucket_policy(statement(action=more)), SITE).problems
        assert (problem.advisory, problem.severity) == (False, None)
    (problem,) = judged(
        bucket_policy(statement(action="s3:GetObject"), statement(action="s3:ListBucket")), SITE
    ).problems
    assert problem.message == "bucket policy 'site' lets in everyone for s3:ListBucket"


def test_what_may_not_become_a_website_is_told_to_all() -> None:
    later = Resource.of("aws:s3/bucket:Bucket", "site", bucket="site", website=UNKNOWN)
    (problem,) = judged(bucket_policy(), later).problems
    assert (problem.advisory, problem.severity) == (True, "medium")
    (problem,) = judged(bucket_policy(), Resource.of(SITE.type, "s", bucket="other")).problems
    assert not problem.advisory


def test_an_access_point_to_the_bucket_of_a_website_is_told_to_all() -> None:
    opened = {"blockPublicPolicy": False, "restrictPublicBuckets": False}
    reads = json.dumps(document(statement(action="s3:GetObject")))
    point = Resource.of(
        "aws:s3/accessPoint:AccessPoint", "a", bucket="site", policy=reads, publicAccessBlockConfiguration=opened
    )
    assert judged(point, SITE).problems[0].severity == "medium"
    assert judged(point, Resource.of(BLOCK, "site", bucket="site", **opened)).problems[0].severity is None


OFF: dict[str, Any] = {"blockPublicPolicy": False, "restrictPublicBuckets": False}
READ = statement(action=["s3:GetObject", "s3:GetObjectVersion"], resource="arn:aws:s3:::site/*")
TOLD = statement(action=["s3:GetObject", "s3:GetObjectTagging"], resource="arn:aws:s3:::site/*")
LISTED = statement(action="s3:ListBucket", resource="arn:aws:s3:::site")


def test_a_bucket_that_the_stack_opens_on_purpose_is_advice_as_long_as_it_is_only_read() -> None:
    (problem,) = judged(bucket_policy(READ, LISTED), Resource.of(BLOCK, "b", bucket="site", **OFF)).problems
    assert (problem.advisory, problem.severity) == (True, "medium")
    assert problem.message == (
        "bucket policy 'site' lets in everyone for s3:GetObject, s3:GetObjectVersion, s3:ListBucket, only to read, "
        "from a bucket that the stack opens on purpose (its public access block says no to blockPublicPolicy and "
        "restrictPublicBuckets); instead: CloudFront with origin access control, or an exemption with an end"
    )
    bucket = Resource.of("aws-native:s3:Bucket", "site", bucketName="site", publicAccessBlockConfiguration=OFF)
    policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket="site", policyDocument=document(READ, LISTED))
    assert judged(bucket, policy).problems[0].severity == "medium"
    assert judged(bucket_policy(LISTED), SITE, Resource.of(BLOCK, "b", bucket="site", **OFF)).problems[0].advisory
    assert judged(bucket_policy(TOLD), Resource.of(BLOCK, "b", bucket="site", **OFF)).problems[0].advisory


def test_so_is_one_whose_own_list_is_for_everyone() -> None:
    listed = Resource.of("aws:s3/bucket:Bucket", "site", bucket="site", acl="public-read")
    (problem,) = judged(bucket_policy(READ), listed).problems
    assert (problem.advisory, problem.severity) == (True, "medium")
    assert "that the stack opens on purpose (its access control list is public-read)" in problem.message
    assert problem.message.endswith("; instead: CloudFront with origin access control, or an exemption with an end")
    for acl in ("private", "public-read-write", UNKNOWN):
        other = Resource.of("aws:s3/bucket:Bucket", "site", bucket="site", acl=acl)
        assert not judged(bucket_policy(READ), other).problems[0].advisory


@pytest.mark.parametrize(("value", "is_told"), [("public", False), ("pub*", False), ("*", True)])
def test_objects_that_are_tagged_for_everyone_are_told_in_strict_alone(value: str, *, is_told: bool) -> None:
    tagged = {**READ, "Condition": {"StringLike": {"s3:ExistingObjectTag/policy": value}}}
    block = Resource.of(BLOCK, "b", bucket="site", **OFF)
    assert bool(judged(bucket_policy(tagged), block).problems) is is_told
    assert len(judged(bucket_policy(tagged), block, profile="strict").problems) == 1
    assert len(judged(bucket_policy(tagged, READ), block).problems) == 2
    assert judged(bucket_policy(tagged)).problems[0].severity is None


@pytest.mark.parametrize("name", ["public-esc-releases", "acme-public-8f3a2b1", "Public_Assets", "assets.public.cdn"])
def test_a_bucket_that_is_opened_and_called_public_is_told_in_strict_alone(name: str) -> None:
    bucket = Resource.of("aws-native:s3:Bucket", "site", bucketName=name, publicAccessBlockConfiguration=OFF)
    policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket=name, policyDocument=document(READ))
    assert passes(judged(bucket, policy))
    (problem,) = judged(bucket, policy, profile="strict").problems
    assert (problem.severity, problem.advisory) == ("medium", True)
    listing = Resource.of("aws-native:s3:BucketPolicy", "site", bucket=name, policyDocument=document(READ, LISTED))
    assert len(judged(bucket, listing).problems) == 1


@pytest.mark.parametrize(
    "name",
    [
        *("non-public-data", "publications", "republic-files", "not_public", "private-not-for-public-payroll"),
        *("nhs-public-health-records", "acme-public-sector-invoices", "block-public-access-logs", "never-public"),
        *("public-health-records", "public-sector", "customer-records-not-for-public", "never-to-be-public"),
    ],
)
def test_a_name_that_does_not_call_it_public_excuses_nothing(name: str) -> None:
    bucket = Resource.of("aws-native:s3:Bucket", "site", bucketName=name, publicAccessBlockConfiguration=OFF)
    policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket=name, policyDocument=document(READ))
    assert len(judged(bucket, policy).problems) == 1


def test_what_the_program_calls_a_bucket_counts_where_it_has_no_other_name() -> None:
    reads = document(READ)
    for inputs, told in (({}, 0), ({"bucketName": "payroll-prod"}, 1)):
        bucket = Resource.of("aws-native:s3:Bucket", "public", publicAccessBlockConfiguration=OFF, **inputs)
        policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket=UNKNOWN, policyDocument=reads)
        waits = replace(policy, property_dependencies={"bucket": (bucket.urn,)})
        assert len(judged(bucket, waits).problems) == told


def test_a_name_alone_opens_no_bucket() -> None:
    policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket="public-x", policyDocument=document(READ))
    (problem,) = judged(policy).problems
    assert problem.severity is None


@pytest.mark.parametrize(
    "action", ["s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy", "s3:GetBucketAcl", "s3:Get*", "s3:*", "*"]
)
def test_a_bucket_that_the_stack_opens_is_critical_where_more_is_open_than_reading(action: str) -> None:
    block = Resource.of(BLOCK, "b", bucket="site", **OFF)
    (problem,) = judged(bucket_policy(READ, statement(action=action)), block).problems
    assert (problem.advisory, problem.severity) == (False, None)
    assert action in problem.message


@pytest.mark.parametrize(
    "said",
    [
        {"blockPublicPolicy": False},
        {"restrictPublicBuckets": False},
        {**OFF, "__defaults": ["restrictPublicBuckets"]},
    ],
    ids=str,
)
def test_a_block_that_says_no_to_one_and_nothing_of_the_other_opens_it_on_purpose(said: dict[str, Any]) -> None:
    (problem,) = judged(bucket_policy(READ), Resource.of(BLOCK, "b", bucket="site", **said)).problems
    assert (problem.advisory, problem.severity) == (True, "medium")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"blockPublicAcls": False, "ignorePublicAcls": False},
        {**OFF, "__defaults": ["blockPublicPolicy", "restrictPublicBuckets"]},
    ],
    ids=str,
)
def test_a_block_that_says_nothing_of_policies_opens_nothing_on_purpose(said: dict[str, Any]) -> None:
    (problem,) = judged(bucket_policy(READ), Resource.of(BLOCK, "b", bucket="site", **said)).problems
    assert (problem.advisory, problem.severity) == (False, None)


def test_a_block_of_another_bucket_or_of_somebody_elses_excuses_nothing() -> None:
    block = Resource.of(BLOCK, "b", bucket="site", **OFF)
    for other in (Resource.of(BLOCK, "b", bucket="other", **OFF), replace(block, external=True)):
        (problem,) = judged(bucket_policy(READ), other).problems
        assert not problem.advisory


def test_an_action_that_is_not_known_beside_a_reading_one_excuses_nothing() -> None:
    """It may be writing: neither a website nor a bucket that is opened on purpose lets everyone do that."""
    bucket = Resource.of("aws-native:s3:Bucket", "site", bucketName="site", publicAccessBlockConfiguration=OFF)
    for made in (SITE, bucket):
        reads = document(statement(action=["s3:GetObject", UNKNOWN], resource="arn:aws:s3:::site/*"))
        policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket="site", policyDocument=reads)
        (problem,) = judged(made, policy).problems
        assert (problem.advisory, problem.severity, problem.mended) == (False, None, None)


def test_what_is_not_known_beside_an_opened_bucket_excuses_nothing() -> None:
    for key in OFF:
        answer = judged(bucket_policy(READ), Resource.of(BLOCK, "b", bucket="site", **{**OFF, key: UNKNOWN}))
        assert (messages(answer), unknowns(answer)) == ([], [key])
    bucket = Resource.of("aws-native:s3:Bucket", "site", bucketName="site", publicAccessBlockConfiguration=OFF)
    for unknown in (statement(UNKNOWN, action="s3:PutObject"), statement(action=UNKNOWN)):
        made = document(READ, unknown)
        policy = Resource.of("aws-native:s3:BucketPolicy", "site", bucket="site", policyDocument=made)
        assert {problem.severity for problem in judged(bucket, policy).problems} == {None}
