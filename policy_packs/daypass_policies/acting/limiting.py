"""This is where it is told whether the code of a tool holds what its agent says to a limit, or to a signature.

No prompt talks round a comparison in code. What is compared with what is not asked: who writes one has thought of it.
"""

import ast
import re
from typing import Final

from daypass.graph.becoming.steering.programs.files import File
from daypass.graph.becoming.steering.programs.python import program_in
from daypass.graph.becoming.steering.programs.taking import COMMENT, checks_what_it_gets

_ORDERS: Final = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_IN_CONDITION: Final = re.compile(r"[<>]=?\s{0,4}:\w")
"""A comparison in an expression of DynamoDB: what it does not hold for is not written."""

_LENGTH: Final = re.compile(r"[\w.]{0,80}\.(?:length|status|statusCode)\s{0,4}[<>]=?\s{0,4}\d+")
"""How long a text is, or how a call went, in JavaScript: no limit, as `_is_order` has it of Python."""

_BY_JAVASCRIPT: Final = re.compile(r"\bif\s{0,4}\([^\n]{0,200}?[^=\s]\s{0,4}[<>]=?[^>]|\bMath\.min\(|[<>]=?\s{0,4}:\w")


def limits(file: File) -> bool:
    """Whether the code of a file does so."""
    if file.text is None or file.language != "python":
        text = _LENGTH.sub(" ", COMMENT.sub(" ", file.text or ""))
        return bool(_BY_JAVASCRIPT.search(text)) or (file.text is not None and checks_what_it_gets(file))
    program = program_in(file.text)
    return checks_what_it_gets(file) or (program is not None and any(map(_limits, ast.walk(program.tree))))


def _limits(node: ast.AST) -> bool:
    if isinstance(node, ast.If | ast.Assert | ast.IfExp):
        return any(_is_order(one) for one in ast.walk(node.test))
    if isinstance(node, ast.Call):
        is_least = isinstance(node.func, ast.Name) and node.func.id == "min"
        return is_least and not all(isinstance(one, ast.Constant) for one in node.args)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_IN_CONDITION.search(node.value))


def _is_order(node: ast.AST) -> bool:
    """Whether it asks which of two is more; how long a text is, or how a call went, limits nothing."""
    compared = isinstance(node, ast.Compare) and any(isinstance(one, _ORDERS) for one in node.ops)
    return compared and not any(
        _is_length(one) or _STATUS.search(ast.unparse(one)) for one in ast.iter_child_nodes(node)
    )


_STATUS: Final = re.compile(r"status", re.IGNORECASE)


def _is_length(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"
