"""This is where it is worked out once, for the rules that ask, what is told of the paths that the holders may go."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Final, TypeVar

from daypass.data.escalation_paths import KINDS, EscalationPath, PathKind
from daypass.data.role_takers import taker_paths
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.rule import Open, Problem, Profile
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.administering import judged
from daypass_policies.escalating.as_defined import is_told_as_too_much, only_does_as_written
from daypass_policies.escalating.edits_elsewhere import edits_elsewhere
from daypass_policies.escalating.entrances.anchors import takes_no_new_anchor
from daypass_policies.escalating.entrances.every import Entrances
from daypass_policies.escalating.entrances.first import first_entrance
from daypass_policies.escalating.escalation import Escalations, HeldPath
from daypass_policies.escalating.low_trust.aliases import devices_as_others
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.low_trust.unreviewed import Unreviewings, is_by_a_path, taken_by_starting
from daypass_policies.escalating.paths_held import is_lesser, of_paths
from daypass_policies.escalating.rewriting import Rewriting
from daypass_policies.escalating.risen import to_another, to_one
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.service_roles import only_does_as_defined
from daypass_policies.escalating.takeovers.said_to_run import is_by_words
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.taking import taken, taken_by_paths, untaken
from daypass_policies.escalating.takeovers.workers import only_checks, works_for_itself
from daypass_policies.escalating.told import (
    Doubts,
    is_by_service_role,
    is_told_whole,
    unjudged,
    within_bounds,
)

_Found = TypeVar("_Found")

_OF_ALL_OF_IAM: Final[tuple[PathKind, ...]] = ("self-escalation",)
"""Who is given all of IAM has everything else from that."""

_NEW_ANCHOR: Final = "rolesanywhere-x03"


class PathsTold:
    """What is told of a stack: `each`, and `as_others`: of these who works by that as another role of the stack.

    Of whom that is told because of whom they assume or set off `low-trust-does-not-trigger-high` says it, too.
    """

    def __init__(self, stack: Stack, settings: Settings, profile: Profile) -> None:
        self._stack, self._is_strict = stack, profile == "strict"
        self._escalations, self._rising = stack.once(Escalations, settings), stack.once(Rising, settings)
        self._triggering = stack.once(Triggering, self._rising)
        self._rewriting = stack.once(Rewriting, settings)
        self._doubts, self._unjudged = Doubts(), set[tuple[str, str]]()
        self.as_others: list[Problem] = []
        self.each = [one for actor in judged(stack, settings, profile) for one in self._of(actor)]
        devices = list(devices_as_others(stack, self._rising, self._doubts))
        self.as_others += (one for one in devices if isinstance(one, Problem))
        self.each += devices

    @cached_property
    def own_rights(self) -> frozenset[tuple[str, str, str]]:
        """Who is told, not as advice, to write their own rights, by URN, and in which statement of which resource."""
        told = (one for one in self.each if isinstance(one, Problem) and one.on and one.at and not one.advisory)
        own = (one for one in told if (one.key or "").startswith(f"{_OF_ALL_OF_IAM[0]} "))
        return frozenset((one.on.urn, (one.within or one.on).urn, one.at) for one in own if one.on and one.at)

    def _of(self, actor: Actor) -> Iterator[Problem | Open]:
        yield from unjudged(actor, self._unjudged)
        if actor.is_administrator:
            forgotten = self._escalations.of(actor) if actor.forgets_some_of_iam else ()
            yield from _of(actor, tuple(one for one in forgotten if _is_of_itself_by_iam(one.path)))
        else:
            yield from self._of_one_with_limits(actor)

    def _of_one_with_limits(self, actor: Actor) -> Iterator[Problem | Open]:
        held = self._leading_on(_beyond_everything(actor, self._escalations.of(actor)))
        rises = self._rising.of(actor)
        own = held if self._is_strict else _beyond_what_guides_say(actor, held)
        told = () if self._is_petty(actor, own) else own
        strong = () if _is_certain(told) else self._beyond_itself(actor, rises)
        to_ones = [one for one in strong if _is_told(one) and not one.unknown]
        yield from self._told(actor, (*_of(actor, told), *(to_one(actor, one) for one in to_ones)))
        self._note(self._told(actor, (to_one(actor, one) for one in to_ones if _is_worn(one))))
        self._note_beyond(actor, told)
        elsewhere = () if own else tuple(self._elsewhere(actor))
        yield from within_bounds(actor, elsewhere)
        unreviewed = self._unreviewed(actor)
        is_told = bool(own or rises or elsewhere or unreviewed)
        another = () if is_told else self._another(actor)
        entrances = Entrances(actor, self._rising)
        opens = () if is_told or another else self._beyond_itself(actor, tuple(first_entrance(actor, entrances)))
        yield from (*unreviewed, *another)
        yield from within_bounds(actor, opens)
        self._note(within_bounds(actor, first_entrance(actor, entrances, as_another=True) if opens else ()))
        is_quiet = not (is_told or another or opens)
        left = (*untaken(actor, self._rising), *entrances.unopened()) if is_quiet else ()
        yield from self._doubts.of(actor, (*_unknown(held, rises), *left))

    def _told(self, actor: Actor, found: Iterable[Problem]) -> Iterator[Problem | Open]:
        return within_bounds(actor, _weighed(actor, found, self._stack))

    def _note(self, told: Iterable[Problem | Open]) -> None:
        """What is told of a role of the stack, as which somebody works: the chain of roles that it is, too."""
        self.as_others += (one for one in told if isinstance(one, Problem))

    def _note_beyond(self, actor: Actor, held: tuple[HeldPath, ...]) -> None:
        """The role of the stack to which one of the paths to whatever there is leads, and which has more."""
        ids = frozenset(one.path.id for one in held if not one.answer.unknown)
        if ids and (way := taken_by_paths(actor, self._rising, ids)):
            told = tuple(self._told(actor, (to_another(actor.title, actor, way),)))
            self._leading(way, told, is_fact=not is_by_words(way))

    def _is_petty(self, actor: Actor, own: tuple[HeldPath, ...]) -> bool:
        """Whether all of it follows from what `no-admin-access` tells, and leads to nobody whom the stack has."""
        if self._is_strict or actor.node is None or not only_does_as_written(actor):
            return False
        ids = {one.path.id for one in own}
        if any(not ids.isdisjoint(edge.paths) for edge in self._rising.possible_steps(actor.node)):
            return False
        return all(is_told_as_too_much(one, actor) for one in own) and not taken(actor, self._rising)

    def _elsewhere(self, actor: Actor) -> Iterator[Problem | Open]:
        """What it does to those of other stacks; whom it remakes `no-rewriting-of-own-rights` tells."""
        is_told = self._rewriting.remakes_one(actor)
        return edits_elsewhere(actor, self._escalations.actors, self._doubts, with_credentials=not is_told)

    def _unreviewed(self, actor: Actor) -> tuple[Problem | Open, ...]:
        """What whoever comes as a pull request, a branch or a guest takes."""
        found = self._stack.once(Unreviewings, self._rising).of(actor)
        if not found:
            return ()
        who = f"{actor.title}, which {found.who} enters,"
        told = to_another(who, actor, found.taken, ", without a check")
        return self._leading(found.taken, (told,), is_fact=not (found.is_by_name or is_by_words(found.taken)))

    def _another(self, actor: Actor) -> tuple[Problem | Open, ...]:
        """A path to an identity that is not strong, and has what this one was not given."""
        found = taken(actor, self._rising)
        if not found and works_for_itself(actor, self._rising):
            found = taken_by_starting(actor, self._rising, self._triggering)
        if not found or self._rewriting.is_of_itself(actor):
            return ()
        told = tuple(within_bounds(actor, (to_another(actor.title, actor, found),)))
        return self._leading(found, told, is_fact=not (only_checks(actor) or is_by_words(found)))

    def _leading(self, way: Taken, told: tuple[Problem | Open, ...], *, is_fact: bool) -> tuple[Problem | Open, ...]:
        """What is told of such a way, which is noted where it is by changing or handing over something.

        What rests on words alone stays advice, whoever configures it to be more.
        """
        if is_by_a_path(way) or _is_by_a_certificate(way):
            self.as_others += (replace(one, advisory=not is_fact) for one in told if isinstance(one, Problem))
        return told

    def _beyond_itself(self, actor: Actor, found: tuple[_Found, ...]) -> tuple[_Found, ...]:
        """Nothing of whoever writes what it may do itself, which `no-rewriting-of-own-rights` tells."""
        return () if found and self._rewriting.is_of_itself(actor) else found

    def _leading_on(self, held: tuple[HeldPath, ...]) -> tuple[HeldPath, ...]:
        """Without a new trust anchor where each role that anchors enter names its own."""
        if not any(one.path.id == _NEW_ANCHOR for one in held):
            return held
        is_closed = self._stack.once(takes_no_new_anchor, self._rising)
        return tuple(one for one in held if one.path.id != _NEW_ANCHOR) if is_closed else held


def _beyond_everything(actor: Actor, held: tuple[HeldPath, ...]) -> tuple[HeldPath, ...]:
    """Without those that whoever is given nearly everything (as by PowerUserAccess) goes by that alone.

    That a list of exceptions is there to close them and forgets one is another fault than how much else it leaves.
    """
    forgotten = [one for one in held if actor.forgets_some_of_iam and _is_of_itself_by_iam(one.path)]
    return tuple(one for one in held if one in forgotten or not actor.has_among_everything(*one.path.actions))


def _beyond_what_guides_say(actor: Actor, held: tuple[HeldPath, ...]) -> tuple[HeldPath, ...]:
    """Without what AWS's own policies for the roles of its services give, which its guides say to attach.

    And without what no list has, and a policy of AWS gives that goes as a whole, as `no-admin-access` says.
    """
    own = (one for one in held if not is_by_service_role(one.answer.grounds, actor))
    return tuple(one for one in own if one.path not in taker_paths() or not is_told_whole(one.answer.grounds))


def _is_of_itself_by_iam(path: EscalationPath) -> bool:
    return path.kind in _OF_ALL_OF_IAM and all(action.startswith("iam:") for action in path.actions)


def _of(actor: Actor, held: tuple[HeldPath, ...]) -> Iterator[Problem]:
    certain = [one for one in held if not one.answer.unknown]
    has_it_all = actor.has_all_of_iam and not actor.is_walled_from_iam
    kinds: tuple[PathKind, ...] = _OF_ALL_OF_IAM if has_it_all else KINDS
    by_kind = {kind: found for kind in kinds if (found := [one for one in certain if one.path.kind == kind])}
    handing = by_kind.get("new-passrole", [])
    # Whoever may hand any role to something new need not take over what runs: it is said, and is no finding more.
    beside = by_kind.pop("existing-passrole", []) if any(not is_lesser(one, actor) for one in handing) else []
    for kind, found in by_kind.items():
        yield of_paths(actor, kind, found, beside if kind == "new-passrole" else [])


def _is_certain(held: tuple[HeldPath, ...]) -> bool:
    return any(not one.answer.unknown for one in held)


def _weighed(actor: Actor, told: Iterable[Problem], stack: Stack) -> Iterator[Problem]:
    """Advice where nobody's code has the role, and nobody holds it: a service does with it what is written down."""
    for one in told:
        is_idle = one.severity != "medium" and only_does_as_defined(actor.resource, stack)
        yield replace(one, severity="medium", advisory=True) if is_idle else one


def _unknown(held: tuple[HeldPath, ...], rises: tuple[Rise, ...]) -> Iterator[Untold]:
    """What keeps from deciding about a kind of path of which none is certain."""
    certain = {one.path.kind for one in held if not one.answer.unknown}
    yield from (untold for one in held if one.path.kind not in certain for untold in one.answer.unknown)
    if not certain:
        yield from (untold for one in rises if _is_told(one) for untold in one.unknown)


def _is_told(rise: Rise) -> bool:
    """Whether this rule speaks of it, rather than one about what is assumed."""
    return rise.is_far and not rise.is_by_assuming


def _is_by_a_certificate(way: Taken) -> bool:
    """Whether it begins with the key of a certificate that enters a role, which is to have that role."""
    return way.edges[0].how == "kept key" and way.edges[0].target.kind == "role"


def _is_worn(rise: Rise) -> bool:
    """Whether it leads, by a path, to a role of the stack."""
    return rise.target.kind == "role" and is_by_a_path(rise)
