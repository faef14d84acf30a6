"""This is where it is told which roles a whole organisation enters that not everyone in it should have.

Whoever may assume roles in the weakest of its accounts has what they may: a sandbox, a build, a stolen key. To read
logs and what all work with is what such roles are there for; to change who may do what, to pass a role, to read
secrets, and to change or destroy what a company lives on is not.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.leaves import was_looked_up
from daypass.graph.untold import Untold
from daypass.iam.document import EVERYONE, MalformedDocument
from daypass.model.resource import Undecided
from daypass.rule import Open, Problem
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.grave import is_grave
from daypass_policies.escalating.rising import NOT_STRONG, Rising
from daypass_policies.escalating.takeovers.doubting import doubts
from daypass_policies.escalating.takeovers.gaining import HEAVY, gains
from daypass_policies.escalating.told import Doubts, unless_bounded
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.openness import is_everyone, whole_account
from daypass_policies.opening.trusts import ask_callers
from daypass_policies.settle import collect
from daypass_policies.trusting.organisations import in_organisation, may_speak_of_one
from daypass_policies.trusting.trust import ROLES, trust_of

_CHOSEN: Final = frozenset(("sts:externalid",))
"""What whoever is inside may show: an external id is no secret, and keeps out no colleague."""

_SEVERAL: Final = 2


class Worth(NamedTuple):
    """What somebody has by such a role, in words, and whether that can be all rights."""

    words: str
    is_far: bool = False


def entered_by_all(rising: Rising) -> Iterator[Problem | Open]:
    """The roles that let in a whole organisation and are worth something."""
    left = Doubts()
    for actor in rising.actors.each:
        if actor.node and actor.resource.type in ROLES and not was_looked_up(actor.resource):
            yield from _of(actor, rising, left)


def _of(actor: Actor, rising: Rising, left: Doubts) -> Iterator[Problem | Open]:
    try:
        if not may_speak_of_one(trust_of(actor.resource)):
            return
    except MalformedDocument:
        return  # nobody gets in by it, and the rules about trusts say so
    except Undecided as unknown:
        worth = _worth(actor, rising)
        # Whom the strongest let in is asked about anyway.
        if not worth.is_far if worth else any(True for _ in _may_be_worth(actor)):
            yield Open(actor.resource, (unknown.path,))
        return
    entered = _Entered(actor.node.account if actor.node else "")
    _, stopped = collect([ask_callers(actor.resource, entered.note)])
    whom = entered.whom
    waiting = entered.waiting or (stopped.path if stopped else "")
    worth = _worth(actor, rising) if whom or waiting else None
    if worth and whom:
        problem = Problem(
            f"{actor.title} lets in everyone in {whom} who may assume roles, and {worth.words}",
            at=entered.where,
            key="organisation",
            severity="high" if worth.is_far else "medium",
            confidence="medium",
            advisory=not worth.is_far,
            on=actor.resource,
        )
        yield unless_bounded(problem) if actor.is_bounded_elsewhere else problem
    elif waiting and not whom and (worth or any(True for _ in _may_be_worth(actor))):
        yield Open(actor.resource, (waiting,))
    elif whom:
        yield from left.of(actor, _may_be_worth(actor))


class _Entered:
    """Whom all grants of a trust together let in that ask for the organisation alone."""

    def __init__(self, own: str) -> None:
        """`own` is the account of the role, "" where it is not known."""
        self._own = own
        self._named: dict[str, str] = {}
        self._unknown: dict[str, str] = {}

    def note(self, grant: Grant) -> tuple[Problem, ...]:
        """Take one grant into account, of which nothing is to be said yet."""
        whom = _whom(grant)
        if not whom or whom == self._own:
            return ()
        try:
            found = in_organisation(grant)
        except Undecided as unknown:  # matters only beside another account
            self._unknown.setdefault(whom, unknown.path)
            return ()
        if found and not found.is_of_part and not found.others - _CHOSEN:
            self._named.setdefault(whom, grant.where)
        return ()

    @property
    def whom(self) -> str:
        """For people; "" where they are too few, as far as is known."""
        if EVERYONE in self._named:
            return "the organisation"
        return f"{len(self._named)} whole accounts of the organisation" if len(self._named) >= _SEVERAL else ""

    @property
    def where(self) -> str:
        """The property path of the first statement."""
        return self._named.get(EVERYONE) or next(iter(self._named.values()))

    @property
    def waiting(self) -> str:
        """The path of what is not known and may make them many; "" where nothing does."""
        every = {**self._named, **self._unknown}
        may_be_many = EVERYONE in self._unknown or len(every) >= _SEVERAL
        return next(iter(self._unknown.values()), "") if may_be_many else ""


def _whom(grant: Grant) -> str:
    """Whom a grant names before any condition: EVERYONE, a whole account, or "" for anybody less."""
    if grant.kind == "Service":
        return ""
    return EVERYONE if is_everyone(grant) else whole_account(grant)


def _worth(actor: Actor, rising: Rising) -> Worth | None:
    """What makes the role worth having, the most first."""
    strength, words = rising.strong.get(actor.node.key, (NOT_STRONG, "")) if actor.node else (NOT_STRONG, "")
    if actor.node and rising.can_have_all(actor.node):
        return Worth(words, is_far=True)
    told = (gain for gain in gains(None, actor, HEAVY) if is_grave(gain) and not is_for_tests(gain.resource))
    if gain := next(told, None):
        return Worth(f"may {gain}")
    return Worth(words) if strength else None


def _may_be_worth(actor: Actor) -> Iterator[Untold]:
    """What is not known of a role, and may make it worth having."""
    yield from (one for doubt in doubts(None, actor, HEAVY) if is_grave(doubt.gain) for one in doubt.unknown)
