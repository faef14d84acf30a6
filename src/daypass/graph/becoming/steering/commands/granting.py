"""This is where it is told which state machines give whatever policy their input names, or a group to whom it names.

Who starts such a one decides what others may do, as its role does. Sources: Step Functions Developer Guide,
"Integrating other services" (AWS SDK); API References of IAM ("AttachRolePolicy", "PutRolePolicy", "AddUserToGroup"),
IAM Identity Center ("CreateAccountAssignment") and the Identity Store ("CreateGroupMembership"); read 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.states import Given, given_input_of
from daypass.graph.leaves import maps
from daypass.model.resource import Resource

GRANTS: Final = "states-x06"
"""The path on which somebody starts one."""


class Granting(NamedTuple):
    """The ARN of a state machine, and the action by which it gives what its input names."""

    arn: str
    action: str


class _Call(NamedTuple):
    """The action of a call, and where in its request the choice is made."""

    action: str
    chosen: tuple[str, ...]


_WHOSE: Final = ("Role", "User", "Group")
_CALLED: Final = re.compile(r"arn:[\w-]+:states:::aws-sdk:(?P<call>[a-z]+:[A-Za-z]+)(?:\..*)?")
_CALLS: Final[Mapping[str, _Call]] = {
    **{f"iam:attach{whose}Policy": _Call(f"iam:Attach{whose}Policy", ("PolicyArn",)) for whose in _WHOSE},
    **{f"iam:put{whose}Policy": _Call(f"iam:Put{whose}Policy", ("PolicyDocument",)) for whose in _WHOSE},
    "iam:addUserToGroup": _Call("iam:AddUserToGroup", ("UserName", "GroupName")),
    "ssoadmin:createAccountAssignment": _Call("sso:CreateAccountAssignment", ("PrincipalId", "PermissionSetArn")),
    "identitystore:createGroupMembership": _Call("identitystore:CreateGroupMembership", ("GroupId", "MemberId")),
}
"""As a state writes the call → what it is."""

_WITHIN: Final = {"MemberId": "UserId"}
"""What stands in an object of its own in the request."""


def granting_of(machine: Resource) -> Iterator[Granting]:
    """What this one gives so; nothing for what is no state machine."""
    for given in given_input_of(machine) if machine.type in MACHINES else ():
        if action := _action(given):
            yield Granting(given.arn, action)


def _action(given: Given) -> str:
    """The action; "" where it gives nothing, or all that it gives is written down."""
    found = _CALLED.fullmatch(given.calls)
    call = _CALLS.get(found["call"]) if found else None
    if call is None or given.is_of_another_role or not any(_is_chosen(given, key) for key in call.chosen):
        return ""
    return call.action


def _is_chosen(given: Given, key: str) -> bool:
    """Whether the input says what stands there."""
    inside = _WITHIN.get(key, "")
    words = [given.word_in(one, inside) for one in maps(given.request.get(key))] if inside else []
    return any(word.of_input != "fixed" for word in (given.word(key), *words))
