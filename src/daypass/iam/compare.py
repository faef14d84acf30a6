"""This is where two sets of identity policies are compared: does one allow anything that the other does not?

Sound: "no" is said only where there is no such request. Where none is found within a budget, or what is unreadable
could matter, the answer is "more", without a witness.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document
from daypass.iam.evaluate import evaluate
from daypass.iam.node import MalformedDocument
from daypass.iam.policies import Policies
from daypass.iam.reach import AskedPatterns, as_written, keys_in
from daypass.iam.request import Request
from daypass.iam.search.cases import cases
from daypass.iam.search.clause import Clause
from daypass.iam.search.draft import Draft, Workshop
from daypass.iam.search.language import Budget
from daypass.iam.search.parties import session_in
from daypass.iam.search.plausible import ACCOUNT
from daypass.iam.search.satisfy import Side, searched, sparing_all
from daypass.iam.search.views import seen, settled, statements
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether `a` allows more, and a request that `a` allows and `b` does not.

    `witness` is None where there is none, and where it could be neither shown nor excluded. `resource`: the policy of
    the resource that both are judged with, where AWS asks for one in any case (a role that is assumed, a KMS key); it
    leaves all to the policies of the account.
    """

    more: bool
    witness: Request | None = None
    resource: Document | None = None


def compare(a: tuple[Document, ...], b: tuple[Document, ...]) -> Comparison:
    """Whether some request is allowed by the identity policies `a` and not by `b`.

    Raises `Undecided` where an unknown in one of them could decide.
    """
    one, other = Policies(a, resource=_DELEGATING), Policies(b, resource=_DELEGATING)
    sure, widest = seen(one, settled(least=True)), seen(other, settled(least=False))
    found, unsure = _search(sure, widest, Budget(_UNITS))
    if found and (compared := _accepted(found, sure, widest)):
        return compared
    if not found and not unsure and sure is one and widest is other:
        return Comparison(more=_names_anyone(a, b))
    if _is_excluded(one, other):
        return Comparison(more=_names_anyone(a, b))
    known = (statement for policies in (one, other) for statement, _ in statements(policies))
    if unknown := next((statement.path for statement in known if not statement.is_fully_known), None):
        raise Undecided(unknown)
    return Comparison(more=True)


def _names_anyone(*sides: tuple[Document, ...]) -> bool:
    """Whether a statement names someone, which no policy of an identity may: then whoever asks stands not for all."""
    every = (statement for side in sides for statement, _ in statements(Policies(side)))
    return any({"Principal", "NotPrincipal"} & statement.parts.keys() for statement in every)


def _is_excluded(a: Policies, b: Policies) -> bool:
    """Whether there is no such request even where all that is unclear makes `a` allow the most, and `b` the least."""
    most, least = settled(least=False, loosely=True), settled(least=True, loosely=True)
    other, budget = seen(b, settled(least=True)), Budget(_UNITS)
    for policies, known in cases(seen(a, settled(least=False))):
        found, unsure = _search(seen(seen(policies, known), most), seen(seen(other, known), least), budget)
        if found or unsure:
            return False
    return True


_UNITS: Final = 1_000_000
"""What one search may cost: there are as many statements to get around as there are to go by."""
_DELEGATING: Final = Document.parse(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "*", "Resource": "*"},
    }
)
"""What a resource's policy says that leaves all to the policies of its account, as the default policy of a key does."""


def _search(a: Policies, b: Policies, budget: Budget) -> tuple[Request | None, bool]:
    """A request that `a` allows and `b` does not, and whether there may be one where none was found."""
    workshop = Workshop(budget, keys_in(Policies((*a.identity, *b.identity))))
    start = AskedPatterns.of("*", "*").draft
    tries = (_where_denied(workshop, a, b, start), _where_not_allowed(workshop, a, b, start))
    draft = next((found for ways in tries for found in ways), None)
    return (_side(a).request(draft), False) if draft else (None, workshop.unsure)


def _where_denied(workshop: Workshop, a: Policies, b: Policies, start: Draft) -> Iterator[Draft]:
    """What the one side allows and a Deny of the other takes away, but for those that both have."""
    both, side = _wordings(a), _side(a)
    for deny in _clauses(b, "Deny"):
        if _wording(deny.reading.statement, deny.reading.version) in both:
            continue
        starts = (draft for denied in deny.applying(workshop, start) for draft in side.start(workshop, denied))
        if found := searched(workshop, starts, partial(side.ways, workshop)):
            yield found


def _where_not_allowed(workshop: Workshop, a: Policies, b: Policies, start: Draft) -> Iterator[Draft]:
    """What the one side allows and no Allow of the other: never by an Allow that both have."""
    both = _wordings(b)

    def own(statement: Statement, version: str, _needs_principal: bool) -> Statement | None:  # noqa: FBT001 - a View
        return None if statement.effect == "Allow" and _wording(statement, version) in both else statement

    side, other = _side(seen(a, own)), _side(b)

    def ways(draft: Draft) -> Iterator[Draft] | None:
        further = side.ways(workshop, draft)
        return other.other_ways(workshop, draft) if further is None else further

    spared = sparing_all(workshop, start, _clauses(b, "Allow"))
    if found := searched(workshop, (draft for one in spared for draft in side.start(workshop, one)), ways):
        yield found


def _wordings(policies: Policies) -> frozenset[str]:
    identity = Policies(policies.identity)
    return frozenset(_wording(statement, version) for statement, version in statements(identity))


def _wording(statement: Statement, version: str) -> str:
    """What the statement says; two that say the same, apart from their ids, say it in one wording."""
    parts = {name: part for name, part in statement.parts.items() if name != "Sid"}
    return f"{version} {sorted(parts.items())!r}"


def _side(policies: Policies) -> Side:
    return Side(policies, session_in(ACCOUNT), ACCOUNT)


def _clauses(policies: Policies, effect: str) -> list[Clause]:
    readings = (reading for layer in policies.layers if layer.field == "identityPolicies" for reading in layer.readings)
    return [Clause(reading) for reading in readings if reading.effect == effect]


def _accepted(found: Request, a: Policies, b: Policies) -> Comparison | None:
    """The request as people write it, once it is certain that one side allows it and the other does not."""
    for request in as_written(found, "*", Policies((*a.identity, *b.identity))):
        for resource in (None, _DELEGATING):
            if _allows(a.identity, resource, request) and _allows(b.identity, resource, request) is False:
                return Comparison(more=True, witness=request, resource=resource)
    return None


def _allows(identity: Iterable[Document], resource: Document | None, request: Request) -> bool | None:
    """None where a condition asks for a value that another cannot read."""
    try:
        return evaluate(request, Policies(tuple(identity), resource=resource)).is_allowed
    except (MalformedRequest, MalformedDocument):
        return None
