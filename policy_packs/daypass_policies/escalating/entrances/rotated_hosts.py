"""This is where it is told who has a superuser's password sent to a host of their own, by the rotation of their secret.

A function that rotates the password of a user signs in to the database as another one, whose secret it reads. Where it
takes the host from the secret that is rotated, whoever writes that one says to whom the other password goes; those of
AWS compare both hosts first. Sources: AWS Secrets Manager User Guide, "Lambda function rotation strategies" and "AWS
Secrets Manager rotation function templates" (a host that differs from that of `masterarn` is refused); AWS Secrets
Manager API Reference, "PutSecretValue"; read 2026-12.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.named import name_in
from daypass.graph.becoming.steering.programs.files import FUNCTIONS, files_of
from daypass.graph.becoming.steering.programs.python import program_in
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_kin
from daypass_policies.escalating.takeovers.gaining import SECRETS, gained

_ROTATIONS: Final[Mapping[str, str]] = {
    "aws:secretsmanager/secretRotation:SecretRotation": "rotationLambdaArn",
    "aws-native:secretsmanager:RotationSchedule": "rotationLambdaArn",
}
_OF_WHAT: Final = "secretId"
_WRITES: Final = ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecret")
_MAKES: Final = "secretsmanager:CreateSecret"
_HOST, _PASSWORD = "host", "password"
_FUNCTION: Final = ":function:"


class _Rotated(NamedTuple):
    """A secret by its ARN, the function that rotates it, and the URN of its role."""

    secret: str
    function: Resource
    role: str


def has_passwords_sent(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The secrets that it writes and does not look after, by whose rotation it gets another one."""
    writes = [action for action in _WRITES if has_by_itself(actor, action)]
    for one in rising.reach.stack.once(_rotated) if writes and not has_by_itself(actor, _MAKES) else ():
        role = rising.actors.by_urn.get(one.role)
        if role is None or role is actor or role.node is None or is_kin(actor, role.node):
            continue
        action = next((each for each in writes if may(actor, each, one.secret).possible), "")
        if action and (gain := gained(actor, role.node, rising, SECRETS)):
            words = f"say to which host function {one.function.name!r} signs in with what its role may {gain}"
            yield Opened(action, words, may(actor, action, one.secret))


def _rotated(stack: Stack) -> tuple[_Rotated, ...]:
    """Those of a stack, in order of their URNs, whose function sends one secret to the host of another."""
    rotations = sorted(stack.of_type(*_ROTATIONS), key=lambda one: one.urn)
    sending = {name_in(one): one for one in stack.of_type(*FUNCTIONS) if _sends(one)} if rotations else {}
    roles = {use.consumer.urn: use.role for use in stack.once(Consumers).every_use if use.own} if sending else {}
    found = []
    for one in rotations:
        by = text_of(said(one, _ROTATIONS[one.type])).partition(_FUNCTION)[2].partition(":")[0]
        if (function := sending.get(by)) and (secret := text_of(said(one, _OF_WHAT))):
            found.append(_Rotated(secret, function, roles.get(function.urn, "")))
    return tuple(found)


def _sends(function: Resource) -> bool:
    """Whether its code gives a call the host of one thing and the password of another, and compares no hosts."""
    for file in files_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        nodes = [*ast.walk(program.tree)] if program else []
        is_compared = any(isinstance(node, ast.Compare) and any(map(_is_host, ast.walk(node))) for node in nodes)
        if not is_compared and any(isinstance(node, ast.Call) and _mixes(node) for node in nodes):
            return True
    return False


def _mixes(call: ast.Call) -> bool:
    given = {one.arg: one.value for one in call.keywords if one.arg}
    hosts = [_of(one, _HOST) for one in given.values()]
    passwords = [_of(one, _PASSWORD) for one in given.values()]
    return any(host and password and host != password for host in hosts for password in passwords)


def _of(node: ast.expr, key: str) -> str:
    """The name of what this is the key of; "" where it is not."""
    is_key = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == key
    return node.value.id if isinstance(node, ast.Subscript) and is_key and isinstance(node.value, ast.Name) else ""


def _is_host(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == _HOST
