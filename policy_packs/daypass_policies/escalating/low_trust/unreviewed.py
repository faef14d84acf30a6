"""This is where it is told what is taken by whoever comes before anybody has looked: a pull request, a branch, a guest.

What each of them becomes over several steps they have, however little each step gives. Whoever signed in to an app
where anybody signs up is hardly more than a guest.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from daypass.graph.becoming.assuming.trusts import OF_POOLS
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said
from daypass.graph.property_path import is_empty, texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.admitted import Admitted
from daypass.iam.document import Document, MalformedDocument, Statement
from daypass.iam.glob import matches
from daypass.model.kind import BREADTHS
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.app_users import OWN_NAMES, is_for_every_user
from daypass_policies.escalating.low_trust.checked import is_checked
from daypass_policies.escalating.low_trust.codebuild_types import NATIVE_PROJECT, PROJECT, WEBHOOK
from daypass_policies.escalating.low_trust.proposal_runners import (
    UnknownPurpose,
    runs_proposals,
    says_it_runs_proposals,
)
from daypass_policies.escalating.low_trust.session_tags import may_bring_tags
from daypass_policies.escalating.low_trust.triggering import Triggering
from daypass_policies.escalating.low_trust.trust_classes import entering_class
from daypass_policies.escalating.low_trust.unreviewed_names import entered_by_name
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.takeovers.asking import asked_for
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.coding import only_starts
from daypass_policies.escalating.takeovers.doubting import doubted
from daypass_policies.escalating.takeovers.gaining import HEAVY, SECRETS, Gain, Weight, every_gained, gained
from daypass_policies.escalating.takeovers.handing import by_passing
from daypass_policies.escalating.takeovers.own_names import below_own_name
from daypass_policies.escalating.takeovers.own_scripts import steps_by_own_script
from daypass_policies.escalating.takeovers.state_files import steps_by_state
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.taking import sets_off
from daypass_policies.trusting.pipelines import pipelines_entering
from daypass_policies.trusting.proposals import is_their_build
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of
from daypass_policies.trusting.unguarded import unguarded

_SIGNED_IN: Final = f"{OF_POOLS}:amr"
_AS_GUEST: Final = "unauthenticated"
_MANY: Final = BREADTHS[: BREADTHS.index("one workload")]
"""Breadths of a trust that lets in more than one branch or environment."""

_OF_PIPELINES: Final = "CODEPIPELINE"
"""What a project says whose source a pipeline hands over, and that nobody but this starts."""

_MOST: Final = 100
"""Of those that it becomes, the nearest, which are looked at: else each of many roles would look at all others."""


class Unreviewed(NamedTuple):
    """What `who` (in words that precede "enters") takes."""

    who: str
    taken: Taken

    @property
    def is_by_name(self) -> bool:
        """Whether a name alone says who enters."""
        return self.who.startswith("by ")


def is_by_a_path(taken: Taken | Rise) -> bool:
    """Whether it begins with a path to more rights: with what somebody changes or hands over.

    Whom they assume, what they set off, and what they merely start is none.
    """
    first = taken.edges[0]
    return first.how != "assume" and bool(first.paths) and not (sets_off(first) or only_starts(first))


class Unreviewings:
    """What is taken so in a stack, worked out once for the rules that ask."""

    def __init__(self, stack: Stack, rising: Rising) -> None:
        self._rising, self._triggering = rising, stack.once(Triggering, rising)
        self._found: dict[str, Unreviewed | None] = {}

    def of(self, actor: Actor) -> Unreviewed | None:
        """The first identity whose rights they take, over one step or several, where nobody checks any."""
        key = actor.resource.urn
        if key not in self._found:
            self._found[key] = self._taken(actor)
        return self._found[key]

    def unclear(self, actor: Actor) -> str:
        """The path of a purpose that is not known yet, by which alone pull requests would enter what takes something.

        Where nothing would be taken the purpose decides nothing, so that few previews hear of it.
        """
        path = unclear_entering(actor, self._rising.reach.stack) if self.of(actor) is None else ""
        taken = self._taken_by_any(actor) if path else None
        return path if taken and not is_by_a_path(taken) else ""

    def _taken(self, actor: Actor) -> Unreviewed | None:
        who = entered_by(actor, self._rising.reach.stack)
        taken = self._taken_by_any(actor) if who else None
        return Unreviewed(who, taken) if taken else None

    def _taken_by_any(self, actor: Actor) -> Taken | None:
        return taken_over_steps(actor, self._rising) or taken_by_starting(actor, self._rising, self._triggering)


def taken_over_steps(actor: Actor, rising: Rising) -> Taken | None:
    """The same of an identity, whoever enters it."""
    if actor.node is None:
        return None
    seen, waiting = {actor.node.key}, [tuple[Edge, ...]()]
    for edges in waiting:
        here = edges[-1].target if edges else actor.node
        for edge in _steps(here, edges, actor, rising):
            if len(seen) > _MOST:
                return None
            if asked := next(asked_for(edge, actor, rising, HEAVY), None):
                return Taken((*edges, *asked.edges), asked.edges[-1].target, asked.gain)
            if edge.target.key in seen or not edge.acts or _is_checked(edges, edge, rising):
                continue
            seen.add(edge.target.key)
            waiting.append((*edges, edge))
            if gain := _gained(actor, edge.target, rising, _weights(actor, edge, rising)):
                return Taken((*edges, edge), edge.target, gain)
    return None


def _gained(actor: Actor, target: Node, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """The heaviest that it gets, beyond what each user of an app has below their own name."""
    found, other = gained(actor, target, rising, weights), rising.actors.by_urn.get(target.key)
    if found is None or other is None:
        return None
    own = frozenset(below_own_name(other, OWN_NAMES))
    each = every_gained(actor, target, rising, weights) if own else iter((found,))
    return next((one for one in each if (one.action, one.resource) not in own), None)


def _steps(here: Node, way: Sequence[Edge], actor: Actor, rising: Rising) -> Iterator[Edge]:
    """The steps that are certain, also for what tags of the session those who came over `way` may bring."""
    if not way:
        return chain(rising.steps(here), steps_by_own_script(actor, rising), steps_by_state(actor, rising))
    each = rising.possible_steps(here)
    return (edge for edge in each if edge.is_certain or may_bring_tags(rising.reach, way, edge))


def _is_checked(way: Sequence[Edge], edge: Edge, rising: Rising) -> bool:
    return is_checked(rising.reach, edge) and not may_bring_tags(rising.reach, way, edge)


class Unsure(NamedTuple):
    """What is not known of the rights of `whose`."""

    whose: Actor
    unknown: tuple[Untold, ...]


def unsure_over_steps(actor: Actor, rising: Rising) -> Unsure | None:
    """What keeps from knowing that nothing is taken over several steps: whether there is one, or what it gives."""
    if actor.node is None:
        return None
    seen, waiting = {actor.node.key}, [(actor.node, tuple[Untold, ...]())]
    for here, unknown in waiting:
        for edge in rising.possible_steps(here):
            target = rising.actors.by_urn.get(edge.target.key)
            if len(seen) > _MOST:
                return None
            if target is None or edge.target.key in seen or not edge.acts or is_checked(rising.reach, edge):
                continue
            seen.add(edge.target.key)
            way = (*unknown, *edge.unknown)
            waiting.append((edge.target, way))
            weights = _weights(actor, edge, rising)
            if way and gained(actor, edge.target, rising, weights):
                return Unsure(actor, way)
            if left := [one for doubt in doubted(actor, edge.target, rising, weights) for one in doubt.unknown]:
                return Unsure(target, tuple(dict.fromkeys(left)))
    return None


def _weights(actor: Actor, edge: Edge, rising: Rising) -> tuple[Weight, ...]:
    """What counts of whom a step leads to."""
    is_passed = edge.how == "pass role" and edge.source == actor.node
    return (by_passing(actor, edge.target, rising) or SECRETS) if is_passed else HEAVY


def taken_by_starting(actor: Actor, rising: Rising, triggering: Triggering) -> Taken | None:
    """What reads secrets that are not its own and runs at its word, because it may make run whatever there is."""
    for way in triggering.of_any_name(actor):
        made, runs = (edge.target for edge in way)
        if not is_kin(actor, runs, made.name) and (gain := gained(actor, runs, rising, SECRETS)):
            return Taken(way, runs, gain)
    return None


def entered_by(actor: Actor, stack: Stack) -> str:
    """Who enters a role unlooked at (`every pull request`); "" where nobody does, or it is not known."""
    try:
        return _entered_by(actor, stack)
    except UnknownPurpose:
        return ""


def unclear_entering(actor: Actor, stack: Stack) -> str:
    """The path of the purpose of a role that is not known yet, where nothing else says who enters it."""
    try:
        _entered_by(actor, stack)
    except UnknownPurpose as unknown:
        return unknown.path
    return ""


def _entered_by(actor: Actor, stack: Stack) -> str:
    if actor.resource.type not in ROLES:
        return ""
    try:
        return _entering(actor, trust_of(actor.resource), stack)
    except UnknownPurpose:
        raise
    except (MalformedDocument, Undecided):
        return ""


def _entering(actor: Actor, document: Document, stack: Stack) -> str:
    admitted, entering = admitted_by(actor.resource, document), pipelines_entering(document)
    if any(one.before_review for one in admitted):
        return "every pull request"
    if entering and any(map(_lets_in_many, admitted)):
        return "every branch"
    shown = next((way.who for way in unguarded(actor.resource, stack) if not way.unknown), "")
    if shown or any(map(_is_for_guests, document.statements)):
        return shown or "every guest"
    if is_for_every_user(actor.resource, document, stack):
        return "every signed-in user"
    if entering:  # whoever builds what is proposed says so in the trust, and else in the role's own name
        return entered_by_name(document)
    said = runs_proposals(actor) or _is_said_so(actor, stack)
    return f"by its {said} every pull request" if said else ""


def _is_said_so(actor: Actor, stack: Stack) -> str:
    """By what builds of CodeBuild say that they check or plan what is proposed, where they enter it: "name", "purpose".

    Where a webhook or a pipeline starts the build, that says what is built.
    """
    builds = [use.consumer for use in stack.once(Consumers).by_role.get(actor.resource.urn, ()) if _is_build(use)]
    is_otherwise = any(map(_is_told_otherwise, builds)) or any(True for _ in stack.of_type(WEBHOOK))
    if is_otherwise or entering_class(actor.resource) != "pipeline":
        return ""
    name = actor.node.arn.rpartition("/")[2] if actor.node else ""
    return "name" if is_their_build(name) else says_it_runs_proposals(actor)


def _is_build(use: Use) -> bool:
    return use.consumer.type in (PROJECT, NATIVE_PROJECT)


def _is_told_otherwise(build: Resource) -> bool:
    """Whether a pipeline hands over its source, or triggers of its own say what is built."""
    return _OF_PIPELINES in texts_at(build.state, "source.type").texts or not is_empty(said(build, "triggers"))


def _lets_in_many(admitted: Admitted) -> bool:
    return admitted.kind == "Federated" and admitted.breadth in _MANY


def _is_for_guests(statement: Statement) -> bool:
    """Source: Amazon Cognito Developer Guide, "Role trust and permissions" (`amr`); read 2026-11."""
    is_for_pools = statement.effect == "Allow" and OF_POOLS in (statement.principals or {}).get("Federated", ())
    asked = (one for one in statement.conditions if one.key.lower() == _SIGNED_IN and not one.test.negated)
    return is_for_pools and any(matches(value, _AS_GUEST) for one in asked for value in one.values)
