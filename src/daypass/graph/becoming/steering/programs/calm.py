"""This is where it is told what a program does that changes nothing: it takes texts apart, reads a secret, and answers.

What is not known to be so is not. Sources: The Python Standard Library, "Built-in Functions", "Built-in Types" and the
modules named here; Boto3, `SecretsManager.Client.get_secret_value` and `SSM.Client.get_parameter`; read 2026-12.
"""

import ast
from collections.abc import Sequence
from typing import Final

from daypass.graph.becoming.steering.programs.bindings import Function, Names
from daypass.graph.becoming.steering.programs.keys import Place
from daypass.graph.becoming.steering.programs.sent import ERRORS, HIDES, MODULES, OF_TEXTS, PLAIN, Sent

_STATEMENTS: Final = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.If, ast.Try, ast.For, ast.Return, ast.Raise, ast.Pass),
    *(ast.Continue, ast.Break, ast.Global, ast.Assert),
)
_MACS: Final = ("hmac.new", "hmac.digest", "hmac.compare_digest", "secrets.compare_digest")
_READS: Final = ("os.getenv", "os.environ.get", "boto3.client")
_WRITES_OUT: Final = ("re.sub", "re.subn", "base64.encode", "base64.decode", "base64.main", "base64.test")
"""What calls a function that it is given, or writes to a file."""

_KEYWORDS: Final = frozenset(
    (
        *("digestmod", "encoding", "ensure_ascii", "errors", "indent", "maxsplit", "msg", "separators", "sep"),
        "sort_keys",
        *("Name", "SecretId", "VersionId", "VersionStage", "WithDecryption", "region_name", "tz", "validate"),
    )
)
_LOGS: Final = frozenset(("debug", "info", "warning", "error", "exception"))
_LOGGER: Final = "logging.getLogger"
_FORMATS: Final = ("json.dumps", "str", *ERRORS)


class Calm:
    """What a program does calmly."""

    def __init__(self, names: Names) -> None:
        self.names, self.sent = names, Sent(names)
        self._verdicts: dict[tuple[str, frozenset[str], frozenset[str]], bool] = {}
        self._texts: dict[tuple[Place, str], bool] = {}

    def are_calm(self, body: Sequence[ast.stmt], place: Place, *, inside: bool) -> bool:
        """Whether all of these are."""
        return all(self.is_calm(one, place, inside=inside) for one in body)

    def is_calm(self, node: ast.AST, place: Place, *, inside: bool = False) -> bool:
        """Whether all of it is; `inside`: its answer stays in the program."""
        named = {id(part) for one in ast.walk(node) for part in self._named_in(one)}
        for one in ast.walk(node):
            self.names.step()
            if isinstance(one, HIDES) or (isinstance(one, ast.stmt) and not isinstance(one, _STATEMENTS)):
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
            return inside or not answers or self.sent.is_said(asked, place)
        if isinstance(one, ast.Global):
            return all(self.sent.keys.kind(ast.Name(name, ast.Load()), place) for name in one.names)
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
        return is_plain and (self.sent.is_said(value, place) or self._is_error(value))

    def _is_error(self, value: ast.expr) -> bool:
        return self.names.whole(value) in ERRORS

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
        return is_value or bool(self.sent.keys.kind(node, place)) or self._is_error(node)

    def _is_calm_call(self, call: ast.Call, place: Place) -> bool:
        function = self.sent.function(call, place)
        if function:
            inner = self.sent.inside(call, function, place)
            return inner is not None and self._is_calm_function(function, inner)
        if not all(one.arg in _KEYWORDS for one in call.keywords):
            return False
        name = self.names.whole(call.func)
        if name in PLAIN or name in _MACS or name in _READS or name.startswith(MODULES) or name == _LOGGER:
            return name not in _WRITES_OUT
        if not isinstance(call.func, ast.Attribute):
            return False
        way, on = call.func.attr, call.func.value
        if way in _LOGS:
            return self.names.whole(on) == "logging" or self._is_logger(on, place)
        return (way in OF_TEXTS and self._is_text(on, place)) or bool(self.sent.keys.kind(call, place))

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
            is_made = name in PLAIN or name in _MACS or name.startswith(MODULES) or name == "os.getenv"
            way = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            return (
                is_made or way in OF_TEXTS or self.sent.is_said(node, place) or bool(self.sent.keys.kind(node, place))
            )
        if isinstance(node, ast.BinOp):
            return self._is_text(node.left, place) and self._is_text(node.right, place)
        if isinstance(node, ast.BoolOp | ast.IfExp):
            parts = node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse)
            return all(self._is_text(one, place) for one in parts)
        is_plain = isinstance(node, ast.Constant | ast.JoinedStr)
        return is_plain or self.sent.is_said(node, place) or bool(self.sent.keys.kind(node, place))

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
