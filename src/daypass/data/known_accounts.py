"""This is where the accounts are that are known: those of vendors, and AWS's own from before its services had names."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from daypass.data.table import read_table, word

Whose = Literal["vendor", "aws"]

OWNERS: Final[tuple[Whose, ...]] = get_args(Whose)


class KnownAccount(NamedTuple):
    """`whose` account it is, the vendor's or service's `name`, and the page that says so."""

    whose: Whose
    name: str
    source: str


@cache
def known_accounts() -> Mapping[str, KnownAccount]:
    """Twelve digits → whose account that is."""
    return MappingProxyType(
        {
            row["account"]: KnownAccount(word(row, "whose", OWNERS), row["name"], row["source"])
            for row in read_table("known_accounts").rows
        }
    )


def vendor_of(account: str) -> str:
    """The vendor whose account this is, "" where it is none that is known."""
    known = known_accounts().get(account)
    return known.name if known and known.whose == "vendor" else ""


def is_of_aws(account: str) -> bool:
    """Whether a service of AWS uses this account to deliver what a customer asked for."""
    known = known_accounts().get(account)
    return known is not None and known.whose == "aws"
