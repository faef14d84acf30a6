"""This is where it is told whom a trust policy admits, statement by statement and principal by principal.

A Deny admits nobody, and what it takes away again is not counted: whoever admits everyone and then lists exceptions has
a trust that the next exception opens. Source: IAM User Guide, "AWS JSON policy elements: Principal"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from daypass.iam.action import action_matches
from daypass.iam.asked import asked_of, limiting_keys
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.federated import trusted
from daypass.iam.glob import has_wildcard
from daypass.iam.node import refuse
from daypass.iam.who import said_who
from daypass.model.kind import BREADTHS, Asked, Breadth
from daypass.model.resource import Undecided

UNDECIDED: Final = "undecided"
EXCEPT: Final = "NotPrincipal"
"""The `kind` under which everyone stands but those that the statement leaves out."""

_WAYS_IN: Final = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
_ACCOUNT: Final = re.compile(r"(?:arn:[\w-]+:iam::)?(?P<account>[0-9]{12})(?::root)?")
_TELLS_NOTHING: Final = frozenset(
    (
        *("aws:principalaccount", "aws:principaltype", "aws:securetransport", "aws:viaawsservice"),
        *("aws:currenttime", "aws:epochtime", "aws:requestedregion", "aws:useragent", "aws:referer"),
        "sts:durationseconds",
    )
)
"""Condition keys that everyone in an account satisfies, or may choose to."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a trust policy, or one principal of one statement of it, lets in.

    `breadth` is undecided where only unknown values could tell, which `unknown` names (property paths); `statement` is
    the index of the statement, `witness` a subject that gets in and should not. `kind` and `principal` say whom the
    statement names, `account` the account where that is a whole one. `missing`, `issuer`, `asked`, `by_name`, `shared`
    speak of identity providers (see `federated.Trusted`); `mended` is condition key → a value that pins the workload.
    """

    breadth: Breadth | Literal["undecided"]
    statement: int | None = None
    witness: str | None = None
    unknown: tuple[str, ...] = ()
    where: str = ""
    kind: str = ""
    principal: str = ""
    account: str = ""
    who: str = ""
    issuer: str = ""
    missing: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    by_name: bool = False
    shared: bool = True
    mended: Mapping[str, str] = field(default_factory=dict)


def admitted(document: Document) -> Admitted:
    """The widest of all that the document admits, with every unknown that could make it wider."""
    found = tuple(admissions(document))
    decided = [one for one in found if one.breadth != UNDECIDED]
    unknown = tuple(dict.fromkeys(path for one in found for path in one.unknown))
    widest = min(decided, key=lambda one: BREADTHS.index(one.breadth), default=None)
    if widest is None:
        return Admitted(UNDECIDED if unknown else "nobody", unknown=unknown)
    return replace(widest, unknown=unknown)


def admissions(document: Document) -> Iterator[Admitted]:
    """Every admission, in order; an undecided one for each statement in which an unknown keeps it from being told.

    Raises `MalformedDocument` at a statement that names nobody at all: no role can have such a trust.
    """
    for statement in document.statements:
        try:
            yield from _of_statement(statement, document.version)
        except Undecided as stopped:
            yield Admitted(UNDECIDED, statement.index, unknown=(stopped.path,))


def admits_by(statement: Statement, action: str) -> bool:
    """Whether the statement's actions take in this one; it may still be a Deny."""
    if statement.has("NotAction"):
        return not any(action_matches(pattern, action) for pattern in statement.not_actions)
    return any(action_matches(pattern, action) for pattern in statement.actions)


def _of_statement(statement: Statement, version: str) -> Iterator[Admitted]:
    if statement.effect == "Deny":
        return
    if not statement.has("Principal") and not statement.has("NotPrincipal"):
        refuse(statement.path, "has no Principal, and a trust policy needs one")
    if not any(admits_by(statement, action) for action in _WAYS_IN):
        return
    if statement.has("NotPrincipal"):
        yield _named(statement, Admitted("world", kind=EXCEPT, principal="*", who="everyone but those it leaves out"))
        return
    for kind, principals in (statement.principals or {}).items():
        for principal in dict.fromkeys(principals):
            if found := _of_principal(statement, version, kind, principal):
                yield _named(statement, found)


def _of_principal(statement: Statement, version: str, kind: str, principal: str) -> Admitted | None:
    """None for a provider to whose tokens the statement opens no way. Unknown conditions decide about no named role."""
    account = _ACCOUNT.fullmatch(principal) if kind == "AWS" else None
    named = Admitted("one workload", kind=kind, principal=principal, account=account["account"] if account else "")
    try:
        if kind == "Federated":
            return _provider(statement, version, named)
        if kind == EVERYONE or has_wildcard(principal):
            return _everyone(asked_of(statement.conditions, version), named)
        if account or kind == "CanonicalUser":
            return named if _is_limited(statement, version) else replace(named, breadth="organisation")
    except Undecided as stopped:
        return replace(named, breadth=UNDECIDED, unknown=(stopped.path,))
    return named


def _is_limited(statement: Statement, version: str) -> bool:
    """Whether a condition lets only part of an account through; a pattern of ARNs that takes in all roles does not."""
    keys = limiting_keys(statement.conditions, version) - _TELLS_NOTHING
    if keys == {"aws:principalarn"}:
        return not said_who(asked_of(statement.conditions, version)).accounts
    return bool(keys)


def _everyone(asked: Asked, named: Admitted) -> Admitted:
    """`*`, or a principal with a wildcard (which AWS refuses): closed only by a condition on who comes."""
    said = said_who(asked)
    is_all = named.principal == EVERYONE
    who = _EVERYONE.get(named.kind, "everyone") if is_all else "whoever fits a pattern, which AWS refuses"
    return replace(named, breadth=said.breadth, account=said.accounts, who=who)


_EVERYONE: Final = {"Service": "any AWS service, for any account", "AWS": "everyone with an AWS account"}


def _provider(statement: Statement, version: str, named: Admitted) -> Admitted | None:
    if not any(admits_by(statement, action) for action in _WAYS_IN[1:]):
        return None
    found = trusted(named.principal, asked_of(statement.conditions, version))
    return replace(
        named,
        breadth=found.pinned.breadth,
        witness=found.pinned.witness,
        who=found.pinned.who,
        issuer=found.issuer,
        missing=found.missing,
        asked=found.asked,
        by_name=found.pinned.by_name,
        shared=found.shared,
        mended={f"{found.issuer}:{claim}": value for claim, value in found.pinned.mended.items()},
    )


def _named(statement: Statement, found: Admitted) -> Admitted:
    return replace(found, statement=statement.index, where=statement.path)
