"""This is where it is told what a Python handler does with its event: which parts of it reach which call.

A part is the keys on the way to it, `*` for an index or a key that is not written down. What comes of something else
than the event, is quoted, made a number, or looked up in a table of the program, is nobody's. A part that the program
compares with what it knows is one of these; one that it compares with what is nowhere written may be a password.
Sources: The Python Standard Library, "ast" and "shlex"; read 2026-12.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.programs.python import Call, Program, each_given

Part = tuple[str, ...]
ANY: Final = "*"
_DEEPEST: Final = 24
_MOST: Final = 4_000
_IN_ALL: Final = 60_000
"""Expressions that are looked at, for one value and for a whole program, before it is given up: it is not plain."""

_CHECKS: Final = 300
"""Parts that are checked, of a program that is plain."""

_SAME: Final = frozenset(
    (
        *(
            "json.loads",
            "json.load",
            "json.dumps",
            "base64.b64decode",
            "base64.urlsafe_b64decode",
            "str",
            "bytes",
            "list",
            "dict",
            "tuple",
        ),
        *("urllib.parse.unquote", "urllib.parse.unquote_plus", "ast.literal_eval", "gzip.decompress", "reversed"),
        *("zlib.decompress", "yaml.safe_load", "shlex.split", "iter", "next", "enumerate", "sorted"),
    )
)
"""Functions that give on what they are given."""

_OF_TEXT: Final = frozenset(
    (
        *("strip", "lstrip", "rstrip", "lower", "upper", "decode", "encode", "split", "splitlines", "replace", "copy"),
        *("removeprefix", "removesuffix", "partition", "rpartition", "expandtabs", "read"),
    )
)
_OF_ITEMS: Final = frozenset(("items", "values"))
_OF_KEY: Final = frozenset(("get", "pop", "setdefault"))
_CHECKING: Final = ("valid", "check", "verif", "allow", "author", "permit", "sanit", "escape", "assert", "fullmatch")
"""How what checks something is called, in part."""

_MADE_OF: Final = (ast.BinOp, ast.JoinedStr, ast.FormattedValue, ast.Dict, ast.List, ast.Tuple)
"""Expressions that are made of several others."""

_MATCHES: Final = ("re.match", "re.search")
_RUNS: Final = "subprocess."
"""What is called so and is no check (`subprocess.check_call`)."""


class Said(NamedTuple):
    """A part of the event that is in a value; `is_whole`: it is all of that."""

    part: Part
    is_whole: bool = True


class _Bound(NamedTuple):
    """What a name stands for: an expression of a function, or each thing in that."""

    value: ast.expr
    scope: str
    is_each: bool = False


class Handler:
    """A function of a program that is given the event first. `said_in` is asked of what its `calls` are given.

    `answer` is a call of which it is asked in place of the event: parts are then those of what it answers.
    """

    def __init__(self, program: Program, name: str, answer: ast.Call | None = None) -> None:
        self._program, self._left, self._in_all, self._answer = program, _MOST, _IN_ALL, answer
        defined = [one for one in program.tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        self._functions: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef] = {one.name: one for one in defined}
        self._bound: dict[tuple[str, str], list[_Bound]] = {}
        self._returned: dict[str, Sequence[ast.expr]] = {}
        self._event = ("", "")
        if name in self._functions and (first := [*_parameters(self._functions[name])][:1]):
            self._event = (name, first[0])
        self._scopes = {id(node): one.name for one in defined for node in ast.walk(one)}
        for node in ast.walk(program.tree):
            self._bind(node)
        self._checked = frozenset(self._checks()) if self._event[0] else frozenset()

    @property
    def returned(self) -> Iterator[Said]:
        """The parts in what it returns."""
        for value in self._returns(self._event[0]):
            yield from self.said_in(value)

    @property
    def checked(self) -> frozenset[Part]:
        """The parts of the event that it holds to something."""
        return self._checked

    @property
    def calls(self) -> Iterator[Call]:
        """What it calls, and what the functions beside it do."""
        yield from self._program.calls if self._event[0] else ()

    def said_in(self, node: ast.expr | None) -> tuple[Said, ...]:
        """The parts of the event in an argument that nothing checks."""
        found = dict.fromkeys(self.parts_in(node)) if node is not None and self._is_plain else {}
        return tuple(one for one in found if not any(_are_related(one.part, other) for other in self._checked))

    @property
    def _is_plain(self) -> bool:
        return self._in_all > 0 and len(self._checked) <= _CHECKS

    def _bind(self, node: ast.AST) -> None:
        scope = self._scopes.get(id(node), "")
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._give(target, _Bound(node.value, scope), scope)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
            self._give(node.target, _Bound(node.value, scope), scope)
        elif isinstance(node, ast.For | ast.AsyncFor):
            self._give(node.target, _Bound(node.iter, scope, is_each=True), scope)
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            for one in node.generators:
                self._give(one.target, _Bound(one.iter, scope, is_each=True), scope)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in self._functions:
            called = self._functions[node.func.id]
            names = [*_parameters(called)]
            given = [*zip(names, node.args, strict=False), *((one.arg, one.value) for one in node.keywords if one.arg)]
            for name, value in given:
                self._bound.setdefault((called.name, name or ""), []).append(_Bound(value, scope))

    def _give(self, target: ast.expr, bound: _Bound, scope: str) -> None:
        if isinstance(target, ast.Name):
            self._bound.setdefault((scope, target.id), []).append(bound)
        elif isinstance(target, ast.Tuple | ast.List):
            values = () if bound.is_each else each_given(target, bound.value)
            for one, value in zip_longest(target.elts, values, fillvalue=bound.value):
                self._give(one, bound._replace(value=value), scope)

    def parts_in(self, node: ast.expr) -> Iterator[Said]:
        """The same whether anything checks them or not."""
        self._left = _MOST
        return self._said(node, _DEEPEST) if self._in_all > 0 else iter(())

    def _said(self, node: ast.expr, left: int) -> Iterator[Said]:
        self._left, self._in_all = self._left - 1, self._in_all - 1
        if not left or self._left < 0:
            return
        if isinstance(node, ast.Name):
            yield from self._named(node.id, self._scopes.get(id(node), ""), left)
        elif isinstance(node, ast.Subscript):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else ANY
            yield from self._under(node.value, key if isinstance(key, str) else ANY, left)
        elif isinstance(node, _MADE_OF):
            whole = isinstance(node, ast.FormattedValue) or (isinstance(node, ast.JoinedStr) and len(node.values) == 1)
            yield from (one if whole else one._replace(is_whole=False) for one in self._of_each(node, left))
        elif isinstance(node, ast.IfExp | ast.BoolOp):
            yield from self._of((node.body, node.orelse) if isinstance(node, ast.IfExp) else node.values, left)
        elif isinstance(node, ast.Await | ast.NamedExpr | ast.Starred | ast.DictComp):
            yield from self._said(node.value, left - 1)
        elif node is self._answer:
            yield Said(())
        elif isinstance(node, ast.Call):
            yield from self._called(node, left)

    def _of_each(self, node: ast.expr, left: int) -> Iterator[Said]:
        yield from self._of((one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)), left)

    def _of(self, nodes: Iterable[ast.expr], left: int) -> Iterator[Said]:
        for one in nodes:
            yield from self._said(one, left - 1)

    def _named(self, name: str, scope: str, left: int) -> Iterator[Said]:
        if (scope, name) == self._event and self._answer is None:
            yield Said(())
        for bound in self._bound.get((scope, name), ()):
            for said in self._said(bound.value, left - 1):
                yield said._replace(part=(*said.part, ANY)) if bound.is_each else said

    def _under(self, node: ast.expr, key: str, left: int) -> Iterator[Said]:
        yield from (one._replace(part=(*one.part, key)) for one in self._said(node, left - 1))

    def _called(self, node: ast.Call, left: int) -> Iterator[Said]:
        if self._program.name(node.func) in _SAME and node.args:
            yield from self._said(node.args[0], left - 1)
        elif isinstance(node.func, ast.Name):
            yield from self._of(self._returns(node.func.id), left)
        elif isinstance(node.func, ast.Attribute):
            way, on = node.func.attr, node.func.value
            first = node.args[0] if node.args else None
            if way in _OF_KEY and isinstance(first, ast.Constant):
                yield from self._under(on, first.value if isinstance(first.value, str) else ANY, left)
            elif way in _OF_ITEMS:
                yield from self._under(on, ANY, left)
            elif way in _OF_TEXT:
                yield from self._said(on, left - 1)
            elif way in ("format", "join"):
                given = (*node.args, *(one.value for one in node.keywords))
                yield from (one._replace(is_whole=way == "join") for one in self._of(given, left))

    def _returns(self, name: str) -> Sequence[ast.expr]:
        """What a function of the program returns."""
        if name in self._functions and name not in self._returned:
            found = (node for node in ast.walk(self._functions[name]) if isinstance(node, ast.Return))
            self._returned[name] = tuple(node.value for node in found if node.value)
        return self._returned.get(name, ())

    def _checks(self) -> Iterator[Part]:
        """The parts that are held to something."""
        for node in ast.walk(self._program.tree):
            if isinstance(node, ast.Compare):
                yield from self._compared(node)
            elif isinstance(node, ast.Match):
                yield from (one.part for one in self.parts_in(node.subject))
            elif isinstance(node, ast.Call) and self._is_check(node):
                yield from (one.part for given in node.args for one in self.parts_in(given))

    def _is_check(self, call: ast.Call) -> bool:
        name = self._program.name(call.func)
        is_called_so = any(word in _last(call).lower() for word in _CHECKING) and not name.startswith(_RUNS)
        return is_called_so or name in _MATCHES

    def _compared(self, node: ast.Compare) -> Iterator[Part]:
        sides = (node.left, *node.comparators)
        is_equal = any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops)
        if not is_equal and not any(isinstance(one, ast.In | ast.NotIn) for one in node.ops):
            return
        for side in sides if is_equal else sides[:1]:
            is_known = all(isinstance(one, ast.Constant) for one in sides if one is not side)
            for said in self.parts_in(side):
                yield said.part if is_known or not is_equal else ()


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    yield from (one.arg for one in (*function.args.posonlyargs, *function.args.args))


def _last(call: ast.Call) -> str:
    """The last word of the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _are_related(one: Part, other: Part) -> bool:
    """Whether the one is in the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
