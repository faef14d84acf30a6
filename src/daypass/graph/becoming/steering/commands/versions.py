"""This is where it is told which projects of CodeBuild a stack starts with a version of their source that it says.

Sources: EventBridge User Guide, "Targets" (a CodeBuild project: what is handed over is the request); EventBridge
Scheduler User Guide, "Managing templated targets" and "Managing universal targets"; Step Functions Developer Guide,
"Manage AWS CodeBuild builds"; CodeBuild API Reference, "StartBuild" (a project by its name or its ARN); read 2026-11.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.leaves import said, text_of, within
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Partial, Resource, bare

STARTS_BUILD: Final = re.compile(
    r"arn:[\w-]+:(?:states|scheduler):::(?:aws-sdk:)?codebuild:startBuild(?:Batch)?(?:[.:].*)?"
)
ANY_PROJECT: Final = ""

_TARGETS: Final = ("aws:cloudwatch/eventTarget:EventTarget",)
_HOLDING: Final[Mapping[str, str]] = {
    "aws-native:events:Rule": "targets",
    "aws:scheduler/schedule:Schedule": "target",
    "aws-native:scheduler:Schedule": "target",
}
"""What starts something by itself → where it says what."""

_INPUT: Final = "input"
_INPUTS: Final = (_INPUT, "inputPath", "inputTransformer")
_DEFINITIONS: Final = ("definition", "definitionString")
_VERSION: Final = "sourceversion"
_NAMED: Final = re.compile(r"(?:arn:[\w:-]+:project/)?(?P<name>[\w-]+)")


class StartedProject(NamedTuple):
    """A project, by its name or `ANY_PROJECT`, of which a version is said; `unknown`: whether it is started at all."""

    project: str
    unknown: tuple[Untold, ...] = ()


def projects_started(stack: Stack) -> Iterator[StartedProject]:
    """Those of a stack."""
    for target in _targets(stack):
        arn = target.get("arn")
        if STARTS_BUILD.fullmatch(text_of(arn)):
            yield from _by_request(target.get("input"))
        elif not all(is_empty(target.get(key)) for key in _INPUTS):
            yield from _by_arn(text_of(arn), target)
    for machine in stack.of_type(*MACHINES):
        yield from _by_machine(machine)


def _by_machine(machine: Resource) -> Iterator[StartedProject]:
    """Those that its states start; where one of these is not known it may be such a state."""
    at = next((key for key in _DEFINITIONS if not is_empty(said(machine, key))), _DEFINITIONS[0])
    definition = parsed(said(machine, at))
    states = list(within(definition))
    if not isinstance(definition, Mapping) or UNKNOWN in map(bare, _states_in(states)):
        yield StartedProject(ANY_PROJECT, (Untold.of(machine, at),))
    for state in states:
        if isinstance(state, Mapping):
            request, resource = state.get("Arguments", state.get("Parameters")), bare(state.get("Resource"))
            if STARTS_BUILD.fullmatch(text_of(resource)) or (_is_open(resource) and _VERSION in _keys(request)):
                yield from _by_request(request)


def _states_in(parts: Iterable[Any]) -> Iterator[Any]:
    """What `States` holds anywhere in a definition, and each state in it."""
    for part in parts:
        if isinstance(part, Mapping) and "States" in part:
            states = bare(part["States"])
            yield states
            yield from states.values() if isinstance(states, Mapping) else ()


def _is_open(resource: Any) -> bool:
    """Whether what a state does is not known, or is put in later."""
    return resource is UNKNOWN or "${" in text_of(resource)


def _targets(stack: Stack) -> Iterator[Mapping[str, Any]]:
    """What rules and schedules start; of one of which nothing is known, that anything may stand there."""
    for one in stack.of_type(*_TARGETS):
        yield {key: said(one, key) for key in ("arn", *_INPUTS)}
    for holder in stack.of_type(*_HOLDING):
        held = bare(said(holder, _HOLDING[holder.type]))
        for each in held if isinstance(held, list) else () if is_empty(held) else (held,):
            target = bare(each)
            yield target if isinstance(target, Mapping) else {"input": each}


def _by_arn(arn: str, target: Mapping[str, Any]) -> Iterator[StartedProject]:
    """The project of this ARN, unless it is handed a request that says no version; none for anything else."""
    project = Arn.parse(arn)
    if project is None:
        yield StartedProject(ANY_PROJECT)
    elif project.service == "codebuild":
        only_input = all(is_empty(target.get(key)) for key in _INPUTS if key != _INPUT)
        if not only_input or _says_version(target.get(_INPUT)):
            yield StartedProject(project.resource.rpartition("/")[2])


def _by_request(request: Any) -> Iterator[StartedProject]:
    """The project of a request that says a version; any where what is asked for is not known."""
    if _says_version(request):
        named = _NAMED.fullmatch(text_of(_keys(request).get("projectname")))
        yield StartedProject(named["name"] if named else ANY_PROJECT)


def _says_version(request: Any) -> bool:
    """Also where the request is not known, as a whole or beside what is."""
    asked = parsed(request)
    return not isinstance(asked, Mapping) or isinstance(asked, Partial) or _VERSION in _keys(request)


def _keys(request: Any) -> Mapping[str, Any]:
    """What it says, by key in small letters: services take any case, and Step Functions paths (`SourceVersion.$`)."""
    asked = parsed(request)
    return {key.lower().removesuffix(".$"): value for key, value in asked.items()} if isinstance(asked, Mapping) else {}
