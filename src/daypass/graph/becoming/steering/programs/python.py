"""This is where a Python program is read: what it calls, by whole names, and how what it is given there begins.

Sources: The Python Standard Library, "ast", "os" ("os.environ") and "pathlib"; read 2026-12.
"""

import ast
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

_DEEPEST: Final = 8
"""Levels of an expression that are looked at."""

_VALUES: Final = 4
"""Values of one variable that are looked at."""

_LOOKS_UP: Final = ("os.getenv", "os.environ.get")
_VARIABLES: Final = "os.environ"
_JOINS: Final = ("os.path.join", "pathlib.Path", "pathlib.PurePath")
_PASSES: Final = ("str", "os.fspath", "os.path.abspath", "os.path.realpath", "os.path.normpath")
"""What gives on a path as it is, more or less."""


class Start(NamedTuple):
    """How a text begins: with the value of an environment `variable`, then with `text`; `is_whole`: that is all."""

    text: str = ""
    variable: str = ""
    is_whole: bool = False


class Call(NamedTuple):
    """One by the whole name of what is called (`subprocess.run`), however that was imported."""

    name: str
    node: ast.Call

    def given(self, place: int, key: str = "") -> ast.expr | None:
        """What it is given at this place, or by this name."""
        named = next((one.value for one in self.node.keywords if key and one.arg == key), None)
        return named or (self.node.args[place] if place < len(self.node.args) else None)


class Program:
    """One that has been parsed."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self._imported = dict(_imported(tree))
        self._assigned: dict[str, list[ast.expr]] = {}
        for name, value in _assigned(tree):
            self._assigned.setdefault(name, []).append(value)
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        self.calls: Sequence[Call] = tuple(Call(name, node) for node in calls if (name := self.name(node.func)))

    def name(self, node: ast.expr) -> str:
        """The whole name of what is meant (`sys.path.insert`); "" for what has none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        return ".".join((self._imported.get(node.id, node.id), *reversed(parts))) if isinstance(node, ast.Name) else ""

    def meant(self, node: ast.expr) -> Sequence[ast.expr]:
        """What an expression is, or, of a name, what that is given."""
        return self._assigned.get(node.id, [])[:_VALUES] if isinstance(node, ast.Name) else (node,)

    def starts(self, node: ast.expr | None, left: int = _DEEPEST) -> Iterator[Start]:
        """How it may begin, for each value that its variable is given; nothing where that cannot be told."""
        if node is None or not left:
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Start(node.value, is_whole=True)
        elif isinstance(node, ast.Name):
            for value in self._assigned.get(node.id, [])[:_VALUES]:
                yield from self.starts(value, left - 1)
        elif isinstance(node, ast.JoinedStr):
            yield from self._joined(node.values, "", left)
        elif isinstance(node, ast.FormattedValue):
            yield from self.starts(node.value, left - 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Div):
            yield from self._joined((node.left, node.right), "/" if isinstance(node.op, ast.Div) else "", left)
        elif isinstance(node, ast.Subscript) and self.name(node.value) == _VARIABLES:
            yield from _variable(node.slice)
        elif isinstance(node, ast.Call):
            yield from self._called(node, left)

    def _called(self, node: ast.Call, left: int) -> Iterator[Start]:
        name = self.name(node.func)
        if name in _LOOKS_UP and node.args:
            yield from _variable(node.args[0])
            yield from self.starts(next(iter(node.args[1:]), None), left - 1)
        elif name in _JOINS:
            yield from self._joined(node.args, "/", left)
        elif name in _PASSES and node.args:
            yield from self.starts(node.args[0], left - 1)

    def _joined(self, parts: Sequence[ast.expr], between: str, left: int) -> Iterator[Start]:
        """Of parts that are put together the first one, and those behind it as long as each is all known."""
        for start in self.starts(parts[0], left - 1) if parts else ():
            whole = start
            for part in parts[1:]:
                if not whole.is_whole:
                    break
                further = next(self.starts(part, left - 1), Start())
                known = Start() if further.variable else further
                whole = Start(f"{whole.text}{between}{known.text}", whole.variable, known.is_whole)
            yield whole


@lru_cache(maxsize=64)
def program_in(text: str) -> Program | None:
    """The program of a text; None for what is none, or too deep to be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the program itself does
            return Program(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _variable(node: ast.expr) -> Iterator[Start]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Start(variable=node.value, is_whole=True)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that an import gives to something → the whole name of that."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname, one.name) for one in node.names if one.asname)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _assigned(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Each name that is given a value, and the value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _each_assigned(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def _each_assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """A name, or each of several that are given as many values."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        for one, given in zip(target.elts, each_given(target, value), strict=False):
            yield from _each_assigned(one, given)


def each_given(target: ast.Tuple | ast.List, value: ast.expr) -> Sequence[ast.expr]:
    """What each of several names is given (`a, b = 1, 2`); nothing where it is not as many values that are written."""
    values = value.elts if isinstance(value, ast.Tuple | ast.List) else ()
    is_known = len(values) == len(target.elts) and not any(isinstance(one, ast.Starred) for one in values)
    return values if is_known else ()
