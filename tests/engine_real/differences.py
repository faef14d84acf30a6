"""This is where every difference is that an engine itself makes: one row each, checked both ways.

A difference that no row covers fails a test, and so does a row that covers nothing any more.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

Key = tuple[str, str, str]
"""Rule, URN, status."""

Pair = Literal["embedded preview, preview", "embedded update, scan", "scan, analysis", "analysis, update"]
"""Which two are compared, left and right."""

SILENT: Final = "silent"
"""The status of a rule that says nothing: it passed, or was never asked."""


class Difference(NamedTuple):
    """What two ways say differently of one resource: the statuses that each may give, and why that is as it should be.

    `rule` is `*` where it holds for whatever rule asks about the resource; `resource` is type and name.
    """

    program: str
    pair: Pair
    rule: str
    resource: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    why: str

    def covers(self, seen: "Difference") -> bool:
        """Whether this row explains a difference that was seen."""
        same = (self.program, self.pair, self.resource) == (seen.program, seen.pair, seen.resource)
        statuses = set(seen.left) <= set(self.left) and set(seen.right) <= set(self.right)
        return same and self.rule in ("*", seen.rule) and statuses


_READ: Final = "aws:iam/role:Role::existing"
_UNSET: Final = "aws:iam/policy:Policy::unset"
_LOOKED_UP: Final = ("aws:iam/policy:Policy::looked-up", "aws:iam/policy:Policy::plainly-looked-up")

TABLE: Final[tuple[Difference, ...]] = (
    Difference(
        "different",
        "embedded preview, preview",
        "*",
        _READ,
        ("undecided",),
        (SILENT,),
        "The engine never shows a pack what `.get()` reads; the embedded engine has it, and knows nothing of it.",
    ),
    Difference(
        "different",
        "embedded update, scan",
        "*",
        _READ,
        ("undecided",),
        ("fail", SILENT),
        "What `.get()` reads only AWS knows; the state has it.",
    ),
    Difference(
        "different",
        "scan, analysis",
        "*",
        _READ,
        ("fail", SILENT),
        ("undecided",),
        "`policy analyze` shows a pack what `.get()` read without any property; a scan reads the outputs.",
    ),
    Difference(
        "different",
        "analysis, update",
        "*",
        _READ,
        ("undecided",),
        (SILENT,),
        "As above; in an update it is not shown at all.",
    ),
    *(
        Difference(
            "different",
            pair,
            "*",
            resource,
            ("undecided",),
            ("fail", SILENT),
            "Only AWS knows what a look-up finds; the embedded engine answers with a placeholder and says so.",
        )
        for resource in _LOOKED_UP
        for pair in ("embedded preview, preview", "embedded update, scan")
    ),
    Difference(
        "different",
        "embedded update, scan",
        "*",
        _UNSET,
        ("undecided",),
        ("fail", SILENT),
        "Only the provider knows that an optional output stays unset; what is not simulated is unknown.",
    ),
)


def seen(program: str, pair: Pair, left: set[Key], right: set[Key]) -> Iterator[Difference]:
    """The differences between two sets of findings."""
    for rule, urn in sorted({(rule, urn) for rule, urn, _ in left ^ right}):
        resource = "::".join(urn.split("::")[2:])
        yield Difference(program, pair, rule, resource, _statuses(left, rule, urn), _statuses(right, rule, urn), "")


def unexplained(program: str, pair: Pair, left: set[Key], right: set[Key]) -> list[Difference]:
    """What differs and has no row, and rows that nothing needs any more."""
    found = list(seen(program, pair, left, right))
    rows = [row for row in TABLE if (row.program, row.pair) == (program, pair)]
    new = [one for one in found if not any(row.covers(one) for row in rows)]
    return new + [row for row in rows if not any(row.covers(one) for one in found)]


def _statuses(findings: Iterable[Key], rule: str, urn: str) -> tuple[str, ...]:
    return tuple(sorted({status for name, where, status in findings if (name, where) == (rule, urn)})) or (SILENT,)
