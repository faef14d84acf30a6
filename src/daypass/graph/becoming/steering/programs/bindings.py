"""This is where the names of a Python program are read strictly: each stands for one thing, or for nothing known.

Source: The Python Language Reference, "Naming and binding"; read 2026-12.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.programs.python import Program

Function = ast.FunctionDef

_MOST: Final = 30_000
"""Steps that are taken for one program; what needs more is not known."""

_TURNS: Final = frozenset(
    (
        *("globals", "locals", "vars", "setattr", "delattr", "exec", "eval", "compile", "__import__", "__builtins__"),
        *("builtins", "importlib", "unittest", "mock", "ctypes", "gc", "__dict__", "modules"),
    )
)
"""What can make a name stand for something else, without saying that name."""

_BODIES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES: Final = (*_BODIES, ast.Lambda)


class TooMuchError(Exception):
    """More would have to be read than is."""


class Bound(NamedTuple):
    """What a name is given; `is_plain`: that as it is. No value: something unknown."""

    value: ast.expr | None
    is_plain: bool = False


Given = tuple[ast.AST | None, Bound]
"""What a name above the functions is given, and within which of them."""


class Names:
    """Those of a program: what is imported, what its functions are, what stands above them."""

    def __init__(self, program: Program) -> None:
        tree = program.tree
        nodes = [*ast.walk(tree)]
        self._left = _MOST
        self._imported = dict(pair for node in nodes for pair in _imported(node))
        imports = Counter(name for node in nodes for name, _ in {*_imported(node)})
        self._kinds = Counter(name for node in nodes for name in _bound_by(node))
        whole = {*(pair for node in nodes for pair in _imported(node))}
        twice = {name for name, times in Counter(name for name, _ in whole).items() if times > 1}
        self._taken = twice | {name for name in imports if self._kinds[name]}
        top = {one.name: one for one in tree.body if isinstance(one, Function)}
        self.functions: Mapping[str, Function] = {
            name: one for name, one in top.items() if self._kinds[name] == 1 and name not in imports and _is_bare(one)
        }
        self.top = bindings(tree.body)
        self._written: dict[str, list[Given]] = {}
        for node in nodes:
            declared = {name for one in _own(node) if isinstance(one, ast.Global) for name in one.names}
            for name, values in bindings(node.body).items() if isinstance(node, _BODIES) else ():
                if name in declared:
                    self._written.setdefault(name, []).extend((node, one) for one in values)
        self.is_sound = not any(self._is_turned(node) for node in nodes)

    def step(self) -> None:
        """Counts what is read; so much and no more is."""
        self._left -= 1
        if self._left < 0:
            raise TooMuchError

    def whole(self, node: ast.expr) -> str:
        """The whole name of what is imported or built in, and never anything else; "" for all others."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in self._taken:
            return ""
        if node.id in self._imported:
            return ".".join((self._imported[node.id], *reversed(parts)))
        return "" if self._kinds[node.id] else ".".join((node.id, *reversed(parts)))

    def given(self, name: str) -> Sequence[Given]:
        """All that a name above the functions is given, with the function that gives it."""
        return [*((None, one) for one in self.top.get(name, ())), *self._written.get(name, ())]

    def _is_turned(self, node: ast.AST) -> bool:
        """Whether names do not stand for what they seem to after it."""
        if isinstance(node, ast.ImportFrom) and (node.level or any(one.name == "*" for one in node.names)):
            return True
        if isinstance(node, ast.Import | ast.ImportFrom):
            named = [getattr(node, "module", None) or "", *(one.name for one in node.names)]
            return any(one.partition(".")[0] in _TURNS for one in named)
        if isinstance(node, ast.Attribute):
            is_changed = isinstance(node.ctx, ast.Store | ast.Del)
            return node.attr in _TURNS or (is_changed and _root(node) in self._imported)
        return isinstance(node, ast.Nonlocal) or (isinstance(node, ast.Name) and node.id in _TURNS)


def bindings(body: Sequence[ast.stmt]) -> Mapping[str, list[Bound]]:
    """Each name that these statements give something to, in whatever order."""
    found: dict[str, list[Bound]] = {}
    for node in (part for one in body for part in (one, *(() if isinstance(one, _SCOPES) else _own(one)))):
        for target, value, is_plain in _given_by(node):
            is_name = isinstance(target, ast.Name)
            for one in ast.walk(target):
                if isinstance(one, ast.Name) and (isinstance(one.ctx, ast.Store) or one.id == _root(target)):
                    found.setdefault(one.id, []).append(Bound(value, is_plain and is_name))
        for name in (*_bound_otherwise(node), *(name for name, _ in _imported(node))):
            found.setdefault(name, []).append(Bound(None))
    return found


def parameters(function: Function) -> Sequence[str]:
    """The names of all that it takes."""
    arguments = function.args
    several = (one for one in (arguments.vararg, arguments.kwarg) if one)
    return [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several)]


def _given_by(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None, bool]]:
    if isinstance(node, ast.Assign):
        yield from ((one, node.value, True) for one in node.targets)
    elif isinstance(node, ast.AnnAssign):
        yield node.target, node.value, True
    elif isinstance(node, ast.AugAssign | ast.NamedExpr):
        yield node.target, node.value, False
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, node.iter, False
    elif isinstance(node, ast.withitem) and node.optional_vars:
        yield node.optional_vars, None, False
    elif isinstance(node, ast.Delete):
        yield from ((one, None, False) for one in node.targets)


def _bound_otherwise(node: ast.AST) -> Iterator[str]:
    """What is no target of an assignment: a function, a class, an error that is caught, a part of a pattern."""
    if isinstance(node, (*_BODIES, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        yield from (one for one in (node.name,) if one)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _bound_by(node: ast.AST) -> Iterator[str]:
    yield from _bound_otherwise(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for one in node.names:
            root = one.name.partition(".")[0]
            yield (one.asname, one.name) if one.asname else (root, root)
    elif isinstance(node, ast.ImportFrom):
        yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in it, without what stands in functions and classes in it."""
    for one in ast.iter_child_nodes(node):
        yield one
        if not isinstance(one, _SCOPES):
            yield from _own(one)


def _is_bare(function: Function) -> bool:
    """Whether it is called as it stands: neither wrapped, nor a generator."""
    yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(function))
    return not function.decorator_list and not yields


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
