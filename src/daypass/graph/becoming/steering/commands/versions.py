"""This is where it is told which projects of CodeBuild a stack starts with a version of their source that it says.

Sources: EventBridge User Guide, "Targets" (a CodeBuild project: what is handed over is the request); EventBridge
Scheduler User Guide, "Managing templated targets" and "Managing universal targets"; Step Functions Developer Guide,
"Manage AWS CodeBuild builds"; CodeBuild API Reference, "StartBuild" (a project by its name or its ARN); read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.becoming.steering.commands.states import MACHINES
from daypass.graph.leaves import said, text_of, within
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import bare

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

_INPUTS: Final = ("input", "inputPath", "inputTransformer")
_NAMED: Final = re.compile(r"(?:arn:[\w:-]+:project/)?(?P<name>[\w-]+)")


def projects_started(stack: Stack) -> Iterator[str]:
    """Their names, and `ANY_PROJECT` for what is not known."""
    for target in _targets(stack):
        arn = target.get("arn")
        if STARTS_BUILD.fullmatch(text_of(arn)):
            yield from _by_request(target.get("input"))
        elif not all(is_empty(target.get(key)) for key in _INPUTS):
            yield from _by_arn(text_of(arn))
    for machine in stack.of_type(*MACHINES):
        definition = parsed(said(machine, "definition") or said(machine, "definitionString"))
        if not isinstance(definition, Mapping):
            yield ANY_PROJECT
        for state in within(definition):
            if isinstance(state, Mapping) and STARTS_BUILD.fullmatch(text_of(state.get("Resource"))):
                yield from _by_request(state.get("Arguments", state.get("Parameters")))


def _targets(stack: Stack) -> Iterator[Mapping[str, Any]]:
    """What rules and schedules start; of one of which nothing is known, that anything may stand there."""
    for one in stack.of_type(*_TARGETS):
        yield {key: said(one, key) for key in ("arn", *_INPUTS)}
    for holder in stack.of_type(*_HOLDING):
        held = bare(said(holder, _HOLDING[holder.type]))
        for each in held if isinstance(held, list) else () if is_empty(held) else (held,):
            target = bare(each)
            yield target if isinstance(target, Mapping) else {"input": each}


def _by_arn(arn: str) -> Iterator[str]:
    """The project of this ARN; none for anything else that has one."""
    target = Arn.parse(arn)
    if target is None:
        yield ANY_PROJECT
    elif target.service == "codebuild":
        yield target.resource.rpartition("/")[2]


def _by_request(request: Any) -> Iterator[str]:
    """The project of a request that says a version, in whatever case; any where what is asked for is not known."""
    asked = parsed(request)
    keys = {key.lower().removesuffix(".$"): value for key, value in asked.items()} if isinstance(asked, Mapping) else {}
    if "sourceversion" in keys or not isinstance(asked, Mapping):
        named = _NAMED.fullmatch(text_of(keys.get("projectname")))
        yield named["name"] if named else ANY_PROJECT
