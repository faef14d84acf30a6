"""What starts a task needs other rights than the task, and the task must not hold them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from daypass.data.role_consumers import role_consumers
from daypass.graph.names import Names
from daypass.graph.property_path import Leaf, Step, beginning, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.ways import ROLE, kinds_of
from daypass.model.resource import UNKNOWN, Resource
from daypass.rule import Ask, Open, Problem, rule
from daypass_policies.mending.arguments import instead
from daypass_policies.mending.closing import ACCOUNT

_OF_TASK: Final = ("taskRoleArn", "jobRoleArn")
_OF_AGENT: Final = "executionRoleArn"


class _Pair(NamedTuple):
    """Where a task's two roles stand, in the same object: the steps to it, and the two keys in it."""

    way: tuple[Step, ...]
    task: str
    execution: str
    noun: str


@cache
def _pairs() -> Mapping[str, tuple[_Pair, ...]]:
    """Type token → the pairs of roles, out of the table of what uses a role."""
    found: dict[str, tuple[_Pair, ...]] = {}
    for type_, ways in role_consumers().items():
        paths = {steps(way.path): way for way in ways if "ecs-tasks.amazonaws.com" in way.principals}
        pairs = [
            _Pair(path[:-1], path[-1].name, _OF_AGENT, way.noun)
            for path, way in paths.items()
            if path[-1].name in _OF_TASK and (*path[:-1], Step("key", _OF_AGENT)) in paths
        ]
        if pairs:
            found[type_] = tuple(pairs)
    return found


@rule(
    "task-role-is-not-execution-role",
    risk="shared-identity",
    severity="medium",
    confidence="high",
    level="advisory",
    applies_to=tuple(_pairs()),
    stack=True,
    controls=("NHI9:2025", "NHI5:2025", "NIST-800-53:AC-5", "NIST-800-53:AC-6"),
    remedy="Give the task a role of its own, and leave pulling images and reading secrets to the execution role.",
    aliases=("checkov:CKV_AWS_249",),
)
def task_role_is_not_execution_role(stack: Stack, ask: Ask) -> Iterator[Problem | Open]:
    """A task that runs as its execution role may read every secret and pull every image that any container starts with.

    The execution role belongs to the agent that starts the containers; the task role to the code inside. This is a
    stack rule about tasks of ECS, jobs of AWS Batch and what else runs in ECS. The two are compared by ARN and by name,
    and in a preview by the role that both depend on; where that does not tell, the answer is undecided.

    Refused:
        web:
          type: aws:ecs/taskDefinition:TaskDefinition
          properties:
            taskRoleArn: arn:aws:iam::111122223333:role/web
            executionRoleArn: arn:aws:iam::111122223333:role/web

    Mended:
        web:
          type: aws:ecs/taskDefinition:TaskDefinition
          properties:
            taskRoleArn: arn:aws:iam::111122223333:role/daypass/web-prod
            executionRoleArn: arn:aws:iam::111122223333:role/daypass/web-start-prod
    """
    pairs = _pairs()
    tasks = [resource for resource in stack.resources if resource.type in pairs]
    if tasks:
        names = Names.of(stack.resources, kinds_of(ROLE), by_last_part=True)
        for task in tasks:
            yield from _judged(task, pairs[task.type], names)


def _judged(task: Resource, pairs: tuple[_Pair, ...], names: Names) -> Iterator[Problem | Open]:
    unknown = ""
    for pair in pairs:
        for holder in walk(Leaf(task.state.raw, ""), pair.way, loose=True):
            same = _same(task, holder, pair, names)
            if same is True:
                fact = f"{pair.noun} {task.name!r} runs its own code as the role that starts it"
                at = beginning(holder.path)
                mended = None if at else instead(pair.task, f"arn:aws:iam::{ACCOUNT}:role/ROLE")
                yield Problem(fact, at=at or pair.task, on=task, mended=mended)
                return
            unknown = unknown or (same or "")
    if unknown:
        yield Open(task, (unknown,))


def _same(task: Resource, holder: Leaf, pair: _Pair, names: Names) -> bool | str:
    """Whether both roles in the holder are one; the path of what is not known where that keeps it from being told."""
    if holder.value is UNKNOWN:
        return holder.path
    own = _role(task, holder, pair.task, names)
    starting = _role(task, holder, pair.execution, names)
    if own is None or starting is None:
        return False
    if not own.meant or not starting.meant or _may_be_either(holder, own, starting):
        return own.unknown or starting.unknown
    return own.meant == starting.meant or _is_name_of(own.meant, starting.meant)


def _may_be_either(holder: Leaf, own: "_Role", starting: "_Role") -> bool:
    """Whether the role that the property depends on may be the known one: the engine does not say which part does."""
    return bool(holder.path) and bool(own.unknown) != bool(starting.unknown)


def _is_name_of(one: str, other: str) -> bool:
    """Whether one is the name of the role of which the other is the ARN."""
    by_arn = [text.startswith("arn:") for text in (one, other)]
    return sum(by_arn) == 1 and one.rpartition("/")[2] == other.rpartition("/")[2]


class _Role(NamedTuple):
    """What is meant: a role's URN, else the text, "" where it is not known; `unknown` is the path in that case."""

    meant: str
    unknown: str = ""


def _role(task: Resource, holder: Leaf, key: str, names: Names) -> _Role | None:
    """The role under a key of the holder; None where there is none."""
    for leaf in walk(holder, (Step("key", key),), loose=True):
        if leaf.value is UNKNOWN:
            behind = names.behind(task, beginning(leaf.path))
            return _Role(behind[0] if len(behind) == 1 else "", leaf.path)
        if isinstance(leaf.value, str):
            return _Role(names.named(task, leaf.value).urn or leaf.value)
    return None
