"""This is where it is told as which roles of a stack that runs which somebody starts by its name: a function, a task.

Sources: API References of what is called ("Invoke", "RunTask", "StartBuild" and the like; a name or an ARN); Service
Authorization Reference (the forms of ARNs); read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from daypass.graph.becoming.steering.commands.calls import Call
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.steering.task_services import family
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.grouping import grouped

_TASK: Final = "task"
_ARN: Final = re.compile(
    r"arn:[\w-]{1,20}:(?P<service>\w{1,20}):[\w-]{0,30}:\d{0,12}:"
    r"(?:(?:function|stateMachine|project|task-definition|job-definition|job)[:/])?(?P<name>[\w.-]{1,255})(?::.{0,255})?"
)
_NOUNS: Final[Mapping[str, str]] = {
    "lambda": "function",
    "states": "state machine",
    "codebuild": "build",
    "codepipeline": "pipeline",
    "ecs": _TASK,
    "batch": "batch job",
    "glue": "Glue job",
}
"""Service, as ARNs have it → what runs there, as `role_consumers` calls it."""

_STARTS: Final[Mapping[str, tuple[str, str]]] = {
    "lambda:invoke": ("function", "FunctionName"),
    "states:startExecution": ("state machine", "StateMachineArn"),
    "sfn:startExecution": ("state machine", "StateMachineArn"),
    "codebuild:startBuild": ("build", "ProjectName"),
    "codebuild:startBuildBatch": ("build", "ProjectName"),
    "codepipeline:startPipelineExecution": ("pipeline", "Name"),
    "ecs:runTask": (_TASK, "TaskDefinition"),
    "batch:submitJob": ("batch job", "JobDefinition"),
    "glue:startJobRun": ("Glue job", "JobName"),
}
"""A call of a state machine → what it starts, and where it names that."""


class Runners:
    """What of a stack runs as a role of its own."""

    def __init__(self, stack: Stack) -> None:
        uses = [use for use in stack.once(Consumers).every_use if use.own and use.role]
        self._by_urn: Final = grouped((use.consumer.urn, use) for use in uses)
        self._by_name: Final = grouped(((use.noun, name), use) for use in uses if (name := _name(use)))

    def of_noun(self, noun: str) -> Iterator[Use]:
        """All that are called by this noun."""
        return (use for uses in self._by_urn.values() for use in uses if use.noun == noun)

    def behind(self, urns: Iterable[str]) -> Iterator[Use]:
        """What these are, by their URNs."""
        return (use for urn in urns for use in self._by_urn.get(urn, ()))

    def named(self, noun: str, text: str) -> tuple[Use, ...]:
        """What is called so, or has this ARN."""
        found = _ARN.fullmatch(text)
        plain = found["name"] if found else text.partition(":")[0]
        return self._by_name.get((noun, plain), ())

    def at(self, arn: str) -> tuple[Use, ...]:
        """What has this ARN."""
        found = _ARN.fullmatch(arn)
        return self.named(_NOUNS.get(found["service"], ""), arn) if found else ()

    def started_by(self, call: Call) -> tuple[Use, ...]:
        """What a call of a state machine starts."""
        noun, key = _STARTS.get(call.name, ("", ""))
        named = call.to or call.text(key)
        return self.named(noun, named) if named else ()


def _name(use: Use) -> str:
    """Its name; the family of a task."""
    return family(text_of(said(use.consumer, "family"))) if use.noun == _TASK else name_in(use.consumer).strip("*")
