"""This is where it is told which calls of a Python program make a template of a text, and so run what is in that.

A template of Jinja2 reaches whatever the objects reach that it is given, and one of Mako is Python. What makes it in a
sandbox keeps it from that, and `string.Template` fills in names alone; one of Django calls nothing that it was not
given. Sources: Jinja, "Sandbox" (`SandboxedEnvironment`) and "API" (`Environment.from_string`); Mako, "Syntax"
("Python Blocks"); Flask API, "render_template_string"; read 2026-12.
"""

import ast
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.programs.python import Call, Program

TEMPLATES: Final = frozenset(
    ("jinja2.Template", "mako.template.Template", "flask.render_template_string", "jinja2.nativetypes.NativeTemplate")
)
"""Calls that make a template of the text that they are given first."""

_ENVIRONMENTS: Final = frozenset(
    ("jinja2.Environment", "jinja2.environment.Environment", "jinja2.nativetypes.NativeEnvironment")
)
_FROM_TEXT: Final = "from_string"
_MADE: Final = "jinja2.Template"


def templates_made(program: Program) -> Iterator[Call]:
    """Each by which an environment that is no sandbox makes one of a text."""
    for node in ast.walk(program.tree):
        way = node.func if isinstance(node, ast.Call) else None
        is_from_text = isinstance(way, ast.Attribute) and way.attr == _FROM_TEXT
        made = program.meant(way.value) if is_from_text and isinstance(way, ast.Attribute) else ()
        if isinstance(node, ast.Call) and any(_is_environment(one, program) for one in made):
            yield Call(_MADE, node)


def _is_environment(node: ast.expr, program: Program) -> bool:
    return isinstance(node, ast.Call) and program.name(node.func) in _ENVIRONMENTS
