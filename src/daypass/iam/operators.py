"""This is where it is told what each condition operator compares: how a value is read, and when two values match.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", read 2026-11.
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

Read = Callable[[str], Any]
"""The value that a text stands for. Raises `ValueError` for one that cannot be read."""


class Comparison(NamedTuple):
    """How an operator that takes no wildcards and no variables reads both sides, and what it asks of the request's."""

    read_policy: Read
    read_request: Read
    is_met: Callable[[Any, Any], bool]
    fact: str


def number(text: str) -> Decimal:
    """An integer or a decimal number: `10`, `-0.5`, `1e3`."""
    if not _NUMBER.fullmatch(text):
        raise ValueError
    return Decimal(text)


def moment(text: str) -> Fraction:
    """Seconds since 1970, from a W3C form of ISO 8601 (`2026`, `2026-11`, `2026-11-25T10:00Z`, …) or from themselves.

    Source: W3C, "Date and Time Formats" (NOTE-datetime). A number of four digits is a year. A time without its zone is
    taken as UTC.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return Fraction(number(text))
    part = match.groupdict()
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    at = datetime(int(part["year"]), int(part["month"] or 1), int(part["day"] or 1), hour, minute, second, tzinfo=UTC)
    zone = part["zone"] or "Z"
    offset = 0 if zone == "Z" else int(f"{zone[0]}1") * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60)
    return Fraction(int(at.timestamp())) + Fraction(f"0{part['fraction'] or ''}") - offset


def truth(text: str) -> bool:
    """True or false, in any case of letters."""
    folded = text.lower()
    if folded not in _TRUTHS:
        raise ValueError
    return folded == "true"


def octets(text: str) -> bytes:
    """What the base64 stands for."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError from None


def address(text: str) -> tuple[int, int]:
    """An IPv4 or IPv6 address as (version, number)."""
    if "%" in text:
        raise ValueError
    found = ipaddress.ip_address(text)
    return found.version, int(found)


def network(text: str) -> tuple[int, int, int]:
    """A range in CIDR form, or one address, as (version, first, last)."""
    if "%" in text or not _CIDR.fullmatch(text):
        raise ValueError
    found = ipaddress.ip_network(text, strict=False)
    return found.version, int(found.network_address), int(found.broadcast_address)


def is_within(asked: tuple[int, int], wanted: tuple[int, int, int]) -> bool:
    """Whether the address is in the range; one of the other version never is."""
    return asked[0] == wanted[0] and wanted[1] <= asked[1] <= wanted[2]


_TRUTHS: Final = ("true", "false")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_CIDR: Final = re.compile(r"[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?")
_MOMENT: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<fraction>\.[0-9]{1,9})?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?"
)
_IS: Final = {
    "Equals": lambda asked, wanted: bool(asked == wanted),
    "LessThan": lambda asked, wanted: bool(asked < wanted),
    "LessThanEquals": lambda asked, wanted: bool(asked <= wanted),
    "GreaterThan": lambda asked, wanted: bool(asked > wanted),
    "GreaterThanEquals": lambda asked, wanted: bool(asked >= wanted),
}

COMPARISONS: Final = {
    **{f"Numeric{name}": Comparison(number, number, test, "is no number") for name, test in _IS.items()},
    **{f"Date{name}": Comparison(moment, moment, test, "is no date or time") for name, test in _IS.items()},
    "Bool": Comparison(truth, truth, _IS["Equals"], "is neither true nor false"),
    "BinaryEquals": Comparison(octets, octets, _IS["Equals"], "is not base64"),
    "IpAddress": Comparison(network, address, is_within, "is no IP address or range"),
}
"""By operator without `Not`."""
