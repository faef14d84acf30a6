"""This is where it is told which functions give out the credentials of a role that their event or something else names.

Who invokes one is that role then, if the role of the function may assume it; and who writes what it reads says which
role those are who invoke it. A session with a policy of its own is less than the role, unless who names the role says
that policy too. Sources: AWS STS API Reference, "AssumeRole" (`RoleArn`, `Policy`, `PolicyArns`, and the answer); AWS
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
NAMES_ROLE: Final = ":role/"
"""What stands in the text to which an event adds no more than the name of a role, or the rest of one."""

_KEPT: Final = ("Credentials", "SecretAccessKey")
"""Where in the answer the key is, without which the rest is of no use."""


def vends(function: Resource) -> bool:
    """Whether it is one of these, and its code stands in the stack."""
    return any(True for _ in vended(function))


def vended(function: Resource) -> Iterator[str]:
    """How the names begin of the roles of which it gives out credentials; "" where they may be any."""
    for program, name in _programs(function):
        handler = Handler(program, name)
        for call in given_out(program, name, handler):
            yield from begin_named(call, program, handler)


def given_out(program: Program, name: str, handler: Handler) -> Iterator[Call]:
    """The calls by which a program assumes a role whose key its handler returns, with no limit that is not named so."""
    for call in islice(_calls(program), _MOST):
        is_whole = all(any(one.is_whole for one in handler.said_in(limit)) for limit in limits_of(call))
        if is_whole and any(_has_key(said.part) for said in Handler(program, name, call.node).returned):
            yield call


def role_named(call: Call) -> ast.expr | None:
    """What such a call says of the role."""
    return call.given(1, _ROLE)


def limits_of(call: Call) -> Iterator[ast.expr]:
    """What such a call says of the policies of the session, each on its own where a list of them is written there."""
    for one in call.node.keywords:
        yield from _each_in(one.value) if one.arg in _LIMITS else ()


def _each_in(node: ast.expr) -> Iterator[ast.expr]:
    within = node.elts if isinstance(node, ast.List | ast.Tuple) else node.values if isinstance(node, ast.Dict) else ()
    for one in within:
        yield from _each_in(one)
    if not within:
        yield node


def _programs(function: Resource) -> Iterator[tuple[Program, str]]:
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        if program:
            yield program, name


def _calls(program: Program) -> Iterator[Call]:
    """Each by which a role is assumed, by whatever client."""
    calls = (node for node in ast.walk(program.tree) if isinstance(node, ast.Call))
    for node in calls:
        is_known = all(one.arg for one in node.keywords)
        if is_known and isinstance(node.func, ast.Attribute) and node.func.attr == _ASSUMES:
            yield Call(_ASSUMES, node)


def begin_named(call: Call, program: Program, handler: Handler) -> Iterator[str]:
    """How the names begin of the roles that what a handler is given names, beyond their account; "" for a whole one."""
    named = role_named(call)
    found = handler.said_in(named)
    if any(one.is_whole for one in found):
        yield ""
    for start in program.starts(named) if found else ():
        if NAMES_ROLE in start.text and not start.is_whole:
            yield start.text.partition(NAMES_ROLE)[2]


def _has_key(part: Part) -> bool:
    return all(step in (key, ANY) for step, key in zip(part, _KEPT, strict=False))
