"""This is where it is told as which roles the tasks of a state machine act, and whether a model has a say before.

A machine that asks a model goes on as its answer says, and that may be what somebody wrote to it, unless it waits for
somebody first. Sources: Step Functions Developer Guide, "Accessing resources in other AWS accounts in Step Functions"
(`Credentials`), "Invoke and customize Amazon Bedrock models" and "Wait for a Callback with Task Token"; read 2026-11.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.flows import (
    States,
    caught_of,
    definition_of,
    is_task,
    levels_of,
    next_of,
    states_within,
)
from daypass.graph.becoming.steering.commands.states import GivenState
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, text_of
from daypass.model.resource import Resource

_CREDENTIALS: Final = "Credentials"
_ROLE: Final = "RoleArn"
_PATH: Final = f"{_ROLE}.$"
_ELSEWHERE: Final = "another role"
"""What stands for the ARN of one that is not known."""

_EXPRESSION: Final = "{%"
_NAMED: Final = re.compile(r""":role/[\w+=,.@/-]+['"]""")
"""How a text inside an expression ends that names one role, in whatever account."""

_ASKS: Final = re.compile(
    r"arn:[\w-]+:states:::(?:bedrock:invokeModel"
    r"|aws-sdk:bedrockruntime:(?:invokeModel|converse)\w*"
    r"|aws-sdk:bedrockagentruntime:(?:invoke\w+|retrieveAndGenerate\w*)"
    r"|aws-sdk:bedrockagentcore:invokeAgentRuntime)(?:\..*)?"
)
_WAITS: Final = re.compile(r"arn:[\w-]+:states:::(?:sqs|sns|lambda|events|apigateway|http):\w+\.waitForTaskToken")
"""Tasks that hand a token to somebody; what runs in a container or a build sends it back by itself."""


def takes_a_role(machine: Resource) -> bool:
    """Whether a task of it acts as a role that is only named when it runs."""
    return any(map(is_taken, _credentials(machine)))


def roles_written(machine: Resource) -> frozenset[str]:
    """The ARNs of the roles as which its tasks act that its definition names itself."""
    return frozenset(text_of(one.get(_ROLE)) for one in _credentials(machine) if not is_taken(one)) - {""}


def role_named(state: Mapping[str, Any]) -> str | None:
    """The role as which a task acts in place of the machine's: "" where it takes that from elsewhere, None for none."""
    if _CREDENTIALS not in state:
        return None
    return next((text_of(one.get(_ROLE)) for one in maps(state[_CREDENTIALS]) if not is_taken(one)), "")


def role_said(given: GivenState) -> str | None:
    """As which role it calls: "" where the input names that, beyond its account; None for that of the machine."""
    credentials = next(maps(given.state.get(_CREDENTIALS)), None)
    if credentials is None:
        return None if _CREDENTIALS not in given.state else _ELSEWHERE
    return "" if role_word(given) else text_of(credentials.get(_ROLE)) or _ELSEWHERE


def role_word(given: GivenState) -> Word | None:
    """In which word the input names that; None where it does not."""
    credentials = next(maps(given.state.get(_CREDENTIALS)), None)
    word = given.word_in(credentials, _ROLE) if credentials is not None and is_taken(credentials) else None
    return word if word and word.of_input != "fixed" else None


def lets_a_model_decide(machine: Resource) -> bool:
    """Whether a task acts as another role after a model was asked, and nobody was waited for between the two."""
    return any(_leads_on(level.states) for level in levels_of(definition_of(machine)))


def _credentials(machine: Resource) -> Iterator[Mapping[str, Any]]:
    """What is written of whom its tasks act as."""
    tasks = (state for level in levels_of(definition_of(machine)) for state in level.states.values() if is_task(state))
    return (one for task in tasks for one in maps(task.get(_CREDENTIALS)))


def _leads_on(states: States) -> bool:
    waiting = [name for name, state in states.items() if _has(state, _is_model)]
    if any(_has(states[name], _is_as_another) for name in waiting):
        return True
    seen = set(waiting)
    for name in waiting:
        for further in (*next_of(states[name]), *caught_of(states[name])):
            if further in seen or further not in states or _is_wait(states[further]):
                continue
            if _has(states[further], _is_as_another):
                return True
            seen.add(further)
            waiting.append(further)
    return False


def _has(state: Mapping[str, Any], is_one: Callable[[Mapping[str, Any]], bool]) -> bool:
    """Whether it is one, or has one within it, as parallel states and maps have."""
    return any(map(is_one, (state, *states_within(state))))


def _is_model(state: Mapping[str, Any]) -> bool:
    return is_task(state) and bool(_ASKS.fullmatch(text_of(state.get("Resource"))))


def _is_wait(state: Mapping[str, Any]) -> bool:
    return is_task(state) and bool(_WAITS.fullmatch(text_of(state.get("Resource"))))


def _is_as_another(state: Mapping[str, Any]) -> bool:
    return is_task(state) and _CREDENTIALS in state


def is_taken(credentials: Mapping[str, Any]) -> bool:
    """Whether the role comes from elsewhere, and is not written down but for its account."""
    written = text_of(credentials.get(_ROLE)).strip()
    worded = text_of(credentials.get(_PATH)) or (written if written.startswith(_EXPRESSION) else "")
    return bool(worded) and not _NAMED.search(worded)
