"""This is where it is told which state machines give whatever policy their input names, or something to whom it names.

Who starts such a one decides what others may do, as its role does; so does who writes what it reads. Sources: Step
Functions Developer Guide, "Integrating other services" (AWS SDK); API References of IAM ("AttachRolePolicy",
"PutRolePolicy", "UpdateAssumeRolePolicy", "CreatePolicyVersion", "AddUserToGroup", "TagRole"), IAM Identity Center
("CreateAccountAssignment") and the Identity Store ("CreateGroupMembership"); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.commands.calls import Call, call_of
from daypass.graph.becoming.steering.commands.flows import MACHINES
from daypass.graph.becoming.steering.commands.joined import joined
from daypass.graph.becoming.steering.commands.states import GivenState, given_onward_of, given_stored_of
from daypass.graph.becoming.steering.commands.stores import GIVES
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.leaves import maps, text_of
from daypass.model.resource import Resource, bare

GRANTS: Final = "states-x06"
"""The path on which somebody starts one."""

GRANTING: Final = GIVES | {GRANTS}
"""Those on which somebody names what one gives."""


TRUSTS: Final = "iam:UpdateAssumeRolePolicy"
"""The action by which what is given is a trust: others are let into a role."""


class Granting(NamedTuple):
    """The action by which a state machine gives what its input names, or what it reads.

    `path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`.
    `is_asked`: whoever starts the machine says what it reads. `whom` is the name of who is given a policy, and `policy`
    the ARN of that, both with `*` for what the input says of them; "" where neither it nor the definition says that.
    `tags` are the keys of those to which the input gives a value, `*` for any.
    """

    action: str
    path: str
    arn: str
    brings: tuple[tuple[str, Value], ...] = ()
    is_asked: bool = False
    whom: str = ""
    policy: str = ""
    tags: tuple[str, ...] = ()


class Policy(NamedTuple):
    """A policy that is given by an action to `whom` the input names: its ARN, or the document itself.

    `named` is the name of these, with `*` for what the input says of it.
    """

    action: str
    whom: Word
    named: str
    arn: str
    document: Any = None


class _Call(NamedTuple):
    """The action of a call, and where in its request the choice is made; `only_if`: what must be set there as well."""

    action: str
    chosen: tuple[str, ...]
    only_if: str = ""


_WHOSE: Final = ("Role", "User", "Group")
_CALLED: Final = re.compile(r"arn:[\w-]+:states:::aws-sdk:(?P<call>[a-z]+:[A-Za-z]+)(?:\..*)?")
_POLICY: Final = "PolicyArn"
_DOCUMENT: Final = "PolicyDocument"
_TAGS: Final = "Tags"
_KEY, _VALUE = "Key", "Value"
_CALLS: Final[Mapping[str, _Call]] = {
    **{f"iam:attach{whose}Policy": _Call(f"iam:Attach{whose}Policy", (_POLICY,)) for whose in _WHOSE},
    **{f"iam:put{whose}Policy": _Call(f"iam:Put{whose}Policy", (_DOCUMENT,)) for whose in _WHOSE},
    "iam:updateAssumeRolePolicy": _Call(TRUSTS, (_DOCUMENT,)),
    "iam:createPolicyVersion": _Call("iam:CreatePolicyVersion", (_DOCUMENT,), "SetAsDefault"),
    **{f"iam:tag{whose}": _Call(f"iam:Tag{whose}", (_TAGS,)) for whose in ("Role", "User")},
    "iam:addUserToGroup": _Call("iam:AddUserToGroup", ("UserName", "GroupName")),
    "ssoadmin:createAccountAssignment": _Call("sso:CreateAccountAssignment", ("PrincipalId", "PermissionSetArn")),
    "identitystore:createGroupMembership": _Call("identitystore:CreateGroupMembership", ("GroupId", "MemberId")),
}
"""As a state writes the call → what it is."""

_WITHIN: Final = {"MemberId": "UserId", _TAGS: _VALUE}
"""What stands in an object of its own in the request, or in a list of these."""

_NAMED: Final[Mapping[str, str]] = {
    **{f"iam:{how}{whose}Policy": f"{whose}Name" for how in ("attach", "put") for whose in _WHOSE},
    "iam:updateAssumeRolePolicy": "RoleName",
}
"""A call that gives a policy → where it says to whom."""

_TAGGED: Final[Mapping[str, str]] = {"iam:tagRole": "RoleName", "iam:tagUser": "UserName"}
"""The same of one that puts tags on somebody."""


def granting_of(machine: Resource) -> Iterator[Granting]:
    """What this one gives so; nothing for what is no state machine."""
    if machine.type not in MACHINES:
        return
    for given in given_onward_of(machine):
        for _, action in _chosen(given):
            yield _granting(given, action, GRANTS, given.arn)
    for given in given_stored_of(machine):
        for word, action in _chosen(given):
            for one in given.written(word):
                found = _granting(given, action, one.ways.gives, one.arn)
                yield found._replace(brings=one.brings, is_asked=one.is_asked)


def policy_for(given: GivenState, call: Call) -> Policy | None:
    """The policy that a call gives to whom the input names, where that one is written down."""
    key = _NAMED.get(call.name, "")
    whom = given.word(key) if key else None
    if whom is None or whom.of_input == "fixed" or given.is_of_another_role or any(True for _ in _chosen(given)):
        return None
    document = call.given.get(_DOCUMENT)
    return Policy(_CALLS[call.name].action, whom, _said(given, key), text_of(call.given.get(_POLICY)), document)


def _granting(given: GivenState, action: str, path: str, arn: str) -> Granting:
    call = call_of(given.state)
    found = Granting(action, path, arn)
    if call and call.name in _TAGGED:
        return found._replace(whom=_said(given, _TAGGED[call.name]), tags=tuple(_tags(given)))
    if call is None or call.name not in _NAMED:
        return found
    policy = _said(given, _POLICY) if _POLICY in _CALLS[call.name].chosen else ""
    return found._replace(whom=_said(given, _NAMED[call.name]), policy=policy)


def _tags(given: GivenState) -> Iterator[str]:
    """The keys of the tags whose values the input says."""
    if given.word(_TAGS).of_input != "fixed":
        yield ANY
    for tag in maps(given.request.get(_TAGS)):
        if given.word_in(tag, _VALUE).of_input != "fixed":
            yield ANY if given.word_in(tag, _KEY).of_input != "fixed" else text_of(tag.get(_KEY))


def _said(given: GivenState, key: str) -> str:
    """What it asks for there, with `*` for what comes from the input; "" where nobody can tell."""
    word = given.word(key)
    if word.of_input == "whole":
        return ANY
    return joined(word.text, given.view) if word.of_input == "part" else text_of(given.request.get(key))


def _chosen(given: GivenState) -> Iterator[tuple[Word, str]]:
    """In which words the input names what is given, and the action; nothing where all that it gives is written down."""
    found = _CALLED.fullmatch(given.calls)
    call = _CALLS.get(found["call"]) if found else None
    if call is None or given.is_of_another_role or (call.only_if and not _is_set(given, call.only_if)):
        return
    for key in call.chosen:
        inside = _WITHIN.get(key, "")
        words = [given.word_in(one, inside) for one in maps(given.request.get(key))] if inside else []
        yield from ((word, call.action) for word in (given.word(key), *words) if word.of_input != "fixed")


def _is_set(given: GivenState, key: str) -> bool:
    """Whether it asks for that, or the input may."""
    return bare(given.request.get(key)) is True or given.word(key).of_input != "fixed"
