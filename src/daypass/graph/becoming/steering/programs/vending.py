"""This is where it is told which functions give out the credentials of whichever role their event names.

Who invokes one is that role then, if the role of the function may assume it. A session with a policy of its own is less
than the role. Sources: AWS STS API Reference, "AssumeRole" (`RoleArn`, `Policy`, `PolicyArns`, and the answer); AWS
Lambda Developer Guide, "Invoke a Lambda function synchronously"; read 2026-12.
"""

import ast
from collections.abc import Iterator
from itertools import islice
from typing import Final

from daypass.graph.becoming.steering.programs.obeying import handlers_of
from daypass.graph.becoming.steering.programs.python import Call, Program, program_in
from daypass.graph.becoming.steering.programs.python_events import ANY, Handler, Part
from daypass.model.resource import Resource

_ASSUMES: Final = "assume_role"
_ROLE: Final = "RoleArn"
_MOST: Final = 10
"""Calls that are looked at."""

_LIMITS: Final = frozenset(("Policy", "PolicyArns"))
_NAMES_ROLE: Final = ":role/"
"""How the text ends to which an event adds no more than the name of a role."""

_KEPT: Final = ("Credentials", "SecretAccessKey")
"""Where in the answer the key is, without which the rest is of no use."""


def vends(function: Resource) -> bool:
    """Whether it is one of these, and its code stands in the stack."""
    return any(_vends(program, name) for program, name in _programs(function))


def _programs(function: Resource) -> Iterator[tuple[Program, str]]:
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        if program:
            yield program, name


def _vends(program: Program, name: str) -> bool:
    assuming = [one for one in islice(_calls(program), _MOST) if _is_chosen(one, program, name)]
    answers = (Handler(program, name, one.node) for one in assuming)
    return any(_has_key(said.part) for handler in answers for said in handler.returned)


def _calls(program: Program) -> Iterator[Call]:
    """Each by which a role is assumed, by whatever client."""
    calls = (node for node in ast.walk(program.tree) if isinstance(node, ast.Call))
    for node in calls:
        is_whole = all(one.arg and one.arg not in _LIMITS for one in node.keywords)
        if is_whole and isinstance(node.func, ast.Attribute) and node.func.attr == _ASSUMES:
            yield Call(_ASSUMES, node)


def _is_chosen(call: Call, program: Program, name: str) -> bool:
    """Whether the event names the role, beyond its account."""
    named = call.given(1, _ROLE)
    found = Handler(program, name).said_in(named)
    starts = (start.text for start in program.starts(named))
    return any(one.is_whole for one in found) or (bool(found) and any(one.endswith(_NAMES_ROLE) for one in starts))


def _has_key(part: Part) -> bool:
    return all(step in (key, ANY) for step, key in zip(part, _KEPT, strict=False))
