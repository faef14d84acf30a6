"""This is where targets are told apart by what decides whether something may be done to them, and by nothing else.

Many who are given the same words would be asked about each target by itself. What decides is which of their statements
name it, and the condition keys that these ask for: so each is asked about one target of each sort.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.patterns import covers, meets
from daypass.graph.becoming.targets import Crowd, Member
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard


class Question(NamedTuple):
    """What of somebody's statements tells the targets of an action apart.

    `named` are the patterns that are about it, None where not patterns alone decide; `keys` are what they ask for.
    """

    action: str
    named: tuple[str, ...] | None
    keys: frozenset[str]

    @classmethod
    def of(cls, means: Means, action: str) -> "Question":
        """What decides for this identity."""
        told = means.told(action)
        each = [held.line.deciding(means.caller.facts) for held in (*told.allows, *told.denies, *told.bounds)]
        named = tuple(sorted({one for patterns in each for one in patterns or ()})) if None not in each else None
        return cls(action, named, told.keys)

    def sort(self, arn: str, facts: Facts) -> Hashable:
        """What decides about a target with this ARN that brings along these facts."""
        return self.shape(arn), sort_of(facts, self.keys)

    def shape(self, arn: str) -> Hashable:
        """Which of the patterns name it; itself where it cannot be told without asking."""
        parsed = Arn.parse(arn)
        if self.named is None or parsed is None or has_wildcard(parsed.resource):
            return arn
        before = arn.removesuffix(parsed.resource) if has_wildcard(arn) else ""
        return before, tuple((meets(one, arn), covers(one, arn)) for one in self.named)


def sort_of(facts: Facts, keys: Iterable[str]) -> Hashable:
    """What the facts say about these keys."""
    return tuple((key, facts.values.get(key), facts.tells(key), bool(facts.lacks(key))) for key in sorted(keys))


def sorted_out(key: Hashable, members: Iterable[Member], sort: Callable[[Member], Hashable]) -> tuple[Crowd, ...]:
    """The members of each sort together, in their order; `key` tells these crowds from others."""
    found: dict[Hashable, list[Member]] = {}
    for one in members:
        found.setdefault(sort(one), []).append(one)
    return tuple(Crowd((key, sort), tuple(alike)) for sort, alike in found.items())
