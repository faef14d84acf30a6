"""This is where it is told whom a trust policy admits, statement by statement and principal by principal.

A Deny of all but some narrows what an Allow opens; a Deny that lists exceptions does not (see `denied`).
Source: IAM User Guide, "AWS JSON policy elements: Principal"; read 2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from daypass.iam.action import action_matches
from daypass.iam.admitted import EXCEPT, UNDECIDED, Admitted
from daypass.iam.admitting import ACCOUNT, NARROW, WAYS_IN, Asking, admitted_by, way_of
from daypass.iam.asked import asks_plainly
from daypass.iam.denied import Denials, admits_by, spared
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.glob import has_wildcard
from daypass.iam.node import refuse
from daypass.model.kind import BREADTHS
from daypass.model.resource import Undecided


def admitted(document: Document) -> Admitted:
    """The widest of all that the document admits, with every unknown that could make it wider."""
    found = tuple(admissions(document))
    decided = [one for one in found if one.breadth != UNDECIDED]
    unknown = tuple(dict.fromkeys(path for one in found for path in one.unknown))
    widest = min(decided, key=lambda one: BREADTHS.index(one.breadth), default=None)
    if widest is None:
        return Admitted(UNDECIDED if unknown else "nobody", unknown=unknown)
    return replace(widest, unknown=unknown) if unknown else widest


def admissions(document: Document) -> Iterator[Admitted]:
    """Every admission, in order; an undecided one for each statement in which an unknown keeps it from being told.

    Raises `MalformedDocument` at a statement that names nobody at all: no role can have such a trust.
    """
    denials = Denials(document)
    proofs = iter(range(_MOST_PROOFS))
    for statement in document.statements:
        try:
            yield from _of_statement(statement, document.version, denials, proofs)
        except Undecided as stopped:
            yield Admitted(UNDECIDED, statement.index, unknown=(stopped.path,))


_MOST_PROOFS: Final = 300
"""Shorter than 14 characters no principal is: whoever is beyond gets in here, whatever conditions hold together."""


def _of_statement(statement: Statement, version: str, denials: Denials, proofs: Iterator[int]) -> Iterator[Admitted]:
    if statement.effect == "Deny":
        return
    if not statement.has("Principal") and not statement.has("NotPrincipal"):
        refuse(statement.path, "has no Principal, and a trust policy needs one")
    ways = _ways_in(statement)
    if not ways:
        return
    denies = denials.statements
    asking = Asking(statement, version, ())
    for kind, principal in _named_in(statement, denies, ways):
        left = denials.left(kind, principal, ways)
        if left is None:
            continue
        if kind == EXCEPT:
            who = "everyone but those it leaves out"
            yield Admitted("world", statement.index, where=statement.path, kind=EXCEPT, principal="*", who=who)
            continue
        if left is not asking.left:
            asking = Asking(statement, version, left)
        if found := admitted_by(asking, kind, principal, ways):
            yield from _proven(found, statement, denies, version, ways, proofs)


def _proven(
    found: Admitted,
    statement: Statement,
    denies: tuple[Statement, ...],
    version: str,
    ways: tuple[str, ...],
    proofs: Iterator[int],
) -> Iterator[Admitted]:
    """The admission, where anyone can use it, with a witness that gets in. Each takes one of the `proofs`."""
    if found.breadth == UNDECIDED or not statement.is_fully_known:
        yield found
    elif any(not condition.values for condition in statement.conditions):
        yield replace(found, witness=None)  # nobody writes that on purpose, so it is not relied on
    elif (not denies and _needs_no_proof(found, statement)) or next(proofs, None) is None:
        yield found
    else:
        from daypass.iam.entrance import shown  # noqa: PLC0415 - few trusts need it, and no pack should wait for it

        opened = (way_of(found.principal),) if found.kind == "Federated" else ways
        alone = _only(statement, found)
        entrances = (shown(alone, denies, version, found.principal, way, subject=found.witness or "") for way in opened)
        if entrance := next((one for one in entrances if one.is_open), None):
            yield replace(found, witness=entrance.witness if found.breadth not in NARROW else None)


def _only(statement: Statement, found: Admitted) -> Statement:
    """The statement without all others whom it names, which are asked about one by one."""
    named = (statement.principals or {}).get(found.kind, ())
    if found.principal not in named:
        return statement  # whom a Deny spares of all whom the statement names by a wildcard
    return replace(statement, parts={**statement.parts, "Principal": {found.kind: (found.principal,)}})


def _needs_no_proof(found: Admitted, statement: Statement) -> bool:
    if found.kind == "Federated":
        return asks_plainly(statement.conditions, found.issuer)
    return not statement.conditions


def _ways_in(statement: Statement) -> tuple[str, ...]:
    """The ways of getting a session that the statement opens."""
    if statement.has("NotAction"):
        return tuple(action for action in WAYS_IN if admits_by(statement, action))
    return _opened(statement.actions)


@lru_cache(maxsize=1024)
def _opened(actions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(way for way in WAYS_IN if any(action_matches(pattern, way) for pattern in actions))


def _named_in(statement: Statement, denies: tuple[Statement, ...], ways: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Kind and principal of each whom the statement names, as far as a Deny with `NotPrincipal` spares them."""
    if statement.has("NotPrincipal"):
        named: Iterable[tuple[str, str]] = [(EXCEPT, EVERYONE)]
    else:
        listed = (statement.principals or {}).items()
        named = ((kind, one) for kind, principals in listed for one in dict.fromkeys(principals))
    kept = spared(denies, ways) if denies else None
    for kind, principal in named:
        yield from [(kind, principal)] if kept is None else _both(kind, principal, kept)


def _both(kind: str, principal: str, kept: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Who is both named by the Allow and spared by the Deny."""
    if EVERYONE in kept:
        return [(kind, principal)]
    if kind in (EVERYONE, EXCEPT) or has_wildcard(principal):
        all_kinds = kind in (EVERYONE, EXCEPT) or (kind, principal) == ("AWS", EVERYONE)
        return [(one, name) for one, names in kept.items() for name in names if all_kinds or one == kind]
    account = ACCOUNT.fullmatch(principal)
    same = [name for name in kept.get(kind, ()) if name == principal or (account and account["account"] in name)]
    return [(kind, name) for name in same]
