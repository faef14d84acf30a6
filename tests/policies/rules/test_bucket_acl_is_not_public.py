"""A list that lets in everyone is told, unless a block, the ownership of the bucket, or its being a site excuses it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, messages, passes, unknowns

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.bucket_acl_is_not_public import bucket_acl_is_not_public

BUCKET = "aws:s3/bucket:Bucket"
LIST = "aws:s3/bucketAcl:BucketAcl"
NATIVE = "aws-native:s3:Bucket"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
CONTROLS = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers"


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(bucket_acl_is_not_public, *resources, **ask)


def listed(acl: Any = "public-read", bucket: Any = "reports", **inputs: Any) -> Resource:
    return Resource.of(LIST, "reports", bucket=bucket, acl=acl, **inputs)


@pytest.mark.parametrize("acl", ["public-read", "public-read-write", "authenticated-read", "Public-Read"])
@pytest.mark.parametrize("type_", [BUCKET, "aws:s3/bucketV2:BucketV2", LIST, "aws:s3/bucketAclV2:BucketAclV2"])
def test_a_list_for_everyone_is_told(type_: str, acl: str) -> None:
    (problem,) = judged(Resource.of(type_, "reports", acl=acl, bucket="reports")).problems
    assert problem.message.startswith("bucket 'reports' has an access control list that lets everyone ")
    assert ("add and overwrite" in problem.message) is ("write" in acl)
    assert ("with an AWS account" in problem.message) is (acl == "authenticated-read")
    assert (problem.at, problem.advisory) == ("acl", False)
    assert problem.severity == ("critical" if acl == "public-read-write" else None)


@pytest.mark.parametrize("acl", ["PublicRead", "PublicReadWrite", "AuthenticatedRead"])
def test_a_native_bucket_says_it_in_its_own_words(acl: str) -> None:
    assert len(judged(Resource.of(NATIVE, "b", accessControl=acl)).problems) == 1


@pytest.mark.parametrize("acl", ["private", "log-delivery-write", "bucket-owner-full-control", "", None, 7])
def test_a_list_for_somebody_passes(acl: Any) -> None:
    assert passes(judged(listed(acl)))
    assert passes(judged(Resource.of(BUCKET, "b", acl=acl)))


@pytest.mark.parametrize("group", [EVERYONE, "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"])
def test_a_grant_to_a_group_of_everyone_is_told(group: str) -> None:
    inline = Resource.of(BUCKET, "b", grants=[{"type": "CanonicalUser", "id": "1"}, {"type": "Group", "uri": group}])
    assert [problem.at for problem in judged(inline).problems] == ["grants[1].uri"]
    policy = {"grants": [{"grantee": {"type": "Group", "uri": group}, "permission": "READ"}]}
    assert len(judged(Resource.of(LIST, "b", bucket="b", accessControlPolicy=policy)).problems) == 1


def test_a_grant_to_the_log_delivery_passes() -> None:
    logs = {"type": "Group", "uri": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    assert passes(judged(Resource.of(BUCKET, "b", grants=[logs])))


@pytest.mark.parametrize("key", ["ignorePublicAcls", "blockPublicAcls"])
def test_a_public_access_block_makes_it_count_for_nothing(key: str) -> None:
    def block(bucket: str, value: Any) -> Resource:
        inputs: dict[str, Any] = {"bucket": bucket, key: value}
        return Resource.of(BLOCK, "reports", **inputs)

    assert passes(judged(listed(), block("reports", True)))
    assert len(judged(listed(), block("reports", False)).problems) == 1
    assert len(judged(listed(), block("other", True)).problems) == 1
    assert unknowns(judged(listed(), block("reports", UNKNOWN))) == [key]


def test_a_block_of_policies_alone_does_not() -> None:
    block = Resource.of(BLOCK, "reports", bucket="reports", blockPublicPolicy=True, restrictPublicBuckets=True)
    assert len(judged(listed(), block).problems) == 1


def test_a_block_is_found_by_what_both_wait_for_in_a_preview() -> None:
    bucket = Resource.of(BUCKET, "reports")
    waiting = {"bucket": (bucket.urn,)}
    block = replace(Resource.of(BLOCK, "r", bucket=UNKNOWN, ignorePublicAcls=True), property_dependencies=waiting)
    assert passes(judged(bucket, block, replace(listed(bucket=UNKNOWN), property_dependencies=waiting)))
    assert passes(judged(replace(bucket, inputs=listed().inputs), block))


def test_a_bucket_whose_owner_owns_everything_has_no_lists() -> None:
    owned = Resource.of(CONTROLS, "r", bucket="reports", rule={"objectOwnership": "BucketOwnerEnforced"})
    assert passes(judged(listed(), owned))
    preferred = Resource.of(CONTROLS, "r", bucket="reports", rule={"objectOwnership": "BucketOwnerPreferred"})
    assert len(judged(listed(), preferred).problems) == 1
    controls = {"rules": [{"objectOwnership": "BucketOwnerEnforced"}]}
    assert passes(judged(Resource.of(NATIVE, "b", accessControl="PublicRead", ownershipControls=controls)))


SITE = Resource.of("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration", "s", bucket="reports")


def test_a_website_that_is_only_read_is_told_to_the_strict_as_advice() -> None:
    inline = Resource.of(BUCKET, "site", acl="public-read", website={"indexDocument": UNKNOWN})
    native = Resource.of(NATIVE, "site", accessControl="PublicRead", websiteConfiguration={"indexDocument": "i.html"})
    for site in ((listed(), SITE), (inline,), (native,)):
        assert passes(judged(*site))
        (problem,) = judged(*site, profile="strict").problems
        assert (problem.advisory, problem.severity) == (True, "medium")


def test_a_website_that_is_written_or_read_by_whoever_has_an_account_is_told_to_all() -> None:
    (problem,) = judged(listed("public-read-write"), SITE).problems
    assert (problem.advisory, problem.severity) == (False, "critical")
    (problem,) = judged(listed("authenticated-read"), SITE).problems
    assert (problem.advisory, problem.severity) == (True, "medium")
    both = Resource.of(BUCKET, "site", acl="public-read", grants=[{"uri": EVERYONE}], website={"indexDocument": "i"})
    assert [problem.at for problem in judged(both).problems] == ["grants[0].uri"]


def test_what_may_not_become_a_website_is_told_to_all() -> None:
    (problem,) = judged(Resource.of(BUCKET, "site", acl="public-read", website=UNKNOWN)).problems
    assert problem.advisory
    other = Resource.of(SITE.type, "s", bucket="other")
    assert not judged(listed(), other).problems[0].advisory


def test_a_website_whose_grants_are_not_known_is_undecided() -> None:
    site = Resource.of(BUCKET, "site", acl="public-read", grants=UNKNOWN, website={"indexDocument": "index.html"})
    answer = judged(site)
    assert (messages(answer), unknowns(answer)) == ([], ["grants"])


def test_what_is_not_known_is_undecided_unless_it_does_not_matter() -> None:
    assert unknowns(judged(listed(UNKNOWN))) == ["acl"]
    block = Resource.of(BLOCK, "reports", bucket="reports", ignorePublicAcls=True)
    assert passes(judged(listed(UNKNOWN), block))
    both = Resource.of(BUCKET, "b", acl=UNKNOWN, grants=[{"uri": EVERYONE}])
    assert len(judged(both).problems) == 1
    assert unknowns(judged(Resource.of(BUCKET, "b", grants=UNKNOWN))) == ["grants"]


def test_a_secret_list_is_judged() -> None:
    assert len(messages(judged(listed(Secret("public-read"))))) == 1
