"""This is where it is told what somebody gets who chooses what a state machine reads, and sees it.

That is what its role reads by a pattern, and not what else the role may do; what it reads by a name `giving_out` tells.
A secret that is called like the holder is the holder's.
"""

from collections.abc import Collection, Iterator
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.steering.commands.readings import READING, Choices
from daypass.graph.stack import Stack
from daypass.iam.action import action_matches
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.choosing import is_of_many
from daypass_policies.escalating.takeovers.doing import AskedGain, done_for, read_for
from daypass_policies.escalating.takeovers.gaining import SECRETS, WEIGHTS, Gain, Weight, gained, gains
from daypass_policies.escalating.takeovers.giving_out import given_out_for
from daypass_policies.escalating.takeovers.invoking import aimed_for, invoked_for
from daypass_policies.escalating.takeovers.role_picking import Picking
from daypass_policies.escalating.takeovers.said_to_grant import granted_for
from daypass_policies.escalating.takeovers.said_to_run import run_for
from daypass_policies.escalating.takeovers.unnamed import SUFFIXES
from daypass_policies.escalating.takeovers.vended import vended_for
from daypass_policies.escalating.takeovers.workers import works_for_itself

_OF_SECRETS: Final = ":secret:"


def asked_for(edge: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Iterator[AskedGain]:
    """What this step gives; nothing where it is one of another kind. `weights` are those that count."""
    yield from done_for(edge, actor, rising, weights)
    # Whoever was given the machine by its name was not given one of its roles: what that reads counts as well.
    seen = WEIGHTS if weights and works_for_itself(actor, rising) else weights
    yield from read_for(edge, actor, rising, seen)
    yield from invoked_for(edge, actor, rising, seen)
    yield from aimed_for(edge, actor, rising, weights)
    yield from given_out_for(edge, actor, rising, seen)
    yield from vended_for(edge, actor, rising)
    yield from run_for(edge, actor, rising)
    yield from granted_for(edge, actor, rising)
    machine = edge.target.resource if not READING.isdisjoint(edge.paths) and weights else None
    chosen = rising.reach.stack.once(Choices).of(machine) if machine else frozenset()
    for runs in rising.steps(edge.target) if chosen else ():
        role = rising.actors.by_urn.get(runs.target.key)
        if runs.how != "runs as" or role is None:
            continue
        read = gains(actor, role, SECRETS) if rising.reach.stack.once(_Reading).reads_many(role, chosen) else ()
        if gain := next((one for one in read if _counts(one, actor, chosen)), None):
            yield AskedGain((edge, runs), gain)
        picking = Picking(runs, role, actor, rising) if ASSUME in chosen else None
        for further in picking.steps() if picking else ():
            gained_there = gained(actor, further.target, rising, seen)
            if picking and gained_there and picking.gives(further, gained_there):
                yield AskedGain((edge, runs, further), gained_there)


class _Reading:
    """The roles that read by a pattern what an input may name. Each is looked at once, however many start a machine."""

    def __init__(self, _: Stack) -> None:
        self._found: dict[tuple[str, frozenset[str]], bool] = {}

    def reads_many(self, role: Actor, chosen: frozenset[str]) -> bool:
        """Whether the input may name there one of several things."""
        key = (role.resource.urn, chosen)
        if key not in self._found:
            self._found[key] = any(_is_one_of_many(gain, chosen) for gain in gains(None, role, SECRETS))
        return self._found[key]


def is_on_many(gain: Gain) -> bool:
    """Whether it is on several things, by a pattern: what is named is what somebody is there for."""
    return is_of_many(_named(gain))


def _is_one_of_many(gain: Gain, chosen: Collection[str]) -> bool:
    is_read = any(action_matches(gain.action, action) for action in chosen)
    return is_read and is_on_many(gain) and not is_for_tests(_named(gain))


def _counts(gain: Gain, actor: Actor, chosen: Collection[str]) -> bool:
    """Whether the input may name a secret there that nobody gave the holder."""
    return _is_one_of_many(gain, chosen) and not is_called_like(actor, _named(gain))


def _named(gain: Gain) -> str:
    """The thing without what AWS puts after the name of a secret; looked for from the end, however long the text is."""
    before, mark, name = gain.resource.rpartition(_OF_SECRETS)
    ends = (end for end in SUFFIXES if mark and name.endswith(end))
    bare = name.removesuffix(next(ends, ""))
    return f"{before}{mark}{bare}" if bare and not bare.endswith("/") else gain.resource
