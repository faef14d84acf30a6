"""Stores of other clouds that everybody reads or writes are told, but for those that are called so."""

from typing import Any

import pytest
from tests.support.roles import judged, problems

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
