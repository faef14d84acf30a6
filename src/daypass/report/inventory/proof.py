"""This is where it is told how an identity proves itself: whom the trust of a role lets in, which credentials are out.

What a document says that was marked as secret is nobody's to read here.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.identity_kinds import credential_kinds
from daypass.graph.becoming.assuming.trust import Trust
from daypass.graph.session_length import ROLES_ANYWHERE
from daypass.iam.admission import admissions
from daypass.iam.admitted import UNDECIDED, Admitted
from daypass.iam.document import EVERYONE
from daypass.iam.node import MalformedDocument
from daypass.model.resource import Resource
from daypass.report.inventory.entry import UNKNOWN, Proof

CERTIFICATE: Final = "certificate"
SERVICE: Final = "service"
UNREADABLE: Final = "unreadable"
"""A trust policy that AWS would refuse."""

_NOT_SHOWN: Final = "not shown, because it is marked as secret"


def proofs_of_trust(trust: Trust) -> tuple[Proof, ...]:
    """Everyone whom the trust lets in, each once, in the order of its statements; () where that is nobody."""
    if trust.document is None:
        return (Proof(UNKNOWN),)
    try:
        found = dict.fromkeys(
            _proof(admitted, secret=trust.document.secret)
            for admitted in admissions(trust.document)
            if admitted.breadth != "nobody"
        )
    except MalformedDocument:
        return (Proof(UNREADABLE),)
    return tuple(found)


def proofs_of_credentials(credentials: tuple[Resource, ...]) -> tuple[Proof, ...]:
    """The kind and the name of each credential in the program, never anything that is in it."""
    kinds = credential_kinds()
    return tuple(Proof(kinds[one.type].noun, one.name) for one in credentials)


def _proof(admitted: Admitted, *, secret: bool) -> Proof:
    how, who = next(_ways(admitted))
    breadth = admitted.breadth if how in ("federation", "SAML") and admitted.breadth != UNDECIDED else ""
    return Proof(how, _NOT_SHOWN if secret and how not in (UNKNOWN, "anyone") else who, breadth)


def _ways(admitted: Admitted) -> Iterator[tuple[str, str]]:
    """What it is called, the first that fits."""
    principal = admitted.principal
    if not admitted.kind:
        yield UNKNOWN, ""
    if admitted.kind == "Federated":
        asked = ", ".join(admitted.asked)
        issuer = admitted.issuer or principal
        how = "SAML" if ":saml-provider/" in principal else "federation"
        yield how, f"{issuer} {asked}".strip() if how == "federation" else principal
    if admitted.account:
        yield "account", admitted.account
    if admitted.breadth == UNDECIDED and principal == EVERYONE:
        yield UNKNOWN, ""
    if admitted.breadth == "world" or principal == EVERYONE:
        yield "anyone", admitted.who
    if principal == ROLES_ANYWHERE:
        yield CERTIFICATE, "IAM Roles Anywhere"
    yield (SERVICE if admitted.kind == "Service" else "principal"), principal
