"""This is where the grants of a resource policy are found: each principal that a statement lets in, and how far."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace, resource_policies
from daypass.graph.arguments import argued
from daypass.graph.leaves import declared, was_looked_up
from daypass.graph.property_path import beginning
from daypass.iam.admitted import EXCEPT
from daypass.iam.document import EVERYONE, Document, MalformedDocument, Statement
from daypass.iam.node import is_marked
from daypass.model.resource import UNKNOWN, Resource, Secret, Undecided, bare
from daypass.rule import Open, Problem
from daypass_policies.located import Located, locate
from daypass_policies.opening.grant import Grant, GrantDenials
from daypass_policies.policy_texts import parsed
from daypass_policies.settle import Found, settle
from daypass_policies.wording import fact


def ask_grants(resource: Resource, question: Callable[[Grant], Iterable[Found]]) -> Iterator[Found]:
    """What the question finds in each grant of the resource's policy, whatever is unknown about the others.

    Raises `MalformedDocument` where nobody can read the policy, and `Undecided`, once all has been asked.
    """
    place = _place(resource)
    for found in _values(resource, place):
        document, unknown = _document(resource, place, found)
        yield from ask_document(document, question, unknown)


def documents_of(resource: Resource) -> Iterator[Document]:
    """The documents that are its policy, or that its arguments make up. Raises the same."""
    place = _place(resource)
    return (_document(resource, place, found)[0] for found in _values(resource, place))


def ask_document(
    document: Document,
    question: Callable[[Grant], Iterable[Found]],
    unknown: str = "",
    wanted: tuple[str, ...] = (),
) -> Iterator[Found]:
    """The same of a document that somebody else has read, as of a trust policy, which is a role's resource policy.

    `wanted` are the actions that are asked about: a Deny takes back a grant that takes back these. () for all of them.
    """
    policy = _Policy(document, GrantDenials(document, wanted), unknown)
    yield from settle(_asked(policy, statement, question) for statement in document.statements)


def _place(resource: Resource) -> PolicyPlace:
    """Where its policy is. A bus of aws-native takes the statement, or the arguments of which AWS makes one."""
    place = resource_policies()[resource.type]
    is_argued = place.form == "statement" and declared(resource, place.path) is None
    return place._replace(path=_WHO, form="grant") if is_argued and declared(resource, _WHO) is not None else place


_WHO: Final = "principal"


def _values(resource: Resource, place: PolicyPlace) -> Iterator[Located]:
    """Where the policy is written. An empty text is what the provider takes for none."""
    first = beginning(place.path)
    every = tuple(locate({first: declared(resource, first)}, place.path))
    if not every and (place.target or resource.type.endswith("Policy")):  # what says nothing else is not without one
        if was_looked_up(resource):
            raise Undecided(place.path)
        raise MalformedDocument("is missing", place=place.path, remedy="Say whom it lets in.")
    yield from (found for found in every if bare(found.value) != "")


def _document(resource: Resource, place: PolicyPlace, found: Located) -> tuple[Document, str]:
    """The policy, and the path of a condition that is not known where arguments say it."""
    if place.form == "grant":
        return argued(resource, place)
    value = bare(found.value)
    if value is UNKNOWN:
        raise Undecided(found.path)
    secret = found.marked or is_marked(found.value)
    if place.form == "statement":
        return Document.parse({"Version": "2012-10-17", "Statement": value}, path=found.path, secret=secret), ""
    if isinstance(value, str):
        return parsed(value, found.path, secret=secret), ""
    return Document.parse(Secret(found.value) if secret else found.value, path=found.path), ""


class _Policy(NamedTuple):
    """A document, what in it may take something back, and the path of a condition that is not known yet."""

    document: Document
    denials: GrantDenials
    unknown: str


def _asked(policy: _Policy, statement: Statement, question: Callable[[Grant], Iterable[Found]]) -> Iterator[Found]:
    if statement.effect == "Allow":
        yield from settle(map(question, _grants(policy, statement)))


def _grants(policy: _Policy, statement: Statement) -> Iterator[Grant]:
    document, denials, unknown = policy
    try:
        conditions = statement.conditions
    except Undecided as stopped:
        conditions, unknown = (), stopped.path
    for kind, principal in _named(statement):
        yield Grant(kind, principal, statement, conditions, unknown, document, denials)


def _named(statement: Statement) -> Iterator[tuple[str, str]]:
    """Kind and principal of each whom the statement names, each once. A statement that names nobody lets nobody in."""
    if statement.has("NotPrincipal"):
        yield EXCEPT, EVERYONE
        return
    for kind, principals in (statement.principals or {}).items():
        yield from ((kind, one) for one in dict.fromkeys(principals))


def said_malformed(resource: Resource, malformed: MalformedDocument) -> Problem:
    """What there is to say of a policy that nobody can read: what it opens, nobody can tell."""
    place = resource_policies()[resource.type]
    return Problem(
        f"{place.noun} {resource.name!r} cannot be judged: {fact(malformed)}", at=place.path, key="malformed"
    )


def once_each(found: Iterable[Problem]) -> Iterator[Problem]:
    """The first problem of each statement: one that is open is open, however many it names."""
    told: set[str | None] = set()
    for one in found:
        if one.at not in told:
            told.add(one.at)
            yield one


def reported(resource: Resource, found: Iterable[Problem]) -> Iterator[Problem | Open]:
    """What a stack rule says of one resource, of which an unknown stops only the rest of what is said of it."""
    try:
        for one in found:
            yield replace(one, on=resource)
    except Undecided as unknown:
        yield Open(resource, (unknown.path,))


def types_of(is_meant: Callable[[PolicyPlace], bool]) -> tuple[str, ...]:
    """The types whose policy is of this kind, as `applies_to` of a rule."""
    return tuple(type_ for type_, place in resource_policies().items() if is_meant(place))


FUNCTIONS: Final = types_of(lambda place: place.noun in ("function permission", "function policy"))
"""The types that say who may invoke a function."""
