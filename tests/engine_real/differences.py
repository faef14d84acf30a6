"""This is where every difference is that an engine itself makes: one row each, checked both ways.

A difference that is not here fails a test, and so does a row that is not seen any more.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

Key = tuple[str, str, str]
"""Rule, URN, status."""

Pair = Literal["preview", "update = scan", "scan = analysis", "analysis = real update"]
"""Which two are compared; the first named is on the left."""


class Difference(NamedTuple):
    """What two ways say differently of one resource: statuses on the left and on the right, and why that is right."""

    program: str
    pair: Pair
    rule: str
    resource: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    why: str


TABLE: Final[tuple[Difference, ...]] = (
    Difference(
        "credentials",
        "update = scan",
        "no-plain-credential",
        "aws:ssm/parameter:Parameter::plain",
        ("fail",),
        ("undecided",),
        "The SDK marks every parameter's value as secret, and an export without --show-secrets holds it encrypted.",
    ),
    Difference(
        "credentials",
        "scan = analysis",
        "no-plain-credential",
        "aws:ssm/parameter:Parameter::plain",
        ("undecided",),
        ("fail",),
        "As above; `policy analyze` decrypts what it has the passphrase for.",
    ),
)


def seen(program: str, pair: Pair, left: Iterable[Key], right: Iterable[Key]) -> set[tuple[str, ...]]:
    """The differences between two sets of findings, without their reasons."""
    left, right = set(left), set(right)
    subjects = {(rule, urn) for rule, urn, _ in left ^ right}
    return {
        (program, pair, rule, _tail(urn), *_statuses(left, rule, urn), "|", *_statuses(right, rule, urn))
        for rule, urn in subjects
    }


def allowed(program: str, pair: Pair) -> set[tuple[str, ...]]:
    """The rows of the table in the same form."""
    rows = (row for row in TABLE if row.program == program and row.pair == pair)
    return {(row.program, row.pair, row.rule, row.resource, *row.left, "|", *row.right) for row in rows}


def _tail(urn: str) -> str:
    """Type and name: `aws:iam/role:Role::job`."""
    return "::".join(urn.split("::")[2:])


def _statuses(findings: Iterable[Key], rule: str, urn: str) -> list[str]:
    return sorted(status for name, where, status in findings if (name, where) == (rule, urn))
