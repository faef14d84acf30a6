"""This is where it is told what somebody gets over roles that are assumed, though none of them is strong.

A role that names whom it lets in was meant for these. Nobody meant what a pattern of names reaches where the whole
account is let in, what stands behind a role that a workload may assume, another owner's role whose trust leaves it to
the account who may, and what an agent gets of other people's roles. What is grave no agent gets for the asking, and no
workload without a right of its own to assume the role; what else counts none that has rights for something else, also
over several trusts in a row, and over several steps of which each is meant by itself. A workload's role that may become
one which reads secrets and changes things is as strong as that one, whoever named it: what is meant as a narrow way
does one of both.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.nodes import Node
from daypass.graph.consumers import Consumers
from daypass.model.resource import Resource
from daypass_policies.acting.tools import Tools
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.grave import is_grave
from daypass_policies.escalating.low_trust.checked import answers_itself, is_checked
from daypass_policies.escalating.low_trust.session_tags import goes_on_by_tags
from daypass_policies.escalating.rising import Rise, Rising
from daypass_policies.escalating.takeovers.belonging import (
    is_called_otherwise,
    is_kin,
    is_kin_beyond,
    is_named_after,
    is_of_another_owner,
)
from daypass_policies.escalating.takeovers.choosing import chooses, reached_by
from daypass_policies.escalating.takeovers.gaining import (
    DATA,
    HEAVY,
    SECRETS,
    TO_SEE,
    WEIGHTS,
    Gain,
    every_gained,
    gained,
)
from daypass_policies.escalating.takeovers.handed_out_by_vault import HandedOutByVault
from daypass_policies.escalating.takeovers.in_clusters import gained_in_clusters, hidden_entries
from daypass_policies.escalating.takeovers.machines import StateMachines
from daypass_policies.escalating.takeovers.made_to_fit import is_as_one_that_it_makes, read_as_one_that_it_makes
from daypass_policies.escalating.takeovers.misnamed import misnamed_in
from daypass_policies.escalating.takeovers.steps_in_a_row import gained_step_by_step
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.trust_alone import gained_by_trust_alone, is_by_trust_alone
from daypass_policies.escalating.takeovers.trusts_in_a_row import gained_over_trusts
from daypass_policies.escalating.takeovers.workers import (
    is_agents,
    is_no_person,
    is_persons,
    is_there_for_others,
    is_vendor,
    is_vendors,
    is_workloads,
    only_checks,
    works_for_itself,
)
from daypass_policies.trusting.machine_users import USERS
from daypass_policies.trusting.trust import (
    is_trusted_by_name,
    trusted_names,
    trusts_by_tags,
    trusts_whole_account,
)
from daypass_policies.trusting.workloads import is_run_by_a_service

_MOST: Final = 100
"""Of the roles behind those to which a step leads on, the nearest: else each of many would look at all others."""


def chained(actor: Actor, rising: Rising) -> Taken | None:
    """The first that it gets by assuming roles alone."""
    are_people = is_persons(actor, rising)
    is_asked = are_people or is_no_person(actor, rising) or is_there_for_others(actor)
    steps = [edge for edge in rising.steps(actor.node) if edge.how == "assume"] if actor.node and is_asked else []
    if not steps:
        return None
    goes_on = are_people or is_workloads(actor, rising)
    gained_far = _seen_at_the_end if are_people else _gained_over_roles
    for edge in steps:
        if gain := _gained_at_once(edge, actor, rising, are_people=are_people):
            return Taken((edge,), edge.target, gain)
        for way in _ways_on(edge, actor, rising, with_tags=not are_people):
            target = way[-1].target
            far = gained_far(way, actor, rising) if goes_on and not is_kin(actor, target) else None
            in_a_row = far or gained_over_trusts(way, actor, rising) or gained_step_by_step(way, actor, rising)
            if in_a_row:
                return Taken(way, target, in_a_row)
    return None


def is_by_own_tags(way: Sequence[Edge], rising: Rising) -> bool:
    """Whether a step of it is let pass for a tag alone that it put on its own session, as it liked, the step before."""
    return any(goes_on_by_tags(rising.reach, way[:at], way[at]) for at in range(1, len(way)))


def is_left_to_tags(rise: Rise, rising: Rising) -> bool:
    """Whether nothing is unknown of a rise but the tags that are asked for, and it puts these on itself."""
    edges = rise.edges
    brought = (edges[at] for at in range(1, len(edges)) if goes_on_by_tags(rising.reach, edges[:at], edges[at]))
    return {untold for edge in brought for untold in edge.unknown}.issuperset(rise.unknown)


def unchained(actor: Actor, rising: Rising) -> Iterator[tuple[Resource, str]]:
    """What keeps from knowing that it gets nothing so, and the path of what is not known of that.

    The definition of a machine that may take a role from its input or ask a model, and who administers a cluster; and
    what a policy or a trust says, on which it depends whether it makes one whom the role lets in.
    """
    if actor.node is None or not (is_no_person(actor, rising) or is_there_for_others(actor)):
        return
    unread = rising.reach.stack.once(StateMachines).unread(actor.resource)
    are_workloads = is_workloads(actor, rising)
    for edge in rising.possible_steps(actor.node):
        is_made = bool(edge.unknown) and is_as_one_that_it_makes(edge, actor, rising)
        heavy = gained(actor, edge.target, rising, HEAVY) if is_made else None
        if heavy or (is_made and read_as_one_that_it_makes(edge, actor, rising)):
            yield from _to_be_told(edge, rising)
    for edge in rising.steps(actor.node):
        if edge.how != "assume":
            continue
        if unread and not is_checked(rising.reach, edge) and _may_be_steered(edge, actor, rising):
            yield from unread
        for entry in hidden_entries(edge, actor, rising) if are_workloads else ():
            yield entry.by, entry.unknown


def _to_be_told(edge: Edge, rising: Rising) -> Iterator[tuple[Resource, str]]:
    known = rising.reach.stack.by_urn
    yield from ((known[one.urn], one.what) for one in edge.unknown if one.urn in known)


def _may_be_steered(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether it would count that its machine takes the role from its input, or does as a model says."""
    if chooses(actor, edge.target, ASSUME):
        return gained(actor, edge.target, rising, HEAVY) is not None
    return not is_kin(actor, edge.target) and _grave(edge.target, actor, rising) is not None


def _ways_on(edge: Edge, actor: Actor, rising: Rising, *, with_tags: bool) -> Iterator[tuple[Edge, ...]]:
    """Over the roles to which a step leads on, the nearest first, as far as nobody checks anything.

    `with_tags`: also where a tag is asked for that it puts on the session itself.
    """
    seen = {actor.node.key if actor.node else "", edge.target.key}
    waiting: list[tuple[Edge, ...]] = [] if is_checked(rising.reach, edge) else [(edge,)]
    for way in waiting:
        for further in rising.possible_steps(way[-1].target):
            is_new = further.how == "assume" and further.target.key not in seen
            is_open = further.is_certain and not is_checked(rising.reach, further)
            is_on = is_new and (is_open or (with_tags and goes_on_by_tags(rising.reach, way, further)))
            if is_on and (len(way) == 1 or len(seen) <= _MOST):
                seen.add(further.target.key)
                waiting.append((*way, further))
                yield waiting[-1]


def _gained_at_once(edge: Edge, actor: Actor, rising: Rising, *, are_people: bool) -> Gain | None:
    """What a role gives over one step that nobody meant; of people whoever named the role meant them.

    Not so where it asks for what they answer themselves. What is grave is told too of an agent, which does what it is
    talked into, and where the trust alone meant it; and a whole cluster, whoever meant it. All that a Deny was to keep
    from somebody, and misses, nobody meant. What Vault hands out it is there to assume.
    """
    if _was_to_be_denied(edge, actor, rising):
        return gained(actor, edge.target, rising, WEIGHTS)
    is_vaults = rising.reach.stack.once(HandedOutByVault).is_meant(edge, rising)
    return None if is_vaults else _gained_unmeant(edge, actor, rising, are_people=are_people)


def _gained_unmeant(edge: Edge, actor: Actor, rising: Rising, *, are_people: bool) -> Gain | None:
    reaches = (_answers_itself,) if are_people else _REACHES
    if any(reach(edge, actor, rising) for reach in reaches):
        heavy = gained(actor, edge.target, rising, HEAVY) or _read_by_vendor(edge, actor, rising)
        return heavy or read_as_one_that_it_makes(edge, actor, rising)
    if are_people:
        return None
    counts_if_grave = any(step(edge, actor, rising) for step in _GRAVE_IF)
    grave = _grave(edge.target, actor, rising) if counts_if_grave else None
    if told := grave or gained_by_trust_alone(edge, actor, rising):
        return told
    if not is_workloads(actor, rising):
        return None
    return gained_in_clusters(edge, actor, rising) or _far_more(edge, actor, rising)


def _was_to_be_denied(edge: Edge, actor: Actor, rising: Rising) -> bool:
    return not is_checked(rising.reach, edge) and misnamed_in(actor, edge.target, ASSUME, rising) is not None


def _far_more(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """The secret that it reads there, where it changes things as well, unchecked; what stores hand out is none here.

    A user that may do nothing but assume a role is how a user is kept weak; that there is one, others tell. A role that
    is called like the workload holds apart what that may do, unless it asks for what whoever comes says themselves, as
    if that were a check.
    """
    is_called_alike = is_kin(actor, edge.target) and not answers_itself(rising.reach, edge)
    is_meant = is_called_alike or is_named_after(edge.target, actor)
    if actor.resource.type in USERS or is_meant or is_checked(rising.reach, edge):
        return None
    secrets = every_gained(actor, edge.target, rising, SECRETS)
    secret = next((one for one in secrets if not one.is_unsealed), None)
    return secret if secret and gained(actor, edge.target, rising, ("change",)) else None


def _seen_at_the_end(way: Sequence[Edge], actor: Actor, rising: Rising) -> Gain | None:
    """What people see there."""
    return gained(actor, way[-1].target, rising, TO_SEE)


def _gained_over_roles(way: Sequence[Edge], actor: Actor, rising: Rising) -> Gain | None:
    """What is grave, all of another owner's, and what changes things where nobody meant it.

    Nobody did where a role on the way reaches by a pattern what is called otherwise, nor where an agent goes on, nor
    where what only checks or documents does, nor where a tag is asked for, which shows that most were to be kept out,
    and it puts that on itself.
    """
    target = way[-1].target
    whole = gained(actor, target, rising, WEIGHTS) if is_of_another_owner(actor, target) else None
    before = rising.actors.by_urn.get(way[-1].source.key)
    is_by_pattern = before is not None and chooses(before, target, ASSUME) and is_called_otherwise(before, target)
    is_weak = only_checks(actor) and is_called_otherwise(actor, target)
    is_unmeant = is_by_pattern or is_weak or _is_an_agents(actor, rising) or is_by_own_tags(way, rising)
    reached = gained(actor, target, rising, HEAVY) if is_unmeant else None
    return whole or reached or _grave(target, actor, rising)


def _grave(target: Node, actor: Actor, rising: Rising) -> Gain | None:
    """What is grave, which nobody meant it to have."""
    every = every_gained(actor, target, rising, HEAVY)
    return next((one for one in every if one.weight in SECRETS or is_grave(one) or _leads_astray(one)), None)


def _leads_astray(gain: Gain) -> bool:
    """Whether it changes where names lead: work of every day for who was given it, and here nobody was."""
    return gain.action.lower().startswith("route53")


def _is_open_to_strangers(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether nobody meant it: a pattern of names lets it assume the role, and that trusts all of its account."""
    if is_kin(actor, edge.target) or not chooses(actor, edge.target, ASSUME):
        return False
    role = rising.actors.by_urn.get(edge.target.key)
    is_inside = actor.node is not None and edge.target.account == actor.node.account
    return role is not None and trusts_whole_account(role.resource, from_inside=is_inside)


def _is_open_by_names(edge: Edge, actor: Actor, _: Rising) -> bool:
    """Whether a pattern lets it assume a role that knows it by a pattern or a tag, and else they are called otherwise.

    A team's tag is on all that it has, down to what strangers speak to.
    """
    role = edge.target.resource
    trusted = trusted_names(role) if role else ()
    is_by_pattern = bool(trusted or (role and trusts_by_tags(role))) and chooses(actor, edge.target, ASSUME)
    return is_by_pattern and not is_kin_beyond(actor, edge.target, (*reached_by(actor, edge.target, ASSUME), *trusted))


def _is_workload_by_names(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """The same of a workload. A pipeline may be there for all that are called so, but not for what is grave."""
    return is_workloads(actor, rising) and _is_open_by_names(edge, actor, rising)


def _is_agents_reach(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether an agent, or a tool of one, assumes what others own, or what a pattern of names takes in, unchecked.

    A role that names whom it lets in was made for these, whatever else their pattern takes in.
    """
    is_named = is_trusted_by_name(edge.target.resource, edge.source.arn)
    is_taken_in = chooses(actor, edge.target, ASSUME) and not is_named
    return (is_taken_in or is_of_another_owner(actor, edge.target)) and _is_agents_step(edge, actor, rising)


def _is_agents_step(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether an agent, a tool of one, or a machine that does as a model says assumes what is called otherwise."""
    is_advised = actor.resource.urn in rising.reach.stack.once(StateMachines).advised
    is_one = not is_kin(actor, edge.target) and (is_advised or _is_an_agents(actor, rising))
    return is_one and not is_checked(rising.reach, edge)


def _is_an_agents(actor: Actor, rising: Rising) -> bool:
    """Whether an agent acts as it, or what it calls as its tool."""
    has_class = actor.node is not None and actor.node.workload_class == "agent"
    return has_class or is_agents(actor) or rising.reach.stack.once(Tools).run_as(actor.resource)


def _is_vendors_reach(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether another company goes on from the role that it was given to one of ours, unchecked."""
    return is_vendors(actor, rising) and not is_checked(rising.reach, edge)


def _read_by_vendor(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What another company reads there: where both roles are called alike, or both are a vendor's, it was given it."""
    is_given = is_vendor(edge.target) or is_kin(actor, edge.target) or is_named_after(edge.target, actor)
    return None if is_given or not _is_vendors_reach(edge, actor, rising) else gained(actor, edge.target, rising, DATA)


def _is_anothers_own(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a workload assumes the very role that another one runs as, of the stack or elsewhere, unchecked."""
    if is_kin(actor, edge.target) or not works_for_itself(actor, rising) or is_checked(rising.reach, edge):
        return False
    uses = rising.reach.stack.once(Consumers).by_role.get(edge.target.key, ())
    role = edge.target.resource
    return any(use.own for use in uses) or (role is not None and is_run_by_a_service(role))


def _is_left_to_us(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a workload assumes another owner's role, whose trust leaves it to the account who may."""
    role = edge.target.resource
    if role is None or not is_workloads(actor, rising) or not is_of_another_owner(actor, edge.target):
        return False
    return trusts_whole_account(role, from_inside=True) and not is_checked(rising.reach, edge)


def _answers_itself(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a role that is left to its account asks for what whoever assumes it says, as if that were a check."""
    role = edge.target.resource
    if role is None or is_kin(actor, edge.target) or not trusts_whole_account(role, from_inside=True):
        return False
    return answers_itself(rising.reach, edge)


def _is_named_when_run(edge: Edge, actor: Actor, rising: Rising) -> bool:
    """Whether a state machine, which may assume roles by a pattern, takes the one to act as from what it is given."""
    is_taken = actor.resource.urn in rising.reach.stack.once(StateMachines).taking
    return is_taken and chooses(actor, edge.target, ASSUME) and not is_checked(rising.reach, edge)


_GRAVE_IF: Final = (_is_agents_step, is_by_trust_alone, _is_open_by_names)
"""Steps over which what is grave counts."""

_REACHES: Final = (
    _is_open_to_strangers,
    _is_workload_by_names,
    _is_left_to_us,
    _is_named_when_run,
    is_as_one_that_it_makes,
    _is_agents_reach,
    _is_vendors_reach,
    _is_anothers_own,
    _answers_itself,
)
