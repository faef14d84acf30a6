"""This is where it is told from where the code of a function takes further code: paths of imports, and what it runs.

Code that holds what it finds to a digest or a signature takes what others signed, so it is not told of. Sources: The
Python Standard Library, "sys" ("sys.path"), "site", "importlib", "runpy", "subprocess" and "os"; Node.js, "Modules:
CommonJS modules", "Modules: ECMAScript modules" and "Child process"; read 2026-12.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.programs.files import File, files_of
from daypass.graph.becoming.steering.programs.python import Call, Program, Start, program_in
from daypass.graph.leaves import text_of
from daypass.graph.property_path import Leaf, Step, steps, walk
from daypass.model.resource import UNKNOWN, Resource

_PLACES: Final[Mapping[str, int]] = {
    "sys.path.insert": 1,
    **dict.fromkeys(("sys.path.append", "site.addsitedir", "runpy.run_path", "ctypes.CDLL", "os.execv", "os.execl"), 0),
    **dict.fromkeys(("ctypes.cdll.LoadLibrary", "pickle.load", "joblib.load", "imp.load_source"), 0),
    "importlib.util.spec_from_file_location": 1,
    "importlib.machinery.SourceFileLoader": 1,
}
"""A call → at which place it is given where code is."""

_OF_PATH: Final = "sys.path"
_EXTENDS: Final = "sys.path.extend"
_LOADS: Final = ("pickle.load", "exec", "eval")
"""What runs what is in an open file, or what that was read as."""

_COMMANDS: Final = (
    *("os.system", "os.popen"),
    *(f"subprocess.{one}" for one in ("run", "call", "check_call", "check_output", "Popen", "getoutput")),
)
_CHECKS: Final = re.compile(
    r"\b(?:hashlib|hmac|createHash|createHmac|createVerify|timingSafeEqual|compare_digest|cosign|sigstore)\b"
    r"|\.verify\(|\bkms\b.{0,80}\bverify\b"
)
"""What says that something is held to a digest, or to a signature."""

_PYTHON_COMMENT: Final = re.compile(r"#[^\n]{0,2000}")
COMMENT: Final = re.compile(r"/\*.{0,4000}?\*/|(?<![:\"'`\\])//[^\n]{0,2000}", re.DOTALL)
_ENVIRONMENT: Final = r"process\.env(?:\.(?P<variable>\w{1,64})|\[[\"'](?P<quoted>\w{1,64})[\"']\])"
_JAVASCRIPT: Final = re.compile(
    rf"""(?:\b(?:require|import|fork|execFile|execFileSync|spawn|spawnSync|exec|execSync)\s{{0,4}}\(
          |\bfrom\s{{1,4}}|\bimport\s{{1,4}}(?=[\"'])
          |\bmodule\.paths\.(?:push|unshift)\(|process\.env\.NODE_PATH\s{{0,4}}=(?!=))
    \s{{0,4}}(?:(?:path\.)?(?:join|resolve)\(\s{{0,4}})?(?:pathToFileURL\(\s{{0,4}})?
    (?:[\"'`](?P<text>(?:file://)?[^\"'`$\n]{{1,400}})(?P<end>[\"'`])?|(?:`\$\{{\s{{0,4}})?{_ENVIRONMENT})""",
    re.VERBOSE,
)


_ANYTHING: Final = "x"
"""What stands for the rest of a text of which only the beginning is known."""

_VARIABLES: Final = "environment.variables"


class Taken(NamedTuple):
    """How a path begins below which code is, or, with `is_command`, a command that is run."""

    start: Start
    is_command: bool = False


class Code(NamedTuple):
    """Where a function takes code: the `paths` of it, and the `commands` that are run, each known or not."""

    paths: tuple[Leaf, ...] = ()
    commands: tuple[Leaf, ...] = ()


NO_CODE: Final = Code()


def code_taken(function: Resource) -> Code:
    """That of a function whose own code stands in the stack."""
    taken = [(one, file) for file in files_of(function) for one in _taken_by(file)]
    unknown = tuple(Leaf(UNKNOWN, file.path) for file in files_of(function) if file.text is None)
    paths = (leaf for one, file in taken if not one.is_command for leaf in meant(one.start, file, function))
    commands = (leaf for one, file in taken if one.is_command for leaf in meant(one.start, file, function))
    return Code((*unknown, *paths), tuple(commands))


def checks_what_it_gets(file: File) -> bool:
    """Whether the code of a file, as far as it is known, holds something to a digest or a signature."""
    comment = COMMENT if file.language == "javascript" else _PYTHON_COMMENT
    return _CHECKS.search(comment.sub(" ", file.text or "")) is not None


def meant(start: Start, file: File, function: Resource) -> Iterator[Leaf]:
    """The text that begins so, with the value of its variable."""
    text = f"{start.text}{'' if start.is_whole else _ANYTHING}"
    if not start.variable:
        yield Leaf(text, file.path)
        return
    whole = Leaf(function.state.raw, function.state.path)
    for leaf in walk(whole, (*steps(_VARIABLES), Step("key", start.variable)), loose=True):
        yield leaf if leaf.value is UNKNOWN else leaf._replace(value=f"{text_of(leaf.value)}{text}")


def _taken_by(file: File) -> Iterator[Taken]:
    """What a file takes so; nothing where it is not known, or checks what it finds."""
    if file.text is None or checks_what_it_gets(file):
        return
    if file.language == "javascript":
        yield from _by_javascript(file.text)
    elif program := program_in(file.text):
        for call in program.calls:
            yield from _by_call(call, program)
        yield from (Taken(start) for value in _put_on_path(program) for start in program.starts(value))


def _by_call(call: Call, program: Program) -> Iterator[Taken]:
    if call.name in _PLACES:
        yield from (Taken(start) for start in program.starts(call.given(_PLACES[call.name], "path")))
    elif call.name == _EXTENDS:
        yield from (Taken(start) for one in _items(call.given(0)) for start in program.starts(one))
    elif call.name in _COMMANDS:
        yield from (Taken(start, is_command=True) for start in _command(call.given(0, "args"), program))
    if call.name in _LOADS:
        yield from (Taken(start) for opened in _opened(call, program) for start in program.starts(opened))


def _command(node: ast.expr | None, program: Program) -> Iterator[Start]:
    """A command as one text, or its words put together, as far as these are known."""
    if not isinstance(node, ast.List | ast.Tuple):
        yield from program.starts(node)
        return
    words = [next(program.starts(one), Start("?")) for one in node.elts]
    if words:
        yield Start(" ".join(one.text for one in words), words[0].variable, words[-1].is_whole)


def _opened(call: Call, program: Program) -> Iterator[ast.expr]:
    """The paths of the files that are opened in what a call is given."""
    for node in ast.walk(call.node):
        if isinstance(node, ast.Call) and program.name(node.func) == "open" and node.args:
            yield node.args[0]


def _put_on_path(program: Program) -> Iterator[ast.expr]:
    """What `sys.path = [...]`, `sys.path += [...]` and `sys.path[:0] = [...]` put there."""
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Assign):
            targets = [one.value if isinstance(one, ast.Subscript) else one for one in node.targets]
            if any(program.name(one) == _OF_PATH for one in targets):
                yield from _items(node.value)
        elif isinstance(node, ast.AugAssign) and program.name(node.target) == _OF_PATH:
            yield from _items(node.value)


def _items(node: ast.expr | None) -> Iterator[ast.expr]:
    """The elements of a list, also of one that is put together with another."""
    if isinstance(node, ast.List | ast.Tuple):
        yield from node.elts
    elif isinstance(node, ast.BinOp):
        yield from (one for side in (node.left, node.right) if isinstance(side, ast.List) for one in side.elts)
    elif node is not None and not isinstance(node, ast.Name | ast.Call):
        yield node


def _by_javascript(text: str) -> Iterator[Taken]:
    for found in _JAVASCRIPT.finditer(COMMENT.sub(" ", text)):
        variable = found["variable"] or found["quoted"] or ""
        written = (found["text"] or "").removeprefix("file://")
        yield Taken(Start(written, variable, is_whole=found["end"] is not None), is_command=" " in written)
