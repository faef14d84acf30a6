"""What is stored at another cloud is read by those whom its owner named, not by everybody."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from daypass.data.public_stores import PublicStore, public_stores
from daypass.graph.leaves import said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass.words import words_in
from daypass_policies.elsewhere.google_policies import POLICIES, asked
from daypass_policies.elsewhere.google_public_buckets import PublicBuckets
from daypass_policies.located import Located, locate
from daypass_policies.opening.resource_policies import reported
from daypass_policies.settle import settle

_MEANT: Final = frozenset(
    (
        *("asset", "avatar", "cdn", "doc", "docs", "download", "image", "logo", "media", "press", "public"),
        *("release", "site", "static", "thumbnail", "web", "website", "www"),
    )
)
"""Words, in the singular, of a name that says that everybody is to read what is there."""
_OF_IMAGES: Final = frozenset(("download", "public", "release"))
"""Those of a registry: that it keeps images, those of a web site too, is no word of who may fetch them."""

_OBJECT: Final = "object"
_OF_DATA: Final = re.compile(
    r"(?i)\.(?:csv|tsv|xlsx?|parquet|avro|orc|jsonl|ndjson|sql|dump|bak|db|sqlite3?|mdb|log|eml|pst|tar|tgz|gz|zip|7z"
    r"|tfstate|tfvars|env|pem|key|p12|pfx|jks|kdbx)(?:\.(?:gz|zip|bz2|xz|zst|enc|gpg))?"
)
"""How the name of what is no page ends: of one object alone somebody said on purpose that everybody may read it."""

_POLICIES: Final = tuple(policy for policy, one in POLICIES.items() if one in public_stores())
"""Policies as a whole, each binding of which is read as one of its own."""
_GOOGLES: Final = "gcp:storage/"
_OF_ACCOUNTS: Final = "authenticated"
"""In what lets in everyone with an account of Google: nobody makes a website for these."""


@rule(
    "store-is-not-public",
    risk="public-trust",
    severity="high",
    confidence="high",
    level="mandatory",
    applies_to=(*public_stores(), *_POLICIES),
    stack=True,
    controls=("NHI5:2025", "NIST-800-53:AC-3", "NIST-800-53:SC-7", "SOC2:CC6.6"),
    remedy="Name who needs it, or keep what everybody may have in a store of its own that is called so.",
    aliases=("checkov:CKV_AZURE_34", "checkov:CKV_AZURE_138"),
)
def store_is_not_public(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """Images and files that everybody may fetch give away the code, and whatever was left in them.

    Asked are registries of Azure that need no sign-in to pull (`anonymousPullEnabled`), containers of blobs,
    projects of Harbor, Artifactory as a whole, and buckets of DigitalOcean, Linode, Scaleway, MinIO, Alibaba Cloud,
    Oracle Cloud and Cloudflare, by what they say themselves; so are the access lists of buckets of Google Cloud,
    its datasets (`allAuthenticatedUsers` is everyone who ever made an account of Google) and registries, policies
    as a whole (`IAMPolicy`) of these too. Roles on its buckets, and those of AWS, are other rules'. That everybody may
    read is medium, and advice, as some are there for that; of what is called so (`assets`, `public`, `cdn`), and of a
    bucket of Google that the stack makes a website or labels as public, only profile `strict` speaks. Of one object of
    a bucket alone somebody said on purpose that everybody reads it: told is one that is data by its name
    (`customers.csv`), and of any other `strict` speaks. That everybody may write is high.

    Refused:
        drops:
          type: minio:index/s3Bucket:S3Bucket
          properties: {bucket: drops, acl: public-read-write}

    Mended:
        drops:
          type: minio:index/s3Bucket:S3Bucket
          properties: {bucket: drops, acl: private}
    """
    for resource in stack.of_type(*public_stores()):
        if not was_looked_up(resource):
            yield from reported(resource, _of_stores(stack, ask, resource))
    for policy in stack.of_type(*_POLICIES):
        if not was_looked_up(policy):
            yield from reported(policy, asked(policy, partial(_of_stores, stack, ask)))


def _of_stores(stack: Stack, ask: Ask, resource: Resource) -> Iterator[Problem]:
    yield from settle(_of_store(stack, resource, store, ask) for store in public_stores()[resource.type])


def _of_store(stack: Stack, resource: Resource, store: PublicStore, ask: Ask) -> Iterator[Problem]:
    around, _, key = store.path.rpartition(".")
    whole = Located(resource.declared.raw, "", marked=False)
    each = ((one, place) for one in (whole.below(around) if around else (whole,)) for place in one.below(key))
    yield from settle(_judged(stack, resource, store, one, place, ask) for one, place in each)


def _judged(
    stack: Stack, resource: Resource, store: PublicStore, around: Located, place: Located, ask: Ask
) -> Iterator[Problem]:
    value = str(place.known).strip().lower() if isinstance(place.known, str | bool) else ""
    is_written = value in store.writes or (value in store.reads and _is_written(store, around))
    if not (is_written or value in store.reads):
        return
    if not is_written and ask.profile != "strict" and _is_meant(stack, resource, store, value):
        return
    does = "write to" if is_written else "read what is in"
    yield Problem(
        f"everybody may {does} {store.noun} {resource.name!r}",
        at=place.path,
        severity=None if is_written else "medium",
        advisory=not is_written,
    )


def _is_written(store: PublicStore, around: Located) -> bool:
    """Whether the role that stands beside it is one by which one writes, too."""
    roles = around.below(store.role) if store.role else ()
    return any(text_of(one.value).lower().removeprefix("roles/") in store.writing for one in roles)


def _is_meant(stack: Stack, resource: Resource, store: PublicStore, value: str) -> bool:
    name = text_of(said(resource, store.name)) if store.name else ""
    if store.noun == _OBJECT and _OF_ACCOUNTS not in value and not _is_data(resource):
        return True
    meant = _OF_IMAGES if store.noun == "registry" else _MEANT
    if any(word in meant or word.removesuffix("s") in meant for word in words_in(f"{name} {resource.name}")):
        return True
    if not resource.type.startswith(_GOOGLES) or _OF_ACCOUNTS in value:
        return False
    places = locate(resource.declared.raw, store.name)
    return any(stack.once(PublicBuckets).is_one(resource, place) for place in places)


def _is_data(resource: Resource) -> bool:
    """Whether the name of an object says so; one that is not known yet says nothing."""
    last = text_of(said(resource, _OBJECT)).rpartition("/")[2]
    return any(found.end() == len(last) for found in _OF_DATA.finditer(last))
