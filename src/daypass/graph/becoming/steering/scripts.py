"""This is where the scripts are found that a workload runs by itself: when it starts, as its build or its command."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.plain_places import plain_places
from daypass.graph.property_path import Leaf, steps, texts_at, walk
from daypass.model.packed import unpacked
from daypass.model.resource import Resource

MOST: Final = 100_000
"""Characters that are looked through; EC2 takes 16 KB of user data."""

_START: Final = "userdata"
_RUN: Final = (_START, "buildspec", "onstart", "oncreate")
"""How the properties are called that hold a script that is run."""

_TASK: Final = ("containerDefinitions[]",)
_JOB: Final = (
    "containerProperties",
    "ecsProperties.taskProperties[].containers[]",
    "nodeProperties.nodeRangeProperties[].container",
)
_CONTAINERS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws:ecs/taskDefinition:TaskDefinition": _TASK,
    "aws-native:ecs:TaskDefinition": _TASK,
    "aws:batch/jobDefinition:JobDefinition": _JOB,
    "aws-native:batch:JobDefinition": _JOB,
}
"""Where workloads say what their containers run."""

_COMMANDS: Final = ("entryPoint[]", "command[]")
_GIVEN: Final = re.compile(r"(?m)^(.{0,400}? -\w{0,8}c) ")
"""The option behind which a shell is given a script."""

_COMMENT: Final = re.compile(r"^\s{0,80}#(?!!).*$", re.MULTILINE)
_CONTINUED: Final = re.compile(r"\\\n")


def user_data_of(machine: Resource) -> Iterator[str]:
    """What a machine runs when it starts, as `script_texts_of` gives it."""
    return _scripts(machine, (_START,))


def script_texts_of(workload: Resource) -> Iterator[str]:
    """Each script, as far as it is looked through: its lines without comments, each with what continues it."""
    return _scripts(workload, _RUN)


def containers_of(workload: Resource) -> Iterator[Leaf]:
    """What it says of each of its containers."""
    for path in _CONTAINERS.get(workload.type, ()):
        yield from walk(Leaf(workload.state.raw, workload.state.path), steps(path), loose=True)


def command_of(container: Leaf) -> str:
    """Its command as one text. What a shell is given there begins a line, as a script does."""
    words = (leaf.value for path in _COMMANDS for leaf in walk(container, steps(path), loose=True))
    text = " ".join(word for word in words if isinstance(word, str))
    return plain(_GIVEN.sub(r"\1\n", text[:MOST], count=1))


def _scripts(workload: Resource, called: tuple[str, ...]) -> Iterator[str]:
    for place in plain_places().get(workload.type, ()):
        if place.form == "script" and any(name in place.path.lower() for name in called):
            yield from (
                plain((unpacked(text, MOST) or text)[:MOST]) for text in texts_at(workload.state, place.path).texts
            )


def plain(text: str) -> str:
    """Its lines without comments, each with what continues it."""
    return _CONTINUED.sub(" ", _COMMENT.sub("", text.replace("\r\n", "\n")))
