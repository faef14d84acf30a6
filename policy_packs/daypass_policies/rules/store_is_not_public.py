"""What is stored at another cloud is read by those whom its owner named, not by everybody."""

from collections.abc import Iterator
from typing import Final

from daypass.data.public_stores import PublicStore, public_stores
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.model.resource import Resource
from daypass.rule import Ask, Problem, rule
from daypass.words import words_in
from daypass_policies.located import Located, locate
from daypass_policies.settle import settle

_MEANT: Final = frozenset(
    (
        *("asset", "avatar", "cdn", "doc", "docs", "download", "image", "logo", "media", "press", "public"),
        *("release", "site", "static", "thumbnail", "web", "website", "www"),
    )
)
"""Words, in the singular, of a name that says that everybody is to read what is there."""


@rule(
    "store-is-not-public",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=tuple(public_stores()),
    controls=("NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:SC-7", "SOC2:CC6.6"),
    remedy="Name who needs it, or keep what everybody may have in a store of its own that is called so.",
    aliases=("checkov:CKV_AZURE_34", "checkov:CKV_AZURE_138"),
)
def store_is_not_public(resource: Resource, ask: Ask) -> Iterator[Problem]:
    """Images and files that everybody may fetch give away the code, and whatever was left in them.

    Asked are registries of Azure that need no sign-in to pull (`anonymousPullEnabled`), containers of blobs, projects
    of Harbor, Artifactory as a whole, and buckets of DigitalOcean, Linode, Scaleway, MinIO, Alibaba Cloud, Oracle Cloud
    and Cloudflare, by what they say themselves; those of AWS and Google Cloud are other rules'. That everybody may read
    is medium, and advice, as some are there for that; of what is called so (`assets`, `public`, `cdn`) only profile
    `strict` speaks. That everybody may write is high.

    Refused:
        drops:
          type: minio:index/s3Bucket:S3Bucket
          properties: {bucket: drops, acl: public-read-write}

    Mended:
        drops:
          type: minio:index/s3Bucket:S3Bucket
          properties: {bucket: drops, acl: private}
    """
    store = public_stores()[resource.type]
    if not was_looked_up(resource):
        places = locate(resource.declared.raw, store.path)
        yield from settle(_judged(resource, store, place, strict=ask.profile == "strict") for place in places)


def _judged(resource: Resource, store: PublicStore, place: Located, *, strict: bool) -> Iterator[Problem]:
    value = str(place.known).strip().lower() if isinstance(place.known, str | bool) else ""
    is_written = value in store.writes
    if not (is_written or (value in store.reads and (strict or not _is_meant(resource, store)))):
        return
    does = "write to" if is_written else "read what is in"
    yield Problem(
        f"everybody may {does} {store.noun} {resource.name!r}",
        at=place.path,
        severity=None if is_written else "medium",
        advisory=not is_written,
    )


def _is_meant(resource: Resource, store: PublicStore) -> bool:
    name = text_of(said(resource, store.name)) if store.name else ""
    return any(word in _MEANT or word.removesuffix("s") in _MEANT for word in words_in(f"{name} {resource.name}"))
