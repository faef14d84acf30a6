"""This is where policies are asked whether something could be allowed, under the facts that a stack tells."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from daypass.errors import DaypassError
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.lines import TOO_MUCH, Ground, Library
from daypass.graph.untold import Untold
from daypass.iam.decision import Decision
from daypass.iam.glob import has_wildcard
from daypass.iam.policies import Policies
from daypass.iam.reach import Meter, reach
from daypass.iam.request import Request
from daypass.model.resource import Undecided

Show = Callable[[], Request | None]
"""Makes a request when somebody wants to see it: most are never looked at."""


class Answer(NamedTuple):
    """Whether something is possible. `unknown` says what may still make it impossible; () where it is for certain.

    `grounds` are the statements that allow it; `show` makes a request that is allowed, where one is known.
    """

    possible: bool
    unknown: tuple[Untold, ...] = ()
    grounds: tuple[Ground, ...] = ()
    show: Show | None = None

    @property
    def is_certain(self) -> bool:
        """Whether it is possible, and nothing that is not known may undo that."""
        return self.possible and not self.unknown

    def under(self, *unknown: Untold) -> "Answer":
        """The same where this is not known either."""
        if not unknown or not self.possible:
            return self
        return self._replace(unknown=tuple(dict.fromkeys((*self.unknown, *unknown))))


NO: Final = Answer(possible=False)
"""It is impossible."""


def joined(one: Answer, other: Answer) -> Answer:
    """Possible where both are, and as certain as both."""
    if not (one.possible and other.possible):
        return NO
    both = Answer(possible=True, grounds=(*one.grounds, *other.grounds), show=one.show or other.show)
    return both.under(*one.unknown, *other.unknown)


def all_of(answers: Iterable[Answer]) -> Answer:
    """Possible where all are; the rest is not asked after one that is not."""
    whole = Answer(possible=True)
    for answer in answers:
        whole = joined(whole, answer)
        if not whole.possible:
            break
    return whole


class ReachAnswer(NamedTuple):
    """What `reach` says: `unknown` is the path of what it wanted to know, "" where it needs nothing more."""

    possible: bool
    unknown: str = ""
    decision: Decision | None = None
    witness: Request | None = None


@dataclass(frozen=True)
class AskedPolicies:
    """Policies, and the library that pays for asking about them; `keys` are those that the policies ask for."""

    policies: Policies
    library: Library
    keys: frozenset[str]


def ask(asked: AskedPolicies, action: str, resource: str, principal: str, facts: Facts) -> ReachAnswer:
    """Whether the policies could allow it; `principal` may be "".

    A value that nobody can read keeps it possible, as one that is not known does.
    """
    if not asked.library.spend(_COST_OF_PATTERN if has_wildcard(resource) else _COST):
        return ReachAnswer(possible=True, unknown=TOO_MUCH.what)
    known = tuple((document,) for document in facts.denying(asked.keys))
    whole = replace(asked.policies, resource_control=known) if known else asked.policies
    meter = Meter()
    try:
        found = reach(whole, action, resource, principal or None, meter)
    except Undecided as undecided:
        return ReachAnswer(possible=True, unknown=undecided.path)
    except DaypassError as unreadable:
        return ReachAnswer(possible=True, unknown=unreadable.place or "policy document")
    finally:
        asked.library.spend(meter.work // _WORK_OF_A_UNIT)
    if found.possible and found.witness is None:
        asked.library.spend(_COST_OF_HARD)
        return ReachAnswer(possible=True, unknown=_HARD)
    return ReachAnswer(found.possible, decision=found.decision, witness=found.witness)


_COST: Final = 100
_COST_OF_PATTERN: Final = 1_000
_COST_OF_HARD: Final = 2_000
"""What a question to `reach` costs, one about a pattern, and one that it gives up, in the units of a library: at least,
as what it says that it did is counted besides."""

_WORK_OF_A_UNIT: Final = 10
"""Microseconds."""

_HARD: Final = "whether its conditions can be met"
