"""This is where buckets of Google Cloud are told that are there to be read by everyone, as the stack itself says.

A label that classifies what is in one is the plainest word of it. Without one a bucket is there for that which the
stack makes a website, or which is called public; unless a load balancer signs the addresses of its objects: then they
are for those alone who got one. Sources: Google Cloud, "Host a static website" (`allUsers` as Storage Object Viewer is
its way), "Make data public" and "Use signed URLs"; read 2026-12.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.graph.leaves import declared, said, text_of, was_looked_up
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.words import words_in
from daypass_policies.located import Located
from daypass_policies.public_names import says_public

_BUCKET: Final = "gcp:storage/bucket:Bucket"
_SERVES: Final = "gcp:compute/backendBucket:BackendBucket"
_SIGNS: Final = "gcp:compute/backendBucketSignedUrlKey:BackendBucketSignedUrlKey"
_READERS: Final = ("roles/storage.objectviewer", "roles/storage.legacyobjectreader")
"""What the guides give everyone: any other role tells of the bucket itself, or does more than read."""

_EVERYONE: Final = "allusers"
_LABELS: Final = frozenset(("classification", "confidentiality", "dataclass", "dataclassification", "sensitivity"))
_PUBLIC: Final = frozenset(("open", "public", "published"))


class PublicBuckets:
    """Those of a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def is_meant(self, grant: Resource, bucket: Located | None, member: str, role: str) -> bool:
        """Whether a grant lets everyone read the objects of such a bucket, and do nothing else."""
        is_read = member == _EVERYONE and role.lower() in _READERS
        return is_read and bucket is not None and self.is_one(grant, bucket)

    def is_one(self, grant: Resource, bucket: Located) -> bool:
        """Whether the bucket of a grant, or of a list of who may what, is there to be read by everyone."""
        name = _name_at(grant, bucket.path)
        made = self._by_name.get(name, ()) if name else self._behind(grant, bucket.path)
        # Of a bucket of another stack nothing is known but its name.
        return all(map(self._is_public, made)) if made else says_public(name)

    def _behind(self, grant: Resource, path: str) -> tuple[Resource, ...]:
        """The buckets from which a name comes that is not known yet."""
        each = (self._stack.by_urn.get(urn) for urn in grant.property_dependencies.get(path, ()))
        return tuple(one for one in each if one and one.type == _BUCKET and not was_looked_up(one))

    def _is_public(self, bucket: Resource) -> bool:
        labels = bare(declared(bucket, "labels"))
        if classes := tuple(_classes(labels)):
            return all(one in _PUBLIC for one in classes)
        is_one = _has_pages(bucket) or says_public(text_of(said(bucket, "name")) or bucket.name)
        return is_one and labels is not UNKNOWN and self._signed.isdisjoint(_own(bucket))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Resource, ...]]:
        made = (one for one in self._stack.of_type(_BUCKET) if not was_looked_up(one))
        return grouped((text_of(said(one, "name")).lower(), one) for one in made)

    @cached_property
    def _signed(self) -> frozenset[str]:
        """The buckets, by name and URN, of whose objects a load balancer signs the addresses."""
        keys = {name for key in self._stack.of_type(_SIGNS) for name in _meant(key, "backendBucket")}
        signing = (one for one in self._stack.of_type(_SERVES) if keys.intersection(_own(one)))
        return frozenset(name for one in signing for name in _meant(one, "bucketName"))


def _classes(labels: object) -> Iterable[str]:
    """How the labels classify what is in it; "" where that is not known."""
    for key, value in labels.items() if isinstance(labels, dict) else ():
        words = words_in(key)
        if not _LABELS.isdisjoint(("".join(words), "".join(words[-2:]), *words[-1:])):
            yield text_of(value).strip().lower()


def _has_pages(bucket: Resource) -> bool:
    """Whether the stack makes it a website; what is not known yet may be none."""
    pages = bare(declared(bucket, "website"))
    return isinstance(pages, dict | list) and bool(pages)


def _own(resource: Resource) -> Iterator[str]:
    """By what others mean it."""
    yield resource.urn
    if name := text_of(said(resource, "name")).lower():
        yield name


def _meant(by: Resource, key: str) -> Iterator[str]:
    """The name that stands there, and the URNs of what it comes from."""
    yield from by.property_dependencies.get(key, ())
    if name := _name_at(by, key):
        yield name


def _name_at(by: Resource, key: str) -> str:
    """A name as it stands alone: `projects/acme/global/backendBuckets/cdn` and `b/cdn` say `cdn`."""
    return text_of(said(by, key)).rpartition("/")[2].lower()
