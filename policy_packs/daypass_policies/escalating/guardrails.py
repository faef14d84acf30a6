"""This is where it is told who lifts a policy of their organisation that alone keeps something from them.

What an identity's own policies allow and one of the organisation denies is held back by that one alone: whoever may
write another text for it, switch its kind off, or detach it from where it binds them, has it. To delete a policy one
must detach it first. A policy of a unit binds whom it says to spare somebody of, and an account that is not the one
that has the policy, which is the management account. Sources: AWS Organizations API Reference, "UpdatePolicy",
"DetachPolicy", "DeletePolicy" and "DisablePolicyType"; Service Authorization Reference, "AWS Organizations"; read
2026-12.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import product
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer, all_of
from daypass.graph.becoming.callers import ANY, tag_facts
from daypass.graph.becoming.denied import Denied
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.organised import OrganisationPolicies, OrganisationPolicy, Target
from daypass.graph.becoming.patterns import covers
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass.iam.statement import Statement
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.gaining import (
    WEIGHTS,
    Gain,
    actions_of,
    counts,
    example_of,
    gains,
    place_of,
    weight_of,
)
from daypass_policies.escalating.takeovers.unnamed import unnamed

_DETACHES: Final = "organizations:DetachPolicy"
_SWITCHES_OFF: Final = "organizations:DisablePolicyType"
_LIFTING: Final = ("organizations:UpdatePolicy", _DETACHES, _SWITCHES_OFF)
_TYPE: Final = "organizations:policytype"
_WHO: Final = "aws:principalarn"
_OF_BUCKETS: Final = "s3:"
_OF_ITSELF: Final = "organizations:"


class Lift(NamedTuple):
    """A policy that a holder lifts by an action, and what that alone keeps from them, None where that is not known."""

    action: str
    policy: OrganisationPolicy
    gain: Gain | None
    answer: Answer

    @property
    def words(self) -> str:
        """For people, in words that follow "lift"."""
        return f"policy {self.policy.resource.name!r} of its organisation, which alone keeps it from {self.gain}"


class _Kept(NamedTuple):
    """What a policy keeps from somebody, by the targets that bind them; `unknown`: whether it does."""

    gain: Gain | None
    by: tuple[Target, ...]
    unknown: tuple[Untold, ...]


class Guardrails:
    """Who lifts the policies of an organisation in a stack."""

    def __init__(self, stack: Stack) -> None:
        self._policies, self._denied = stack.once(OrganisationPolicies), stack.once(Denied)

    def lifted_by(self, actor: Actor) -> Iterator[Lift]:
        """Those that an identity lifts, by each way, to have more."""
        each = self._policies.each if actor.node and not actor.is_administrator else ()
        for policy, means in product(each, actor.means) if each else ():
            if any(map(means.may, _LIFTING)):
                yield from self._lifted(actor, policy, self._under_others(policy, means))

    def _lifted(self, actor: Actor, policy: OrganisationPolicy, means: Means) -> Iterator[Lift]:
        if kept := next(self._kept(actor, policy, means), None):
            for action in _LIFTING:
                answer = _lifts(action, policy, kept.by, policy.binding(means))
                if answer.possible:
                    yield Lift(action, policy, kept.gain, answer.under(*kept.unknown))

    def _under_others(self, policy: OrganisationPolicy, means: Means) -> Means:
        """The same means as far as those policies let them be that they may not lift."""
        others = (one for one in self._policies.each if one is not policy)
        left = [
            one for one in others if not any(_lifts(action, one, one.targets, means).possible for action in _LIFTING)
        ]
        return reduce(lambda held, one: one.binding(held), left, means)

    def _kept(self, actor: Actor, policy: OrganisationPolicy, means: Means) -> Iterator[_Kept]:
        """What it keeps from the holder, what is certain before what may be."""
        if policy.denies is None:
            by = _binding(policy, None, means)
            if by and any(not one.action.startswith(_OF_ITSELF) for one in gains(None, actor, WEIGHTS)):
                yield _Kept(None, by, (Untold.of(policy.resource, policy.path), *_unknown(by)))
            return
        found = [one for statement in policy.denies for one in self._by(statement, policy, means)]
        yield from sorted(found, key=lambda one: bool(one.unknown))

    def _by(self, statement: Statement, policy: OrganisationPolicy, means: Means) -> Iterator[_Kept]:
        bound = policy.binding(means)
        for gain in _both(statement, policy, means):
            by = _binding(policy, statement, means) if _is_here(gain, means) else ()
            action, things = example_of(gain.action, gain.weight), unnamed(gain.resource)
            free = self._denied.held(means, (action,)) if action.startswith(_OF_BUCKETS) else means
            if not by or not counts(gain) or not all(free.on(action, one).is_certain for one in things):
                continue
            left = [bound.on(action, one) for one in things]
            if not any(one.is_certain for one in left):
                unknown = dict.fromkeys(untold for one in left for untold in one.unknown)
                yield _Kept(gain, by, (*unknown, *_unknown(by)))


def _both(statement: Statement, policy: OrganisationPolicy, means: Means) -> Iterator[Gain]:
    """What both a statement of the holder and this denial are about, as far as one of them takes in the other's."""
    try:
        denied, places = statement.actions or (EVERYTHING,), statement.resources or (EVERYTHING,)
    except Undecided:
        denied, places = (EVERYTHING,), (EVERYTHING,)
    is_secret = policy.given is not None and policy.given.document.secret
    for held in sorted(means.everything, key=place_of):
        for action in dict.fromkeys(_narrower_action(*both) for both in product(actions_of(held), denied)):
            weight = weight_of(action) if action else ""
            if weight:
                for place in _places(held, places, means):
                    yield Gain(action, place, weight, is_secret or held.given.document.secret)


def _narrower_action(one: str, other: str) -> str:
    """The one of two patterns that the other takes in, "" where neither does."""
    first, second = one.lower(), other.lower()
    return other if matches(first, second) else one if matches(second, first) else ""


def _places(held: Held, denied: tuple[str, ...], means: Means) -> Iterator[str]:
    """The same of resources."""
    for one, other in product(held.line.patterns(means.caller.facts), denied):
        if covers(one, other):
            yield other
        elif covers(other, one):
            yield one


def _is_here(gain: Gain, means: Means) -> bool:
    """Whether it is of its own account, as far as that is said: of another's that account decides as well."""
    arn = Arn.parse(gain.resource)
    return arn is None or not arn.account.isdecimal() or arn.account == means.caller.account


def _binding(policy: OrganisationPolicy, statement: Statement | None, means: Means) -> tuple[Target, ...]:
    """The targets by which it binds an identity, or what it comes to in its own account."""
    account, whose = means.caller.account, means.permissions.identity
    if not account:  # then it may be any
        return tuple(one._replace(unknown=(*one.unknown, Untold.of(whose, "arn"))) for one in policy.targets)
    return tuple(one for one in policy.targets if _binds(one, policy, statement, account))


def _binds(target: Target, policy: OrganisationPolicy, statement: Statement | None, account: str) -> bool:
    if target.is_account:
        return target.id == account
    is_elsewhere = policy.arn.account.isdecimal() and policy.arn.account != account
    return is_elsewhere or (statement is not None and _speaks_of(statement, account))


def _speaks_of(statement: Statement, account: str) -> bool:
    """Whether it spares, or means, identities of this account, so that it was written for that."""
    try:
        named = (value for one in statement.conditions if one.is_on(_WHO) for value in one.values)
    except Undecided:
        return False
    return any(arn.account == account for value in named if (arn := Arn.parse(value)))


def _unknown(by: tuple[Target, ...]) -> tuple[Untold, ...]:
    """What is not known of all of these targets."""
    return () if any(not one.unknown for one in by) else by[0].unknown


def _lifts(action: str, policy: OrganisationPolicy, by: tuple[Target, ...], means: Means) -> Answer:
    """Whether it may do this, of which it is asked about all that is in the request: the policy, and each target."""
    if not means.may(action):
        return NO
    facts = Facts({_TYPE: policy.type}).and_(tag_facts(policy.resource, "aws:resourcetag/"))
    if action == _SWITCHES_OFF:
        return means.on(action, policy.beside("root", ANY), facts)
    targets = (policy.beside(one.kind, one.id or ANY) for one in by) if action == _DETACHES else ()
    return all_of(means.on(action, arn, facts) for arn in (policy.text, *targets))
