"""This is where it is told whom a trust policy admits, statement by statement and principal by principal.

A Deny of all but some narrows what an Allow opens; a Deny that lists exceptions does not (see `denied`).
Source: IAM User Guide, "AWS JSON policy elements: Principal"; read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Final, Literal

from daypass.iam.action import action_matches
from daypass.iam.asked import asked_of, asks_plainly, limiting_keys
from daypass.iam.condition import Condition
from daypass.iam.denied import Denials, admits_by, spared
from daypass.iam.document import EVERYONE, Document, Statement
from daypass.iam.federated import trusted
from daypass.iam.glob import has_wildcard
from daypass.iam.node import refuse
from daypass.iam.who import is_anyones, said_who, takes_in_whole
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
    the index of the statement, `witness` a subject or principal that gets in and should not, where one is known. `kind`
    and `principal` say whom the statement names, `account` the account where that is a whole one. `missing`, `issuer`,
    `asked`, `by_name`, `before_review`, `shared` speak of identity providers (see `federated.Trusted` and `Pinned`);
    `mended` is condition key → a value that pins the workload, for the keys that are not right as they are.
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
    before_review: bool = False
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
    asking = _Asking(statement, version, ())
    for kind, principal in _named_in(statement, denies, ways):
        left = denials.left(kind, principal, ways)
        if left is None:
            continue
        if kind == EXCEPT:
            who = "everyone but those it leaves out"
            yield Admitted("world", statement.index, where=statement.path, kind=EXCEPT, principal="*", who=who)
            continue
        if left is not asking.left:
            asking = _Asking(statement, version, left)
        if found := _of_principal(asking, kind, principal, ways):
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

        opened = (_way_of(found.principal),) if found.kind == "Federated" else ways
        alone = _only(statement, found)
        entrances = (shown(alone, denies, version, found.principal, way, subject=found.witness or "") for way in opened)
        if entrance := next((one for one in entrances if one.is_open), None):
            yield replace(found, witness=entrance.witness if found.breadth not in _NARROW else None)


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


_NARROW: Final = ("one workload", "nobody")
"""Nobody gets in there who should not."""


def _ways_in(statement: Statement) -> tuple[str, ...]:
    """The ways of getting a session that the statement opens."""
    if statement.has("NotAction"):
        return tuple(action for action in _WAYS_IN if admits_by(statement, action))
    return _opened(statement.actions)


@lru_cache(maxsize=1024)
def _opened(actions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(way for way in _WAYS_IN if any(action_matches(pattern, way) for pattern in actions))


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
    account = _ACCOUNT.fullmatch(principal)
    same = [name for name in kept.get(kind, ()) if name == principal or (account and account["account"] in name)]
    return [(kind, name) for name in same]


@dataclass(frozen=True)
class _Asking:
    """A statement, and the conditions that a Deny of all others adds to its own. Many principals share one."""

    statement: Statement
    version: str
    left: tuple[Condition, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that a request must meet. Raises `Undecided`."""
        return (*self.statement.conditions, *self.left)

    @cached_property
    def asked(self) -> Asked:
        """What they truly ask for. Raises `Undecided`."""
        return asked_of(self.conditions, self.version)

    @cached_property
    def looked_at(self) -> frozenset[str]:
        """All keys that its conditions name, in small letters. Raises `Undecided`."""
        return frozenset(condition.key.lower() for condition in self.conditions)

    def is_limited(self, account: str) -> bool:
        """Whether one lets only part of an account through; a pattern of ARNs that takes in all its roles does not."""
        keys = {key for key in self._limiting if not is_anyones(key)} - _TELLS_NOTHING
        if keys == {"aws:principalarn"}:
            return not takes_in_whole(self.asked, account)
        return bool(keys)

    @cached_property
    def _limiting(self) -> frozenset[str]:
        return limiting_keys(self.conditions, self.version)


def _of_principal(asking: _Asking, kind: str, principal: str, ways: tuple[str, ...]) -> Admitted | None:
    """None for a provider to whose tokens the statement opens no way. Unknown conditions decide about no named role."""
    account = _ACCOUNT.fullmatch(principal) if kind == "AWS" else None
    index, path = asking.statement.index, asking.statement.path
    named = Admitted(
        "one workload",
        index,
        where=path,
        kind=kind,
        principal=principal,
        account=account["account"] if account else "",
    )
    try:
        if kind == "Federated":
            opened = has_wildcard(principal) or _way_of(principal) in ways
            return _provider(asking, principal) if opened else None
        if kind == EVERYONE or has_wildcard(principal):
            return _everyone(asking.asked, named)
        if account or kind == "CanonicalUser":
            is_limited = asking.is_limited(named.account)
            return named if is_limited else replace(named, breadth="organisation", witness=_someone(account))
    except Undecided as stopped:
        return replace(named, breadth=UNDECIDED, unknown=(stopped.path,))
    return named


def _way_of(provider: str) -> str:
    """The one way in that a provider's tokens open."""
    return _WAYS_IN[1] if ":saml-provider/" in provider else _WAYS_IN[2]


def _everyone(asked: Asked, named: Admitted) -> Admitted:
    """`*`, or a principal with a wildcard (which AWS refuses): closed only by a condition on who comes."""
    said = said_who(asked)
    is_all = named.principal == EVERYONE
    who = _EVERYONE.get(named.kind, "everyone") if is_all else "whoever fits a pattern, which AWS refuses"
    witness = _STRANGER if is_all and said.breadth == "world" and named.kind != "Service" else None
    return replace(named, breadth=said.breadth, account=said.accounts, who=who, witness=witness)


def _someone(account: "re.Match[str] | None") -> str | None:
    return f"arn:aws:iam::{account['account']}:role/any-role" if account else None


_STRANGER: Final = "arn:aws:iam::444455556666:role/any-role"
"""A principal of an account that has nothing to do with this one."""


_EVERYONE: Final = {"Service": "any AWS service, for any account", "AWS": "everyone with an AWS account"}


def _provider(asking: _Asking, principal: str) -> Admitted:
    found = trusted(principal, asking.asked, asking.looked_at)
    right = {
        claim for claim in found.pinned.mended if claim not in _LOOSE and _is_exact(asking.asked, found.issuer, claim)
    }
    mended = {claim: value for claim, value in found.pinned.mended.items() if claim not in right}
    return Admitted(
        found.pinned.breadth,
        asking.statement.index,
        found.pinned.witness if found.pinned.breadth not in _NARROW else None,
        where=asking.statement.path,
        kind="Federated",
        principal=principal,
        who=found.pinned.who,
        issuer=found.issuer,
        missing=found.missing,
        asked=found.asked,
        by_name=found.pinned.by_name,
        before_review=found.pinned.before_review,
        shared=found.shared,
        mended={f"{found.issuer}:{claim}": value for claim, value in mended.items()},
    )


_LOOSE: Final = ("sub", "amr")
"""Claims an exact value of which may take in too many: every pull request, every guest."""


def _is_exact(asked: Asked, issuer: str, claim: str) -> bool:
    claims = asked.get(f"{issuer}:{claim}".lower(), ())
    return bool(claims) and all(one.exact for one in claims)
