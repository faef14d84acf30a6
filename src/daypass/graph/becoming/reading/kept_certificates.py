"""This is where secrets are found that hold the key of a certificate by which a role is entered (IAM Roles Anywhere).

A role that asks for what a certificate says is entered by whoever has that one's key. No value of the stack says whose
a key is, but what it is kept as does: its name or description speaks of a private key, or of the key of a certificate,
and of the very subject for which the role asks. Source: IAM Roles Anywhere User Guide, "The IAM Roles Anywhere trust
model" (`aws:PrincipalTag/x509Subject/CN`, `x509SAN/DNS`, `x509SAN/URI`) and "Get temporary security credentials"
(certificate and private key are all that one shows); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.service_calls import plain_principal
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.becoming.lines import Line
from daypass.graph.becoming.nodes import Node
from daypass.graph.leaves import said, text_of
from daypass.graph.session_length import ROLES_ANYWHERE
from daypass.grouping import grouped
from daypass.iam.asked import asked_of
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource, Undecided
from daypass.words import DENIALS, words_in

_TAG: Final = "aws:principaltag/x509"
_SUBJECTS: Final = tuple(f"{_TAG}{part}" for part in ("subject/cn", "san/dns", "san/uri", "san/name/cn"))
"""Condition keys, in small letters, of what tells one certificate from the others of its authority."""

_SAID: Final = ("name", "description")
_PARTS: Final = re.compile(r"[^\s,;()\"'<>=]{1,512}")
_AROUND: Final = "/.:"
_PRIVATE: Final = frozenset(("private", "key"))
_OF_CERTIFICATES: Final = frozenset(("certificate", "certificates", "cert", "x509", "tls", "mtls"))
_BUNDLES: Final = frozenset(("p12", "pfx", "pkcs12", "keystore"))
"""Words for files that hold the key beside its certificate."""


class KeptCertificates:
    """The roles of a stack that are entered by one certificate, by the subject for which they ask."""

    def __init__(self, trusts: Mapping[str, Trust]) -> None:
        found = ((one, trust.node) for trust in trusts.values() for one in _subjects(trust))
        self._by_subject = {one: tuple(dict.fromkeys(nodes)) for one, nodes in grouped(found).items()}

    def __bool__(self) -> bool:
        return bool(self._by_subject)

    def entered_by(self, kept: Resource) -> tuple[Node, ...]:
        """The roles that are entered by the key that a secret or parameter is said to hold."""
        texts = [text_of(said(kept, key)) for key in _SAID]
        if not _is_of_key(texts):
            return ()
        named = (part.strip(_AROUND).lower() for text in texts for part in _PARTS.findall(text))
        # A name is a path, of which the last part says what is kept there.
        last = (text.rpartition("/")[2].lower() for text in texts[:1])
        found = (node for one in (*named, *last) for node in self._by_subject.get(one, ()))
        return tuple(dict.fromkeys(found))


def _subjects(trust: Trust) -> Iterator[str]:
    """What it asks of a certificate, in small letters, and where that is more than a word."""
    version = trust.document.version if trust.document else ""
    for line in trust.allows if trust.document else ():
        try:
            asked = asked_of(line.statement.conditions, version) if _is_of_anchors(line) else {}
        except Undecided:
            continue
        texts = (claim.text for key in _SUBJECTS for claim in asked.get(key, ()))
        yield from (text.lower() for text in texts if not has_wildcard(text) and len(words_in(text)) > 1)


def _is_of_anchors(line: Line) -> bool:
    named = (line.statement.principals or {}).get("Service", ())
    return any(plain_principal(one) == ROLES_ANYWHERE for one in named)


def _is_of_key(texts: list[str]) -> bool:
    """Whether it is said to be the key of a certificate, and no public one."""
    words = {word for text in texts for word in words_in(text, "joined")}
    if not DENIALS.isdisjoint(words):
        return False
    is_private = words >= _PRIVATE or not words.isdisjoint(_BUNDLES)
    return is_private or ("key" in words and "public" not in words and not words.isdisjoint(_OF_CERTIFICATES))
