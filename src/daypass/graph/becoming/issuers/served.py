"""This is where it is told in which objects of buckets that is kept which a URL answers.

S3 answers by itself under the bucket's own domain, and under any other name by a distribution that fetches from it:
for a name that is not its own it has no certificate, and nobody fetches keys without one. Sources: OpenID Connect
Discovery 1.0, section 4 (TLS); Amazon CloudFront Developer Guide, "Use various origins with CloudFront distributions";
read 2026-12.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from daypass.data.issuers import issuer_facts
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.issuers.addresses import address_of, bucket_at, is_of_s3
from daypass.graph.becoming.issuers.distributions import Distributions, Fetched
from daypass.graph.becoming.steering.origins import Origins
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource


class Served(NamedTuple):
    """An object by its key in a bucket: by name (`*`: not known), and by URN, "" where the stack need not have it.

    `by` is the URN of the distribution that answers, "" where S3 does itself; `unknown`: whether this is the answer.
    `is_by_name`: nothing but what a folder or a bucket is called says so.
    """

    bucket: str
    key: str
    urn: str = ""
    by: str = ""
    unknown: tuple[Untold, ...] = ()
    is_by_name: bool = False


class Hosts:
    """What answers for hosts in a stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._distributions = stack, Distributions(stack)

    def served(self, url: str) -> Iterator[Served]:
        """What a URL, without its scheme, answers. Case does not count in a host."""
        host, _, path = url.partition("/")
        if own := address_of(host, path):
            yield Served(own.bucket, own.key, self.bucket(own.bucket))
            return
        for one in self._distributions.answering(host, is_known=issuer_facts(url) is not None):
            for fetched in self._distributions.fetched(one.by, path):
                for served in self._in_buckets(one.by, fetched):
                    yield served._replace(unknown=(*one.unknown, *served.unknown))

    def is_answered(self, url: str) -> bool:
        """Whether S3 itself or a distribution of the stack answers for the host of a URL, whatever it fetches."""
        host = url.partition("/")[0]
        is_known = issuer_facts(url) is not None
        return is_of_s3(host) or any(True for _ in self._distributions.answering(host, is_known=is_known))

    def bucket(self, name: str) -> str:
        """The URN of the bucket of the stack of this name; "" for any other."""
        return self._urns.get(name, "")

    def _in_buckets(self, by: Resource, fetched: Fetched) -> Iterator[Served]:
        """The objects that it fetches: of a domain that is not known yet in the bucket on which it depends."""
        if fetched.domain.value is not UNKNOWN:
            if found := address_of(text_of(fetched.domain.value), fetched.path):
                yield Served(found.bucket, found.key, self.bucket(found.bucket), by.urn, fetched.unknown)
            return
        domains = self._distributions.domains(by)
        named = {name for leaf in domains if (name := bucket_at(text_of(leaf.value)))}
        missing = sum(leaf.value is UNKNOWN for leaf in domains)
        for origin in Origins(self._stack, BUCKET_NAMES).of(by, fetched.domain, named, missing):
            if origin.urn or (origin.name == ANY and fetched.is_of_s3):
                unknown = (*fetched.unknown, *origin.unknown)
                yield Served(origin.name, fetched.path, origin.urn, by.urn, tuple(dict.fromkeys(unknown)))

    @cached_property
    def _urns(self) -> Mapping[str, str]:
        """Name of a bucket → the URN of that of the stack."""
        each = ((text_of(said(one, BUCKET_NAMES[one.type])), one.urn) for one in self._stack.of_type(*BUCKET_NAMES))
        return {name: urn for name, urn in each if name}
