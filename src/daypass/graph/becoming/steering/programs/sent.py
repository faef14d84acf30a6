"""This is where it is told what of a program is made of what was sent, and what has no more in it than that.

A value has no more in it where all that it is made of was sent, or stands in the program. Sources: The Python Standard
Library, "Built-in Functions", "Built-in Types" and the modules named here; read 2026-12.
"""

import ast
from collections.abc import Sequence
from typing import Final

from daypass.graph.becoming.steering.programs.bindings import Function, Names, parameters
from daypass.graph.becoming.steering.programs.keys import Keys, Place

HIDES: Final = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.Starred)
ERRORS: Final = ("Exception", "KeyError", "PermissionError", "RuntimeError", "ValueError", "TypeError")
_TYPES: Final = frozenset(("bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple"))
PLAIN: Final = frozenset(
    (
        *("abs", "all", "any", "enumerate", "isinstance", "len", "max", "min", "next", "print", "range", "repr"),
        *("sorted", "sum", "zip", "json.loads", "json.dumps", "time.time", *_TYPES, *ERRORS),
    )
)
MODULES: Final = ("base64.", "binascii.", "datetime.", "hashlib.", "re.", "urllib.parse.")
OF_TEXTS: Final = frozenset(
    (
        *("casefold", "decode", "digest", "encode", "endswith", "hexdigest", "isascii", "isdecimal", "isdigit"),
        *("items", "join", "keys", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rpartition"),
        *("rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "timestamp", "total_seconds", "upper"),
        *("format", "get", "replace", "values"),
    )
)

Seen = set[tuple[Place, str]]


class Sent:
    """What is said of the values of a program."""

    def __init__(self, names: Names) -> None:
        self.names, self.keys = names, Keys(names)
        self._places: dict[tuple[str, frozenset[str], frozenset[str]], Place] = {}

    def function(self, call: ast.Call, place: Place) -> Function | None:
        """The function of the program that is called."""
        is_known = isinstance(call.func, ast.Name) and not place.is_own(call.func.id)
        return self.names.functions.get(call.func.id) if is_known and isinstance(call.func, ast.Name) else None

    def inside(self, call: ast.Call, function: Function, place: Place, seen: Seen | None = None) -> Place | None:
        """A run of it with what it is given there."""
        arguments = function.args
        is_plain = not arguments.vararg and not arguments.kwarg and all(one.arg for one in call.keywords)
        if not is_plain or any(isinstance(one, ast.Starred) for one in call.args):
            return None
        named = ((one.arg or "", one.value) for one in call.keywords)
        given = [*zip(parameters(function), call.args, strict=False), *named]
        told = frozenset(name for name, value in given if self.is_said(value, place, seen))
        told = told and frozenset(name for name, value in given if name in told and self.comes(value, place))
        keys = frozenset(name for name, value in given if self.keys.kind(value, place) == "key")
        at = (function.name, told, keys)
        if at not in self._places:
            self._places[at] = Place(self.names, function, told, keys)
        return self._places[at]

    def is_sent(self, node: ast.expr, place: Place) -> bool:
        """Whether it is made of what was sent, and otherwise of no more than stands in the program."""
        return self.is_said(node, place) and self.comes(node, place)

    def comes(self, node: ast.expr | None, place: Place, within: frozenset[str] = frozenset()) -> bool:  # noqa: PLR0911 - one for each form
        """Whether what was sent goes into it, whichever way is taken."""
        self.names.step()
        if isinstance(node, ast.Name):
            if node.id in within or not place.is_own(node.id) or node.id in place.parameters - place.told:
                return False
            inner = within | {node.id}
            given = [one.value for one in place.local.get(node.id, ()) if not _is_empty(one.value)]
            given = [one for one in given if not (isinstance(one, ast.expr) and _names(one) & inner)]
            is_any = bool(given) or node.id in place.told
            return is_any and all(self.comes(one, place, inner) for one in given)
        if isinstance(node, ast.BoolOp | ast.IfExp | ast.List | ast.Tuple | ast.Set):
            every = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [*_parts(node)]
            kept = [one for one in every if not (isinstance(one, ast.Constant) and not one.value)]
            return bool(kept) and all(self.comes(one, place, within) for one in kept)
        if isinstance(node, ast.Subscript | ast.Attribute):
            return self.comes(node.value, place, within)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not self.names.whole(node.func):
            adds = node.func.attr in ("join", "format") and any(self.comes(one, place, within) for one in node.args)
            return adds or self.comes(node.func.value, place, within)
        if isinstance(node, ast.Call):
            return bool(node.args) and self.comes(node.args[0], place, within)
        if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
            return any(self.comes(one.iter, place, within) for one in node.generators)
        if not isinstance(node, ast.BinOp | ast.JoinedStr | ast.FormattedValue):
            return False
        return any(self.comes(one, place, within) for one in _parts(node))

    def is_said(self, node: ast.expr, place: Place, seen: Seen | None = None) -> bool:
        """Whether there is no more in it than was sent, or stands in the program; `seen` is asked already."""
        self.names.step()
        seen = set() if seen is None else seen
        if isinstance(node, ast.Name):
            return self._is_said_name(node.id, place, seen)
        if isinstance(node, ast.Call):
            arguments = (*node.args, *(one.value for one in node.keywords))
            return all(self.is_said(one, place, seen) for one in arguments) and self._says(node, place, seen)
        return not isinstance(node, (*HIDES, ast.Attribute)) and all(
            self.is_said(one, place, seen) for one in _parts(node)
        )

    def _says(self, call: ast.Call, place: Place, seen: Seen) -> bool:
        """Whether the way in which a call makes something adds nothing to what it is given."""
        name = self.names.whole(call.func)
        if name in PLAIN or name.startswith(MODULES):
            return True
        function = self.function(call, place)
        if function:
            inner = self.inside(call, function, place, seen)
            returns = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
            return inner is not None and self._are_said((inner, "()"), returns, inner, seen)
        is_way = isinstance(call.func, ast.Attribute) and call.func.attr in OF_TEXTS
        return is_way and isinstance(call.func, ast.Attribute) and self.is_said(call.func.value, place, seen)

    def _is_said_name(self, name: str, place: Place, seen: Seen) -> bool:
        if place.is_own(name):
            is_given = name in place.told or name not in place.parameters
            values = [one.value for one in place.local.get(name, ())]
            return is_given and self._are_said((place, name), values, place, seen)
        given = self.names.given(name)
        return bool(given) and all(isinstance(one.value, ast.Constant) for _, one in given)

    def _are_said(self, at: tuple[Place, str], values: Sequence[ast.expr | None], place: Place, seen: Seen) -> bool:
        if at in seen:
            return True
        seen.add(at)
        return all(value is not None and self.is_said(value, place, seen) for value in values)


def _parts(node: ast.AST) -> Sequence[ast.expr]:
    """The expressions right in it."""
    found: list[ast.expr] = []
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.comprehension):
            found += [one.target, one.iter, *one.ifs]
        elif isinstance(one, ast.expr):
            found.append(one)
    return found


def _names(node: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _is_empty(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Dict | ast.List) and not _parts(node)
