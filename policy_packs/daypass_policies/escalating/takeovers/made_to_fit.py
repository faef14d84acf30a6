"""This is where it is told what somebody gets as one that they make so that a trust lets it in, and nobody meant that.

A workload that makes roles for others was not given what a trust of the account gives to some of them. Nor was code
that makes them on request, though its class is a pipeline's: a name that it chooses itself is no check, where the trust
means but some of those that it makes. Where a trust means all of them, whoever wrote it knew who makes them.
"""

from collections.abc import Iterable
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.anything.boundless import NEW_ROLE
from daypass.graph.becoming.anything.unnamed import texts_of
from daypass.graph.becoming.assuming.made import MAKES_ROLE, MAKES_USER
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.patterns import covers
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import house_words, is_kin_beyond
from daypass_policies.escalating.takeovers.gaining import DATA, Gain, gained
from daypass_policies.escalating.takeovers.workers import is_deployer, works_for_itself
from daypass_policies.trusting.trust import ROLES, trusted_names
from daypass_policies.trusting.workloads import is_workloads_own

_MAKES: Final = frozenset((MAKES_ROLE, MAKES_USER))


def is_as_one_that_it_makes(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a workload makes whom the role lets in, and is called otherwise: a tag that it puts on is no check.

    Who makes roles that are called as this one is has to do with it, as long as it may not make any.
    """
    if _MAKES.isdisjoint(edge.paths):
        return False
    if not works_for_itself(actor, rising) and not (_makes_on_request(actor) and _is_of_some(edge, actor)):
        return False
    is_own = any(covers(text, edge.target.arn) for text in _made_by(edge, actor))
    return not is_own and not is_kin_beyond(actor, edge.target, _shared(edge, actor))


def read_as_one_that_it_makes(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What is stored and so read, by whoever chooses the name by which the trust means some."""
    is_read = _is_of_some(edge, actor) and is_as_one_that_it_makes(edge, actor, rising)
    return gained(actor, edge.target, rising, DATA) if is_read else None


def _makes_on_request(actor: Actor) -> bool:
    """Whether code of the stack alone works as it, which no pipeline enters, though it is called one's by its class."""
    return is_deployer(actor) and actor.resource.type in ROLES and is_workloads_own(actor.resource, "")


def _is_of_some(edge: Edge, actor: Actor) -> bool:
    """Whether the trust means by names, and none of them takes in all of a pattern by which it makes some."""
    trusted = _trusted(edge)
    return bool(trusted) and not any(covers(name, text) for name in trusted for text in _made_by(edge, actor))


def _made_by(edge: Edge, actor: Actor) -> list[str]:
    """The patterns by which it makes roles, but for those that are any role's."""
    any_role = f"arn:aws:iam::{edge.target.account}:role/{PROBE}"
    return [text for means in actor.means for text in texts_of(means, NEW_ROLE) if not covers(text, any_role)]


def _trusted(edge: Edge) -> tuple[str, ...]:
    return trusted_names(edge.target.resource) if edge.target.resource else ()


def _shared(edge: Edge, actor: Actor) -> Iterable[str]:
    """What tells nothing of who is there for whom; of what is there for all what the stack is called by tells it."""
    every = (*_made_by(edge, actor), *_trusted(edge))
    return (*every, *house_words(actor)) if is_deployer(actor) else every
