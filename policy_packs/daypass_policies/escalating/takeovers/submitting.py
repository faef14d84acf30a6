"""This is where it is told whether a job is there to be submitted by somebody else, who is called like it.

Whoever may submit a job may say what it runs, and no condition key leaves that out of `batch:SubmitJob`; who alone was
given a job was given that. Where one is called like the job, and another like nothing of it, it is the first one's.
Source: Service Authorization Reference, "AWS Batch"; read 2026-12.
"""

from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may_at_all
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, is_kin
from daypass_policies.escalating.takeovers.commanded import runs_another_command

SUBMITS: Final = "batch:SubmitJob"
_SUBMITTED: Final = frozenset(("batch-002",))


def submits_anothers(actor: Actor, edge: Edge, rising: Rising) -> bool:
    """Whether it submits, with a command of its own, a job that another submits who is called like it."""
    if _SUBMITTED.isdisjoint(edge.paths) or not runs_another_command(edge.target.resource):
        return False
    roles = [runs.target for runs in rising.steps(edge.target) if runs.how == "runs as"]
    if not roles or not all(is_called_otherwise(actor, role, edge.target.name, edge.thing) for role in roles):
        return False
    others = rising.reach.stack.once(_Submitters, rising).of(edge.target.key)
    return any(other is not actor and is_kin(other, role, edge.target.name) for other in others for role in roles)


class _Submitters:
    """Who may submit the jobs of a stack."""

    def __init__(self, _: Stack, rising: Rising) -> None:
        able = (one for one in rising.actors.each if one.node and may_at_all(one, SUBMITS))
        each = ((one, edge) for one in able if one.node for edge in rising.steps(one.node))
        self._by_job: Final = grouped(
            (edge.target.key, one) for one, edge in each if not _SUBMITTED.isdisjoint(edge.paths)
        )

    def of(self, job: str) -> tuple[Actor, ...]:
        """Those of one job, by its key."""
        return self._by_job.get(job, ())
