"""This is where it is told which targets an identity may do something to, without asking about each of them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import Means, Scope
from daypass.graph.becoming.targets import Crowd, Member, Targets


class Spread(NamedTuple):
    """`crowds` are reached alike, each with the answer that holds for all of it; `asked` are members to be asked about.

    Who is in a crowd for certain is not among those asked.
    """

    crowds: tuple[tuple[Crowd, Answer], ...]
    asked: tuple[Member, ...]

    @property
    def everyone(self) -> tuple[Member, ...]:
        """All of them, each once."""
        members = (*(member for crowd, _ in self.crowds for member in crowd.members), *self.asked)
        return tuple(_each_once(members).values())


def one_by_one(
    means: Means, members: Sequence[Member], ask: Callable[[Member], Answer]
) -> Iterator[tuple[Member | Crowd, Answer]]:
    """The members for which the answer is that it is possible; all others together where no more may be asked."""
    for index, member in enumerate(members):
        if means.library.is_spent:
            rest = Crowd(object(), tuple(members[index:]))  # no other crowd has these members
            yield rest, Answer(possible=True, unknown=(TOO_MUCH,))
            return
        answer = ask(member)
        if answer.possible:
            yield member, answer


def spread(means: Means, action: str, targets: Targets, facts: Facts = NOTHING) -> Spread:
    """Over which of these targets the means spread; what conditions, denials or unknown names decide must be asked."""
    if not targets or not means.may(action):
        return Spread((), ())
    scope = means.scope(action, facts)
    crowds = [
        (_selected(means, targets, pattern, scope), Answer(possible=True, grounds=(ground,)))
        for pattern, ground in scope.certain
    ]
    if means.library.is_spent and (scope.asked or scope.without or scope.within is not None or targets.has_unknown):
        crowds.append((targets.crowd, Answer(possible=True, unknown=(TOO_MUCH,))))
        return Spread(tuple(crowds), ())
    unsure = (*scope.asked, *(pattern for pattern, _ in scope.certain if targets.has_unknown))
    asked: dict[Hashable, Member] = {}
    if unsure:
        certain = {member.arn for crowd, _ in crowds for member in crowd.members}
        near = (member for pattern in unsure for member in targets.near(pattern))
        asked = _each_once(member for member in near if member.arn not in certain)
    if scope.open:
        crowds.append((targets.crowd, Answer(possible=True, unknown=scope.open)))
    return Spread(tuple((crowd, answer) for crowd, answer in crowds if crowd.members), tuple(asked.values()))


def _each_once(members: Iterable[Member]) -> dict[Hashable, Member]:
    """A request for one of them may bring along something else than a request for the same thing does elsewhere."""
    return {(member.node.key, member.arn, member.brings, member.at): member for member in members}


def _selected(means: Means, targets: Targets, pattern: str, scope: Scope) -> Crowd:
    """Those that a pattern takes in; what a boundary or a Deny leaves of them costs time and room in proportion."""
    is_whole = scope.within is None and not scope.without
    if not is_whole and not means.library.spend(1 + len(targets.members) // _A_UNIT):
        return _NOBODY
    return targets.selected(pattern, scope.within, scope.without)


_A_UNIT: Final = 10
"""Members that are sorted out for one unit of a library."""

_NOBODY: Final = Crowd("nobody", ())
