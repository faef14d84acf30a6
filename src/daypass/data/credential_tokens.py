"""This is where the types are that make, store or import a credential, with what ends it and what is short instead."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Form = Literal[
    "date",
    "epoch",
    "epoch-ms",
    "epoch-us",
    "seconds",
    "hours",
    "days",
    "duration",
    "iso",
    "uses",
    "validity",
    "moment",
]
Grade = Literal["certain", "likely", "doubtful"]

CLASSES: Final = ("mints", "stores", "conditional", "imports", "principal", "key-material")
GROUPS: Final = (
    *("aws-user", "cloud", "token", "import", "store", "material"),
    *("database", "client", "kubernetes", "pipeline"),
)
GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
FORMS: Final[tuple[Form, ...]] = get_args(Form)

BY_SETTINGS: Final = "settings"
"""The default of a credential of which the vendor's own settings, which nobody sees here, say how long it lives."""


class Limit(NamedTuple):
    """The longest life in days that one kind of credential may have, and why."""

    days: int
    reason: str


LIMITS: Final[Mapping[str, Limit]] = {
    "key": Limit(90, "CIS AWS Foundations 7.0.0, 2.12: a key is replaced every 90 days"),
    "run": Limit(7, "a token that is made for each run needs minutes, and is made anew by whoever runs once a week"),
    "certificate": Limit(200, "CA/Browser Forum SC-081v3: no certificate issued since 2026-03-15 lives longer"),
}
"""What the column `limit` names."""


class Ending(NamedTuple):
    """Arguments that say when a credential ends, and the form in which they say it.

    `duration` is Go's (`720h`), or seconds; `iso` is ISO 8601 (`P1D`); `uses` counts uses; `validity` is an object
    that says its own unit (`{type: YEARS, value: 1}`), `moment` a date, milliseconds, or a time from now (`now+30d`).
    `every`: each place that the paths lead to holds a credential of its own, so that each needs an end.
    """

    paths: tuple[str, ...]
    form: Form
    every: bool


class CredentialToken(NamedTuple):
    """A row of the table, whose head explains the columns. `default` is in days, None where it never ends."""

    type: str
    package: str
    kind: str
    group: str
    grade: Grade
    noun: str
    endings: tuple[Ending, ...]
    undone_by: str
    default: int | Literal["settings"] | None
    limit: str
    alternative: str


@cache
def credential_tokens() -> dict[str, CredentialToken]:
    """Type token → what the table says of it."""
    return {row["type"]: _token(row) for row in read_table("credential_tokens").rows}


def types_of(*groups: str, ending: bool | None = None) -> tuple[str, ...]:
    """The types in these groups, in the order of the table; only those that take an end, or take none, if asked so."""
    return tuple(
        token.type
        for token in credential_tokens().values()
        if token.group in groups and ending in (None, bool(token.endings))
    )


def _token(row: Mapping[str, str]) -> CredentialToken:
    return CredentialToken(
        type=row["type"],
        package=row["package"],
        kind=word(row, "class", CLASSES),
        group=word(row, "group", GROUPS),
        grade=word(row, "grade", GRADES),
        noun=row["noun"],
        endings=tuple(_ending({**row, "ends": cell}) for cell in row["ends"].split()),
        undone_by=row["undone_by"],
        default=BY_SETTINGS if row["default"] == BY_SETTINGS else int(row["default"]) if row["default"] else None,
        limit=row["limit"],
        alternative=row["alternative"],
    )


def _ending(row: Mapping[str, str]) -> Ending:
    paths, _, form = row["ends"].rpartition(":")
    return Ending(
        tuple(paths.split(",")), word({**row, "ends": form}, "ends", FORMS), every="," in paths or "[]" in paths
    )
