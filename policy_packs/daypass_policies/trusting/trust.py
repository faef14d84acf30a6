"""This is where the trust policy of a role is found, and where the trust rules ask who is let in."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from daypass.graph.ways import TRUST
from daypass.iam.admission import admissions
from daypass.iam.admitted import Admitted
from daypass.iam.asked import limiting_keys
from daypass.iam.condition import Condition
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.glob import has_wildcard
from daypass.iam.node import is_marked
from daypass.model.resource import Resource, Undecided
from daypass.rule import Problem
from daypass_policies.policy_texts import parsed
from daypass_policies.trusting import malformed

ROLES: Final = tuple(TRUST)


def trust_of(resource: Resource) -> Document:
    """The role's trust policy. Raises `MalformedDocument`, also where there is none, and `Undecided`."""
    key = TRUST[resource.type]
    properties = resource.declared
    value = properties.get(key)
    if value is None:
        if resource.external:
            raise Undecided(key)  # a role that was only looked up, by a source that does not say what was found
        raise MalformedDocument("is missing", place=key, remedy="Give the role a trust policy.")
    if isinstance(value, str):
        return parsed(value, key, secret=is_marked(properties.raw[key]))
    return Document.at(properties, key)


def ask_trust(
    resource: Resource,
    concerns: Callable[[Admitted], bool],
    question: Callable[[Admitted, Document], Problem | None],
    *,
    tells: malformed.Told | None = None,
) -> Iterator[Problem]:
    """What the question finds in each admission that it `concerns`, which is told by kind, principal and account alone.

    Undecided where one of these is, or where not even that is known; and of a document that AWS refuses, unless it is
    of those of which the rule `tells`.
    """
    unknown = ""
    try:
        document = trust_of(resource)
        for admission in admitted_by(resource, document):
            if admission.kind and not concerns(admission):
                continue
            unknown = unknown or next(iter(admission.unknown), "")
            if problem := question(admission, document):
                yield problem
    except MalformedDocument as refused:
        if malformed.kind_of(resource) == tells:
            yield malformed.problem(resource, refused)
        else:
            unknown = unknown or refused.place
    if unknown:
        raise Undecided(unknown)


def admitted_by(resource: Resource, document: Document) -> tuple[Admitted, ...]:
    """Each admission of the role's trust policy. Raises `MalformedDocument`."""
    value = resource.declared.get(TRUST[resource.type])
    return _admissions(value, document.path) if isinstance(value, str) else tuple(admissions(document))


def known_admissions(resource: Resource) -> tuple[Admitted, ...]:
    """Each admission of a role; none where it is no role, or its trust cannot be read, as other rules say."""
    try:
        return admitted_by(resource, trust_of(resource)) if resource.type in ROLES else ()
    except (MalformedDocument, Undecided):
        return ()


def trusts_whole_account(resource: Resource, *, from_inside: bool = False) -> bool:
    """Whether a role is known to let in all of an account, as far as the policies there do.

    `from_inside`: as those see it who are in the account, where an external id is no secret.
    """
    try:
        document = trust_of(resource) if resource.type in ROLES else None
        whole = [one for one in admitted_by(resource, document) if one.account] if document else []
        return any(one.breadth == "organisation" or (from_inside and _asks_for_an_id(one, document)) for one in whole)
    except (MalformedDocument, Undecided):
        return False


def is_trusted_by_name(role: Resource | None, arn: str) -> bool:
    """Whether the trust of a role is known to name this very caller."""
    admitted = known_admissions(role) if role else ()
    return any(one.kind == "AWS" and one.principal == arn for one in admitted)


def trusted_names(resource: Resource) -> tuple[str, ...]:
    """The patterns of `aws:PrincipalArn` by which a role lets in whoever of an account is called so; () for none."""
    return tuple(filter(_takes_in_some, _asked_arns(resource)))


def is_trusted_by_its_arn(role: Resource | None, arn: str) -> bool:
    """Whether the trust of a role lets in who of an account has this very `aws:PrincipalArn`."""
    return role is not None and arn in _asked_arns(role)


def _asked_arns(resource: Resource) -> tuple[str, ...]:
    """All that is asked for as `aws:PrincipalArn` where whole accounts are let in; () where that is not known."""
    try:
        document = trust_of(resource) if resource.type in ROLES else None
        whole = [one.statement for one in admitted_by(resource, document) if one.account] if document else []
        asked = (one for at in whole if document and at is not None for one in document.statements[at].conditions)
        return tuple(text for one in asked if _is_of_names(one) for text in one.values)
    except (MalformedDocument, Undecided):
        return ()


def trusts_by_tags(resource: Resource) -> bool:
    """Whether a role is known to let in whoever of an account carries a tag, and asks for nothing besides."""
    try:
        document = trust_of(resource) if resource.type in ROLES else None
        whole = [one.statement for one in admitted_by(resource, document) if one.account] if document else []
        asked = [_limits(document, at) for at in whole if document and at is not None]
        return any(keys and all(key.startswith(_OF_CALLERS) for key in keys) for keys in asked)
    except (MalformedDocument, Undecided):
        return False


_OF_CALLERS: Final = "aws:principaltag/"


def _limits(document: Document, at: int) -> frozenset[str]:
    """The keys that limit whom a statement lets in. Raises `Undecided`."""
    return limiting_keys(document.statements[at].conditions, document.version)


def _is_of_names(condition: Condition) -> bool:
    return condition.key.lower() == "aws:principalarn" and not condition.test.negated


def _takes_in_some(arn: str) -> bool:
    """Whether several names fit, and not every name."""
    name = arn.rpartition(":")[2].partition("/")[2]
    return has_wildcard(name) and any(map(str.isalnum, name))


def _asks_for_an_id(admitted: Admitted, document: Document | None) -> bool:
    """Whether nothing but an external id limits who comes of the account. Raises `Undecided`."""
    if document is None or admitted.statement is None:
        return False
    return _limits(document, admitted.statement) == {"sts:externalid"}


@lru_cache(maxsize=128)
def _admissions(text: str, path: str) -> tuple[Admitted, ...]:
    return tuple(admissions(Document.parse(text, path=path)))
