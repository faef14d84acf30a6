"""This is where a Condition is: one operator, one key, and the values it is compared with.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", read 2026-11.
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

Qualifier = Literal["", "ForAllValues", "ForAnyValue"]

_BASES: Final = (
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
    *("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals"),
    *("NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan"),
    *("DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"),
    *("Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
)
_SPELLING: Final = {base.lower(): base for base in _BASES}
_QUALIFIERS: Final[dict[str, Qualifier]] = {
    "": "",
    "forallvalues": "ForAllValues",
    "foranyvalue": "ForAnyValue",
}


class Operator(NamedTuple):
    """`ForAllValues:StringLikeIfExists` taken apart; `base` has AWS's own spelling."""

    base: str
    qualifier: Qualifier = ""
    if_exists: bool = False

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(text: str) -> "Operator | None":
        """None where AWS knows no such operator. `Null` takes no `IfExists`. The case of letters does not count."""
        head, colon, tail = text.rpartition(":")
        qualifier = _QUALIFIERS.get(head.lower()) if colon else ""
        bare = tail.lower().removesuffix("ifexists")
        base, if_exists = _SPELLING.get(bare), bare != tail.lower()
        if qualifier is None or base is None or (colon and not qualifier) or (base == "Null" and if_exists):
            return None
        return Operator(base, qualifier, if_exists)

    def __str__(self) -> str:
        """As AWS spells it."""
        start = f"{self.qualifier}:" if self.qualifier else ""
        return f"{start}{self.base}{'IfExists' if self.if_exists else ''}"

    @property
    def negated(self) -> bool:
        """Whether it matches what is *not* among the values; then it also matches where the key is absent."""
        return "Not" in self.base

    @property
    def takes_wildcards(self) -> bool:
        """Whether `*` and `?` in a value mean any text. ArnEquals behaves as ArnLike does."""
        return self.base in ("StringLike", "StringNotLike", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike")


class Condition(NamedTuple):
    """All conditions of a statement must match; of one condition's `values` any one. `key` is as it was written.

    `values` are texts as AWS compares them: `true` is "true", 3600 is "3600".
    """

    operator: str
    qualifier: Qualifier
    if_exists: bool
    key: str
    values: tuple[str, ...]

    def is_on(self, key: str) -> bool:
        """Whether this asks about that key: the names of keys ignore case, values do not."""
        return self.key.lower() == key.lower()

    @property
    def test(self) -> Operator:
        """The operator as a value of its own, which knows what it does with wildcards and absent keys."""
        return Operator(self.operator, self.qualifier, self.if_exists)
