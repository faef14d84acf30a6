"""This is where what is Wanted of a text is: patterns of which it must fit one, patterns of which it may fit none.

The text is the action or the resource of a request in the making.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import chain, combinations, islice
from typing import Final, NamedTuple

from daypass.iam.arn import Arn
from daypass.iam.glob import ANY_TEXT, AnyOf, Glob, Tokens, has_wildcard, matches, tokens_of
from daypass.iam.search.language import Budget, Steps, TooHard, arn_steps_of, shortest, steps_of
from daypass.iam.search.plausible import ACCOUNT, filled


class Group:
    """Some patterns, of which a text may fit any: `plain` ones as they are written, `others` taken apart."""

    def __init__(self, plain: tuple[str, ...], others: tuple[Tokens, ...] = ()) -> None:
        self.plain, self.others = plain, others

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(plain: tuple[str, ...]) -> "Group":
        """The same group for the same patterns, so that it is made ready once."""
        return Group(plain)

    def fits(self, text: str) -> bool:
        """Whether the whole text fits any of them."""
        return self._any.matches(text) or any(glob.matches(text) for glob in self._globs)

    def covers(self, pattern: str) -> bool:
        """Whether one of the plain patterns takes in all that this one does, as far as their letters tell.

        Tried on the pattern as on a text: a `*` takes in any part of it, wildcards too. Only a `?` may not stand for a
        `*`.
        """
        return ("*" not in pattern or not self._has_single) and self._any.matches(pattern)

    @cached_property
    def _has_single(self) -> bool:
        return any("?" in pattern for pattern in self.plain)

    @cached_property
    def exact(self) -> tuple[str, ...] | None:
        """All texts that fit, where they are few enough to be named."""
        if any(map(has_wildcard, self.plain)) or not all(map(_is_exact, self.others)):
            return None
        return (*self.plain, *("".join(map(str, tokens)) for tokens in self.others))

    @cached_property
    def takes_all(self) -> bool:
        """Whether one of them is `*`."""
        return "*" in self.plain or (ANY_TEXT,) in self.others

    def some_tokens(self, most: int) -> tuple[Tokens, ...]:
        """The first few of them taken apart."""
        return (*map(tokens_of, self.plain[:most]), *self.others)[:most]

    @cached_property
    def steps(self) -> tuple[Steps, ...]:
        """All of them step by step."""
        return tuple(map(steps_of, self.some_tokens(len(self.plain) + len(self.others))))

    @cached_property
    def _any(self) -> AnyOf:
        return AnyOf.of(self.plain)

    @cached_property
    def _globs(self) -> tuple[Glob, ...]:
        return tuple(map(Glob.of, self.others))


class ArnGroup(Group):
    """Patterns of which each component is compared by itself, so that no wildcard takes in a colon before the last."""

    exact = None
    takes_all = False

    def fits(self, text: str) -> bool:
        """Whether the whole text fits any of them, component by component."""
        components = text.split(":", _LAST)
        return any(
            len(pattern) == len(components) and all(map(matches, pattern, components))
            for pattern in (pattern.split(":", _LAST) for pattern in self.plain)
        )

    def covers(self, _pattern: str) -> bool:
        """Nothing can be told from letters alone."""
        return False

    @cached_property
    def steps(self) -> tuple[Steps, ...]:
        """All of them step by step."""
        return tuple(steps for one in map(tokens_of, self.plain) if (steps := arn_steps_of(one)) is not None)


def asked_of(resource: str) -> Group:
    """The resources that somebody asks about by a pattern: in an ARN no part before the last has a colon in it.

    Else a name could stand where the region is, and all of another name behind it.
    """
    parts = resource.split(":", _LAST)
    return ArnGroup((resource,)) if len(parts) > _LAST and any(map(has_wildcard, parts[:-1])) else Group.of((resource,))


_LAST: Final = 5
"""The index of an ARN's last component: all that follows the fifth colon."""


def _is_exact(tokens: Tokens) -> bool:
    return all(isinstance(token, str) for token in tokens)


class Kind(NamedTuple):
    """What texts there are at all: those that fit `within` and not `without`, of the characters of `alphabet`.

    `usual` patterns are tried before all others, so that a text looks like one that people write.
    """

    is_one: Callable[[str], bool]
    within: Group
    without: Group
    usual: tuple[Group, ...]
    alphabet: str = ""


def _is_action(text: str) -> bool:
    service, _, name = text.partition(":")
    return bool(service and name) and set(service) <= _IN_SERVICE and set(name) <= _IN_NAME


def _is_resource(text: str) -> bool:
    return text == "*" or Arn.parse(text) is not None


_IN_NAME: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_IN_SERVICE: Final = _IN_NAME | {"-"}
_ARN: Final[Tokens] = ("arn:", ANY_TEXT, ":", ANY_TEXT, ":", ANY_TEXT, ":", ANY_TEXT, ":", ANY_TEXT)

ACTION: Final = Kind(
    _is_action,
    Group(("?*:?*",)),
    Group(("*:*-*", "*:*:*")),
    (),
    "abcdefghijklmnopqrstuvwxyz0123456789-:",
)
"""Actions in small letters."""

RESOURCE: Final = Kind(
    _is_resource,
    Group((), (_ARN, ("*",))),
    Group(()),
    (Group(("arn:aws:*:*:111122223333:?*",)), Group(("arn:aws:?*:*:*:?*",)), Group(("arn:*",))),
)
"""ARNs, and `*` for an action that has no resource."""


class Wanted(NamedTuple):
    """A text of this kind must fit each group of `within` and none of `without`."""

    kind: Kind
    within: tuple[Group, ...] = ()
    without: tuple[Group, ...] = ()

    def inside(self, group: Group) -> "Wanted":
        """The same, and it must fit this group."""
        return self if group.takes_all else self._replace(within=(*self.within, group))

    def outside(self, group: Group) -> "Wanted":
        """The same, and it must not fit this group."""
        return self._replace(without=(*self.without, group))

    def fits(self, text: str) -> bool:
        """Whether the text is one that is wanted."""
        return (
            self.kind.is_one(text)
            and all(group.fits(text) for group in self.within)
            and not any(group.fits(text) for group in self.without)
        )

    def found(
        self, first: Callable[[], Iterable[str]], budget: Budget, service: str = "", account: str = ACCOUNT
    ) -> str | None:
        """A text that is wanted, one of `first` where any of them is; None where there is none. Raises `TooHard`."""
        budget.spend(10 * (len(self.within) + len(self.without)))
        exact = [group.exact for group in self.within if group.exact is not None]
        if exact:
            few = min(exact, key=len)
            budget.spend(len(few))
            return next(filter(self.fits, few), None)
        if self._is_plainly_nothing():
            return None
        offers = chain(first(), self._filled(service, account))
        weight = 1 + sum(len(group.plain) + len(group.others) for group in (*self.within, *self.without))
        for text in islice(offers, _PLENTY // weight):
            budget.spend(1 + weight // 4)
            if self.fits(text):
                return text
        return self._searched(budget)

    def _filled(self, service: str, account: str) -> Iterator[str]:
        """Texts that fit one of the patterns, of those first that name most."""
        tokens = [tokens for group in self.within for tokens in group.some_tokens(_TRIED)] or [(ANY_TEXT,)]
        for one in sorted(tokens, key=_names_most)[:_TRIED]:
            yield from filled(one, service, account)

    @property
    def exact(self) -> tuple[str, ...] | None:
        """Texts of which the wanted one must be one, where some group names so few."""
        return next((one.exact for one in self.within if one.exact is not None and len(one.exact) <= _FEW), None)

    def _is_plainly_nothing(self) -> bool:
        """Whether a look at the patterns themselves tells that no text can be wanted: as for most that have none."""
        if any(group.takes_all for group in self.without):
            return True
        small = [group.plain for group in self.within if group.plain and not group.others and len(group.plain) <= _FEW]
        if any(all(any(other.covers(one) for other in self.without) for one in patterns) for patterns in small):
            return True
        return any(not _can_meet(one, other) for one, other in combinations(small, 2))

    def _searched(self, budget: Budget) -> str | None:
        within = [group.steps for group in (self.kind.within, *self.within)]
        without = [steps for group in (self.kind.without, *self.without) for steps in group.steps]
        for usual in self.kind.usual:
            with suppress(TooHard):
                if found := shortest([usual.steps, *within], without, budget, self.kind.alphabet):
                    return found
        return shortest(within, without, budget, self.kind.alphabet)


ANY_ACTION: Final = Wanted(ACTION)
ANY_RESOURCE: Final = Wanted(RESOURCE)
_TRIED: Final = 8
_PLENTY: Final = 20_000
"""Patterns that are tried on texts that look real, before a search through all texts begins."""


def _can_meet(patterns: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(can_meet(one, other) for one in patterns for other in others)


def can_meet(pattern: str, other: str) -> bool:
    """Whether two patterns may have a text in common, as far as what stands before their first wildcard tells."""
    start, begin = start_of(pattern), start_of(other)
    if len(start) == len(pattern) and len(begin) == len(other):
        return pattern == other
    return start.startswith(begin) or begin.startswith(start)


def start_of(pattern: str) -> str:
    """What stands before the first wildcard, all where there is none."""
    return _WILD.split(pattern, maxsplit=1)[0]


_WILD: Final = re.compile(r"[*?]")
_FEW: Final = 16


def _names_most(tokens: Tokens) -> int:
    return -sum(len(token) for token in tokens if isinstance(token, str))
