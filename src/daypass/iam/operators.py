"""This is where it is told what a condition operator on numbers, dates, addresses, … reads in a text and asks of it.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", read 2026-11.
"""

import base64
import binascii
import ipaddress
import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any, Final, NamedTuple


class Comparison(NamedTuple):
    """How an operator that takes neither wildcards nor variables reads both sides, and what it asks.

    The readers raise `ValueError`; `fact` then says what the value is not. `test` makes, of all the values in the
    policy, a test of one value of the request: whether any of them matches it.
    """

    read_policy: Callable[[str], Any]
    read_request: Callable[[str], Any]
    test: Callable[[list[Any]], Callable[[Any], bool]]
    fact: str


def number(text: str) -> Decimal:
    """An integer or a decimal number: `10`, `-0.5`, `1e3`."""
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return Decimal(text)


@lru_cache(maxsize=1024)
def moment(text: str) -> Decimal:
    """Seconds since 1970, from a W3C form of ISO 8601 (`2026`, `2026-11`, `2026-11-25T10:00Z`, …) or from themselves.

    Source: W3C, "Date and Time Formats" (NOTE-datetime). A number of four digits is a year. A time without its zone is
    taken as UTC.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return number(text)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    clock = (int(hour or 0), int(minute or 0), int(second or 0))
    at = datetime(int(year), int(month or 1), int(day or 1), *clock, tzinfo=UTC)
    return Decimal(int(at.timestamp()) - _offset(zone)) + Decimal(fraction or 0)


def truth(text: str) -> bool:
    """True or false, in any case of letters."""
    folded = text.lower()
    if folded not in ("true", "false"):
        raise ValueError
    return folded == "true"


def octets(text: str) -> bytes:
    """What the base64 stands for."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None


Address = tuple[int, int]
"""Version and number, so that an IPv4 and an IPv6 address never compare as near."""


@lru_cache(maxsize=1024)
def address(text: str) -> Address:
    """An IPv4 or IPv6 address."""
    if "%" in text:
        raise ValueError
    found = ipaddress.ip_address(text)
    return found.version, int(found)


def network(text: str) -> tuple[Address, Address]:
    """The first and the last address of a range in CIDR form, or of one address."""
    if not _CIDR.fullmatch(text):
        raise ValueError
    found = ipaddress.ip_network(text, strict=False)
    return (found.version, int(found.network_address)), (found.version, int(found.broadcast_address))


def _offset(zone: str | None) -> int:
    if zone in (None, "Z"):
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return -seconds if zone.startswith("-") else seconds


def _equals(wanted: list[Any]) -> Callable[[Any], bool]:
    return frozenset(wanted).__contains__


def _ordered(is_met: Callable[[Any, Any], bool], widest: Callable[[list[Any]], Any]) -> Any:
    """Of several limits the widest decides alone: so a long list costs no more than a short one."""

    def test(wanted: list[Any]) -> Callable[[Any], bool]:
        if not wanted:
            return lambda _: False
        limit = widest(wanted)
        return lambda asked: is_met(asked, limit)

    return test


def _within(wanted: list[tuple[Address, Address]]) -> Callable[[Address], bool]:
    """Ranges are put in order and joined where they overlap, so that one look tells."""
    joined: list[list[Address]] = []
    for first, last in sorted(wanted):
        if joined and first <= joined[-1][1]:
            joined[-1][1] = max(last, joined[-1][1])
        else:
            joined.append([first, last])
    starts = [first for first, _ in joined]

    def test(asked: Address) -> bool:
        index = bisect_right(starts, asked) - 1
        return index >= 0 and asked <= joined[index][1]

    return test


_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_CIDR: Final = re.compile(r"[0-9A-Fa-f:.]{2,45}(?:/[0-9]{1,3})?")
_MOMENT: Final = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)
_TESTS: Final = {
    "Equals": _equals,
    "LessThan": _ordered(lt, max),
    "LessThanEquals": _ordered(le, max),
    "GreaterThan": _ordered(gt, min),
    "GreaterThanEquals": _ordered(ge, min),
}

COMPARISONS: Final = {
    **{f"Numeric{name}": Comparison(number, number, test, "is no number") for name, test in _TESTS.items()},
    **{f"Date{name}": Comparison(moment, moment, test, "is no date or time") for name, test in _TESTS.items()},
    "Bool": Comparison(truth, truth, _equals, "is neither true nor false"),
    "BinaryEquals": Comparison(octets, octets, _equals, "is not base64"),
    "IpAddress": Comparison(network, address, _within, "is no IP address"),
}
"""By operator without `Not`."""
