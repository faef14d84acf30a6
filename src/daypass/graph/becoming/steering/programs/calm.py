"""This is where it is told what a program does that changes nothing: it takes texts apart, reads a secret, and answers.

What is not known to be so is not. Sources: The Python Standard Library, "Built-in Functions", "Built-in Types" and the
modules named here; Boto3, `SecretsManager.Client.get_secret_value` and `SSM.Client.get_parameter`; read 2026-12.
"""

import ast
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from daypass.graph.becoming.steering.programs.python import Program

Function = ast.FunctionDef

_STATEMENTS: Final = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.If, ast.Try, ast.For, ast.Return, ast.Raise, ast.Pass),
    *(ast.Continue, ast.Break, ast.Import, ast.ImportFrom, ast.Global, ast.Assert),
)
_HIDES: Final = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda)
_PLAIN: Final = frozenset(
    (
        *("abs", "all", "any", "bool", "bytes", "dict", "enumerate", "float", "int", "isinstance", "len", "list"),
        *("max", "min", "next", "print", "range", "repr", "set", "sorted", "str", "sum", "tuple", "zip"),
        *("Exception", "KeyError", "PermissionError", "RuntimeError", "ValueError"),
        *("json.loads", "json.dumps", "os.getenv", "os.environ.get", "time.time", "secrets.compare_digest"),
        *("boto3.client", "boto3.resource"),
    )
)
_MODULES: Final = ("base64.", "binascii.", "datetime.", "hashlib.", "hmac.", "logging.", "re.", "urllib.parse.")
_LOGS: Final = frozenset(("debug", "info", "warning", "error", "exception"))
_OF_TEXTS: Final = frozenset(
    (
        *("casefold", "decode", "digest", "encode", "endswith", "hexdigest", "isascii", "isdecimal", "isdigit"),
        *("items", "join", "keys", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rpartition"),
        *("rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "timestamp", "total_seconds", "upper"),
    )
)
_OF_EVENTS: Final = frozenset(("format", "get", "replace", "values"))
"""What clients of services have as well: of what was sent alone it is a way to take that apart."""

_SECRETS: Final = frozenset(("get_secret_value", "get_parameter"))
_DEEPEST: Final = 4


class Calm:
    """What a program does calmly, with the functions that stand in it once and under their own name."""

    def __init__(self, program: Program) -> None:
        self._program = program
        made = [one for one in ast.walk(program.tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        every = Counter(one.name for one in made)
        top = [one for one in program.tree.body if isinstance(one, ast.FunctionDef)]
        given = {
            one.id for one in ast.walk(program.tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
        }
        self.functions: Mapping[str, Function] = {
            one.name: one for one in top if every[one.name] == 1 and one.name not in given
        }

    def is_calm(
        self, node: ast.stmt | ast.expr, told: Collection[str], *, inside: bool = False, left: int = _DEEPEST
    ) -> bool:
        """Whether all of it is; `told` are names of what was sent, and `inside`: its answer stays in the program."""
        for one in ast.walk(node):
            if isinstance(one, _HIDES) or (isinstance(one, ast.stmt) and not isinstance(one, _STATEMENTS)):
                return False
            if isinstance(one, ast.Return) and one.value and not (inside or self._is_said(one.value, told)):
                return False
            if isinstance(one, ast.Call) and not self._is_calm_call(one, told, left):
                return False
        return True

    def _is_calm_call(self, call: ast.Call, told: Collection[str], left: int) -> bool:
        name = self._program.name(call.func)
        if isinstance(call.func, ast.Name) and name in self.functions:
            function = self.functions[name]
            parameters = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
            inner = left > 0 and not function.decorator_list
            return inner and all(self.is_calm(one, parameters, inside=True, left=left - 1) for one in function.body)
        if name in _PLAIN or name.startswith(_MODULES):
            return True
        if not isinstance(call.func, ast.Attribute):
            return False
        way, on = call.func.attr, call.func.value
        if way in _SECRETS:
            given = (*call.args, *(one.value for one in call.keywords))
            return not any(_has(one, told) for one in given)
        return way in _OF_TEXTS or way in _LOGS or (way in _OF_EVENTS and _has(on, told))

    def _is_said(self, value: ast.expr, told: Collection[str]) -> bool:
        """Whether an answer gives out no more than was sent, or stands in the program."""
        called = {id(one) for node in ast.walk(value) if isinstance(node, ast.Call) for one in ast.walk(node.func)}
        names = (one for one in ast.walk(value) if isinstance(one, ast.Name) and id(one) not in called)
        return all(one.id in told or self._is_constant(one) for one in names)

    def _is_constant(self, name: ast.Name) -> bool:
        meant = self._program.meant(name)
        return bool(meant) and not any(isinstance(part, ast.Name | ast.Call) for one in meant for part in ast.walk(one))


def _has(node: ast.expr, told: Collection[str]) -> bool:
    return any(isinstance(one, ast.Name) and one.id in told for one in ast.walk(node))
