"""This is where it is told which expressions of a Python program hold a secret that nobody finds in its text.

Sources: The Python Standard Library, "os" (`os.environ`, `os.getenv`); Boto3, `SecretsManager.Client.get_secret_value`
and `SSM.Client.get_parameter`; AWS Lambda Developer Guide, "Working with Lambda environment variables" (the reserved
ones); read 2026-12.
"""

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from daypass.graph.becoming.steering.programs.bindings import Bound, Function, Names, bindings, parameters

CHECKS: Final = ("jwt.decode", "stripe.Webhook.construct_event")
"""What gives something only where a signature is right."""

_SERVICES: Final = {"get_secret_value": "secretsmanager", "get_parameter": "ssm"}
_PARTS: Final = {
    ("get_secret_value", "SecretString"): "key",
    ("get_secret_value", "SecretBinary"): "key",
    ("get_parameter", "Parameter"): "parameter",
    ("parameter", "Value"): "key",
}
_AS_IT_IS: Final = ("encode", "decode", "strip")
_ASKS: Final = ("os.getenv", "os.environ.get")
_RESERVED: Final = ("AWS_", "_", "LAMBDA_", "LANG", "PATH", "TZ", "LD_", "PYTHON")


class Place:
    """A run of a function, `until` a statement: its names, and which parameters are given what was sent, or a key."""

    def __init__(
        self,
        names: Names,
        function: Function | None,
        told: Collection[str] = (),
        keys: Collection[str] = (),
        until: int | None = None,
    ) -> None:
        self.names, self.function, self.told, self.keys = names, function, frozenset(told), frozenset(keys)
        self.parameters = frozenset(parameters(function) if function else ())
        nodes = [*ast.walk(function)] if function else []
        declared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        found = bindings(function.body[:until]) if function else {}
        self.local: Mapping[str, Sequence[Bound]] = {key: one for key, one in found.items() if key not in declared}
        self.local = {key: kept for key, one in self.local.items() if (kept := [*filter(self._counts, one)])}

    def _counts(self, bound: Bound) -> bool:
        """Whether it may be so before a check: what a check itself gives is not."""
        value = bound.value
        return not isinstance(value, ast.Call) or self.names.whole(value.func) not in CHECKS

    def once(self, name: str) -> ast.expr | None:
        """What a name of the function always is."""
        given = self.local.get(name, ())
        is_one = len(given) == 1 and given[0].is_plain and name not in self.parameters
        return given[0].value if is_one else None

    def is_own(self, name: str) -> bool:
        """Whether it is a name of the function, and none above it."""
        return name in self.parameters or name in self.local


class Keys:
    """The secrets of a program."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[tuple[Place | None, str], str] = {}

    def kind(self, node: ast.expr | None, place: Place) -> str:
        """`key` for a secret, another word for an answer that holds one, "" for all else."""
        self._names.step()
        if isinstance(node, ast.Name):
            return self._kind_of_name(node.id, place)
        if isinstance(node, ast.Subscript):
            return self._kind_of_part(node, place)
        return self._kind_of_call(node, place) if isinstance(node, ast.Call) else ""

    def is_fixed(self, node: ast.expr | None, place: Place) -> bool:
        """Whether it stands in the program, or comes from its environment."""
        self._names.step()
        if isinstance(node, ast.Name):
            value = self._always(node.id, place)
            return value is not None and self.is_fixed(value, place)
        if isinstance(node, ast.Subscript):
            return self._names.whole(node.value) == "os.environ" and isinstance(node.slice, ast.Constant)
        if isinstance(node, ast.Call):
            return self._names.whole(node.func) in _ASKS and all(isinstance(one, ast.Constant) for one in node.args)
        return isinstance(node, ast.Constant)

    def _always(self, name: str, place: Place) -> ast.expr | None:
        if place.is_own(name):
            return place.once(name)
        given = self._names.given(name)
        return given[0][1].value if len(given) == 1 and given[0][1].is_plain else None

    def _kind_of_name(self, name: str, place: Place) -> str:
        if name in place.keys and name not in place.local:
            return "key"
        if place.is_own(name):
            return self._kept((place, name), [(place.once(name), place)])
        given = self._names.given(name)
        if not all(one.is_plain for _, one in given) or any(not isinstance(of, Function | None) for of, _ in given):
            return ""
        kept = [(one.value, of) for of, one in given if not _is_none(one.value)]
        return self._kept(
            (None, f"= {name}"),
            [(value, Place(self._names, of)) for value, of in kept if isinstance(of, Function | None)],
        )

    def _kept(self, at: tuple[Place | None, str], given: Sequence[tuple[ast.expr | None, Place]]) -> str:
        """The one kind that all of these have; what is asked within its own answer has none."""
        if at not in self._known:
            self._known[at] = ""
            kinds = {self.kind(value, one) for value, one in given}
            self._known[at] = kinds.pop() if len(kinds) == 1 else ""
        return self._known[at]

    def _kind_of_part(self, node: ast.Subscript, place: Place) -> str:
        part = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if not isinstance(part, str):
            return ""
        if self._names.whole(node.value) == "os.environ":
            return "" if part.startswith(_RESERVED) else "key"
        of = self.kind(node.value, place)
        return "key" if of == "fields" else _PARTS.get((of, part), "")

    def _kind_of_call(self, call: ast.Call, place: Place) -> str:
        name, values = self._names.whole(call.func), (*call.args, *(one.value for one in call.keywords))
        first = call.args[0] if call.args else None
        if name in _ASKS:
            is_named = len(values) == 1 and isinstance(first, ast.Constant) and isinstance(first.value, str)
            return "key" if is_named and not str(getattr(first, "value", "")).startswith(_RESERVED) else ""
        if name == "json.loads":
            return "fields" if len(values) == 1 and self.kind(first, place) == "key" else ""
        if isinstance(call.func, ast.Name) and call.func.id in self._names.functions and not place.is_own(call.func.id):
            return self._kind_of_answer(self._names.functions[call.func.id], call)
        if not isinstance(call.func, ast.Attribute):
            return ""
        way, on = call.func.attr, call.func.value
        if way in _AS_IT_IS:
            is_plain = not call.keywords and all(isinstance(one, ast.Constant) for one in call.args)
            return "key" if is_plain and len(call.args) <= 1 and self.kind(on, place) == "key" else ""
        is_asked = way in _SERVICES and self.is_client(on, _SERVICES[way], place)
        named = all(one.arg for one in call.keywords)
        return way if is_asked and named and all(self.is_fixed(one, place) for one in values) else ""

    def is_client(self, node: ast.expr, service: str, place: Place) -> bool:
        """Whether it is a client of this service, and nothing else."""
        made = self._always(node.id, place) if isinstance(node, ast.Name) else node
        if not isinstance(made, ast.Call) or self._names.whole(made.func) != "boto3.client" or not made.args:
            return False
        first, extra = made.args[0], [one.arg for one in made.keywords]
        is_plain = len(made.args) == 1 and all(one == "region_name" for one in extra)
        return is_plain and isinstance(first, ast.Constant) and first.value == service

    def _kind_of_answer(self, function: Function, call: ast.Call) -> str:
        """Of a function that takes nothing."""
        if call.args or call.keywords or parameters(function):
            return ""
        returns = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
        inner = Place(self._names, function)
        return self._kept((None, f"{function.name}()"), [(one, inner) for one in returns])


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
