"""This is where it is told which roles a state machine's tasks act as, and whether a model has a say before they do.

A machine that asks a model goes on as its answer says, and that may be what somebody wrote to it. Who waits for a task
token waits for whoever sends it back. Sources: Step Functions Developer Guide, "Accessing resources in other AWS
accounts in Step Functions" (`Credentials`), "Invoke and customize Amazon Bedrock models" and "Wait for a Callback with
Task Token"; read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from daypass.graph.becoming.steering.commands.filters import parsed
from daypass.graph.leaves import said, text_of
from daypass.model.resource import Resource, bare

_CREDENTIALS: Final = "Credentials"
_ROLE: Final = "RoleArn"
_PATH: Final = f"{_ROLE}.$"
_EXPRESSION: Final = "{%"
_RESOURCE: Final = "Resource"
_ASKS: Final = re.compile(
    r"arn:[\w-]+:states:::(?:bedrock:invokeModel|aws-sdk:bedrock(?:agent)?runtime:\w+|aws-sdk:bedrockagentcore:invoke\w+)\b.*"
)
_WAITS: Final = ".waitForTaskToken"


def takes_a_role(machine: Resource) -> bool:
    """Whether a task of it acts as a role that is only named when it runs."""
    return any(map(_is_taken, _credentials(machine)))


def asks_a_model(machine: Resource) -> bool:
    """Whether a task of it asks a model, or an agent, and none waits for somebody."""
    called = [text_of(state.get(_RESOURCE)) for state in _parts(machine)]
    return any(map(_ASKS.fullmatch, called)) and not any(one.endswith(_WAITS) for one in called)


def _credentials(machine: Resource) -> Iterator[Mapping[str, Any]]:
    found = (bare(state.get(_CREDENTIALS)) for state in _parts(machine))
    return (one for one in found if isinstance(one, Mapping))


def _parts(machine: Resource) -> Iterator[Mapping[str, Any]]:
    """All objects of its definition, states within parallel ones and maps among them."""
    waiting = [parsed(said(machine, "definition") or said(machine, "definitionString"))]
    for one in waiting:
        plain = bare(one)
        if isinstance(plain, Mapping):
            yield plain
            waiting.extend(plain.values())
        elif isinstance(plain, list):
            waiting.extend(plain)


def _is_taken(credentials: Mapping[str, Any]) -> bool:
    return _PATH in credentials or text_of(credentials.get(_ROLE)).strip().startswith(_EXPRESSION)
