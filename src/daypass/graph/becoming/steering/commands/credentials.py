"""This is where it is told as which roles the tasks of a state machine act, and whether a model has a say before.

A machine that asks a model goes on as its answer says, and that may be what somebody wrote to it, unless it waits for
somebody first. Sources: Step Functions Developer Guide, "Accessing resources in other AWS accounts in Step Functions"
(`Credentials`), "Invoke and customize Amazon Bedrock models" and "Wait for a Callback with Task Token"; read 2026-11.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.leaves import maps, said, text_of
from daypass.model.resource import UNKNOWN, Resource, bare

_CREDENTIALS: Final = "Credentials"
_ROLE: Final = "RoleArn"
_PATH: Final = f"{_ROLE}.$"
_EXPRESSION: Final = "{%"
_NAMED: Final = re.compile(r""":role/[\w+=,.@/-]+['"]""")
"""How a text inside an expression ends that names one role, in whatever account."""

_DEFINITIONS: Final = ("definition", "definitionString")
_ASKS: Final = re.compile(
    r"arn:[\w-]+:states:::(?:bedrock:invokeModel"
    r"|aws-sdk:bedrockruntime:(?:invokeModel|converse)\w*"
    r"|aws-sdk:bedrockagentruntime:(?:invoke\w+|retrieveAndGenerate\w*)"
    r"|aws-sdk:bedrockagentcore:invokeAgentRuntime)(?:\..*)?"
)
_WAITS: Final = re.compile(r"arn:[\w-]+:states:::(?:sqs|sns|lambda|events|apigateway|http):\w+\.waitForTaskToken")
"""Tasks that hand a token to somebody; what runs in a container or a build sends it back by itself."""


def hidden_definition(machine: Resource) -> str:
    """The property that keeps its definition from being known; "" where it is known."""
    return next((key for key in _DEFINITIONS if bare(said(machine, key)) is UNKNOWN), "")


def takes_a_role(machine: Resource) -> bool:
    """Whether a task of it acts as a role that is only named when it runs."""
    tasks = (task for states in _levels(machine) for task in states.values() if _is_task(task))
    return any(map(_is_taken, (one for task in tasks for one in maps(task.get(_CREDENTIALS)))))


def lets_a_model_decide(machine: Resource) -> bool:
    """Whether a task acts as another role after a model was asked, and nobody was waited for between the two."""
    return any(_leads_on(states) for states in _levels(machine))


def _leads_on(states: Mapping[str, Any]) -> bool:
    waiting = [name for name, state in states.items() if _has(state, _is_model)]
    if any(_has(states[name], _is_as_another) for name in waiting):
        return True
    seen = set(waiting)
    for name in waiting:
        for further in _next(states[name]):
            if further in seen or further not in states or _is_wait(states[further]):
                continue
            if _has(states[further], _is_as_another):
                return True
            seen.add(further)
            waiting.append(further)
    return False


def _next(state: Any) -> Iterator[str]:
    """The states that may follow."""
    for holder in (state, *maps(state.get("Choices")), *maps(state.get("Catch"))):
        yield from filter(None, (text_of(holder.get(key)) for key in ("Next", "Default")))


def _has(state: Any, is_one: Callable[[Any], bool]) -> bool:
    """Whether it is one, or has one within it, as parallel states and maps have."""
    return any(is_one(one) for one in (state, *(inner for states in _within(state) for inner in states.values())))


def _is_task(state: Any) -> bool:
    return isinstance(state, Mapping) and state.get("Type") == "Task"


def _is_model(state: Any) -> bool:
    return _is_task(state) and bool(_ASKS.fullmatch(text_of(state.get("Resource"))))


def _is_wait(state: Any) -> bool:
    return _is_task(state) and bool(_WAITS.fullmatch(text_of(state.get("Resource"))))


def _is_as_another(state: Any) -> bool:
    return _is_task(state) and _CREDENTIALS in state


def _levels(machine: Resource) -> Iterator[Mapping[str, Any]]:
    """Its states by name, then those within each that has some."""
    definition = parsed(next(filter(None, (said(machine, key) for key in _DEFINITIONS)), None))
    return _within({"Branches": [definition]}) if isinstance(definition, Mapping) else iter(())


def _within(state: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [state]
    for one in waiting:
        branches = (*maps(one.get("Branches")), *maps(one.get("Iterator")), *maps(one.get("ItemProcessor")))
        for states in (inner for branch in branches for inner in maps(branch.get("States"))):
            known = {name: plain for name, state in states.items() if isinstance(plain := bare(state), Mapping)}
            yield known
            waiting.extend(known.values())


def _is_taken(credentials: Mapping[str, Any]) -> bool:
    """Whether the role comes from elsewhere, and is not written down but for its account."""
    written = text_of(credentials.get(_ROLE)).strip()
    worded = text_of(credentials.get(_PATH)) or (written if written.startswith(_EXPRESSION) else "")
    return bool(worded) and not _NAMED.search(worded)
