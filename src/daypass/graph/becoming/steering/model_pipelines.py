"""This is where it is told which code of a SageMaker pipeline is whatever somebody names who starts it.

An execution takes values for the parameters of the pipeline, and a step may take from one of these where its script,
its module or its image is. One that lists the values it takes (`EnumValues`) leaves no choice. Of a location that only
ends in a parameter, what lies below its beginning can be named. Sources: Amazon SageMaker Developer Guide, "Pipeline
parameters" and "Pipelines steps"; "Amazon SageMaker Pipelines Pipeline Definition JSON Schema" (`Get`, `Std:Join`,
`EnumValues`); API Reference, "StartPipelineExecution" and "AppSpecification"; read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from daypass.graph.leaves import maps, said, text_of
from daypass.graph.property_path import texts_at
from daypass.model.json_text import JsonError, json_value
from daypass.model.resource import Resource

_DEFINITIONS: Final = ("pipelineDefinition", "pipelineDefinition.pipelineDefinitionBody")
_ROLES: Final = ("RoleArn", "ExecutionRoleArn")
_IMAGES: Final = ("ImageUri", "TrainingImage", "Image")
_MODULES: Final = ("sagemaker_submit_directory", "SAGEMAKER_SUBMIT_DIRECTORY", "Jar")
"""Keys under which steps name what they run."""

_PARAMETER: Final = "Parameters."
_URI: Final = "s3://"
_MOST: Final = 1000
"""Values of a definition that are looked at, of each step."""

Sort = Literal["object", "image"]


class ChosenCode(NamedTuple):
    """Code of a step that runs as this role; `below`: the bucket and the beginning of the key that are written down."""

    sort: Sort
    role: str
    below: str = ""


def chosen_code(pipeline: Resource) -> Iterator[ChosenCode]:
    """What whoever starts a pipeline of SageMaker chooses to run; of anything else nothing."""
    for definition in _definitions(pipeline):
        limited = (one for one in maps(definition.get("Parameters")) if not one.get("EnumValues"))
        free = frozenset(f"{_PARAMETER}{text_of(one.get('Name'))}" for one in limited)
        for arguments in _arguments(definition.get("Steps")) if free else ():
            role = next(filter(None, (text_of(value) for key, value in _within(arguments) if key in _ROLES)), "")
            for sort, value in _code(arguments):
                if (below := _chosen(value, free)) is not None:
                    yield ChosenCode(sort, role or text_of(said(pipeline, "roleArn")), below)


def _definitions(pipeline: Resource) -> Iterator[Mapping[str, Any]]:
    for text in (text for path in _DEFINITIONS for text in texts_at(pipeline.state, path).texts):
        try:
            found = json_value(text)
        except JsonError:
            continue
        if isinstance(found, Mapping):
            yield found


def _arguments(listed: Any) -> Iterator[Mapping[str, Any]]:
    """Those of each step, also of the steps in the branches of others."""
    for step in maps(listed):
        for arguments in maps(step.get("Arguments")):
            yield arguments
            for branch in ("IfSteps", "ElseSteps"):
                yield from _arguments(arguments.get(branch))


def _code(arguments: Mapping[str, Any]) -> Iterator[tuple[Sort, Any]]:
    """What a step runs, as it is named there."""
    for key, value in _within(arguments):
        if key in _IMAGES:
            yield "image", value
        elif key in _MODULES:
            yield "object", value
    scripts = tuple(text for one in maps(arguments.get("AppSpecification")) for text in _run(one))
    for taken in maps(arguments.get("ProcessingInputs")):
        for source in maps(taken.get("S3Input")):
            folder = text_of(source.get("LocalPath")).rstrip("/")
            if folder and any(script.startswith(f"{folder}/") for script in scripts):
                yield "object", source.get("S3Uri")


def _run(application: Mapping[str, Any]) -> Iterator[str]:
    """What a container is told to run: files in its entry point, else what an interpreter there is given."""
    entry, given = (_texts(application.get(key)) for key in ("ContainerEntrypoint", "ContainerArguments"))
    yield from entry if any("/" in word for word in entry) or len(entry) > 1 else (*entry, *given[:1])


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(text_of, value)) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _within(value: Any) -> Iterator[tuple[str, Any]]:
    """Each key with its value, at any depth, but in the branches of a step."""
    left = [value]
    for _ in range(_MOST):
        if not left:
            return
        one = left.pop(0)
        if isinstance(one, Mapping):
            yield from one.items()
            left.extend(inner for key, inner in one.items() if key not in ("IfSteps", "ElseSteps"))
        elif isinstance(one, list):
            left.extend(one)


def _chosen(value: Any, free: frozenset[str]) -> str | None:
    """What is written down of a location before a parameter; None where no parameter is in it."""
    if not isinstance(value, Mapping):
        return None
    if value.get("Get") in free:
        return ""
    joined = value.get("Std:Join")
    if not isinstance(joined, Mapping) or not isinstance(joined.get("Values"), list):
        return None
    before: list[str] = []
    for one in joined["Values"]:
        if (inner := _chosen(one, free)) is not None:
            return text_of(joined.get("On")).join((*before, inner)).removeprefix(_URI)
        if not isinstance(one, str):
            return None
        before.append(one)
    return None
