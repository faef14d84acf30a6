"""This is where a name is told to say that a thing is for everyone: a bucket of programs to fetch, a webhook."""

import re
from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.statement import Statement


def says_public(name: str) -> bool:
    """Whether it calls a thing public: `public-releases`, `acme-public`, `acme.public.assets`.

    As its first or its last word, or before what is published; not where that is denied (`non-public`), nor where it
    tells of another thing (`nhs-public-health-records`).
    """
    words = _BETWEEN.split(_MADE_UP.sub("", name.lower()))
    return any(word == "public" and _is_said_at(index, words) for index, word in enumerate(words))


def _is_said_at(index: int, words: list[str]) -> bool:
    before, after = words[:index], words[index + 1 :]
    if not _DENIES.isdisjoint(before) or not _OTHERS.isdisjoint(after[:1]):
        return False
    return not before or not after or after[0] in _PUBLISHED


def says_webhook(name: str) -> bool:
    """Whether it is called as what other sites call: they can prove who they are by a secret of their own alone."""
    return bool(_WEBHOOK.search(name))


def are_public(statement: Statement) -> bool:
    """Whether all resources of a statement that is fully known are buckets of such a name, or what is in them."""
    return bool(statement.resources) and all(map(_is_public_bucket, statement.resources))


def _is_public_bucket(resource: str) -> bool:
    """A wildcard beside the word may make another one of it: `public*` takes in `publickeys`."""
    arn = Arn.parse(resource)
    bucket = arn.resource.partition("/")[0] if arn and arn.service == "s3" else ""
    return says_public(bucket) and not _TORN.search(bucket)


_MADE_UP: Final = re.compile(r"-[0-9a-f]{7}$")
"""What Pulumi puts after a name."""
_TORN: Final = re.compile(r"[*?]public|public[*?]", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")
_DENIES: Final = frozenset(("non", "not", "no", "never", "block", "deny", "private"))
_PUBLISHED: Final = frozenset(
    (
        *("releases", "release", "assets", "downloads", "download", "site", "website", "web", "www", "cdn", "static"),
        *("files", "images", "media", "artifacts", "packages", "binaries", "charts", "docs", "templates", "schemas"),
    )
)
_OTHERS: Final = frozenset(("health", "sector", "safety", "holiday", "relations", "transport", "access", "key", "ip"))
"""What `public` is an adjective of, and then no word of who may read."""
_WEBHOOK: Final = re.compile(r"web[-_]?hook", re.IGNORECASE)
