"""This is where it is told what a right leaves to choose: whether its statements name one thing, or a pattern."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER, paths_here
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.unnamed import partition_for
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node, NodeKind
from daypass.graph.becoming.patterns import covers, meets
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.condition import Condition
from daypass.iam.glob import filled, has_wildcard
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor

_TAG: Final = "resourcetag/"
_MADE_LATER: Final = (
    (":ecs:", ":task/"),
    (":deadline:", "/job/"),
    (":athena:", "/session/"),
    (":emr-serverless:", "/jobruns/"),
)
"""Services, and their things of which nobody can name more than in what they are made: a cluster, a queue, a group."""

_VERSIONED: Final = re.compile(r"(?P<thing>arn:[^:]*:imagebuilder:[^/]*:(?:component|[a-z]+-recipe)/[^/]+)/.*")
"""Things of Image Builder, whose ARN goes on with the version: whoever makes the next one was given the thing."""


def are_named(actor: Actor, actions: Iterable[str]) -> bool:
    """Whether the holder was given the very thing for these actions, by name or tag."""
    told = (means.told(action) for means in actor.means for action in actions)
    return all(_names(held) for each in told for held in each.allows)


def _names(held: Held) -> bool:
    """Whether a statement limits its things by name or tag. One that is not known as a whole may say any."""
    statement = held.line.statement
    try:
        return any(map(_is_on_tag, statement.conditions)) or not any(
            map(is_of_many, statement.resources or (EVERYTHING,))
        )
    except Undecided:
        return False


def _is_on_tag(condition: Condition) -> bool:
    """Whether it lets nothing through that has not the tag."""
    return _TAG in condition.key.lower() and not condition.test.negated and not condition.if_exists


def is_held_to(actor: Actor, action: str, key: str) -> bool:
    """Whether all that lets it do this asks for a value of a key that somebody wrote down, and for no pattern."""
    every = [held for means in actor.means for held in means.told(action).allows]
    return bool(every) and all(_asks_for_one(held, key) for held in every)


def _asks_for_one(held: Held, key: str) -> bool:
    try:
        asked = [one for one in held.line.statement.conditions if one.is_on(key)]
    except Undecided:
        return False
    telling = [one for one in asked if not (one.test.negated or one.if_exists or one.qualifier == "ForAllValues")]
    return any(one.operator.startswith("StringEquals") or not any(map(has_wildcard, one.values)) for one in telling)


def is_of_many(pattern: str) -> bool:
    """Whether it takes in more than one thing."""
    if versioned := _VERSIONED.fullmatch(pattern):
        return has_wildcard(versioned["thing"])
    thing, _, last = pattern.rpartition("/")
    is_made_later = any(service in thing and kind in f"{thing}/" for service, kind in _MADE_LATER)
    return has_wildcard(thing if last == EVERYTHING and is_made_later else pattern)


def is_of_any_thing(actor: Actor, edge: Edge) -> bool:
    """Whether it may do what the edge says to what nobody named, too, by the first action of its path."""
    path = paths_here()[edge.paths[0]]
    action = path.actions[0]
    things = ((means, path.unnamed(edge.target.account, partition_for(means, action))) for means in actor.means)
    return any(means.on(action, thing).possible for means, thing in things)


def chooses(actor: Actor, whom: Node, action: str = HANDS_OVER) -> bool:
    """Whether it may do this, or pass the role, by a pattern of names that no Deny narrows to those somebody named."""
    return any(
        means.on(action, _unnamed(pattern, means, whom.kind)).possible
        for means in actor.means
        for pattern in _patterns(means, action)
        if _is_of_names(pattern) and covers(pattern, whom.arn)
    )


def _patterns(means: Means, action: str) -> Iterator[str]:
    """The patterns that are allowed, and those that a Deny of all else leaves of them."""
    told = means.told(action)
    for held in told.allows:
        yield from held.line.patterns(means.caller.facts)
    for held in told.denies:
        yield from held.left_out


def passed_by(actor: Actor, role: Node) -> Iterator[str]:
    """The patterns by which it may pass the role."""
    return reached_by(actor, role, HANDS_OVER)


def reached_by(actor: Actor, whom: Node, action: str) -> Iterator[str]:
    """The patterns by which it may do this to another, whatever is not known of its ARN."""
    return (one for one in patterns_for(actor, action) if covers(one, whom.arn))


def meeting(actor: Actor, arn: str, action: str) -> Iterator[str]:
    """Those by which it may do this to a thing, or to what that may turn out to be."""
    return (one for one in patterns_for(actor, action) if meets(one, arn) != "no")


def patterns_for(actor: Actor, action: str) -> Iterator[str]:
    """All patterns of what it may do this to, statement by statement."""
    for means in actor.means:
        for held in means.told(action).allows:
            yield from held.line.patterns(means.caller.facts)


def _is_of_names(pattern: str) -> bool:
    """Whether it takes in more names than one, rather than one name in any account."""
    arn = Arn.parse(pattern)
    return has_wildcard(arn.resource if arn else pattern)


def _unnamed(pattern: str, means: Means, kind: NodeKind) -> str:
    """A role, or a group, that fits the pattern and that nobody named."""
    if pattern == EVERYTHING:
        return f"arn:aws:iam::{means.caller.account}:{kind}/{PROBE}"
    arn = Arn.parse(pattern)
    if arn and means.caller.account:  # roles of its own account alone can be passed, and groups be joined
        pattern = ":".join(("arn", *arn._replace(account=means.caller.account)))
    return filled(pattern, PROBE)
