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

from daypass.graph.becoming.steering.programs.bindings import Names, TooMuchError
from daypass.graph.becoming.steering.programs.calm import Calm
from daypass.graph.becoming.steering.programs.keys import Place
from daypass.graph.becoming.steering.programs.obeying import files_with_handlers
from daypass.graph.becoming.steering.programs.python import program_in
from daypass.graph.becoming.steering.scripts import MOST
from daypass.model.resource import Resource

_COMPARES: Final = ("hmac.compare_digest", "secrets.compare_digest")
_SIDES: Final = 2
_MACS: Final = ("hmac.new", "hmac.digest")
_OF_MACS: Final = ("hexdigest", "digest", "decode", "encode")
_WRITES_MACS: Final = ("base64.b64encode", "base64.urlsafe_b64encode", "binascii.hexlify")
_EVENTS: Final = ("stripe.Webhook.construct_event", "stripe.WebhookSignature.verify_header")
_OF_EVENTS: Final = ("payload", "sig_header", "secret", "tolerance")
_TOKENS: Final = "jwt.decode"
_OF_TOKENS: Final = ("key", "algorithms", "audience", "issuer", "leeway")
_OF_A_TOKEN: Final = 3
_ALGORITHMS: Final = ("HS256", "HS384", "HS512")
_VERIFIERS: Final = "nacl.signing.VerifyKey"


def checks_first(function: Resource) -> bool:
    """Whether each file that may hold its handler is known, and checks what it is sent before it does anything."""
    found = [*files_with_handlers(function)]
    return bool(found) and all(file.language == "python" and _checks(file.text or "", name) for file, name in found)


def _checks(text: str, name: str) -> bool:
    program = program_in(text) if len(text) < MOST else None
    try:
        names = Names(program) if program else None
        handler = names.functions.get(name) if names and names.is_sound else None
        if names is None or handler is None:
            return False
        calm, arguments = Calm(names), handler.args
        told = [one.arg for one in (*arguments.posonlyargs, *arguments.args)][:1]
        return any(
            _Run(calm, Place(names, handler, told, until=end)).is_guarded(handler.body[:end], handler.body[end:])
            for end in range(1, len(handler.body) + 1)
        )
    except (TooMuchError, RecursionError):
        return False


class _Run:
    """One run of a function: whether it goes on only where a check holds."""

    def __init__(self, calm: Calm, place: Place, known: dict[tuple[str, Place], bool] | None = None) -> None:
        self._calm, self._place = calm, place
        self._known = {} if known is None else known

    def is_guarded(self, body: Sequence[ast.stmt], rest: Sequence[ast.stmt]) -> bool:
        """Whether the last of these statements lets through what is signed alone, and those before it are calm."""
        *before, last = body
        if not self._calm.are_calm(before, self._place, inside=False):
            return False
        return self._guards(last) or self._lets_through(last, rest)

    def raises_first(self, body: Sequence[ast.stmt]) -> bool:
        """Whether nobody comes back from these statements unless the check held."""
        for one in body:
            if self._guards(one, ast.Raise):
                return True
            if any(isinstance(part, ast.Return) for part in ast.walk(one)) or not self._is_calm(one, inside=True):
                return False
        return False

    def answers_by_check(self, body: Sequence[ast.stmt]) -> bool:
        """Whether what a function returns is the answer of a check, or says no."""
        if not self._calm.are_calm(body, self._place, inside=True):
            return False
        found = [part.value for one in body for part in ast.walk(one) if isinstance(part, ast.Return)]
        rest = [one for one in found if one is not None and not (isinstance(one, ast.Constant) and not one.value)]
        return bool(rest) and all(self._holds(one) for one in rest)

    def _guards(self, one: ast.stmt, *ends: type[ast.stmt]) -> bool:
        """Whether it ends the run, in one of these ways, unless the check holds."""
        if isinstance(one, ast.If):
            return self._is_calm(one.test) and self._refuses(one.test) and self._leaves(one.body, *ends)
        if isinstance(one, ast.Try):
            leave = not one.finalbody and all(self._leaves(handler.body, *ends) for handler in one.handlers)
            inner = self.raises_first(one.body) if ends else self._is_within(one.body)
            return leave and inner
        return isinstance(one, ast.Expr | ast.Assign | ast.AnnAssign) and self._raises(one.value)

    def _is_within(self, body: Sequence[ast.stmt]) -> bool:
        """Whether a statement of these ends the run unless the check holds, and those before it are calm."""
        for one in body:
            if self._guards(one):
                return True
            if not self._is_calm(one):
                return False
        return False

    def _lets_through(self, one: ast.stmt, rest: Sequence[ast.stmt]) -> bool:
        """Whether it does what it does where the check holds, and nothing is done beside that."""
        if not isinstance(one, ast.If) or not self._is_calm(one.test) or not self._holds(one.test):
            return False
        return self._calm.are_calm([*one.orelse, *rest], self._place, inside=False)

    def _leaves(self, body: Sequence[ast.stmt], *ends: type[ast.stmt]) -> bool:
        every = [part for one in body for part in ast.walk(one) if isinstance(part, ast.Return | ast.Raise)]
        is_end = all(isinstance(one, ends or (ast.Return, ast.Raise)) for one in (body[-1], *every))
        return is_end and all(self._is_calm(one, inside=bool(ends)) for one in body)

    def _is_calm(self, node: ast.stmt | ast.expr, *, inside: bool = False) -> bool:
        return self._calm.is_calm(node, self._place, inside=inside)

    def _refuses(self, test: ast.expr) -> bool:
        """Whether it is true unless the check holds."""
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
            return any(self._refuses(one) for one in test.values)
        return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and self._holds(test.operand)

    def _holds(self, test: ast.expr) -> bool:
        """Whether it is true only where the check holds."""
        self._calm.names.step()
        if isinstance(test, ast.BoolOp):
            some = any if isinstance(test.op, ast.And) else all
            return some(self._holds(one) for one in test.values)
        if isinstance(test, ast.Name):
            value = self._place.once(test.id)
            return value is not None and not isinstance(value, ast.Name) and self._holds(value)
        if not isinstance(test, ast.Call):
            return False
        if self._calm.names.whole(test.func) in _COMPARES:
            if len(test.args) != _SIDES or test.keywords:
                return False
            one, other = test.args
            return self._compares(one, other) or self._compares(other, one)
        return self._does(test, "answers")

    def _does(self, call: ast.Call, what: str) -> bool:
        """Whether the function that is called answers by a check, or raises; asked once for what it is given."""
        function = self._calm.sent.function(call, self._place)
        inner = self._calm.sent.inside(call, function, self._place) if function else None
        if function is None or inner is None:
            return False
        if (what, inner) not in self._known:
            self._known[what, inner] = False
            run = _Run(self._calm, inner, self._known)
            found = run.answers_by_check(function.body) if what == "answers" else run.raises_first(function.body)
            self._known[what, inner] = found
        return self._known[what, inner]

    def _compares(self, right: ast.expr, given: ast.expr) -> bool:
        """Whether what is given is held to a code of the message, or to a secret."""
        is_plain = isinstance(given, ast.Name | ast.Subscript | ast.Call)
        return is_plain and self._is_sent(given) and (self._is_mac(right) or self._is_key(right))

    def _is_mac(self, node: ast.expr | None) -> bool:  # noqa: PLR0911 - one for each form
        """Whether it is a code of what was sent, by a key that was not, whole."""
        self._calm.names.step()
        if isinstance(node, ast.Name):
            return self._is_mac(self._place.once(node.id))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return isinstance(node.left, ast.Constant) and self._is_mac(node.right)
        if isinstance(node, ast.JoinedStr):
            parts = [one for one in node.values if isinstance(one, ast.FormattedValue)]
            return len(parts) == 1 and not parts[0].format_spec and self._is_mac(parts[0].value)
        if not isinstance(node, ast.Call):
            return False
        name = self._calm.names.whole(node.func)
        if name in _MACS:
            return self._makes_mac(node)
        if name in _WRITES_MACS:
            return len(node.args) == 1 and not node.keywords and self._is_mac(node.args[0])
        is_way = isinstance(node.func, ast.Attribute) and node.func.attr in _OF_MACS and not name
        is_bare = not node.args and not node.keywords
        return is_way and is_bare and isinstance(node.func, ast.Attribute) and self._is_mac(node.func.value)

    def _makes_mac(self, call: ast.Call) -> bool:
        named = {one.arg: one.value for one in call.keywords}
        if not call.args or not {*named}.issubset(("msg", "digestmod", "digest")):
            return False
        message, method = (*call.args[1:3], None, None)[:2]
        message = message or named.get("msg")
        method = method or named.get("digestmod") or named.get("digest")
        is_whole = method is not None and (
            isinstance(method, ast.Constant) or self._calm.names.whole(method).startswith("hashlib.")
        )
        return is_whole and self._is_key(call.args[0]) and message is not None and self._is_sent(message)

    def _raises(self, value: ast.expr | None) -> bool:
        """Whether it raises unless a check holds."""
        if not isinstance(value, ast.Call):
            return False
        arguments = (*value.args, *(one.value for one in value.keywords))
        if not all(self._is_calm(one) for one in arguments):
            return False
        name, named = self._calm.names.whole(value.func), {one.arg or "**": one.value for one in value.keywords}
        if name == _TOKENS:
            return {*named}.issubset(_OF_TOKENS) and self._is_token(value.args, named)
        if name in _EVENTS:
            given = dict(zip(_OF_EVENTS, value.args, strict=False)) | named
            is_known = len(value.args) <= len(_OF_EVENTS) and {*named}.issubset(_OF_EVENTS) and len(given) > _SIDES
            sent = [given.get("payload"), given.get("sig_header")]
            is_right = all(one is not None and self._is_sent(one) for one in sent)
            return is_known and is_right and "secret" in given and self._is_key(given["secret"])
        if isinstance(value.func, ast.Attribute) and value.func.attr == "verify":
            is_sent = len(value.args) == _SIDES and not named and all(self._is_sent(one) for one in value.args)
            return is_sent and self._is_verifier(value.func.value)
        return self._does(value, "raises")

    def _is_token(self, args: Sequence[ast.expr], named: dict[str, ast.expr]) -> bool:
        given = dict(zip(("token", "key", "algorithms"), args, strict=False)) | named
        asked = given.get("algorithms")
        ways = asked.elts if isinstance(asked, ast.List | ast.Tuple) else []
        is_known = bool(ways) and all(isinstance(one, ast.Constant) and one.value in _ALGORITHMS for one in ways)
        rest = [value for key, value in named.items() if key not in ("key", "algorithms")]
        is_fixed = all(self._calm.sent.keys.is_fixed(one, self._place) for one in rest)
        is_whole = len(args) <= _OF_A_TOKEN and is_known and is_fixed and "token" in given and "key" in given
        return is_whole and self._is_sent(given["token"]) and self._is_key(given["key"])

    def _is_verifier(self, node: ast.expr) -> bool:
        """Whether it is made of a public key that was not sent."""
        names, made = self._calm.names, node
        if isinstance(node, ast.Name):
            given = [] if self._place.is_own(node.id) else [one.value for _, one in names.given(node.id)]
            made = given[0] if len(given) == 1 and given[0] is not None else node
        if not isinstance(made, ast.Call) or names.whole(made.func) != _VERIFIERS or len(made.args) != 1:
            return False
        key = made.args[0]
        if isinstance(key, ast.Call) and names.whole(key.func) == "bytes.fromhex" and len(key.args) == 1:
            key = key.args[0]
        return not made.keywords and self._calm.sent.keys.is_fixed(key, self._place)

    def _is_key(self, node: ast.expr) -> bool:
        return self._calm.sent.keys.kind(node, self._place) == "key"

    def _is_sent(self, node: ast.expr) -> bool:
        return self._calm.sent.is_sent(node, self._place)
