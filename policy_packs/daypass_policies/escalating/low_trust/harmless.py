"""This is where it is told whether a role may be had by anyone who opens a pull request without harm.

Such roles plan, build previews and leave reports. What they may become is asked by other rules, of every role.
"""

from typing import Final

from daypass.graph.reachability import Reachability
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actors
from daypass_policies.escalating.takeovers.gaining import SECRETS, counts, gains

_STAYS: Final = ("nothing", "reads", "writes")


def is_harmless(role: Resource, stack: Stack, settings: Settings) -> bool:
    """Whether the stack knows all that the role is given, and that is something, no secret, and no way to more."""
    actor = stack.once(Actors, settings).by_urn.get(role.urn)
    if actor is None or actor.node is None or not actor.permissions.given or actor.permissions.gaps:
        return False
    if stack.once(Reachability, settings).privilege(actor.node).level not in _STAYS:
        return False
    return not any(map(counts, gains(None, actor, SECRETS)))
