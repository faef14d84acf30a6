"""This is where the policies of a line of `daypass policy` are read: each in its place, as a document of its kind.

What AWS would refuse as a document of that kind is refused with its place in the line. How long a document may be is
not asked: whoever asks about a long one wants an answer.
"""

from collections.abc import Mapping
from typing import Any, Final

from daypass.data.managed_documents import managed_document
from daypass.iam.acceptance import check
from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.kind import KINDS, DocumentKind
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.model.resource import Undecided

Line = Mapping[str, Any]

POLICY_FIELDS: Final = (
    *("identityPolicies", "permissionsBoundary", "sessionPolicies", "resourcePolicy"),
    *("serviceControlPolicies", "resourceControlPolicies"),
)
"""The fields of a line that hold what has a say about a request."""

_FULL_ACCESS: Final[Mapping[str, tuple[str, str]]] = {
    "scp": (
        "policy/service_control_policy/p-FullAWSAccess",
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    ),
    "rcp": (
        "policy/resource_control_policy/p-RCPFullAWSAccess",
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
    ),
}
"""Kind → the policy that AWS Organizations itself attaches: how its ARN ends, and its document.

Source: Organizations User Guide, "SCP evaluation" (FullAWSAccess) and "Resource control policy examples"
(RCPFullAWSAccess); read 2026-11.
"""

_ATTACHED: Final = ("identity", "boundary", "session")
"""Kinds as which a policy that IAM manages is used."""
_HOME: Final = "aws"
"""The partition whose managed policies we have."""


def policies_of(line: Line) -> Policies:
    """All policies of a line. Raises `MalformedRequest` and `MalformedDocument`."""
    return Policies(
        identity=documents_of(line, "identityPolicies", "identity"),
        boundary=document_of(line, "permissionsBoundary", "boundary"),
        session=documents_of(line, "sessionPolicies", "session"),
        resource=document_of(line, "resourcePolicy", "resource"),
        service_control=_levels(line, "serviceControlPolicies", "scp"),
        resource_control=_levels(line, "resourceControlPolicies", "rcp"),
    )


def documents_of(line: Line, field: str, kind: str) -> tuple[Document, ...]:
    """The documents in a list; () where the field is absent. Raises as above, for null too."""
    return _each(line.get(field, []), field, kind)


def document_of(line: Line, field: str, kind: str) -> Document | None:
    """The document of a field; None where it is null or absent: there is none. Raises as above."""
    node = line.get(field)
    return None if node is None else read_document(node, field, kind)


def read_document(node: object, place: str, kind: str) -> Document:
    """From an object, its JSON as a text, or the ARN of a policy that AWS manages; `place` is where it stands.

    `kind` is a name of `daypass.iam.kind.KINDS`. Raises `MalformedDocument` for what AWS would refuse as a document of
    this kind, other than for its length, and for the ARN of any policy that our tables do not have.
    """
    if isinstance(node, str) and node.startswith("arn:"):
        return _managed(node, place, kind)
    document = Document.parse(node, path=place)
    accept(document, kind)
    return document


def accept(document: Document, kind: str) -> None:
    """Refuse what AWS would refuse as a document of this kind, other than for its length.

    Raises `MalformedDocument`, and `Undecided` where an unknown hides whether AWS takes it and nothing else is wrong.
    """
    check(document, _judged(document, kind), text="")  # the shortest there is: its own is not measured


def _levels(line: Line, field: str, kind: str) -> tuple[tuple[Document, ...], ...]:
    levels = _list(line.get(field, []), field)
    return tuple(_each(level, f"{field}[{index}]", kind) for index, level in enumerate(levels))


def _each(node: object, place: str, kind: str) -> tuple[Document, ...]:
    return tuple(read_document(one, f"{place}[{index}]", kind) for index, one in enumerate(_list(node, place)))


def _list(node: object, place: str) -> list[Any]:
    if not isinstance(node, list):
        raise MalformedRequest("is not a list", place=place, remedy="Give a list, or leave it out where there is none.")
    return node


def _managed(text: str, place: str, kind: str) -> Document:
    found = _published(text, kind)
    if found is None:
        remedy = "Give the document itself: by their ARN only those are known that AWS manages in the partition aws."
        raise MalformedDocument("is the ARN of no policy that is known for this use", place=place, remedy=remedy)
    return Document.parse(found, path=place)


def _published(text: str, kind: str) -> str | None:
    arn = Arn.parse(text)
    if arn is None or arn.partition != _HOME or arn.region:
        return None
    if kind in _ATTACHED:
        return managed_document(arn.aws_managed_policy) if arn.aws_managed_policy else None
    resource, document = _FULL_ACCESS.get(kind, ("", ""))
    return document if (arn.service, arn.account, arn.resource) == ("organizations", "aws", resource) else None


def _judged(document: Document, kind: str) -> DocumentKind:
    """The kind. A trust for `*` is judged, although IAM wants it written as `{"AWS": "*"}`.

    AWS's page on principals takes the two for the same, and who asks about it must hear that everyone gets in.
    """
    is_for_all = kind == "trust" and any(map(_is_for_all, document.statements))
    return KINDS["resource" if is_for_all else kind]


def _is_for_all(statement: Statement) -> bool:
    try:
        return EVERYONE in (statement.principals or ())
    except Undecided:
        return False
