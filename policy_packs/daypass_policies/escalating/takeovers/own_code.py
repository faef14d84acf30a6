"""This is where it is told whether somebody was given a place in which to run code of one's own.

An interpreter is there for whoever may open it: to be given that is to be given its role. A workgroup, a queue, a job
or a cluster is somebody's, by what it is called, or everybody's who has data, as its name says. Code of one's own shows
what its role reads to whoever has it run.
"""

from typing import Final

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.spaces import OPENS_SPACES
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, words_of_target, words_of_thing
from daypass_policies.escalating.takeovers.gaining import Weight

_FOR_USERS: Final = frozenset(
    ("athena-x01", "bedrock-002", "bedrock-007", "sagemaker-x12", "deadline-x04", OPENS_SPACES)
)
_IN_JOBS: Final = frozenset(("glue-x01", "emr-x01"))
_SESSIONS: Final = frozenset(("deadline-x03", "deadline-x05", "deadline-x06", "deadline-x07"))
_TO_READ: Final = frozenset(("deadline-x05", "deadline-x06"))
"""Paths on which whoever asks is given a session of the role itself, and those on which it is for reading alone.

Source: AWS Deadline Cloud API Reference, "AssumeQueueRoleForRead" ("scoped down to have read-only access"), and
"AssumeFleetRoleForRead"; read 2026-12.
"""

_OF_SOMEBODY: Final = _IN_JOBS | _SESSIONS | {"athena-x01", "sagemaker-x12", "deadline-x04", OPENS_SPACES}
RUNS_OWN_CODE: Final = _FOR_USERS | _IN_JOBS | _SESSIONS
"""Paths on which a workload has its own code run, or opens where users run theirs."""

_OF_EVERYBODY: Final = frozenset(
    (
        *("lake", "analytic", "warehouse", "platform", "shared", "common", "central", "adhoc", "research", "insight"),
        *("explore", "exploration", "scratch", "sandbox", "playground"),
    )
)
"""Words, in the singular, by which is called where everybody who has data runs code."""


def is_everybodys(name: str) -> bool:
    """Whether something is called as what everybody uses who has data."""
    return not words_of_thing(name).isdisjoint(_OF_EVERYBODY)


def is_given_to_use(actor: Actor, edge: Edge, role: Node, *things: str) -> bool:
    """Whether whoever was given the thing on a path was given it to run there what it likes as the role."""
    if _OF_SOMEBODY.isdisjoint(edge.paths) or not words_of_target(role, *things).isdisjoint(_OF_EVERYBODY):
        return not RUNS_OWN_CODE.isdisjoint(edge.paths)
    return not is_called_otherwise(actor, role, *things)


def with_session(edge: Edge, weights: tuple[Weight, ...]) -> tuple[Weight, ...]:
    """What of this a session gives: one that is for reading alone, no more than what is stored."""
    return weights if _TO_READ.isdisjoint(edge.paths) else tuple(one for one in weights if one == "data")
