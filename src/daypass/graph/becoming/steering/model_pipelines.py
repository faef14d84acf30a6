"""This is where it is told where the steps of a SageMaker pipeline take their code, and what of it a starter names.

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

_DEFINITIONS: Final[Mapping[str, str]] = {
    "aws:sagemaker/pipeline:Pipeline": "pipelineDefinition",
    "aws-native:sagemaker:Pipeline": "pipelineDefinition.pipelineDefinitionBody",
}
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


class StepScript(NamedTuple):
    """An object of S3 that a step runs as this role, by its ARN in any partition."""

    arn: str
    role: str


def chosen_code(pipeline: Resource) -> Iterator[ChosenCode]:
    """What whoever starts a pipeline of SageMaker chooses to run; of anything else nothing."""
    for definition in _definitions(pipeline):
        limited = (one for one in maps(definition.get("Parameters")) if not one.get("EnumValues"))
        free = frozenset(f"{_PARAMETER}{text_of(one.get('Name'))}" for one in limited)
        for role, code in _steps(pipeline, definition) if free else ():
            if (below := _chosen(code.value, free)) is not None:
                yield ChosenCode(code.sort, role, below)


def step_scripts(pipeline: Resource) -> Iterator[StepScript]:
    """What the steps of a pipeline take from S3 where its starter says nothing else; of anything else nothing."""
    for definition in _definitions(pipeline):
        every = maps(definition.get("Parameters"))
        defaults = {f"{_PARAMETER}{text_of(one.get('Name'))}": text_of(one.get("DefaultValue")) for one in every}
        for role, code in _steps(pipeline, definition):
            place = _written(code.value, defaults).strip('"')
            if code.sort == "object" and place.startswith(_URI):
                yield StepScript(f"arn:*:s3:::{_object(place.removeprefix(_URI), code.file)}", role)


def roles_at(pipeline: Resource, thing: str) -> frozenset[str]:
    """The ARNs of the roles as which steps run what is taken there, or somewhere in a bucket; none for no step."""
    return frozenset(one.role for one in step_scripts(pipeline) if f"{one.arn}/".startswith(f"{thing}/"))


class _Code(NamedTuple):
    """What a step runs, as it is named there; `file` is the one of a folder that it runs, "" for what is said."""

    sort: Sort
    value: Any
    file: str = ""


def _object(place: str, file: str) -> str:
    """The object itself, or the file in a folder."""
    last = place.rstrip("/").rpartition("/")[2]
    return place if not file or (last == file and not place.endswith("/")) else f"{place.rstrip('/')}/{file}"


def _written(value: Any, defaults: Mapping[str, str]) -> str:
    """A location as it is without a starter's word; "" where only an execution knows it."""
    if not isinstance(value, Mapping):
        return text_of(value)
    joined = value.get("Std:Join")
    if not isinstance(joined, Mapping) or not isinstance(joined.get("Values"), list):
        return defaults.get(text_of(value.get("Get")), "")
    parts = [_written(one, defaults) for one in joined["Values"]]
    return text_of(joined.get("On")).join(parts) if all(parts) else ""


def _steps(pipeline: Resource, definition: Mapping[str, Any]) -> Iterator[tuple[str, _Code]]:
    """What each step runs, and the ARN of the role as which it does."""
    for arguments in _arguments(definition.get("Steps")):
        role = next(filter(None, (text_of(value) for key, value in _within(arguments) if key in _ROLES)), "")
        for code in _code(arguments):
            yield role or text_of(said(pipeline, "roleArn")), code


def _definitions(pipeline: Resource) -> Iterator[Mapping[str, Any]]:
    path = _DEFINITIONS.get(pipeline.type)
    for text in texts_at(pipeline.state, path).texts if path else ():
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


def _code(arguments: Mapping[str, Any]) -> Iterator[_Code]:
    for key, value in _within(arguments):
        if key in _IMAGES:
            yield _Code("image", value)
        elif key in _MODULES:
            yield _Code("object", value)
    scripts = tuple(text for one in maps(arguments.get("AppSpecification")) for text in _run(one))
    for taken in maps(arguments.get("ProcessingInputs")):
        for source in maps(taken.get("S3Input")):
            folder = text_of(source.get("LocalPath")).rstrip("/")
            inside = [script.removeprefix(f"{folder}/") for script in scripts if script.startswith(f"{folder}/")]
            if folder and inside:
                yield _Code("object", source.get("S3Uri"), inside[0])


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
    if text_of(value.get("Get")) in free:
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
