"""This is where an Ask is: a condition of a statement that has to hold for a request in the making, or must not."""

from functools import lru_cache
from typing import Literal, NamedTuple

from daypass.iam.condition import Condition
from daypass.iam.conditions import Test, test_of
from daypass.iam.context import Context, MalformedRequest

Family = Literal["presence", "text", "Numeric", "Date", "Bool", "Binary", "IpAddress"]
"""What the values of a key are read as. Those of `presence` are not read at all."""


class Ask(NamedTuple):
    """`wanted`: whether the condition has to hold. `version` is that of its document."""

    condition: Condition
    version: str
    wanted: bool
    test: Test
    family: Family

    @property
    def key(self) -> str:
        """In small letters."""
        return self.condition.key.lower()

    @property
    def base(self) -> str:
        """The operator without its `Not`."""
        return self.condition.operator.replace("Not", "", 1)

    @property
    def is_positive(self) -> bool:
        """Whether a single value must match one of the condition's values, rather than none."""
        return self.wanted is not self.condition.test.negated

    @property
    def is_of_one(self) -> bool:
        """Whether it is enough that one of several values meets it, rather than that each does."""
        asks_all = self.condition.qualifier == "ForAllValues" or (
            self.condition.test.negated and not self.condition.qualifier
        )
        return asks_all is not self.wanted

    def is_met(self, context: Context) -> bool:
        """Whether a request with this context meets it: not where it brings along a value that nobody can read."""
        try:
            return self.test(context) is self.wanted
        except MalformedRequest:
            return False


@lru_cache(maxsize=4096)
def ask_of(condition: Condition, version: str, path: str, *, wanted: bool) -> Ask:
    """The condition as an Ask; `path` is that of its statement. Raises `MalformedDocument`."""
    return Ask(condition, version, wanted, test_of(condition, version, path), family_of(condition.operator))


def family_of(operator: str) -> Family:
    """Of an operator, also one with `Not`."""
    base = operator.removeprefix("Not")
    families: tuple[Family, ...] = ("Numeric", "Date", "Bool", "Binary", "IpAddress")
    if base == "Null":
        return "presence"
    return next((family for family in families if base.startswith(family)), "text")
