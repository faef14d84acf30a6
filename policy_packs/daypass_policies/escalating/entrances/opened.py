"""This is where an Opened is: an entrance that somebody opens to themselves, and what is asked about each."""

from typing import NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import best
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.sensitive import sensitive_actions
from daypass_policies.escalating.takeovers.gaining import HEAVY, gained


class Opened(NamedTuple):
    """What is opened by which action, in words that follow "may".

    What is not known of the thing that is opened is not known of the answer either.
    `as_another`: whether what it gets is what another role of the stack may, as which something then works for it.
    """

    action: str
    words: str
    answer: Answer
    as_another: bool = False


def has_by_itself(actor: Actor, action: str) -> bool:
    """Whether it may have the action, by what somebody wrote for it.

    Not by a statement that gives nearly everything, of which others speak, and not by AWS's own policies alone: those
    name what a service needs wherever it is used.
    """
    is_allowed = actor.may(action) if action.lower() in sensitive_actions() else may_at_all(actor, action)
    return is_allowed and not actor.has_among_everything(action) and _was_written(actor, action)


def _was_written(actor: Actor, action: str) -> bool:
    return any(not held.given.is_of_aws for means in actor.means for held in means.told(action).allows)


def may_at_all(actor: Actor, action: str) -> bool:
    """Whether anything lets it do this, whatever to."""
    return any(means.may(action) for means in actor.means)


def may(actor: Actor, action: str, resource: str, facts: Facts = NOTHING) -> Answer:
    """Whether it may do this to the resource."""
    return best(means.on(action, resource, facts) for means in actor.means)


def was_given(actor: Actor, action: str, resource: str, rising: Rising, facts: Facts = NOTHING) -> bool:
    """Whether it may do this by its own policies, or for certain by those of things that name it."""
    by_things = rising.reach.means(actor.node) if actor.node else ()
    given = any(means.on(action, resource, facts).is_certain for means in by_things)
    return given or may(actor, action, resource, facts).possible


def patterns(actor: Actor, action: str) -> tuple[str, ...]:
    """What it may do this to, as far as that can be of the action's service; in order of their texts."""
    held = (one for means in actor.means for one in means.told(action).allows)
    texts = sorted({text for one in held for text in one.line.patterns(NOTHING)})
    service = action.partition(":")[0]
    return tuple(text for text in texts if (arn := Arn.parse(text)) is None or matches(arn.service, service))


def weighs(actor: Actor, role: Actor, rising: Rising) -> bool:
    """Whether the role is strong, or has secrets or changes things that the holder was not given.

    One that only reads is what an entrance is for, and somebody looks after that.
    """
    if role is actor or role.node is None:
        return False
    return bool(rising.strength(role.node)) or gained(actor, role.node, rising, HEAVY) is not None
