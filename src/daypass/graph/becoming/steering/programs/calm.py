"""This is where it is told what a program does that changes nothing: it takes texts apart, reads a secret, and answers.

What is not known to be so is not. Sources: The Python Standard Library, "Built-in Functions", "Built-in Types" and the
modules named here; Boto3, `SecretsManager.Client.get_secret_value` and `SSM.Client.get_parameter`; read 2026-12.
"""

import ast
from collections.abc import Sequence
from typing import Final

from daypass.graph.becoming.steering.programs.bindings import Function, Names, parameters
from daypass.graph.becoming.steering.programs.keys import Keys, Place

_STATEMENTS: Final = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.If, ast.Try, ast.For, ast.Return, ast.Raise, ast.Pass),
    *(ast.Continue, ast.Break, ast.Global, ast.Assert),
)
_HIDES: Final = (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.Starred)
_ERRORS: Final = ("Exception", "KeyError", "PermissionError", "RuntimeError", "ValueError", "TypeError")
_TYPES: Final = frozenset(("bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple"))
_PLAIN: Final = frozenset(
    (
        *("abs", "all", "any", "enumerate", "isinstance", "len", "max", "min", "next", "print", "range", "repr"),
        *("sorted", "sum", "zip", "json.loads", "json.dumps", "time.time", *_TYPES, *_ERRORS),
    )
)
_MODULES: Final = ("base64.", "binascii.", "datetime.", "hashlib.", "re.", "urllib.parse.")
_MACS: Final = ("hmac.new", "hmac.digest", "hmac.compare_digest", "secrets.compare_digest")
_READS: Final = ("os.getenv", "os.environ.get", "boto3.client")
_WRITES_OUT: Final = ("re.sub", "re.subn", "base64.encode", "base64.decode", "base64.main", "base64.test")
"""What calls a function that it is given, or writes to a file."""

_KEYWORDS: Final = frozenset(
    (
        *(
            "digestmod",
            "encoding",
            "ensure_ascii",
            "errors",
            "indent",
            "maxsplit",
            "msg",
            "separators",
            "sep",
            "sort_keys",
        ),
        *("Name", "SecretId", "VersionId", "VersionStage", "WithDecryption", "region_name", "tz", "validate"),
    )
)
_LOGS: Final = frozenset(("debug", "info", "warning", "error", "exception"))
_LOGGER: Final = "logging.getLogger"
_OF_TEXTS: Final = frozenset(
    (
        *("casefold", "decode", "digest", "encode", "endswith", "hexdigest", "isascii", "isdecimal", "isdigit"),
        *("items", "join", "keys", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "rpartition"),
        *("rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "timestamp", "total_seconds", "upper"),
        *("format", "get", "replace", "values"),
    )
)
_FORMATS: Final = ("json.dumps", "str", *_ERRORS)

Seen = set[tuple[Place, str]]


class Calm:
    """What a program does calmly."""

    def __init__(self, names: Names) -> None:
        self.names, self.keys = names, Keys(names)
        self._verdicts: dict[tuple[str, frozenset[str], frozenset[str]], bool] = {}
        self._places: dict[tuple[str, frozenset[str], frozenset[str]], Place] = {}
        self._texts: dict[tuple[Place, str], bool] = {}

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
        return not isinstance(node, (*_HIDES, ast.Attribute)) and all(
            self.is_said(one, place, seen) for one in _parts(node)
        )

    def _says(self, call: ast.Call, place: Place, seen: Seen) -> bool:
        """Whether the way in which a call makes something adds nothing to what it is given."""
        name = self.names.whole(call.func)
        if name in _PLAIN or name.startswith(_MODULES):
            return True
        function = self.function(call, place)
        if function:
            inner = self.inside(call, function, place, seen)
            returns = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
            return inner is not None and self._are_said((inner, "()"), returns, inner, seen)
        is_way = isinstance(call.func, ast.Attribute) and call.func.attr in _OF_TEXTS
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

    def are_calm(self, body: Sequence[ast.stmt], place: Place, *, inside: bool) -> bool:
        """Whether all of these are."""
        return all(self.is_calm(one, place, inside=inside) for one in body)

    def is_calm(self, node: ast.AST, place: Place, *, inside: bool = False) -> bool:
        """Whether all of it is; `inside`: its answer stays in the program."""
        named = {id(part) for one in ast.walk(node) for part in self._named_in(one)}
        for one in ast.walk(node):
            self.names.step()
            if isinstance(one, _HIDES) or (isinstance(one, ast.stmt) and not isinstance(one, _STATEMENTS)):
                return False
            if isinstance(one, ast.Call) and not self._is_calm_call(one, place):
                return False
            is_name = isinstance(one, ast.Name) and self._is_value(one, place)
            if isinstance(one, ast.Attribute | ast.Name) and id(one) not in named and not is_name:
                return False
            if isinstance(one, ast.stmt) and not self._is_calm_statement(one, place, inside=inside):
                return False
        return True

    def _is_calm_statement(self, one: ast.stmt, place: Place, *, inside: bool) -> bool:
        if isinstance(one, ast.Return | ast.Raise):
            value = one.value if isinstance(one, ast.Return) else one.exc
            return inside or value is None or self._is_answer(value, place)
        if isinstance(one, ast.If | ast.For):
            answers = any(isinstance(part, ast.Return | ast.Raise) for part in ast.walk(one))
            asked = one.test if isinstance(one, ast.If) else one.iter
            return inside or not answers or self.is_said(asked, place)
        if isinstance(one, ast.Global):
            return all(self.keys.kind(ast.Name(name, ast.Load()), place) for name in one.names)
        targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
        return all(target is None or self._is_own_target(target, place) for target in targets)

    def _is_own_target(self, target: ast.expr, place: Place) -> bool:
        if isinstance(target, ast.Tuple | ast.List):
            return all(isinstance(one, ast.Name) for one in target.elts)
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            name = target.value.id
            first = place.local.get(name, [])[:1]
            made = [one.value for one in first if one.is_plain]
            is_new = bool(made) and isinstance(made[0], ast.Dict | ast.List)
            plain = [one for one in place.local.get(name, ()) if one.is_plain]
            return is_new and len(plain) == 1 and name not in place.parameters
        return isinstance(target, ast.Name)

    def _is_answer(self, value: ast.expr, place: Place) -> bool:
        """Whether it gives out no more than was sent, or stands in the program."""
        calls = [one for one in ast.walk(value) if isinstance(one, ast.Call)]
        is_plain = all(
            self.names.whole(one.func) in _FORMATS
            or (isinstance(one.func, ast.Attribute) and one.func.attr == "format" and not one.keywords)
            for one in calls
        )
        return is_plain and (self.is_said(value, place) or self._is_error(value))

    def _is_error(self, value: ast.expr) -> bool:
        return self.names.whole(value) in _ERRORS

    def _named_in(self, node: ast.AST) -> Sequence[ast.AST]:
        """What names no value in it: what is called, what is caught, what a type is compared with, a digest."""
        if isinstance(node, ast.Call):
            kinds = node.args[1:2] if self.names.whole(node.func) == "isinstance" else []
            return [*_chain(node.func), *(part for one in kinds for part in ast.walk(one))]
        if isinstance(node, ast.Attribute):
            whole = self.names.whole(node)
            return _chain(node) if whole == "os.environ" or whole.startswith(("hashlib.", "datetime.")) else []
        return [*ast.walk(node.type)] if isinstance(node, ast.ExceptHandler) and node.type else []

    def _is_value(self, node: ast.Name, place: Place) -> bool:
        """Whether a name is none of a function, which might be called by what it is given to."""
        if place.is_own(node.id):
            return True
        given = self.names.given(node.id)
        is_value = bool(given) and all(isinstance(one.value, ast.Constant) for _, one in given)
        return is_value or bool(self.keys.kind(node, place)) or self._is_error(node)

    def _is_calm_call(self, call: ast.Call, place: Place) -> bool:
        function = self.function(call, place)
        if function:
            inner = self.inside(call, function, place)
            return inner is not None and self._is_calm_function(function, inner)
        if not all(one.arg in _KEYWORDS for one in call.keywords):
            return False
        name = self.names.whole(call.func)
        if name in _PLAIN or name in _MACS or name in _READS or name.startswith(_MODULES) or name == _LOGGER:
            return name not in _WRITES_OUT
        if not isinstance(call.func, ast.Attribute):
            return False
        way, on = call.func.attr, call.func.value
        if way in _LOGS:
            return self.names.whole(on) == "logging" or self._is_logger(on, place)
        return (way in _OF_TEXTS and self._is_text(on, place)) or bool(self.keys.kind(call, place))

    def _is_logger(self, node: ast.expr, place: Place) -> bool:
        if isinstance(node, ast.Name) and not place.is_own(node.id):
            values = [one.value for _, one in self.names.given(node.id)]
            return len(values) == 1 and values[0] is not None and self._is_logger(values[0], place)
        return isinstance(node, ast.Call) and self.names.whole(node.func) == _LOGGER

    def _is_text(self, node: ast.expr, place: Place) -> bool:
        """Whether it is a value of a type that is built in, and no client of a service."""
        self.names.step()
        if isinstance(node, ast.Name) and place.is_own(node.id):
            if node.id in place.parameters and node.id not in (place.told | place.keys):
                return False
            return self._is_text_name(node.id, place)
        if isinstance(node, ast.Call):
            name = self.names.whole(node.func)
            is_made = name in _PLAIN or name in _MACS or name.startswith(_MODULES) or name == "os.getenv"
            way = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            return is_made or way in _OF_TEXTS or self.is_said(node, place) or bool(self.keys.kind(node, place))
        if isinstance(node, ast.BinOp):
            return self._is_text(node.left, place) and self._is_text(node.right, place)
        if isinstance(node, ast.BoolOp | ast.IfExp):
            parts = node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse)
            return all(self._is_text(one, place) for one in parts)
        is_plain = isinstance(node, ast.Constant | ast.JoinedStr)
        return is_plain or self.is_said(node, place) or bool(self.keys.kind(node, place))

    def _is_text_name(self, name: str, place: Place) -> bool:
        if (place, name) not in self._texts:
            self._texts[place, name] = False
            values = [one.value for one in place.local.get(name, ())]
            self._texts[place, name] = all(one is not None and self._is_text(one, place) for one in values)
        return self._texts[place, name]

    def _is_calm_function(self, function: Function, place: Place) -> bool:
        """Judged once for what it is given; one that calls itself is not."""
        at = (function.name, place.told, place.keys)
        if at not in self._verdicts:
            self._verdicts[at] = False
            self._verdicts[at] = self.are_calm(function.body, place, inside=True)
        return self._verdicts[at]


def _chain(node: ast.expr) -> Sequence[ast.expr]:
    found = [node]
    while isinstance(found[-1], ast.Attribute):
        found.append(found[-1].value)
    return found


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
