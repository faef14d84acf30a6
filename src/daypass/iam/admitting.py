"""This is where it is told whom one principal lets in that a statement of a trust policy names.

Source: IAM User Guide, "AWS JSON policy elements: Principal"; read 2026-11.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from daypass.iam.admitted import UNDECIDED, Admitted
from daypass.iam.asked import asked_of, asked_under, limiting_keys, weakly_asked
from daypass.iam.condition import Condition
from daypass.iam.document import EVERYONE, Statement
from daypass.iam.federated import trusted
from daypass.iam.glob import has_wildcard
from daypass.iam.who import TELLS_NOTHING, is_anyones, said_who, takes_in_whole
from daypass.model.kind import Asked
from daypass.model.resource import Undecided

WAYS_IN: Final = ("sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")
ACCOUNT: Final = re.compile(r"(?:arn:[\w-]+:iam::)?(?P<account>[0-9]{12})(?::root)?")
"""A whole account, as a trust policy may name it."""

NARROW: Final = ("one workload", "nobody")
"""Nobody gets in there who should not."""


@dataclass(frozen=True)
class Asking:
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

    @cached_property
    def weak(self) -> Asked:
        """The part of what they ask for that holds for a token without it, which none is. Raises `Undecided`.

        Nothing where that is so for several issuers: no token has the keys of another, and no other operator would do.
        """
        keys = weakly_asked(self.conditions)
        is_needed = len({key.rpartition(":")[0] for key in keys}) > 1
        return {} if is_needed else {key: claims for key, claims in self.asked.items() if key in keys}

    def is_limited(self, account: str) -> bool:
        """Whether one lets only part of an account through; a pattern of ARNs that takes in all its roles does not."""
        keys = {key for key in self._limiting if not is_anyones(key)} - TELLS_NOTHING
        if keys == {"aws:principalarn"}:
            return not takes_in_whole(self.asked, account)
        return bool(keys)

    @cached_property
    def _limiting(self) -> frozenset[str]:
        return limiting_keys(self.conditions, self.version)


def admitted_by(asking: Asking, kind: str, principal: str, ways: tuple[str, ...]) -> Admitted | None:
    """None for a provider to whose tokens the statement opens no way. Unknown conditions decide about no named role."""
    account = ACCOUNT.fullmatch(principal) if kind == "AWS" else None
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
            opened = has_wildcard(principal) or way_of(principal) in ways
            return _provider(asking, principal) if opened else None
        if kind == EVERYONE or has_wildcard(principal):
            return _everyone(asking.asked, named)
        if account or kind == "CanonicalUser":
            is_limited = asking.is_limited(named.account)
            return named if is_limited else replace(named, breadth="organisation", witness=_someone(account))
    except Undecided as stopped:
        return replace(named, breadth=UNDECIDED, unknown=(stopped.path,))
    return named


def way_of(provider: str) -> str:
    """The one way in that a provider's tokens open."""
    return WAYS_IN[1] if ":saml-provider/" in provider else WAYS_IN[2]


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


def _provider(asking: Asking, principal: str) -> Admitted:
    found = trusted(principal, asking.asked, asking.looked_at)
    right = {
        claim for claim in found.pinned.mended if claim not in _LOOSE and _is_exact(asking.asked, found.issuer, claim)
    }
    mended = {claim: value for claim, value in found.pinned.mended.items() if claim not in right}
    return Admitted(
        found.pinned.breadth,
        asking.statement.index,
        found.pinned.witness if found.pinned.breadth not in NARROW else None,
        where=asking.statement.path,
        kind="Federated",
        principal=principal,
        who=found.pinned.who,
        issuer=found.issuer,
        missing=found.missing,
        asked=found.asked,
        by_name=found.pinned.by_name,
        before_review=found.pinned.before_review,
        by_workflow=found.pinned.by_workflow,
        left_open=found.pinned.left_open,
        shared=found.shared,
        weak=tuple(sorted(asked_under(found.issuer, asking.weak))),
        mended={f"{found.issuer}:{claim}": value for claim, value in mended.items()},
    )


_LOOSE: Final = ("sub", "amr")
"""Claims an exact value of which may take in too many: every pull request, every guest."""


def _is_exact(asked: Asked, issuer: str, claim: str) -> bool:
    claims = asked.get(f"{issuer}:{claim}".lower(), ())
    return bool(claims) and all(one.exact for one in claims)
