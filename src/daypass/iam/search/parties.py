"""This is where the parties are: who might make a request, where nobody in particular is asked about.

A session of a role comes first. Whom the policies name comes next, because a policy may say something of them alone;
of all whom they say the same about, one is enough. Never a service-linked role, and an account's root user only for
what is in another account: what else these may do, no policy changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from daypass.iam.arn import Arn
from daypass.iam.context import MalformedRequest
from daypass.iam.document import Document
from daypass.iam.policies import Policies
from daypass.iam.principal import Principal
from daypass.iam.reading import Reading
from daypass.iam.requirements import is_unlimited
from daypass.iam.search.language import Budget
from daypass.iam.search.plausible import OTHER_ACCOUNT
from daypass.iam.statement import Statement


def session_in(account: str, role: str = "app", partition: str = "aws") -> Principal:
    """A session of a role in this account."""
    return Principal.parse(f"arn:{partition}:sts::{account}:assumed-role/{role}/x")


def parties(policies: Policies, account: str, budget: Budget) -> Iterator[Principal]:
    """One of each sort of principal that the policies tell apart. All statements are known. Raises `TooHard`."""
    telling = [reading for layer in policies.layers for reading in layer.readings if _names_anyone(reading.statement)]
    grants = [reading for layer in policies.layers if layer.field == "resourcePolicy" for reading in layer.readings]
    seen = set()
    for principal in _candidates(telling, account):
        bounded = is_bounded(policies, principal)
        budget.spend(len(telling) + 1)
        if is_unlimited(principal) and not any(_lets_in(reading, principal) for reading in grants):
            continue
        told = tuple(_told(reading, principal, bounded=bounded) for reading in telling)
        sort = principal.type if is_unlimited(principal) or principal.type == "federated user" else ""
        if (sort, told) not in seen:
            seen.add((sort, told))
            yield principal


def is_bounded(policies: Policies, principal: Principal) -> bool:
    """Whether the principal has a boundary, as `evaluate` asks."""
    return policies.boundary is not None and not is_unlimited(principal)


def about(policies: Policies, principal: Principal, budget: Budget) -> Policies:
    """Only the statements that say something of this principal. Raises `TooHard`."""
    readings = [reading for layer in policies.layers for reading in layer.readings]
    bounded = is_bounded(policies, principal)
    silent = {
        id(reading.statement)
        for reading in readings
        if _names_anyone(reading.statement) and not reading.fits_principal(principal, bounded=bounded)
    }
    if not silent and principal.type != "service" and not principal.is_service_linked:
        return policies
    budget.spend(len(readings))

    def left(document: Document) -> Document:
        return replace(document, statements=tuple(one for one in document.statements if id(one) not in silent))

    def levels(found: Iterable[tuple[Document, ...]]) -> tuple[tuple[Document, ...], ...]:
        return tuple(tuple(map(left, level)) for level in found)

    return Policies(
        tuple(map(left, policies.identity)),
        policies.boundary and left(policies.boundary),
        tuple(map(left, policies.session)),
        policies.resource and left(policies.resource),
        () if principal.type == "service" or principal.is_service_linked else levels(policies.service_control),
        () if principal.is_service_linked else levels(policies.resource_control),
    )


def _lets_in(reading: Reading, principal: Principal) -> bool:
    return reading.effect == "Allow" and reading.fits_principal(principal)


def _told(reading: Reading, principal: Principal, *, bounded: bool) -> str:
    return reading.way(principal) if reading.fits_principal(principal, bounded=bounded) else ""


def _names_anyone(statement: Statement) -> bool:
    return statement.has("Principal") or statement.has("NotPrincipal")


def _candidates(telling: list[Reading], account: str) -> Iterator[Principal]:
    yield session_in(account)
    if not telling:
        return
    named = dict.fromkeys(pair for reading in telling for pair in _named(reading.statement))
    for kind, text in named:
        yield from _of(kind, text)
    accounts = {found.account for _, text in named if (found := Arn.parse(text))} | {text for _, text in named}
    for other in (OTHER_ACCOUNT, *_SPARE_ACCOUNTS):
        if other not in accounts:
            yield session_in(other)
            break
    yield Principal.parse(f"arn:aws:iam::{account}:user/x")
    yield Principal.parse(f"arn:aws:sts::{account}:federated-user/x")
    yield from map(Principal.parse, (*_SERVICES, *(form.format(account=account) for form in _PROVIDERS)))


_SPARE_ACCOUNTS: Final = ("555566667777", "777788889999", "999900001111")
_SERVICES: Final = ("lambda.amazonaws.com", "events.amazonaws.com", "x.amazonaws.com")
_PROVIDERS: Final = (
    "arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com",
    "arn:aws:iam::{account}:saml-provider/x",
)


def _named(statement: Statement) -> Iterator[tuple[str, str]]:
    for names in (statement.principals, statement.not_principals):
        for kind, texts in (names or {}).items():
            yield from ((kind, text) for text in texts)


def _of(kind: str, text: str) -> Iterator[Principal]:
    """Whom a name in a policy stands for: a role for its sessions too, an account for a session in it."""
    try:
        principal = Principal.parse(text)
    except MalformedRequest:
        return
    if principal.is_service_linked or kind == "CanonicalUser":
        return
    if principal.type == "account":
        yield from (session_in(principal.account, partition=principal.partition), principal)
        return
    yield principal
    if principal.type == "role":
        yield session_in(principal.account, principal.name, principal.partition)
    if principal.type == "user":
        text = f"arn:{principal.partition}:sts::{principal.account}:federated-user/{principal.name}"
        yield Principal.parse(text)
