"""A bucket of Google Cloud that the stack makes for everyone to read is told to the strict alone."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.rules import judge_stack, passes

from daypass.answering import Answer
from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.google_thing_is_not_public import google_thing_is_not_public

BUCKET = "gcp:storage/bucket:Bucket"
GRANT = "gcp:storage/bucketIAMMember:BucketIAMMember"
READS = "roles/storage.objectViewer"
NAME = "acme-catalog"
SITE = {"mainPageSuffix": "index.html"}
SERVED = Resource.of("gcp:compute/backendBucket:BackendBucket", "cdn", name="cdn", bucketName=NAME)
SIGNS = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"
SIGNED = Resource.of(SIGNS, "key", backendBucket="projects/acme/global/backendBuckets/cdn")


def judged(*resources: Resource, **ask: Any) -> Answer:
    return judge_stack(google_thing_is_not_public, *resources, **ask)


def bucket(called: str = "b", **inputs: Any) -> Resource:
    return Resource.of(BUCKET, called, **{"name": NAME, **inputs})


def opened(role: str = READS, member: Any = "allUsers", name: Any = NAME) -> Resource:
    return Resource.of(GRANT, "grant", bucket=name, role=role, member=member)


def to_come(*buckets: Resource) -> Resource:
    """A grant on what has no name yet."""
    return replace(opened(name=UNKNOWN), property_dependencies={"bucket": tuple(one.urn for one in buckets)})


@pytest.mark.parametrize(
    "says",
    [
        {"labels": {"data-classification": "public"}},
        {"labels": {"data_classification": "Public", "team": "shop"}},
        {"labels": {"classification": "open"}},
        {"website": SITE},
        {"website": [SITE]},
        {"website": {"main_page_suffix": "index.html"}, "labels": {"team": "shop"}},
        {"name": "acme-public-assets"},
        {"name": "acme-public-assets", "publicAccessPrevention": "inherited"},
    ],
)
def test_a_bucket_that_is_meant_for_everyone_is_for_profile_strict(says: dict[str, Any]) -> None:
    made = bucket(**says)
    for read in (opened(name=says.get("name", NAME)), to_come(made)):
        assert passes(judged(made, read))
        assert judged(made, read, profile="strict").problems
    assert passes(judged(made, opened("roles/storage.legacyObjectReader", name=says.get("name", NAME))))


def test_what_pulumi_makes_a_name_of_counts_until_there_is_one() -> None:
    made = Resource.of(BUCKET, "acme-public-assets")
    assert passes(judged(made, to_come(made)))
    plain = bucket()
    assert judged(plain, to_come(plain)).problems
    assert judged(made, plain, to_come(made, plain)).problems
    assert judged(to_come()).problems


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"labels": {"data-classification": "confidential"}, "name": "acme-public-assets", "website": SITE},
        {"labels": {"data-classification": "public", "sensitivity": "high"}},
        {"labels": {"data-classification": UNKNOWN}, "website": SITE},
        {"labels": {"daypass_class": "public"}},
        {"labels": UNKNOWN, "website": SITE},
        {"name": "acme-orders-web-exports"},
        {"name": "acme-non-public"},
        {"name": "acme-orders", "publicAccessPrevention": "inherited"},
        *({"website": odd} for odd in (UNKNOWN, None, {}, [], "", 7, Secret(UNKNOWN))),
    ],
    ids=str,
)
def test_a_bucket_of_which_that_is_not_said_is_told(says: dict[str, Any]) -> None:
    assert judged(bucket(**says), opened(name=says.get("name", NAME))).problems


@pytest.mark.parametrize(
    "grant",
    [
        opened("roles/storage.objectAdmin"),
        opened("roles/storage.legacyBucketReader"),
        opened(UNKNOWN),
        opened(member="allAuthenticatedUsers"),
        opened(name="acme-invoices"),
        Resource.of("gcp:projects/iAMMember:IAMMember", "grant", project=NAME, role=READS, member="allUsers"),
    ],
)
def test_what_no_site_needs_is_told(grant: Resource) -> None:
    for made in (bucket(website=SITE), bucket(labels={"data-classification": "public"})):
        assert judged(made, SERVED, grant).problems


def test_what_is_served_by_signed_addresses_is_not_for_everyone() -> None:
    site = bucket(website=SITE)
    assert passes(judged(site, SERVED, opened()))
    assert judged(site, SERVED, SIGNED, opened()).problems
    assert passes(judged(site, SERVED, Resource.of(SIGNS, "key", backendBucket="other"), opened()))
    serves = Resource.of(SERVED.type, "cdn", name="cdn")
    assert judged(site, replace(serves, property_dependencies={"bucketName": (site.urn,)}), SIGNED, opened()).problems
    labelled = bucket(website=SITE, labels={"data-classification": "public"})
    assert passes(judged(labelled, SERVED, SIGNED, opened()))


def test_what_a_balancer_serves_may_be_for_cloud_cdn_alone() -> None:
    assert judged(bucket(), SERVED, opened()).problems


def test_what_the_stack_only_knows_says_nothing_but_its_name() -> None:
    known = replace(bucket(website=SITE), external=True)
    assert judged(known, opened()).problems
    assert passes(judged(opened(name="acme-public-assets")))


def test_two_of_one_name_both_say_so() -> None:
    assert judged(bucket(website=SITE), bucket("other"), opened()).problems


@pytest.mark.parametrize("odd", [None, 7, [], {}, "", "{", UNKNOWN, Secret(UNKNOWN), [None]])
def test_no_shape_breaks_it(odd: Any) -> None:
    made = bucket(labels=odd, website=odd), bucket("other", name=odd, labels={"classification": odd})
    serves = Resource.of(SERVED.type, "cdn", name=odd, bucketName=odd), Resource.of(SIGNS, "key", backendBucket=odd)
    assert judged(*made, *serves, opened(), opened(name=odd)).error is None
