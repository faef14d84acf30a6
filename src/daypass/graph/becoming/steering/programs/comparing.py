"""This is where it is told what the code of a function compares parts of its event with: texts that stand in it.

Source: The Python Standard Library, "ast"; read 2026-12.
"""

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.programs.obeying import handlers_of
from daypass.graph.becoming.steering.programs.python import Program, program_in
from daypass.graph.becoming.steering.programs.python_events import Handler, Part
from daypass.model.resource import Resource

_EQUAL: Final = (ast.Eq, ast.In)
_OTHER: Final = (ast.NotEq, ast.NotIn)


class Compared(NamedTuple):
    """A part of the event, and a text that it is for the code to go on."""

    part: Part
    text: str


def compared_by(function: Resource) -> Iterator[Compared]:
    """With what one goes on, each once; nothing where its code is not known, or holds the event to a signature."""
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        if program:
            yield from dict.fromkeys(_compared(program, Handler(program, name)))


def _compared(program: Program, handler: Handler) -> Iterator[Compared]:
    skipping = {id(one) for node in ast.walk(program.tree) if isinstance(node, ast.If) for one in _skipping(node)}
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Compare) and _goes_on(node, is_skipping=id(node) in skipping):
            for one, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
                texts = [*_texts(other)]
                parts = [said.part for said in handler.parts_in(one) if said.is_whole] if texts else []
                yield from (Compared(part, text) for part in parts for text in texts)


def _skipping(node: ast.If) -> Iterator[ast.expr]:
    """The comparisons by which nothing is done: what follows on them leaves, and calls nothing."""
    is_left = len(node.body) == 1 and isinstance(node.body[0], ast.Continue | ast.Break | ast.Return | ast.Pass)
    is_raised = len(node.body) == 1 and isinstance(node.body[0], ast.Raise)
    is_call = any(isinstance(one, ast.Call) for one in ast.walk(node.body[0]))
    if is_raised or (is_left and not is_call):
        yield from (one for one in ast.walk(node.test) if isinstance(one, ast.Compare))


def _goes_on(node: ast.Compare, *, is_skipping: bool) -> bool:
    """Whether the code goes on where it is equal."""
    is_equal, is_other = (isinstance(node.ops[0], kinds) for kinds in (_EQUAL, _OTHER))
    return len(node.ops) == 1 and (is_other if is_skipping else is_equal)


def _texts(node: ast.expr) -> Iterator[str]:
    """A text, or those of a list that is written there."""
    for one in node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else (node,):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value
