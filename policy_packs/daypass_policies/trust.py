"""This is where the trust policy of a role is found, and where the trust rules ask who is let in."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from daypass.errors import DaypassError
from daypass.iam.document import Document, MalformedDocument
from daypass.iam.trust import Admitted, admissions
from daypass.model.resource import Resource, Undecided
from daypass.rule import Problem

TRUST: Final[Mapping[str, str]] = {
    "aws:iam/role:Role": "assumeRolePolicy",
    "aws-native:iam:Role": "assumeRolePolicyDocument",
}
"""Type → the property that holds the trust policy."""

ROLES: Final = tuple(TRUST)

_LONGEST_SHOWN: Final = 120


def trust_of(resource: Resource) -> Document:
    """The role's trust policy. Raises `MalformedDocument`, also where there is none, and `Undecided`."""
    key = TRUST[resource.type]
    properties = resource.declared
    if properties.is_known(key) and properties.get(key) is None:
        if resource.external:
            raise Undecided(key)  # a role that was only looked up, by a source that does not say what was found
        raise MalformedDocument("is missing", place=key, remedy="A role needs a trust policy.")
    return Document.at(properties, key)


def ask_trust(resource: Resource, question: Callable[[Admitted, Document], Problem | None]) -> Iterator[Problem]:
    """What the question finds in each admission. Undecided where one that is not known yet might answer it."""
    unknown = ""
    try:
        document = trust_of(resource)
        for admission in admissions(document):
            unknown = unknown or next(iter(admission.unknown), "")
            if problem := question(admission, document):
                yield problem
    except MalformedDocument as malformed:
        yield Problem(
            f"role {resource.name!r} has a trust policy that cannot be read: {fact(malformed)}", at=TRUST[resource.type]
        )
    if unknown:
        raise Undecided(unknown)


def fact(malformed: DaypassError) -> str:
    """Place and fact without the remedy."""
    return f"{malformed.place} {malformed.fact}" if malformed.place else malformed.fact


def shown(text: str) -> str:
    """A text out of a document, short enough for a message, in quotes that show what is no letter."""
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")
