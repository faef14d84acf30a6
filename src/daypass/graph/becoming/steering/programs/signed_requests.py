"""This is where it is told which functions do nothing before a signature of what they are sent has been checked.

Read is the handler of a Python program, statement by statement: up to the check it may take its event apart, read the
secret and answer, and unless the check holds it leaves. Whatever else it does or calls before, and whatever cannot be
read, counts as no check. Sources: The Python Standard Library, "hmac" (`compare_digest`) and "secrets"; Stripe,
"Receive Stripe events in your webhook endpoint" (`Webhook.construct_event` raises); PyJWT, "Usage Examples"
(`jwt.decode` raises; `options` can leave the signature out); PyNaCl, "Digital Signatures" (`VerifyKey.verify` raises);
read 2026-12.
"""

import ast
from collections.abc import Sequence
from typing import Final

from daypass.graph.becoming.steering.programs.calm import Calm, Function
from daypass.graph.becoming.steering.programs.obeying import files_with_handlers
from daypass.graph.becoming.steering.programs.python import Program, program_in
from daypass.graph.becoming.steering.scripts import MOST
from daypass.model.resource import Resource

_COMPARES: Final = ("hmac.compare_digest", "secrets.compare_digest")
_SIDES: Final = 2
_MACS: Final = ("hmac.new", "hmac.digest")
_RAISES: Final = {"stripe.Webhook.construct_event": 2, "stripe.WebhookSignature.verify_header": 2, "jwt.decode": 1}
"""What raises unless a signature is right → at which place it is given the key."""

_KEYS: Final = ("key", "secret")
_LOOSENS: Final = ("options", "verify")
_VERIFIERS: Final = ("nacl.signing.VerifyKey",)
_ENDS: Final = (ast.Return, ast.Raise)
_DEEPEST: Final = 4
"""Functions within functions that are looked into."""


def checks_first(function: Resource) -> bool:
    """Whether each file that may hold its handler is known, and checks what it is sent before it does anything."""
    found = [*files_with_handlers(function)]
    return bool(found) and all(file.language == "python" and _checks(file.text or "", name) for file, name in found)


def _checks(text: str, name: str) -> bool:
    program = program_in(text) if len(text) < MOST else None
    calm = Calm(program) if program else None
    handler = calm.functions.get(name) if calm else None
    if program is None or calm is None or handler is None or handler.decorator_list:
        return False
    return _Scope(program, calm, frozenset(_parameters(handler))).is_guarded(handler.body)


class _Scope:
    """One run of a function: which of its names come from the request, and which hold the code of a right message."""

    def __init__(self, program: Program, calm: Calm, told: frozenset[str], left: int = _DEEPEST) -> None:
        self._program, self._calm, self._left = program, calm, left
        self._told = set(told)
        self._given: set[str] = set(told)
        self._macs: set[str] = set()
        self._answers: set[str] = set()

    def is_guarded(self, body: Sequence[ast.stmt]) -> bool:
        """Whether only calm things are done in these statements until one lets through what is signed alone."""
        for place, one in enumerate(body):
            if self._guards(one, body[place + 1 :]):
                return True
            if not self._is_calm(one):
                return False
            self._learn(one)
        return False

    def answers_by_check(self, body: Sequence[ast.stmt]) -> bool:
        """Whether what a function returns is the answer of a check, or says no."""
        found: list[ast.expr | None] = []
        for one in body:
            if not self._is_calm(one):
                return False
            found += [node.value for node in ast.walk(one) if isinstance(node, ast.Return)]
            self._learn(one)
        says_no = [one is None or (isinstance(one, ast.Constant) and not one.value) for one in found]
        rest = [one for one, no in zip(found, says_no, strict=True) if one is not None and not no]
        return bool(rest) and all(self._holds(one) for one in rest)

    def _guards(self, one: ast.stmt, rest: Sequence[ast.stmt]) -> bool:
        if isinstance(one, ast.If) and self._is_calm(one.test):
            if self._refuses(one.test):
                return self._leaves(one.body)
            return self._holds(one.test) and self._are_calm((*one.orelse, *rest))
        if isinstance(one, ast.Try):
            leave = all(self._leaves(handler.body) for handler in one.handlers)
            return leave and self._are_calm(one.finalbody) and self.is_guarded(one.body)
        return isinstance(one, ast.Expr | ast.Assign) and self._raises(one.value)

    def _leaves(self, body: Sequence[ast.stmt]) -> bool:
        return isinstance(body[-1], _ENDS) and self._are_calm(body)

    def _is_calm(self, node: ast.stmt | ast.expr) -> bool:
        return self._calm.is_calm(node, self._told, inside=self._left < _DEEPEST)

    def _are_calm(self, body: Sequence[ast.stmt]) -> bool:
        return all(self._is_calm(one) for one in body)

    def _refuses(self, test: ast.expr) -> bool:
        """Whether it is true unless the check holds."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            return any(self._refuses(one) for one in test.values)
        return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and self._holds(test.operand)

    def _holds(self, test: ast.expr) -> bool:
        """Whether it is true only where the check holds."""
        if isinstance(test, ast.BoolOp):
            some = any if isinstance(test.op, ast.And) else all
            return some(self._holds(one) for one in test.values)
        if isinstance(test, ast.Name):
            return test.id in self._answers
        if not isinstance(test, ast.Call):
            return False
        if self._program.name(test.func) in _COMPARES:
            one, other = test.args if len(test.args) == _SIDES else (test, test)
            return self._compares(one, other) or self._compares(other, one)
        inner = self._inside(test)
        return inner is not None and inner[1].answers_by_check(inner[0].body)

    def _compares(self, right: ast.expr, given: ast.expr) -> bool:
        """Whether what is given is held to a code of the message, or to a secret."""
        is_secret = not self._is_told(right) and not self._is_written(right)
        return self._is_told(given) and not self._has_mac(given) and (self._has_mac(right) or is_secret)

    def _raises(self, value: ast.expr) -> bool:
        """Whether it raises unless a check holds."""
        if not isinstance(value, ast.Call):
            return False
        arguments = (*value.args, *(one.value for one in value.keywords))
        if not all(self._is_calm(one) for one in arguments):
            return False
        place = _RAISES.get(self._program.name(value.func))
        if place is not None:
            named = [one.value for one in value.keywords if one.arg in _KEYS]
            key = next(iter((*named, *value.args[place : place + 1])), None)
            is_whole = all(one.arg and one.arg not in _LOOSENS for one in value.keywords)
            return is_whole and key is not None and self._is_key(key) and any(map(self._is_told, arguments))
        if isinstance(value.func, ast.Attribute) and value.func.attr == "verify":
            made = [one for one in self._program.meant(value.func.value) if isinstance(one, ast.Call)]
            names = {self._program.name(one.func) for one in made}
            is_key = bool(made) and names.issubset(_VERIFIERS) and not any(map(self._is_told, made))
            return is_key and any(map(self._is_told, arguments))
        inner = self._inside(value)
        return inner is not None and inner[1].raises_first(inner[0].body)

    def raises_first(self, body: Sequence[ast.stmt]) -> bool:
        """Whether nobody comes back from these statements unless the check held."""
        returns = [node for one in body for node in ast.walk(one) if isinstance(node, ast.Return)]
        last = returns == [body[-1]] if returns else True
        return last and self.is_guarded(body)

    def _inside(self, call: ast.Call) -> tuple[Function, "_Scope"] | None:
        """The function of the program that is called, and a run of it with what it is given."""
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        function = self._calm.functions.get(name) if self._left else None
        if function is None or function.decorator_list or any(isinstance(one, ast.Starred) for one in call.args):
            return None
        names = [*_parameters(function)]
        given = (*zip(names, call.args, strict=False), *((one.arg, one.value) for one in call.keywords))
        told = frozenset(key or "" for key, value in given if self._is_told(value))
        return function, _Scope(self._program, self._calm, told, self._left - 1)

    def _learn(self, statement: ast.stmt) -> None:
        """What its names hold from here on; a name that may hold something else holds no code any more."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                is_plain = not isinstance(node, ast.AugAssign) and len(targets) == 1
                for target in targets:
                    self._give(target, node.value, is_plain=is_plain and isinstance(target, ast.Name))
            elif isinstance(node, ast.For):
                self._give(node.target, node.iter, is_plain=False)

    def _give(self, target: ast.expr, value: ast.expr, *, is_plain: bool) -> None:
        is_told, is_mac, is_answer = self._is_told(value), self._has_mac(value), self._holds(value)
        for name in (one.id for one in ast.walk(target) if isinstance(one, ast.Name)):
            for kept, fits in ((self._macs, is_mac), (self._answers, is_answer)):
                if is_plain and fits and (name in kept or name not in self._given):
                    kept.add(name)
                else:
                    kept.discard(name)
            self._given.add(name)
            if is_told:
                self._told.add(name)

    def _is_told(self, node: ast.expr) -> bool:
        """Whether what was sent goes into it."""
        return any(isinstance(one, ast.Name) and one.id in self._told for one in ast.walk(node))

    def _has_mac(self, node: ast.expr) -> bool:
        """Whether it is made of a code of what was sent, by a key that was not."""
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id in self._macs:
                return True
            if isinstance(one, ast.Call) and self._program.name(one.func) in _MACS and one.args:
                said = (*one.args[1:2], *(key.value for key in one.keywords if key.arg == "msg"))
                if self._is_key(one.args[0]) and any(self._is_told(message) for message in said):
                    return True
        return False

    def _is_key(self, node: ast.expr) -> bool:
        return not self._is_told(node) and not self._is_written(node)

    def _is_written(self, node: ast.expr) -> bool:
        """Whether it stands in the program for everybody to read."""
        names = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
        return not names or any(isinstance(one, ast.Constant) for name in names for one in self._program.meant(name))


def _parameters(function: Function) -> Sequence[str]:
    arguments = function.args
    several = (one for one in (arguments.vararg, arguments.kwarg) if one)
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several)
    return [one.arg for one in every]
