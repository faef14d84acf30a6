"""This is where a Held is: a statement that an identity has been given, and what several of them say together."""

from collections.abc import Iterable
from typing import NamedTuple

from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import ORDER, Ground, Line, Say, ground_of
from daypass.graph.given import Given
from daypass.graph.untold import Untold
from daypass.model.resource import Undecided


class Held(NamedTuple):
    """A statement that an identity has been given. `doubt` says what may take it away, None where nothing does."""

    given: Given
    line: Line
    doubt: Untold | None = None

    @property
    def ground(self) -> Ground:
        """Where it is found."""
        return ground_of(self.line, self.given.policy or self.given.by, secret=self.given.document.secret)

    @property
    def unknown(self) -> Untold:
        """What is not known about it."""
        return self.doubt or Untold.of(self.given.policy or self.given.by, self.line.unknown)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The resources that it lets be; none where they are not known."""
        try:
            return self.line.statement.not_resources
        except Undecided:
            return ()

    def says(self, action: str, resource: str, facts: Facts) -> Say:
        """Whether it applies; where it may be taken away, at most that this is not known."""
        said = self.line.says(action, resource, facts)
        return min(said, "unknown", key=ORDER.index) if self.doubt else said


class Told(NamedTuple):
    """The statements that are about one action: what allows it, what denies it, and the boundary's that let it be.

    `keys` are the condition keys that they ask for.
    """

    allows: tuple[Held, ...]
    denies: tuple[Held, ...]
    bounds: tuple[Held, ...]
    keys: frozenset[str]


class Scope(NamedTuple):
    """On what an action may be done: patterns that are allowed for certain, and others that must be asked about.

    What is certain is so `within` these patterns, which the boundary lets be (None = all), and `without` those that are
    denied. `open` says why it may be anything at all, () where it may not.
    """

    certain: tuple[tuple[str, Ground], ...]
    asked: tuple[str, ...]
    open: tuple[Untold, ...]
    within: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()


def strongest(holdings: Iterable[Held], action: str, resource: str, facts: Facts) -> tuple[Say, Held | None]:
    """The most that any of them says, and which."""
    best_said: Say = "no"
    by = None
    for held in holdings:
        said = held.says(action, resource, facts)
        if ORDER.index(said) > ORDER.index(best_said):
            best_said, by = said, held
            if said == "yes":
                break
    return best_said, by


def free(holdings: Iterable[Held], facts: Facts) -> tuple[str, ...] | None:
    """The patterns to which these apply whatever else a request brings along; None where more than patterns decides."""
    found: list[str] = []
    for held in holdings:
        if not held.doubt and held.line.is_free(facts):
            found.extend(held.line.patterns(facts))
        elif held.line.says_of_any(facts) != "no":
            return None
    return tuple(dict.fromkeys(found))


def allowing(holdings: Iterable[Held]) -> tuple[Held, ...]:
    """Those that may allow. One of which not even the effect is known may do either."""
    return tuple(held for held in holdings if held.line.is_allow is not False)
