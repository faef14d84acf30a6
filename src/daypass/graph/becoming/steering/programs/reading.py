"""This is where it is told what the code of a function runs that it has read: from a table, a bucket or a parameter.

Whoever writes it there runs it as the role of the function. Code that holds anything to a digest or a signature reads
what others signed, and what a version is named of stays as it was. Sources: Boto3, "DynamoDB" (`Table.get_item`,
`query`, `scan`, and the same of a client), "S3" (`get_object`) and "SSM" (`get_parameter`); read 2026-12.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from typing import Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.commands.stores import ATTRIBUTES, OVERWRITES, beside
from daypass.graph.becoming.steering.fetching.kept_values import parameter_arn
from daypass.graph.becoming.steering.programs.files import FUNCTIONS, File
from daypass.graph.becoming.steering.programs.obeying import handlers_of, run_by
from daypass.graph.becoming.steering.programs.python import Program, Start, program_in
from daypass.graph.becoming.steering.programs.python_events import Handler, Part
from daypass.graph.becoming.steering.programs.taking import meant
from daypass.graph.leaves import said, text_of
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource

_MOST: Final = 10
"""Calls that read something, and that are looked at."""

_ITEMS: Final = ("dynamodb-x13", "dynamodb-x14", "dynamodb-x15")
_OBJECTS: Final = ("s3-x01",)
_PARAMETERS: Final = ("ssm-x09",)
"""The paths on which somebody writes what is read there."""

_TABLE: Final = "Table"
_STEPS: Final[Mapping[str, int]] = {"get_item": 1, "query": 2, "scan": 2}
"""A call that reads rows → after how many steps into its answer an attribute is named."""


class _Place(NamedTuple):
    """What is read: its ARN, and what is not known of that."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class RunFrom(NamedTuple):
    """What is run that lies there: the `path` on which it is written, and what a request brings, as in `Member`.

    `reads` is the object of S3 that the role must be let read, "" for anything else.
    """

    path: str
    arn: str
    brings: tuple[tuple[str, Value], ...] = ()
    unknown: tuple[Untold, ...] = ()
    reads: str = ""


def run_from(function: Resource) -> Iterator[RunFrom]:
    """What a function runs so, each once; nothing where its code does not stand in the stack, or checks it."""
    yield from dict.fromkeys(_each(function) if function.type in FUNCTIONS else ())


def _each(function: Resource) -> Iterator[RunFrom]:
    for reader, name in readers_of(function):
        if parts := tuple(run_by(reader.handler(name), reader.program)):
            yield from reader.run_from(parts)


def readers_of(function: Resource) -> "Iterator[tuple[Reader, str]]":
    """The calls by which its program reads something, with the name of its handler."""
    for file, name in handlers_of(function):
        program = program_in(file.text or "") if file.language == "python" else None
        for node in islice(_reading(program), _MOST) if program else ():
            if program:
                yield Reader(function, file, program, node), name


def _reading(program: Program) -> Iterator[ast.Call]:
    for node in ast.walk(program.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READS:
            yield node


class Reader(NamedTuple):
    """A call of a function's program that reads something."""

    function: Resource
    file: File
    program: Program
    node: ast.Call

    def handler(self, name: str) -> Handler:
        """The handler of this name, of which the answer of the call is asked in place of its event."""
        return Handler(self.program, name, self.node)

    def run_from(self, parts: tuple[Part, ...]) -> Iterator[RunFrom]:
        """Where these parts of its answer were written that are run, or say something."""
        func = self.node.func
        yield from _READS[func.attr](self, parts) if isinstance(func, ast.Attribute) else ()

    def of_items(self, parts: tuple[Part, ...]) -> Iterator[RunFrom]:
        """The rows of tables in which they are."""
        way = self.node.func.attr if isinstance(self.node.func, ast.Attribute) else ""
        named = [part[_STEPS[way]] for part in parts if len(part) > _STEPS[way]]
        names = tuple(sorted({name for name in named if name != ANY}))
        brings = ((ATTRIBUTES, names),) if names and len(named) == len(parts) and ANY not in named else ()
        for table, path in product(self._tables(), _ITEMS):
            yield RunFrom(path, table.arn, brings, table.unknown)

    def of_object(self, _: tuple[Part, ...]) -> Iterator[RunFrom]:
        """The object of S3 that it reads."""
        if any(one.arg in (None, "VersionId") for one in self.node.keywords):
            return
        keys = [text for text, _ in self._texts(self._given("Key"), is_part=True)] or [PROBE]
        buckets = self._texts(self._given("Bucket"))
        for (bucket, unknown), key, path in product(buckets, dict.fromkeys(keys), _OBJECTS):
            arn = f"arn:*:s3:::{bucket}/{key}"
            yield RunFrom(path, arn, (), unknown, arn)

    def of_parameter(self, _: tuple[Part, ...]) -> Iterator[RunFrom]:
        """The parameter that it reads."""
        for name, unknown in self._texts(self._given("Name")):
            arn = f"arn:*:ssm:*:*:parameter/{ANY}" if name == ANY else parameter_arn(name)
            for path in _PARAMETERS if arn else ():
                yield RunFrom(path, self._here(arn), (OVERWRITES,), unknown)

    def _tables(self) -> Iterator[_Place]:
        """Those that are named to the call, or of which the thing is made that it is a method of."""
        on = self.node.func.value if isinstance(self.node.func, ast.Attribute) else None
        named = [self._given("TableName")] if self._given("TableName") else []
        for made in self.program.meant(on) if on is not None and not named else ():
            is_table = isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and made.func.attr == _TABLE
            named += made.args[:1] if is_table and isinstance(made, ast.Call) else []
        for name, unknown in (found for one in named for found in self._texts(one)):
            arn = name if name.startswith("arn:") else self._here(f"arn:*:dynamodb:*:*:table/{name}")
            yield _Place(arn, unknown)

    def _here(self, arn: str) -> str:
        return beside(arn, text_of(said(self.function, "arn")))

    def _given(self, key: str) -> ast.expr | None:
        return next((one.value for one in self.node.keywords if one.arg == key), None)

    def _texts(self, node: ast.expr | None, *, is_part: bool = False) -> Iterator[tuple[str, tuple[Untold, ...]]]:
        """What it may say, with its variable; `is_part`: also where only the beginning of it is known."""
        for start in self.program.starts(node):
            if not start.is_whole and not is_part:
                continue
            whole = start if start.is_whole else Start(f"{start.text}{PROBE}", start.variable, is_whole=True)
            for leaf in meant(whole, self.file, self.function):
                if leaf.value is UNKNOWN:
                    yield ANY, (Untold.of(self.function, leaf.path),)
                elif text := text_of(leaf.value):
                    yield text, ()


_READS: Final[Mapping[str, Callable[[Reader, tuple[Part, ...]], Iterator[RunFrom]]]] = {
    **dict.fromkeys(_STEPS, Reader.of_items),
    "get_object": Reader.of_object,
    "get_parameter": Reader.of_parameter,
}
"""A method of clients that reads something → what it reads."""
