"""This is where it is told which object of a bucket of S3 a host and a path name.

Sources: Amazon S3 User Guide, "Virtual hosting of general purpose buckets", "Website endpoints" and "Using dual-stack
endpoints"; read 2026-12.
"""

import re
from typing import Final, NamedTuple

_SERVICE: Final = (
    r"s3(?!-(?:accesspoint|object-lambda|outposts|control)\b)"
    r"(?:-[a-z0-9-]{1,32})?(?:\.[a-z0-9-]{1,32}){0,2}\.amazonaws\.com(?:\.cn)?"
)
_OF_A_BUCKET: Final = re.compile(rf"(?P<bucket>[a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9])\.{_SERVICE}")
_OF_ALL: Final = re.compile(_SERVICE)
"""How a host names a bucket: before the service's name, or not at all, and then the path begins with it."""


class Address(NamedTuple):
    """An object, by its key in a bucket."""

    bucket: str
    key: str


def address_of(host: str, path: str) -> Address | None:
    """The object that is meant; None where the host is none of S3's. Case counts in the path alone."""
    if found := _OF_A_BUCKET.fullmatch(host.lower()):
        return Address(found["bucket"], path.lstrip("/"))
    bucket, _, key = path.lstrip("/").partition("/")
    return Address(bucket, key) if bucket and _OF_ALL.fullmatch(host.lower()) else None


def is_of_s3(host: str) -> bool:
    """Whether S3 answers for this host by itself."""
    return bool(bucket_at(host)) or _OF_ALL.fullmatch(host.lower()) is not None


def bucket_at(host: str) -> str:
    """The bucket of which this is the domain; "" for any other host."""
    found = _OF_A_BUCKET.fullmatch(host.lower())
    return found["bucket"] if found else ""
