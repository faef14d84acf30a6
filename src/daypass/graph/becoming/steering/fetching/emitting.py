"""This is where it is told where what a command of a script prints goes: to a shell, into files, into variables.

Sources: GNU Bash Reference Manual, "Pipelines", "Command Substitution", "Process Substitution" and "Here Strings"; jq
Manual, "Format strings and escaping" (`@sh`); read 2026-12.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from daypass.graph.becoming.steering.fetching.command import Command, command_at
from daypass.graph.becoming.steering.fetching.interpreters import (
    AS,
    INTERPRETER,
    SHELL,
    name_of,
    runs_its_input,
    without_wrappers,
)

_OPTIONS: Final = r"(?:[ \t]{1,8}-[\w-]{1,20}){0,4}"
_OPENS: Final = rf"\\?[\"']?(?:\$\(|`)[ \t]{{0,8}}{AS}\Z"
_AT_ONCE: Final = re.compile(
    rf"""(?:\beval(?:[ \t]{{1,8}}--)?|{INTERPRETER}{_OPTIONS}[ \t]{{1,8}}-\w{{0,4}}[ce]
        |{SHELL}[^\n|;&<]{{0,80}}<<<)[ \t]{{1,8}}{_OPENS}
    |(?:\bsource|(?:^|[;&|({{`"']|\b(?:then|do|else)[ \t])[ \t]{{0,80}}\.|{INTERPRETER}{_OPTIONS}(?:[ \t]{{1,8}}<)?)
        [ \t]{{1,8}}<\([ \t]{{0,8}}{AS}\Z""",
    re.VERBOSE | re.MULTILINE,
)
_ASSIGNED: Final = re.compile(rf"\b(?P<name>[A-Za-z_]\w{{0,63}})={_OPENS}")
"""What stands before a command whose output is run, or kept in a variable."""

_BEFORE: Final = 400
"""Characters that are looked at before a command."""

_PIPE: Final = re.compile(r"[ \t]{0,40}\|(?!\|)&?\s{0,40}")
_STAGES: Final = 6
_FILTERS: Final = frozenset(
    (
        *("jq", "yq", "base64", "tr", "gunzip", "zcat", "gzip", "xz", "envsubst", "sed", "awk", "cut", "head", "tail"),
        *("cat", "tee", "grep", "dos2unix", "openssl", "gpg"),
    )
)
"""What gives on what it is given, more or less."""

_TEE: Final = "tee"
_QUOTES: Final = "@sh"
"""By this jq gives nothing that a shell would take for more than one word."""

_NOWHERE: Final = "/dev/"


Kept = Literal["file", "variable", "part"]
"""A `part` is a variable that holds it among other text: it is no command by itself, whoever calls that."""


class Holder(NamedTuple):
    """A file by its path, or a variable by its name, that holds what was fetched after this place of the script."""

    kind: Kept
    name: str
    since: int


class Printed(NamedTuple):
    """Whether what a command prints is run at once, and what holds it otherwise."""

    is_run: bool
    holders: tuple[Holder, ...] = ()


def printed(text: str, command: Command) -> Printed:
    """Where the output of a command of this script goes."""
    into, end = list(command.into), command.end
    if _is_quoted(command):
        return Printed(is_run=False)
    for stage in _stages(text, command):
        if runs_its_input(stage.words):
            return Printed(is_run=True)
        name = name_of(stage.words)
        if name not in _FILTERS or _is_quoted(stage):
            return Printed(is_run=False, holders=_files(into, end))
        into += [*stage.into, *(_operands(stage.words[1:]) if name == _TEE else ())]
        end = stage.end
    before = text[max(0, command.start - _BEFORE) : command.start]
    if _AT_ONCE.search(before):
        return Printed(is_run=True)
    name = assigned_to(text, command)
    variables = (Holder("variable", name, end),) if name else ()
    return Printed(is_run=False, holders=(*_files(into, end), *variables))


def assigned_to(text: str, command: Command) -> str:
    """The variable that is given what a command prints; "" for none."""
    found = _ASSIGNED.search(text[max(0, command.start - _BEFORE) : command.start])
    return found["name"] if found else ""


def _stages(text: str, command: Command) -> Iterator[Command]:
    """The commands to which it is piped, one by one, without what stands before each."""
    end = command.end
    for _ in range(_STAGES):
        pipe = _PIPE.match(text, end)
        if pipe is None:
            return
        stage = command_at(text, pipe.end())
        end = stage.end
        yield stage._replace(words=without_wrappers(stage.words))


def _is_quoted(command: Command) -> bool:
    return any(_QUOTES in word for word in command.words)


def _operands(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not word.startswith("-"))


def _files(into: list[str], end: int) -> tuple[Holder, ...]:
    return tuple(Holder("file", path, end) for path in dict.fromkeys(into) if not path.startswith(_NOWHERE))
