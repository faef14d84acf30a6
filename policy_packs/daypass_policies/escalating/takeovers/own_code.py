"""This is where it is told whether somebody was given a place in which to run code of one's own.

A session, an interpreter or a queue is there for whoever may open it: to be given that is to be given its role. A job
or a cluster is somebody's, by what it is called, or everybody's who has data.
"""

from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, words_of_target

_FOR_USERS: Final = frozenset(("athena-x01", "bedrock-002", "bedrock-007", "sagemaker-x12", "deadline-x04"))
_IN_JOBS: Final = frozenset(("glue-x01", "emr-x01"))
RUNS_OWN_CODE: Final = _FOR_USERS | _IN_JOBS
"""Paths on which a workload has its own code run, or opens where users run theirs."""

_OF_EVERYBODY: Final = frozenset(
    ("lake", "analytic", "warehouse", "platform", "shared", "common", "central", "adhoc", "research", "insight")
)
"""Words, in the singular, by which jobs and clusters are called in which everybody who has data runs code."""


def is_given_to_use(actor: Actor, edge: Edge, role: Node, *things: str) -> bool:
    """Whether whoever was given the thing on a path was given it to run there what it likes as the role."""
    if _IN_JOBS.isdisjoint(edge.paths) or not words_of_target(role, *things).isdisjoint(_OF_EVERYBODY):
        return not RUNS_OWN_CODE.isdisjoint(edge.paths)
    return not is_called_otherwise(actor, role, *things)
