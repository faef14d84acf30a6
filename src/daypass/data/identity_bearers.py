"""This is where the types are that bear an identity or its proof beside roles and users, and who says their owner."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Carries = Literal["tags", "description", "metadata", "owners", "nothing"]
Asks = Literal["always", "alone", "settled"]

KINDS: Final = ("provider", "agent", "credential", "account")
CARRIES: Final[tuple[Carries, ...]] = get_args(Carries)
ASKS: Final[tuple[Asks, ...]] = get_args(Asks)


class IdentityBearer(NamedTuple):
    """A row of the table, whose head explains the columns."""

    type: str
    kind: str
    carries: Carries
    asks: Asks
    noun: str


@cache
def identity_bearers() -> Mapping[str, IdentityBearer]:
    """Type token → what the table says of it."""
    return {
        row["type"]: IdentityBearer(
            row["type"],
            word(row, "kind", KINDS),
            word(row, "carries", CARRIES),
            word(row, "asks", ASKS),
            row["noun"],
        )
        for row in read_table("identity_bearers").rows
    }


def bearers_of(kind: str) -> tuple[str, ...]:
    """The types of one kind, in the order of the table."""
    return tuple(bearer.type for bearer in identity_bearers().values() if bearer.kind == kind)


def tagged_bearers() -> tuple[str, ...]:
    """The types that carry tags as roles do."""
    return tuple(bearer.type for bearer in identity_bearers().values() if bearer.carries == "tags")


def described_bearers() -> tuple[str, ...]:
    """The types that take no tags, and say in their description what these would."""
    return tuple(bearer.type for bearer in identity_bearers().values() if bearer.carries == "description")
