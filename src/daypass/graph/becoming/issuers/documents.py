"""This is where it is told in which objects an issuer keeps what it says of itself, and the keys of its tokens.

The document that is under `/.well-known/openid-configuration` says where the keys are. Whoever writes that one names
other keys. Sources: OpenID Connect Discovery 1.0, sections 3 and 4; Amazon EKS Pod Identity Webhook, "Self-hosted
Kubernetes setup"; SPIRE, "OIDC Discovery Provider"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.graph.becoming.issuers.kept import OBJECTS, SAYS, SCHEME, KeptDocuments
from daypass.graph.becoming.issuers.served import Hosts, Served
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource

_USUAL: Final = (".well-known/jwks.json", "openid/v1/jwks", "keys.json", "jwks.json")
"""Where guides put the keys."""

_OF_KEYS: Final = re.compile(r"(?:.{0,1000}/)?(?:[^/]{0,100}jwks[^/]{0,100}|keys\.json)", re.IGNORECASE)
_WHERE: Final = ("content.jwks_uri", "source.text.jwks_uri")


class IssuerDocuments:
    """Those of the issuers of a stack."""

    def __init__(self, stack: Stack, hosts: Hosts) -> None:
        self._stack, self._hosts, self._kept = stack, hosts, KeptDocuments(stack, hosts)

    def of(self, issuer: str) -> tuple[Served, ...]:
        """What answers for this issuer, which is a URL without its scheme; nothing where no bucket does."""
        root = issuer.strip("/")
        says = tuple(self._served(root, f"{root}/{SAYS}"))
        found = dict.fromkeys((*says, *self._keys(root, says))) if says else ()
        is_by_name = any(one.is_by_name for one in says)  # then its keys are known by no more than that either
        return tuple(one._replace(is_by_name=is_by_name) for one in found)

    def _keys(self, root: str, says: tuple[Served, ...]) -> Iterator[Served]:
        """Where the keys are, as it is said; where nobody knows that, those that are called so, and the usual ones."""
        named = dict.fromkeys(url for one in says for url in self._named(one))
        usual = [f"{root}/{name}" for name in _USUAL] if not named else []
        for url in (*named, *usual):
            yield from self._served(root, url)
        for one in says if not named else ():
            head = one.key.removesuffix(SAYS)
            keys = (text_of(said(each, "key")).lstrip("/") for each in self._in(one))
            yield from (one._replace(key=key) for key in keys if key.startswith(head) and _OF_KEYS.fullmatch(key))

    def _served(self, root: str, url: str) -> Iterator[Served]:
        """What a URL answers, by what the stack has for its host, else by where it keeps the issuer's document."""
        found = tuple(self._hosts.served(url))
        yield from found or self._kept.at(root, url)

    def _named(self, document: Served) -> Iterator[str]:
        """The URLs of the keys that the document says, as far as the stack knows what is in it."""
        for one in self._in(document):
            if text_of(said(one, "key")).lstrip("/") == document.key:
                found = (text for way in _WHERE for text in texts_at(one.state, way).texts)
                yield from (text.removeprefix(SCHEME) for text in found if text.startswith(SCHEME))

    def _in(self, served: Served) -> tuple[Resource, ...]:
        """The objects of the stack that are in the bucket."""
        return (*self._by_bucket.get(served.bucket, ()), *self._waiting.get(served.urn, ()))

    @cached_property
    def _by_bucket(self) -> Mapping[str, tuple[Resource, ...]]:
        each = ((text_of(said(one, "bucket")), one) for one in self._stack.of_type(*OBJECTS))
        return grouped((bucket, one) for bucket, one in each if bucket)

    @cached_property
    def _waiting(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of a bucket whose name is not known yet → the objects that are put there."""
        waiting = (one for one in self._stack.of_type(*OBJECTS) if not text_of(said(one, "bucket")))
        return grouped((urn, one) for one in waiting for urn in one.property_dependencies.get("bucket", ()))
