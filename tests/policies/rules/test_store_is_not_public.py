"""Stores of other clouds that everybody reads or writes are told, but for those that are called so."""

from typing import Any

import pytest
from tests.support.roles import judged, problems
from tests.support.rules import judge_stack, passes

from daypass.model.resource import UNKNOWN, Resource, Secret
from daypass_policies.rules.store_is_not_public import store_is_not_public as rule

REGISTRY = "azure:containerservice/registry:Registry"
MINIO = "minio:index/s3Bucket:S3Bucket"


def store(type_: str, name: str = "orders", /, **inputs: Any) -> Resource:
    return Resource.of(type_, name, **inputs)


@pytest.mark.parametrize(
    ("type_", "inputs", "noun"),
    [
        (REGISTRY, {"anonymousPullEnabled": True}, "registry"),
        ("azure-native:containerregistry:Registry", {"anonymousPullEnabled": True}, "registry"),
        ("azure:storage/container:Container", {"containerAccessType": "blob"}, "container of blobs"),
        ("azure-native:storage:BlobContainer", {"publicAccess": "Container"}, "container of blobs"),
        ("harbor:index/project:Project", {"public": "true"}, "project of Harbor"),
        ("artifactory:index/generalSecurity:GeneralSecurity", {"enableAnonymousAccess": True}, "Artifactory"),
        ("digitalocean:index/spacesBucket:SpacesBucket", {"acl": "public-read"}, "bucket"),
        ("cloudflare:index/r2ManagedDomain:R2ManagedDomain", {"enabled": True}, "bucket"),
        ("gcp:storage/bucketACL:BucketACL", {"predefinedAcl": "publicRead"}, "bucket"),
        ("gcp:storage/bucketAccessControl:BucketAccessControl", {"entity": "allUsers", "role": "READER"}, "bucket"),
        ("gcp:storage/defaultObjectACL:DefaultObjectACL", {"roleEntities": ["READER:allUsers"]}, "bucket"),
        ("gcp:storage/bucketACL:BucketACL", {"roleEntities": ["OWNER:user-a@b.c", "READER:allUsers"]}, "bucket"),
        ("gcp:storage/bucketACL:BucketACL", {"defaultAcl": "publicRead"}, "bucket"),
        ("gcp:bigquery/dataset:Dataset", {"accesses": [{"iamMember": "allUsers", "role": "READER"}]}, "dataset"),
        ("gcp:bigquery/dataset:Dataset", {"accesses": [{"specialGroup": "allAuthenticatedUsers"}]}, "dataset"),
        ("gcp:bigquery/datasetAccess:DatasetAccess", {"specialGroup": "allAuthenticatedUsers"}, "dataset"),
        ("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", {"member": "allUsers"}, "registry"),
        ("gcp:artifactregistry/repositoryIamBinding:RepositoryIamBinding", {"members": ["x", "allUsers"]}, "registry"),
    ],
)
def test_what_everybody_reads_is_advice(type_: str, inputs: dict[str, Any], noun: str) -> None:
    (told,) = problems(rule, store(type_, **inputs))
    assert told.message == f"everybody may read what is in {noun} 'orders'"
    assert (told.severity, told.advisory) == ("medium", True)


@pytest.mark.parametrize("acl", ["public", "public-write", "public-read-write"])
def test_what_everybody_writes_is_refused(acl: str) -> None:
    (told,) = problems(rule, store(MINIO, "assets", acl=acl))
    assert told.message == "everybody may write to bucket 'assets'"
    assert (told.severity, told.advisory) == (None, False)


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (REGISTRY, {}),
        (REGISTRY, {"anonymousPullEnabled": False}),
        ("azure:storage/container:Container", {"containerAccessType": "private"}),
        ("azure-native:storage:BlobContainer", {"publicAccess": "None"}),
        ("harbor:index/project:Project", {"public": "false"}),
        (MINIO, {"acl": "private"}),
        ("gcp:storage/bucketACL:BucketACL", {"predefinedAcl": "projectPrivate"}),
        ("gcp:bigquery/dataset:Dataset", {"accesses": [{"specialGroup": "projectReaders"}, {"userByEmail": "a@b.c"}]}),
        ("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", {"member": "domain:acme.example"}),
    ],
)
def test_what_is_closed_passes(type_: str, inputs: dict[str, Any]) -> None:
    assert not problems(rule, store(type_, **inputs))


def test_what_is_called_so_is_told_in_strict_alone() -> None:
    assets = store("digitalocean:index/spacesBucket:SpacesBucket", "web", name="shop-assets", acl="public-read")
    assert not problems(rule, assets)
    assert problems(rule, assets, profile="strict")


def test_a_marked_one_is_read_as_any_and_an_unknown_one_is_undecided() -> None:
    assert problems(rule, store(REGISTRY, anonymousPullEnabled=Secret(True)))
    assert judged(rule, store(REGISTRY, anonymousPullEnabled=UNKNOWN)) == ([], ["anonymousPullEnabled"])


def test_a_registry_that_is_called_after_images_is_told() -> None:
    type_ = "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember"
    assert problems(rule, store(type_, repository="shop-images", member="allUsers"))
    assert not problems(rule, store(type_, repository="acme-public", member="allUsers"))


@pytest.mark.parametrize(
    ("type_", "inputs", "noun"),
    [
        ("gcp:storage/bucketAccessControl:BucketAccessControl", {"entity": "allUsers", "role": "WRITER"}, "bucket"),
        ("gcp:storage/bucketACL:BucketACL", {"roleEntities": ["WRITER:allUsers"]}, "bucket"),
        (
            "gcp:bigquery/dataset:Dataset",
            {"accesses": [{"role": "OWNER"}, {"specialGroup": "allAuthenticatedUsers", "role": "WRITER"}]},
            "dataset",
        ),
        (
            "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
            {"member": "allUsers", "role": "roles/artifactregistry.writer"},
            "registry",
        ),
    ],
)
def test_what_everybody_writes_by_its_role_is_refused(type_: str, inputs: dict[str, Any], noun: str) -> None:
    (told,) = problems(rule, store(type_, **inputs))
    assert told.message == f"everybody may write to {noun} 'orders'"
    assert (told.severity, told.advisory) == (None, False)


def test_the_role_of_another_entry_is_not_its_own() -> None:
    accesses = [{"role": "OWNER", "userByEmail": "a@b.c"}, {"specialGroup": "allAuthenticatedUsers", "role": "READER"}]
    (told,) = problems(rule, store("gcp:bigquery/dataset:Dataset", accesses=accesses))
    assert told.advisory


def test_a_bucket_that_the_stack_makes_a_website_is_there_for_everyone() -> None:
    site = store("gcp:storage/bucket:Bucket", "shop", name="acme-shop", website={"mainPageSuffix": "index.html"})
    type_ = "gcp:storage/defaultObjectAccessControl:DefaultObjectAccessControl"
    opened = store(type_, bucket="acme-shop", entity="allUsers", role="READER")
    assert passes(judge_stack(rule, site, opened))
    assert not passes(judge_stack(rule, opened))
    assert not passes(judge_stack(rule, site, opened, profile="strict"))
    assert not passes(judge_stack(rule, site, store(type_, bucket="acme-shop", entity="allAuthenticatedUsers")))


OBJECT = "gcp:storage/objectACL:ObjectACL"
ACCESS = "gcp:storage/objectAccessControl:ObjectAccessControl"


@pytest.mark.parametrize(
    ("type_", "says"),
    [
        (OBJECT, {"predefinedAcl": "publicRead"}),
        (OBJECT, {"roleEntities": ["READER:allUsers"]}),
        (ACCESS, {"entity": "allUsers", "role": "READER"}),
    ],
)
def test_one_object_that_everybody_reads_is_told_where_it_is_data(type_: str, says: dict[str, Any]) -> None:
    for name in ("exports/Customers.csv", "db.sql.gz", "state/prod.tfstate", Secret("all.zip")):
        (told,) = problems(rule, store(type_, bucket="shop", object=name, **says))
        assert told.message == "everybody may read what is in object 'orders'"
        assert (told.severity, told.advisory) == ("medium", True)
    for name in ("index.html", "logo.svg", "terms.pdf", "robots.txt", "a.csv/index", UNKNOWN, None):
        assert passes(judge_stack(rule, store(type_, bucket="shop", object=name, **says)))
    assert passes(judge_stack(rule, store(type_, bucket="shop-public", object="all.csv", **says)))
    assert problems(rule, store(type_, bucket="shop", object="index.html", **says), profile="strict")


def test_one_object_for_all_accounts_of_google_or_that_all_write_is_told() -> None:
    page = {"bucket": "shop", "object": "index.html"}
    assert problems(rule, store(OBJECT, **page, predefinedAcl="authenticatedRead"))
    assert problems(rule, store(ACCESS, **page, entity="allAuthenticatedUsers", role="READER"))
    for one in (store(ACCESS, **page, entity="allUsers", role="OWNER"), store(OBJECT, roleEntities=["OWNER:allUsers"])):
        (told,) = problems(rule, one)
        assert "write to" in told.message
