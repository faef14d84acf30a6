"""This is where it is told which parts of its event a function runs: as commands of a shell, or as code.

Sources: AWS Lambda Developer Guide, "Define Lambda function handler in Python"; The Python Standard Library,
"subprocess" ("Security Considerations"), "os" ("os.system"), "pickle", and "eval" and "exec"; Boto3, "Low-level
clients" (an operation is a method of a client); read 2026-12.
"""

import ast
import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.commands.words import Word, is_chosen
from daypass.graph.becoming.steering.programs.files import FUNCTIONS, File, files_of
from daypass.graph.becoming.steering.programs.javascript_events import run_by_javascript
from daypass.graph.becoming.steering.programs.python import Call, Program, program_in
from daypass.graph.becoming.steering.programs.python_events import Handler, Part
from daypass.graph.becoming.steering.programs.taking import checks_what_it_gets
from daypass.graph.becoming.steering.programs.templating import TEMPLATES, templates_made
from daypass.graph.leaves import declared, said, text_of
from daypass.model.resource import UNKNOWN, Resource, bare

_RUNS: Final = frozenset(
    (
        *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "eval", "exec"),
        *("asyncio.create_subprocess_shell", "pickle.loads", "dill.loads", "cloudpickle.loads", "yaml.unsafe_load"),
        *TEMPLATES,
    )
)
"""What runs what it is given first, also where that is part of something longer."""

_PICKS: Final = "getattr"
_STARTS: Final = frozenset(f"subprocess.{one}" for one in ("run", "call", "check_call", "check_output", "Popen"))
_HANDLER: Final = re.compile(r"(?P<module>[\w./-]{1,200})\.(?P<name>\w{1,100})")


def obeyed(function: Resource) -> tuple[Part, ...]:
    """Those of one whose code stands in the stack; none where that holds the event to a signature."""
    found = (part for file, name in handlers_of(function) for part in _run_in(file, name))
    return tuple(dict.fromkeys(found))


def handlers_of(function: Resource) -> Iterator[tuple[File, str]]:
    """The file in which its handler is, and the name of that; none where the code checks who it is told by."""
    known = ((file, name) for file, name in files_with_handlers(function) if file.text is not None)
    return ((file, name) for file, name in known if not checks_what_it_gets(file))


def has_code(workload: Resource) -> bool:
    """Whether it is a function of which the file with its handler stands in the stack: it says what it does itself."""
    return any(True for _ in files_with_handlers(workload))


def files_with_handlers(function: Resource) -> Iterator[tuple[File, str]]:
    """Each file in which its handler may be, with the name of that; also one whose text is not known yet."""
    handler = _HANDLER.fullmatch(text_of(said(function, "handler"))) if function.type in FUNCTIONS else None
    for file in files_of(function) if handler else ():
        if handler and file.name.rpartition(".")[0] == handler["module"].replace(".", "/"):
            yield file, handler["name"]


def called_at_will(function: Resource) -> Iterator[Part]:
    """The parts that say which operation of AWS it calls, of those that a client has: any that its role may do."""
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        if program:
            yield from _picked(Handler(program, name), program)


def run_by(handler: Handler, program: Program) -> Iterator[Part]:
    """The parts that a handler runs, of its event, or of the answer that is asked about."""
    for call in (*handler.calls, *templates_made(program)):
        yield from _run_by(call, handler, program)


def hidden(function: Resource) -> Iterator[str]:
    """Where the text of that file stands, if it is not known yet, or nobody here can read it."""
    yield from (file.path for file, _ in files_with_handlers(function) if file.text is None or not _is_read(file))
    for key in ("code", "handler") if function.type in FUNCTIONS else ():
        if bare(declared(function, key)) is UNKNOWN and (key == "code" or any(True for _ in files_of(function))):
            yield key


def _picked(handler: Handler, program: Program) -> Iterator[Part]:
    for call in handler.calls:
        on = call.given(0) if call.name == _PICKS else None
        if on is not None and any(_is_client(one, program) for one in program.meant(on)):
            yield from (one.part for one in handler.said_in(call.given(1)) if one.is_whole)


def _is_client(node: ast.expr, program: Program) -> bool:
    """Whether it makes a client of AWS, of a session or not."""
    name = program.name(node.func) if isinstance(node, ast.Call) else ""
    return name == "boto3.client" or (isinstance(node, ast.Call) and name.endswith("session.client"))


def _is_read(file: File) -> bool:
    """Whether it is written as this reader knows the language: newer forms of it are not."""
    return file.language != "python" or program_in(file.text or "") is not None


def _run_in(file: File, name: str) -> Iterator[Part]:
    text = file.text or ""
    if file.language == "javascript":
        yield from run_by_javascript(text, name)
    elif program := program_in(text):
        yield from run_by(Handler(program, name), program)


def _run_by(call: Call, handler: Handler, program: Program) -> Iterator[Part]:
    first = call.given(0, "args")
    if call.name in _RUNS or (call.name in _STARTS and _is_shell(call)):
        is_list = isinstance(first, ast.List | ast.Tuple)
        given = first.elts[0] if is_list and isinstance(first, ast.List | ast.Tuple) and first.elts else first
        yield from (one.part for one in handler.said_in(given))
    elif call.name in _STARTS:
        items = first.elts if isinstance(first, ast.List | ast.Tuple) else [first] if first else []
        words = [_word(one, handler, program) for one in items]
        if is_chosen((), words):
            yield from (one.part for item in items for one in handler.said_in(item))


def _is_shell(call: Call) -> bool:
    given = next((one.value for one in call.node.keywords if one.arg == "shell"), None)
    return isinstance(given, ast.Constant) and bool(given.value)


def _word(node: ast.expr, handler: Handler, program: Program) -> Word:
    found = handler.said_in(node)
    if any(one.is_whole for one in found):
        return Word("", "whole")
    text = next((one.text for one in program.starts(node)), "?")
    return Word(text, "part" if found else "fixed")
