"""This is where it is told which state machines give whatever policy their input names.

Who starts such a one decides what others may do, as its role does. Sources: Step Functions Developer Guide,
"Integrating other services" (AWS SDK); IAM API Reference, "AttachRolePolicy" and "PutRolePolicy"; read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.states import MACHINES, Given, given_input_of
from daypass.model.resource import Resource

GRANTS: Final = "states-x06"
"""The path on which somebody starts one."""

_CALLED: Final = re.compile(
    r"arn:[\w-]+:states:::aws-sdk:iam:(?P<verb>attach|put)(?P<whose>Role|User|Group)Policy(?:\..*)?"
)
_CHOSEN: Final = {"attach": "PolicyArn", "put": "PolicyDocument"}
"""What is given, by the verb of what gives it."""


class Granting(NamedTuple):
    """The ARN of a state machine, and the action by which it gives what its input names."""

    arn: str
    action: str


def granting_of(machine: Resource) -> Iterator[Granting]:
    """What this one gives so; nothing for what is no state machine."""
    for given in given_input_of(machine) if machine.type in MACHINES else ():
        if action := _action(given):
            yield Granting(given.arn, action)


def _action(given: Given) -> str:
    """The action; "" where it gives nothing, or what it gives is written down."""
    found = _CALLED.fullmatch(given.calls)
    if not found or given.is_of_another_role or given.word(_CHOSEN[found["verb"]]).of_input == "fixed":
        return ""
    return f"iam:{found['verb'].capitalize()}{found['whose']}Policy"
