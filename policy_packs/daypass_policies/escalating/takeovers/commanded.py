"""This is where it is told which jobs and tasks run whatever command they are started with.

Who submits a job may give it another command. The image of a company's own program makes arguments of that; an official
one of Docker runs it, and the command line of AWS calls what it says. A definition whose own command begins with a
shell or an interpreter shows that the image has no program of its own before that: another one is run as well. A task
may have its entry point in its definition, which nobody overrides: then it must be such a one, and leave the rest to
the command. Sources:
AWS Batch API Reference, "ContainerOverrides" and "ContainerProperties" (`command`: the `CMD` of the image);
docker-library/official-images, "Review Guidelines: Consistency"; AWS CLI User Guide, "Running the official Amazon ECR
Public or Docker images"; read 2026-12.
"""

import re
from typing import Final

from daypass.data.image_places import image_places
from daypass.graph.becoming.steering.fetching.interpreters import INTERPRETER
from daypass.graph.becoming.steering.scripts import containers_of
from daypass.graph.becoming.steering.task_services import TASKS
from daypass.graph.leaves import text_of
from daypass.graph.property_path import Leaf, steps, texts_at, walk
from daypass.model.resource import Resource

_JOBS: Final = ("aws:batch/jobDefinition:JobDefinition", "aws-native:batch:JobDefinition")
_OFFICIAL: Final = r"(?:docker\.io/(?:library/)?|public\.ecr\.aws/docker/library/|library/)?[a-z0-9._-]+"
_BY_AWS: Final = r"(?:(?:docker\.io/)?amazon|public\.ecr\.aws/aws-cli)/aws-cli|public\.ecr\.aws/amazonlinux/amazonlinux"
_TOOL: Final = re.compile(rf"(?:{_BY_AWS}|{_OFFICIAL})(?::[\w.-]{{1,128}})?(?:@sha256:[0-9a-f]{{64}})?")

_IMAGE: Final = ".image"
_COMMAND: Final = ".command"


def runs_any_command(workload: Resource | None) -> bool:
    """Whether it is a job one of whose containers, as it stands, runs what whoever submits it says."""
    if workload is None or workload.type not in _JOBS:
        return False
    places = image_places().get(workload.type, ())
    return any(_TOOL.fullmatch(text) for place in places for text in texts_at(workload.state, place.at).texts)


def runs_another_command(workload: Resource | None) -> bool:
    """Whether it is a job one of whose containers, as it stands, is told which interpreter it runs, and runs others.

    That a job with a program of its own leaves everything else to arguments, nobody says.
    """
    if workload is None or workload.type not in _JOBS:
        return False
    places = (one.at.removesuffix(_IMAGE) + _COMMAND for one in image_places().get(workload.type, ()))
    first = (next(iter(texts_at(workload.state, f"{place}[]").texts), "") for place in places)
    return any(re.fullmatch(INTERPRETER, one) for one in first)


def task_runs_any_command(task: Resource) -> bool:
    """Whether it is a definition of a task of ECS one of whose containers, as it stands, runs what its starter says."""
    return task.type in TASKS and any(map(_runs_any, containers_of(task)))


def _runs_any(container: Leaf) -> bool:
    entry, command = _words(container, "entryPoint[]"), _words(container, "command[]")
    first, *others = entry or command or [""]
    is_interpreter = re.fullmatch(INTERPRETER, first) is not None
    if entry:
        return is_interpreter and all(word.startswith("-") for word in others)
    images = (text_of(leaf.value) for leaf in walk(container, steps("image"), loose=True))
    return is_interpreter or any(_TOOL.fullmatch(image) for image in images)


def _words(container: Leaf, at: str) -> list[str]:
    return [text_of(leaf.value) for leaf in walk(container, steps(at), loose=True)]
