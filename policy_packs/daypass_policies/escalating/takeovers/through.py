"""This is where it is told what somebody gets of a role by what runs as it, where that does not do all that it may."""

from itertools import chain

from daypass.graph.becoming.anything.unnamed import any_policy
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.apis.rewriting import calls_already, may_be_made_to_call
from daypass.graph.becoming.steering.commands.granting import GRANTING, granting_of
from daypass.graph.becoming.steering.resolvers import may_call
from daypass.iam.action import action_matches
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.asking import is_on_many
from daypass_policies.escalating.takeovers.called import Called, is_gateway
from daypass_policies.escalating.takeovers.choosing import is_of_any_thing
from daypass_policies.escalating.takeovers.coding import (
    asks_a_source,
    drives_anothers,
    is_for_own_work,
    rewrites_integration,
)
from daypass_policies.escalating.takeovers.gaining import TO_SEE, Gain, Weight, every_gained, is_over_identities
from daypass_policies.escalating.takeovers.policy_picking import picked
from daypass_policies.escalating.takeovers.scaling import is_its_scaling
from daypass_policies.escalating.takeovers.sessions import is_beyond_its_own
from daypass_policies.escalating.takeovers.unnamed import unnamed


def gained_through(edge: Edge, runs: Edge, actor: Actor, rising: Rising, weights: tuple[Weight, ...]) -> Gain | None:
    """What it gets of a role by what runs as that. What a data source is there to be asked for is its API's to ask.

    What is called like a workload it may have changed, but for what changes identities: that is nobody's own work. To
    change what its role names is, too, for a workload that was given this API's resolvers, not those of any. Of a state
    machine that gives whatever policy is named to it, it gets that alone, or what it may have given to itself of some,
    and of a gateway, or an integration of an API, what that does not call yet. What scales gets nothing by what scales.
    Of an interpreter that an agent was given by name what its own rights show that it was to be kept from.
    """
    every, through = every_gained(actor, runs.target, rising, weights), edge.target.resource
    if "change" not in weights and is_for_own_work(actor, edge, rising):
        grave = filter(is_over_identities, every_gained(actor, runs.target, rising, ("change",)))
        every = chain(every, grave)
    every = (gain for gain in every if not is_its_scaling(actor, gain))
    role = rising.actors.by_urn.get(runs.target.key)
    if role is not None and weights == TO_SEE and drives_anothers(actor, edge, runs.target):
        every = (gain for gain in every if is_beyond_its_own(actor, role, gain))
    if through is not None and not GRANTING.isdisjoint(edge.paths):
        each = (one for one in granting_of(through) if one.path in edge.paths and one.arn == edge.thing)
        given = frozenset(one.action for one in each if not one.tags)
        any_ = (gain for gain in every if any(_gives_any(one, gain, runs.target, rising) for one in given))
        return next(any_, None) or (picked(edge, runs.target, actor, rising) if weights else None)
    if through is not None and is_gateway(through):
        called = rising.reach.stack.once(Called)
        return next((gain for gain in every if not called.by(through, gain)), None)
    if through is not None and rewrites_integration(edge):
        asked = (gain for gain in every if may_be_made_to_call(through, gain.action))
        return next((gain for gain in asked if is_on_many(gain) or not calls_already(through, gain.action)), None)
    if through is None or not asks_a_source(edge):
        return next(every, None)
    asked = (gain for gain in every if may_call(through, gain.action))
    # Of a pipeline changes count at all where what it changes is another's.
    is_unmeant = is_of_any_thing(actor, edge) or not is_for_own_work(actor, edge, rising)
    return next((gain for gain in asked if is_on_many(gain) or (is_unmeant and gain.weight == "change")), None)


def _gives_any(action: str, gain: Gain, role: Node, rising: Rising) -> bool:
    """Whether the gain is to give so whatever policy is named: no condition holds the role to some."""
    if not action_matches(gain.action, action):
        return False
    each = ((means, thing) for means in rising.reach.means(role) for thing in unnamed(gain.resource))
    return any(means.on(action, thing, policy).possible for means, thing in each for policy in any_policy(role.account))
