"""This is where it is told what somebody gets who is given a session of what another's queue runs as, by its name.

The role lets in the service alone, and that asks nobody but IAM who may have a session: it does not say for whom it was
meant, as a role does that names who assumes it. So the names say whose the queue is.
"""

from collections.abc import Iterator

from daypass.graph.becoming.edges import Edge
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import WEIGHTS
from daypass_policies.escalating.takeovers.own_code import is_given_to_use, with_session
from daypass_policies.escalating.takeovers.taken import Taken
from daypass_policies.escalating.takeovers.through import gained_through
from daypass_policies.escalating.takeovers.workers import works_for_itself


def taken_by_session(edge: Edge, actor: Actor, rising: Rising) -> Iterator[Taken]:
    """What a workload gets that assumes so what a thing runs as; nothing where it assumes a role itself."""
    is_asked = edge.target.kind == "workload" and works_for_itself(actor, rising)
    for runs in rising.steps(edge.target) if is_asked else ():
        if runs.how != "runs as" or is_given_to_use(actor, edge, runs.target, edge.target.name):
            continue
        if gain := gained_through(edge, runs, actor, rising, with_session(edge, WEIGHTS)):
            yield Taken((edge, runs), runs.target, gain)
