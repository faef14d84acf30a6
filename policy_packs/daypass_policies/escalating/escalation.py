"""This is where it is told on which known paths a holder becomes more than it was given, and what breaks each."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from daypass.data.data_movers import only_moves_data
from daypass.data.escalation_paths import HANDS_OVER, EscalationPath, escalation_paths
from daypass.data.role_takers import taker_paths
from daypass.graph.becoming.anything.going import Asking
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.means import best
from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.denied_things import denies_all_there_are
from daypass_policies.escalating.pinned import passes_nobodys


class HeldPath(NamedTuple):
    """A path that can be gone. `answer` says on which grounds, and what of it is not known."""

    path: EscalationPath
    answer: Answer

    @property
    def only_moves_data(self) -> bool:
        """Whether what takes the role does only moves or analyses data with it: nothing works for the caller."""
        return only_moves_data(self.path.id)

    @property
    def breaks(self) -> str:
        """The one action without which there is no path: passing a role, an edit of IAM, else the rarest."""
        actions = self.path.actions
        if HANDS_OVER in actions:
            return HANDS_OVER
        ranked = (
            *(action for action in actions if action.startswith(("iam:", "sso:"))),
            *(action for action in actions if action not in self.path.elsewhere and not _is_everyday(action)),
            *actions,
        )
        return ranked[0]


class Escalations:
    """The holders of a stack with the paths that each may go, looked at once for all rules that ask."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self.actors = stack.once(Actors, settings)
        self._reach = stack.once(Reachability, settings)
        self._paths: dict[int, tuple[HeldPath, ...]] = {}

    def of(self, actor: Actor) -> tuple[HeldPath, ...]:
        """The paths that it may go; those of its groups are the groups' own."""
        if id(actor) not in self._paths:
            theirs = {one.path.id for group in self.actors.groups_of(actor) for one in self.of(group)}
            found = held_paths(actor) if actor.sensitive else ()
            mine = (one for one in found if one.path.id not in theirs)
            self._paths[id(actor)] = tuple(one for one in mine if self._leads_on(actor, one.path))
        return self._paths[id(actor)]

    def _leads_on(self, actor: Actor, path: EscalationPath) -> bool:
        """Whether it leads to what somebody may mean, and that nobody denies."""
        if path.passes_role and passes_nobodys(actor, path, self._reach.trusts):
            return False
        return not denies_all_there_are(actor, path, self._reach)


def held_paths(actor: Actor) -> tuple[HeldPath, ...]:
    """All paths that it may go, the known ones first; of those that nobody wrote down only where there is no other."""
    found = tuple(_going(actor, escalation_paths()))
    handed = any(one.path.passes_role and not one.answer.unknown for one in found)
    return found if handed or not actor.may(HANDS_OVER) else (*found, *_going(actor, taker_paths()))


def _going(actor: Actor, paths: Iterable[EscalationPath]) -> Iterator[HeldPath]:
    asking = tuple(map(Asking, actor.means))
    for path in paths:
        if actor.may(*path.actions):
            answers = [(one, one.goes(path)) for one in asking]
            answer = best(each for _, each in answers)
            if answer.possible:
                who = next(one for one, each in answers if each is answer)
                yield HeldPath(who.narrowed(path) if path.passes_role else path, answer)


def _is_everyday(action: str) -> bool:
    """Whether many need it who mean no harm: to read, to start, to stop."""
    return action.partition(":")[2].startswith(("Describe", "Get", "List", "Start", "Stop", "Invoke", "Register"))
