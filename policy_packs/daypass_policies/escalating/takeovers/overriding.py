"""This is where it is told what a workload gets that starts tasks of ECS with a command, and a role, of its own choice.

Whoever runs a task may give its containers another command, and the task another role that they pass; no condition key
leaves that out. Where an image has no program of its own, its command is whatever is run. Who starts tasks by name was
given these, so that it counts only where the stack shows what was meant to be apart: its own task, which is called like
it, reads what the role of another changes. Sources: Amazon ECS API Reference, "RunTask", "TaskOverride" (`taskRoleArn`)
and "ContainerOverride" (`command`; it has no entry point); Service Authorization Reference, "Amazon Elastic Container
Service"; read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.data.escalation_paths import HANDS_OVER
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.steering.task_services import TASKS
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.iam.glob import matches
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import patterns
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_otherwise, is_kin
from daypass_policies.escalating.takeovers.coding import path_actions
from daypass_policies.escalating.takeovers.commanded import task_runs_any_command
from daypass_policies.escalating.takeovers.gaining import Gain, every_gained, may_too

STARTS_TASKS: Final = ("ecs:RunTask", "ecs:StartTask")
"""Actions that start a task as somebody defined it, and for which its roles are passed."""

_CLUSTER: Final = "cluster/"
_DEFINITION: Final = "task-definition/"


def started_families(actor: Actor, edge: Edge) -> frozenset[str]:
    """The families of task definitions that it may start on this path, as written; none where it does more than start.

    They are named with any revision; clusters have none.
    """
    starts = path_actions(edge) - {HANDS_OVER}
    if not starts.issubset(STARTS_TASKS):
        return frozenset()
    return frozenset(family for action in starts for text in patterns(actor, action) for family in _families(text))


def gained_by_overriding(edge: Edge, actor: Actor, rising: Rising) -> Gain | None:
    """What the role of another's task changes that the one of its own task only reads."""
    families = started_families(actor, edge)
    if not families or not is_called_otherwise(actor, edge.target):
        return None
    definitions = rising.reach.stack.once(_Commanded).definitions
    if not any(matches(family, one) for family in families for one in definitions):
        return None
    own = [one.target for one in rising.steps(edge.source) if one.paths == edge.paths and is_kin(actor, one.target)]
    changed = every_gained(actor, edge.target, rising, ("change",)) if own else ()
    return next((gain for gain in changed if any(_only_reads(role, gain, rising) for role in own)), None)


def _only_reads(role: Node, gain: Gain, rising: Rising) -> bool:
    """Whether a role reads what is kept there, and may not change it so."""
    other = rising.actors.by_urn.get(role.key)
    read = every_gained(None, role, rising, ("data",))
    return (
        other is not None and any(one.resource == gain.resource for one in read) and not may_too(other, gain).possible
    )


class _Commanded:
    """The families of the task definitions of a stack that run whatever command they are started with."""

    def __init__(self, stack: Stack) -> None:
        found = (text_of(said(one, "family")) for one in self._all(stack))
        self.definitions: Final = frozenset(filter(None, found))

    @staticmethod
    def _all(stack: Stack) -> Iterator[Resource]:
        return (one for one in stack.of_type(*TASKS) if task_runs_any_command(one))


def _families(text: str) -> Iterator[str]:
    resource = arn.resource if (arn := Arn.parse(text)) else text
    if not resource.startswith(_CLUSTER):
        yield resource.removeprefix(_DEFINITION).partition(":")[0]
