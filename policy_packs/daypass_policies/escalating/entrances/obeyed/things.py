"""This is where an Obeyed is: what a workload believes, and how somebody else writes it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.choosing import patterns_for

Way = tuple[tuple[str, str], ...]
"""Actions, each with the ARN that it is asked on, that must all be allowed."""

NO_KEYS: Final = frozenset[str]()


class Obeyed(NamedTuple):
    """`by` is the role that acts on what it believes; `ways` are those to write that, any of them.

    `called` is what else it is called by, and `makes` the action by which somebody makes such things, who looks after
    them. `is_for_many`: it has many writers by its nature, so that to name it says nothing; `is_between_many`: it
    counts where there are several, of whom it tells one from another. `keys` are those of conditions, in small letters,
    that hold a writer to their own part of it. `tool` is the ARN of the function that acts so, where it counts of
    agents alone that call this one: what their tool is held to is not theirs to say, whatever it is called.
    """

    words: str
    by: Actor
    ways: tuple[Way, ...]
    called: str
    makes: str
    is_for_many: bool = False
    is_between_many: bool = False
    keys: frozenset[str] = NO_KEYS
    tool: str = ""


def named_for(actor: Actor, action: str) -> Iterator[str]:
    """The things that it was given by their names alone for this action."""
    return (one for one in patterns_for(actor, action) if not has_wildcard(one.rpartition(":")[2]))
