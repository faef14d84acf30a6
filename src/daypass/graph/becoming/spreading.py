"""This is where it is told which targets an identity may do something to, without asking about each of them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.held import Scope
from daypass.graph.becoming.lines import TOO_MUCH
from daypass.graph.becoming.means import Means
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
    crowds, unsure = _spread(means, action, targets, facts)
    asked: dict[Hashable, Member] = {}
    if unsure:
        certain = {member.arn for crowd, answer in crowds if answer.grounds for member in crowd.members}
        near = (member for pattern in unsure for member in targets.near(pattern))
        asked = _each_once(member for member in near if member.arn not in certain)
    return Spread(crowds, tuple(asked.values()))


def spread_by_sorts(
    means: Means,
    action: str,
    targets: Targets,
    sorts: Callable[[Means, tuple[str, ...]], tuple[Crowd, ...]],
    ask: Callable[[Member], Answer],
) -> Iterator[tuple[Crowd, Answer]]:
    """Those that are reached, each crowd with the answer that holds for all of it: of each sort one is asked about.

    `sorts` are those that the patterns may take in. Some of them may be in a crowd that is reached for certain as well.
    """
    crowds, unsure = _spread(means, action, targets)
    yield from crowds
    found = sorts(means, unsure) if unsure else ()
    for at, sort in enumerate(found):
        if means.library.is_spent:
            rest = tuple(member for left in found[at:] for member in left.members)
            yield Crowd(object(), rest), Answer(possible=True, unknown=(TOO_MUCH,))  # no other crowd has these
            return
        answer = ask(sort.members[0])
        if answer.possible:
            yield sort, answer


def _spread(
    means: Means, action: str, targets: Targets, facts: Facts = NOTHING
) -> tuple[tuple[tuple[Crowd, Answer], ...], tuple[str, ...]]:
    """Who is reached without asking about each, and the patterns that take in whoever must be asked about."""
    if not targets or not means.may(action):
        return (), ()
    scope = means.scope(action, facts)
    crowds = [
        (_selected(means, targets, pattern, scope), Answer(possible=True, grounds=(ground,)))
        for pattern, ground in scope.certain
    ]
    unsure = (*scope.asked, *(pattern for pattern, _ in scope.certain if targets.has_unknown))
    is_limited = scope.asked or scope.without or scope.within is not None or targets.has_unknown
    if means.library.is_spent and is_limited:
        crowds.append((targets.crowd, Answer(possible=True, unknown=(TOO_MUCH,))))
        unsure = ()
    elif scope.open:
        crowds.append((targets.crowd, Answer(possible=True, unknown=scope.open)))
    return tuple((crowd, answer) for crowd, answer in crowds if crowd.members), unsure


def _each_once(members: Iterable[Member]) -> dict[Hashable, Member]:
    """A request for one of them may bring along something else than a request for the same thing does elsewhere."""
    return {(member.node.key, member.arn, member.brings, member.at): member for member in members}


def _selected(means: Means, targets: Targets, pattern: str, scope: Scope) -> Crowd:
    """Those that a pattern takes in; what a boundary or a Deny leaves of them costs time and room in proportion."""
    is_whole = scope.within is None and not scope.without
    if not is_whole and not means.library.spend_on(len(targets.members)):
        return _NOBODY
    return targets.selected(pattern, scope.within, scope.without)


_NOBODY: Final = Crowd("nobody", ())
