"""This is where it is told what a role lets each of those who have it do below their own name: a device, a user."""

from collections.abc import Iterator

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.held import Held
from daypass.graph.becoming.patterns import loose
from daypass.iam.condition import Condition
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor


def below_own_name(role: Actor, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What it may do to what is called after them, or while they are a certain one: action and resource.

    `keys`, in small letters, begin those that tell which of them it is.
    """
    for held in (one for means in role.means for one in means.everything):
        try:
            actions, resources = held.line.statement.actions, held.line.statement.resources or (ANY,)
        except Undecided:
            continue
        is_tied = _is_tied(held, keys)
        tied = [text for text in resources if is_tied or _names(text, keys)]
        yield from ((action, written) for action in actions for text in tied for written in (text, loose(text)))


def _is_tied(held: Held, keys: tuple[str, ...]) -> bool:
    try:
        return any(_asks_who(condition, keys) for condition in held.line.statement.conditions)
    except Undecided:
        return False


def _asks_who(condition: Condition, keys: tuple[str, ...]) -> bool:
    return any(_names(text, keys) for text in (condition.key, *condition.values))


def _names(text: str, keys: tuple[str, ...]) -> bool:
    return any(key in text.lower() for key in keys)
