"""This is where a Grant is: one principal that a statement of a resource policy lets in, and whether that is closed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from daypass.iam.document import EVERYONE, Document, Statement
from daypass.model.resource import Undecided
from daypass_policies.opening.taken_back import Conditions, Limits, account_of, accounts_asked_for, limits, might_limit

Closes = Callable[[Conditions, str], bool]
"""Whether conditions that hold together, in a document of this version, keep out whom somebody asks about."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One principal of one statement that allows. `kind` and `principal` are as `Statement.principals` has them.

    `conditions` are the known ones; `unknown` is the path of one that is not, "" where all are. `hidden`: somebody
    marked a part of the policy as secret, so that nothing of it may be quoted.
    """

    kind: str
    principal: str
    statement: Statement
    conditions: Conditions
    unknown: str
    document: Document
    denials: "GrantDenials"

    @property
    def where(self) -> str:
        """The property path of the statement."""
        return self.statement.path

    @property
    def hidden(self) -> bool:
        """Whether nothing of the policy may be quoted."""
        return self.document.secret

    @property
    def sid(self) -> str:
        """The statement's id, "" also where it is not known."""
        try:
            return self.statement.sid
        except Undecided:
            return ""

    @property
    def actions(self) -> tuple[str, ...]:
        """The patterns that it allows, `*` for all but a few. Raises `Undecided`."""
        return ("*",) if self.statement.has("NotAction") else self.statement.actions

    @property
    def resources(self) -> tuple[str, ...]:
        """The patterns that it is about, `*` where it names none or leaves some out. Raises `Undecided`."""
        return self.statement.resources or ("*",)

    def is_closed(self, closes: Closes) -> bool:
        """Whether its conditions, or what the document's Deny statements leave, close it as `closes` says.

        `closes` is asked about the conditions that all hold together, and the version of the document. Raises
        `Undecided` where what is known does not close it and something else might.
        """
        closed = self.denials.once(self, closes, self._is_closed)
        if isinstance(closed, str):
            raise Undecided(closed)
        return closed

    def _is_closed(self, closes: Closes) -> bool | str:
        """The answer, or the path of what keeps it from being given."""
        version = self.document.version
        if closes(self.conditions, version):
            return True
        found = self.left()
        if found.is_taken:
            return True
        for alternatives in found.groups:
            if all(closes((*self.conditions, *one), version) for one in alternatives):
                return True
        return self.unknown or found.unknown or False

    def left(self) -> Limits:
        """What the document's Deny statements leave of it."""
        denies = self.denials.statements
        if not denies:
            return Limits()
        try:
            return limits(denies, self.kind, self.principal, self.denials.wanted or self.actions, self.resources)
        except Undecided as stopped:  # what it allows is not known, and so whether a Deny is about the same
            unknown = stopped.path if any(might_limit(one, self.kind, self.principal) for one in denies) else ""
            return Limits(unknown=unknown)


class GrantDenials:
    """What in one document may take something back, and what has been found out about its grants with it.

    Principals that no Deny names fare alike, so that a policy of many costs no more than their number.
    """

    def __init__(self, document: Document, wanted: tuple[str, ...] = ()) -> None:
        """`wanted` are the actions that are asked about, () for all that a statement allows."""
        self.wanted = wanted
        self.statements = tuple(one for one in document.statements if not _allows(one))[:_MOST_DENIES]
        self._named = frozenset(one for deny in self.statements for one in _principals_of(deny))
        self._accounts = frozenset(one for deny in self.statements for one in _accounts_of(deny))
        self._closed: dict[tuple[int, str, str, Closes], bool | str] = {}

    def once(self, grant: Grant, closes: Closes, ask: Callable[[Closes], bool | str]) -> bool | str:
        """What `ask` answers of grants like this one."""
        is_told_apart = grant.principal == EVERYONE or grant.principal in self._named
        is_told_apart = is_told_apart or account_of(grant.principal) in self._accounts
        key = (grant.statement.index, grant.kind, grant.principal if is_told_apart else "", closes)
        if key not in self._closed:
            self._closed[key] = ask(closes)
        return self._closed[key]


_MOST_DENIES: Final = 100
"""More than any service takes of a resource policy; what is beyond takes nothing back here."""


def _allows(statement: Statement) -> bool:
    """Whether it certainly does: one whose effect is not known may take something back."""
    try:
        return statement.effect == "Allow"
    except Undecided:
        return False


def _principals_of(deny: Statement) -> Iterator[str]:
    try:
        named = (*(deny.principals or {}).values(), *(deny.not_principals or {}).values())
    except Undecided:
        return
    yield from (one for principals in named for one in principals)


def _accounts_of(deny: Statement) -> frozenset[str]:
    try:
        return accounts_asked_for(deny.conditions)
    except Undecided:
        return frozenset()
