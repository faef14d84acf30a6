"""This is where the plain ways are to bring code to what runs as a role, and the others that lead there as well."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from daypass.data.table import read_table


class PlainWays(NamedTuple):
    """Each of `actions` brings code, or commands, to a thing with the ARN `resource`; `ways` are ids of other paths.

    With one that is `left` somebody does so on purpose, too, but to be denied it says less.
    """

    actions: tuple[str, ...]
    resource: str
    left: tuple[str, ...]
    ways: frozenset[str]

    def resource_of(self, name: str, account: str) -> str:
        """The ARN of the thing, as a pattern: give `*` for what is not known."""
        return self.resource.replace("NAME", name).replace("ACCOUNT", account)


@cache
def plain_ways() -> Mapping[str, PlainWays]:
    """Noun of a consumer → those to it."""
    return {row["consumer"]: _ways(row) for row in read_table("plain_ways").rows}


def _ways(row: Mapping[str, str]) -> PlainWays:
    actions, left, ways = (row[key].split() for key in ("actions", "left", "ways"))
    return PlainWays(tuple(actions), row["resource"], tuple(left), frozenset(ways))
