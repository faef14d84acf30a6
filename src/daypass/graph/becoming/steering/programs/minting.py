"""This is where it is told which functions sign tokens about whomever their event names.

Such a token is a text with its issuer (`iss`) and whom it is about (`sub`); a function signs it with a key of KMS, or
by a library. Sources: RFC 7519, "JSON Web Token (JWT)", sections 4.1.1 and 4.1.2; AWS KMS API Reference, "Sign"; PyJWT,
"Usage Examples" (`jwt.encode`); read 2026-12.
"""

import ast
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.programs.obeying import handlers_of
from daypass.graph.becoming.steering.programs.python import Program, program_in
from daypass.graph.becoming.steering.programs.python_events import Handler
from daypass.model.resource import Resource

_ISSUER, _SUBJECT = "iss", "sub"
_SCHEME: Final = "https://"
_SIGNS: Final = "sign"
_ENCODES: Final = "jwt.encode"


def minted(function: Resource) -> tuple[str, ...]:
    """The issuers, as URLs without their scheme, as which one whose code stands in the stack signs so."""
    return tuple(dict.fromkeys(_minted(function)))


def _minted(function: Resource) -> Iterator[str]:
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        if program and _signs(program):
            handler = Handler(program, name)
            for claims in _claims(program):
                if handler.said_in(claims[_SUBJECT]):
                    yield from _issuers(claims[_ISSUER], program)


def _signs(program: Program) -> bool:
    calls = (node for node in ast.walk(program.tree) if isinstance(node, ast.Call))
    return any(
        program.name(one.func) == _ENCODES or (isinstance(one.func, ast.Attribute) and one.func.attr == _SIGNS)
        for one in calls
    )


def _claims(program: Program) -> Iterator[dict[str, ast.expr]]:
    """What is said in each text that has both."""
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            said = {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)}
            if {_ISSUER, _SUBJECT} <= said.keys():
                yield said


def _issuers(node: ast.expr, program: Program) -> Iterator[str]:
    for start in program.starts(node):
        if start.is_whole and not start.variable and start.text.startswith(_SCHEME):
            yield start.text.removeprefix(_SCHEME).rstrip("/")
