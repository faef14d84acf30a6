"""This is where a name is told to say that a thing is for everyone: a bucket of programs to fetch, a webhook."""

import re
from typing import Final

from daypass.iam.statement import Statement


def says_public(name: str) -> bool:
    """Whether it calls a thing public: `public-releases`, `acme.public.assets`; not `non-public`, `publications`."""
    return bool(_PUBLIC.search(name))


def says_webhook(name: str) -> bool:
    """Whether it is called as what other sites call: they can prove who they are by a secret of their own alone."""
    return bool(_WEBHOOK.search(name))


def are_public(statement: Statement) -> bool:
    """Whether all resources of a statement that is fully known are buckets of such a name, or what is in them."""
    return bool(statement.resources) and all(map(_BUCKET.match, statement.resources))


_PUBLIC: Final = re.compile(r"(?<![a-z])(?<!non[-_.])(?<!not[-_.])(?<!no[-_.])public(?![a-z])", re.IGNORECASE)
_WEBHOOK: Final = re.compile(r"web[-_]?hook", re.IGNORECASE)
_BUCKET: Final = re.compile(r"arn:[a-z-]+:s3:::(?:[a-z0-9-]+[.-])?public[.-][a-z0-9.-]+(?:/|$)")
