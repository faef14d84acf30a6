"""This is where a value on a line is found: a number, a moment or an address that several conditions ask for at once.

The limits that the conditions name cut the line into cells; all values of a cell are alike to every condition. So it is
enough to try one value of each cell, and which cells meet all conditions is counted in one pass over the limits.
"""

import ipaddress
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate
from typing import Final, NamedTuple

from daypass.iam.operators import COMPARISONS


class Limit(NamedTuple):
    """One condition on a line: `values` as they are written, of which any may match; `wanted`: whether one has to.

    `base` is the operator without its `Not`.
    """

    base: str
    values: tuple[str, ...]
    wanted: bool


LINES: Final = ("Numeric", "Date", "IpAddress")
"""How the operators begin whose values lie on a line."""


def on_line(kind: str, limits: Sequence[Limit]) -> Iterator[str]:
    """Values that meet all limits, one of each cell of the line, nearest to the limits first; none where none can.

    `kind` is one of `LINES`, and all limits are of it. Every value in them can be read.
    """
    line = _Addresses(limits) if kind == "IpAddress" else _Ordered(limits, is_date=kind == "Date")
    counted = [0] * (line.cells + 1)
    for limit in limits:
        for first, last in _joined(line.spans(limit), line.cells, wanted=limit.wanted):
            counted[first] += 1
            counted[last + 1] -= 1
    for cell, met in enumerate(accumulate(counted[:-1])):
        if met == len(limits):
            yield line.text(cell)


Span = tuple[int, int]
"""The first and the last cell."""


def _joined(spans: Iterable[Span], cells: int, *, wanted: bool) -> Iterator[Span]:
    """The cells of all spans without overlaps, or those between them."""
    free = 0
    for first, last in sorted(spans):
        if last < free:
            continue
        start = max(first, free)
        if wanted:
            yield start, last
        elif free < start:
            yield free, start - 1
        free = last + 1
    if not wanted and free < cells:
        yield free, cells - 1


class _Ordered:
    """Numbers or moments: each limit is a cell of its own, and so is what lies between two, before and after all."""

    def __init__(self, limits: Sequence[Limit], *, is_date: bool) -> None:
        self._read = COMPARISONS["DateEquals" if is_date else "NumericEquals"].read_policy
        self._spell = _moment if is_date else _number
        self._limits = sorted({Fraction(self._read(value)) for limit in limits for value in limit.values})
        self.cells = 2 * len(self._limits) + 1

    def spans(self, limit: Limit) -> Iterator[Span]:
        relation = limit.base.removeprefix("Numeric").removeprefix("Date")
        for value in limit.values:
            own = 2 * bisect_left(self._limits, Fraction(self._read(value))) + 1
            yield {
                "Equals": (own, own),
                "LessThan": (0, own - 1),
                "LessThanEquals": (0, own),
                "GreaterThan": (own + 1, self.cells - 1),
                "GreaterThanEquals": (own, self.cells - 1),
            }[relation]

    def text(self, cell: int) -> str:
        index, is_limit = divmod(cell, 2)
        if is_limit:
            return self._spell(self._limits[index])
        if not self._limits:
            return self._spell(Fraction(0))
        if index == 0:
            return self._spell(self._limits[0] - 1)
        before = self._limits[index - 1]
        if index == len(self._limits):
            return self._spell(before + 1)
        after = self._limits[index]
        whole = Fraction(before.__floor__() + 1)
        return self._spell(whole if whole < after else (before + after) / 2)


def _number(value: Fraction) -> str:
    if value.denominator == 1 and abs(value.numerator) < _LONG:
        return str(value.numerator)
    with localcontext() as context:
        context.prec = 2000  # a limit has at most 800 digits, and half of a sum has one more
        return str(Decimal(value.numerator) / Decimal(value.denominator))


_LONG: Final = 10**18


def _moment(value: Fraction) -> str:
    if value.denominator == 1 and _FIRST_SECOND <= value.numerator <= _LAST_SECOND:
        return datetime.fromtimestamp(value.numerator, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _number(value)


_FIRST_SECOND: Final = 0
_LAST_SECOND: Final = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class _Addresses:
    """IPv4 and then IPv6 addresses on one line, cut where a range begins and after it ends."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._ranges = {value: _range(value) for limit in limits for value in limit.values}
        edges = {0, _IPV6}
        for first, last in self._ranges.values():
            edges.update((first, last + 1))
        self._edges = sorted(edges - {_END})
        self.cells = len(self._edges)

    def spans(self, limit: Limit) -> Iterator[Span]:
        for value in limit.values:
            first, last = self._ranges[value]
            yield bisect_left(self._edges, first), bisect_left(self._edges, last + 1) - 1

    def text(self, cell: int) -> str:
        first = self._edges[cell]
        end = self._edges[cell + 1] if cell + 1 < self.cells else _END
        chosen = min(first + 1, end - 1)  # the first address of a network is seldom a host's
        return str(ipaddress.IPv4Address(chosen) if chosen < _IPV6 else ipaddress.IPv6Address(chosen - _IPV6))


_IPV6: Final = 2**32
_END: Final = _IPV6 + 2**128
_START: Final = {4: 0, 6: _IPV6}


def _range(value: str) -> Span:
    first, last = COMPARISONS["IpAddress"].read_policy(value)
    return _START[first[0]] + first[1], _START[last[0]] + last[1]
