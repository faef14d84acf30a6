"""This is where it is told which documents of a stack are an issuer's whose host nothing in the stack answers.

What answers stands elsewhere, as a CDN of another company or of another stack, and fetches from the bucket: a document
says of whom it is, or stands in the folder that is the path of the issuer. At the root of a bucket it is that of the
one issuer without a path, where both are called alike. Where it may be another's as well nobody knows whose it is,
and what no document says itself, but its folder or its bucket alone, stays a guess.
Sources: OpenID Connect Discovery 1.0, sections 3 and 4 (`issuer`, its path before `/.well-known`); Amazon EKS Pod
Identity Webhook, "Self-hosted Kubernetes setup"; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.issuers import issuer_facts
from daypass.graph.becoming.issuers.believing import PROVIDERS
from daypass.graph.becoming.issuers.issuing import is_called_alike
from daypass.graph.becoming.issuers.served import Hosts, Served
from daypass.graph.becoming.steering.origins import Origins
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf, steps, texts_at, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

SAYS: Final = ".well-known/openid-configuration"
OBJECTS: Final = (
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/objectCopy:ObjectCopy",
)
SCHEME: Final = "https://"
_BUCKET: Final = "bucket"
_CONTENT: Final = "content"
_WHOSE: Final = (f"{_CONTENT}.issuer", "source.text.issuer")


class _Document(NamedTuple):
    """An object that says what an issuer is; `folder` is what stands before that in its key, `whose` whom it names."""

    resource: Resource
    folder: str
    whose: tuple[str, ...]


@dataclass(frozen=True)
class KeptDocuments:
    """Those of a stack."""

    stack: Stack
    hosts: Hosts

    def at(self, root: str, url: str) -> Iterator[Served]:
        """What a URL of this issuer answers, both without their scheme, as far as its document says in which folder."""
        host, _, path = root.partition("/")
        its, _, key = url.partition("/")
        if its.lower() != host.lower():
            return
        for one in self._of(root):
            before = f"{one.folder}/".removesuffix(f"{path}/") if path else f"{one.folder}/"
            is_by_name = _called(root) not in one.whose
            for served in self._buckets(one):
                yield served._replace(key=f"{before.lstrip('/')}{key}", is_by_name=is_by_name)

    def _of(self, root: str) -> tuple[_Document, ...]:
        if not self._each or issuer_facts(root) is not None or self.hosts.is_answered(root):
            return ()
        named = tuple(one for one in self._each if _called(root) in one.whose)
        return named or self._by_folder(root)

    def _by_folder(self, root: str) -> tuple[_Document, ...]:
        """The one that stands where the issuer's path says, if there is no other, nor another issuer with this path."""
        path = root.partition("/")[2]
        silent = [one for one in self._each if not one.whose]
        found = [one for one in silent if one.folder == path]
        if path:
            found = found or [one for one in silent if one.folder.endswith(f"/{path}")]
        else:
            found = [one for one in found if self._is_called_alike(one, root)]
        is_sure = len(found) == 1 and not self._by_path.get(path, frozenset()) - {_called(root)}
        return tuple(found) if is_sure else ()

    def _is_called_alike(self, one: _Document, root: str) -> bool:
        each = (self.stack.by_urn.get(urn) for urn in one.resource.property_dependencies.get(_BUCKET, ()))
        names = (text_of(said(one.resource, _BUCKET)), *(bucket.name for bucket in each if bucket))
        return any(is_called_alike(name, root) for name in names if name)

    def _buckets(self, one: _Document) -> Iterator[Served]:
        """Where it is kept: of a bucket whose name is not known yet the one on which it depends."""
        content = (Untold.of(one.resource, _CONTENT),) if bare(said(one.resource, _CONTENT)) is UNKNOWN else ()
        for leaf in walk(Leaf(one.resource.state.raw, one.resource.state.path), steps(_BUCKET), loose=True):
            if leaf.value is not UNKNOWN:
                name = text_of(leaf.value)
                yield Served(name, "", self.hosts.bucket(name), unknown=content)
                continue
            for origin in Origins(self.stack, BUCKET_NAMES).of(one.resource, leaf, (), 1):
                if origin.urn:
                    yield Served(origin.name, "", origin.urn, unknown=(*content, *origin.unknown))

    @cached_property
    def _each(self) -> tuple[_Document, ...]:
        keys = ((one, text_of(said(one, "key")).lstrip("/")) for one in self.stack.of_type(*OBJECTS))
        folders = ((one, key.removesuffix(SAYS)) for one, key in keys if key.endswith(SAYS))
        found = (_Document(one, folder.rstrip("/"), _whose(one)) for one, folder in folders if _is_folder(folder))
        return tuple(sorted(found, key=lambda one: one.resource.urn))

    @cached_property
    def _by_path(self) -> Mapping[str, frozenset[str]]:
        """Path → the issuers of the stack with it whom no product is known to be, and nothing of the stack answers."""
        each = {_called(text_of(said(one, "url"))) for one in self.stack.of_type(*PROVIDERS)} - {""}
        open_ = (one for one in each if issuer_facts(one) is None and not self.hosts.is_answered(one))
        return {path: frozenset(urls) for path, urls in grouped((one.partition("/")[2], one) for one in open_).items()}


def _is_folder(text: str) -> bool:
    return not text or text.endswith("/")


def _whose(one: Resource) -> tuple[str, ...]:
    return tuple(_called(text) for way in _WHOSE for text in texts_at(one.state, way).texts if text.startswith(SCHEME))


def _called(url: str) -> str:
    """An issuer without its scheme; case does not count in its host."""
    host, slash, path = url.removeprefix(SCHEME).rstrip("/").partition("/")
    return f"{host.lower()}{slash}{path}"
