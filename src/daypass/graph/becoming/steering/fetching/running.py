"""This is where it is told whether a script runs what one of its commands fetched, wherever it puts that before.

It may give it to a shell at once, keep it in a file that it runs, or that runs by its place, or in a variable that it
has evaluated, and copy it from one to another. A file that is held to something written down is nobody's to change.
Sources: GNU Bash Reference Manual, "Bourne Shell Builtins" (`eval`, `.`); cron(8); systemd.service(5) (`ExecStart`);
cloud-init, "Scripts per boot"; read 2026-12.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from daypass.graph.becoming.steering.fetching.checked import is_checked
from daypass.graph.becoming.steering.fetching.command import Command, command_at
from daypass.graph.becoming.steering.fetching.documents import documents_in
from daypass.graph.becoming.steering.fetching.emitting import Holder, Kept, Printed, printed
from daypass.graph.becoming.steering.fetching.evaluated import evaluates, joined_into
from daypass.graph.becoming.steering.fetching.interpreters import AS, INTERPRETER, SHELL

_MOST: Final = 12
"""Files and variables that are followed from one command."""

_BY_ITSELF: Final = (
    *("/etc/cron.", "/var/spool/cron", "/etc/profile.d/", "/etc/rc.local", "/etc/init.d/", "/etc/update-motd.d/"),
    "/var/lib/cloud/scripts/",
)
"""Where a file is run, or read by every shell, without anybody saying so."""

_QUOTE: Final = r"""\\?["']?"""
_END: Final = r"(?![\w.~/-])"
_AS_PROGRAM: Final = (
    rf"(?:^[ \t]{{0,80}}(?:-[ \t]{{1,8}})?|[;&|({{`][ \t]{{0,8}}|\b(?:then|do|else|if)[ \t]{{1,8}}){AS}"
)
_AS_COMMAND: Final = (
    r"""(?:^[ \t]{0,80}(?:-[ \t]{1,8})?|(?:[;&|]|[$<]\()[ \t]{0,8}|(?<![^\s="'(])`|\b(?:then|do|else)[ \t]{1,8})"""
)
_TIMES: Final = r"(?:[\d*/,-]{1,20}[ \t]{1,8}){3}[\w*/,-]{1,20}[ \t]{1,8}[\w*/,-]{1,20}"
_BY_CRON: Final = (
    rf"(?:{_TIMES}|@(?:reboot|hourly|daily|weekly|monthly))[ \t]{{1,8}}(?:[a-z_][\w-]{{0,31}}[ \t]{{1,8}})?"
)
_BY_SYSTEMD: Final = r"\bExecStart\w{0,4}=[-+!@:]{0,3}"
_TOLD: Final = r"(?:[ \t]{1,8}(?:-(?!\w{0,8}[nc]\b)(?!-?check\b)[\w-]{1,20}|pipefail|errexit))"
"""What an interpreter is told that runs the file behind it: not `-n`, which reads it alone, nor `-c`."""

_READS: Final = r"\b(?:cat|jq|yq|base64|gunzip|zcat|xz|envsubst|sed|awk|tr|cut|head|tail|grep|openssl|gpg)\b"
_TO: Final = r"""["']?[ \t]{1,8}["']?(?P<to>[^\s"'`;&|<>()]{1,400})"""


def is_run(text: str, command: Command, *, prints: bool = True, into: Iterable[str] = ()) -> bool:
    """Whether what the command of this script got is run; `prints`: it is what that prints, not only what it writes."""
    out = printed(text, command) if prints else None
    files = (Holder("file", path, command.end) for path in into)
    return (out is not None and out.is_run) or holds_code(text, (*files, *(out.holders if out else ())))


def holds_code(text: str, holders: Iterable[Holder]) -> bool:
    """Whether what any of these holds is run, or goes to another that is."""
    left, seen = list(holders), set[tuple[str, str]]()
    while left and len(seen) < _MOST:
        one = left.pop()
        key = (one.kind, one.name)
        if one.name and key not in seen and not _is_checked(text, one):
            seen.add(key)
            use = _use(text, *key)
            if use.is_run:
                return True
            left.extend(use.holders)
    return False


def _is_checked(text: str, one: Holder) -> bool:
    return one.kind == "file" and is_checked(text, one.name, one.since, _file_used(one.name))


@lru_cache(maxsize=64)
def _use(text: str, kind: Kept, name: str) -> Printed:
    """Whether what this holds is run, and what else then holds the same."""
    if kind == "part":
        return Printed(evaluates(text, name), tuple(_joined(text, name)))
    runs = _file_runs(name) if kind == "file" else _variable_runs(name)
    is_called = kind == "variable" and any(not _is_written(text, at) for at in _places(_variable_called(name), text))
    if runs.search(text) or is_called or (kind == "file" and name.startswith(_BY_ITSELF)):
        return Printed(is_run=True)
    if kind == "variable" and evaluates(text, name):
        return Printed(is_run=True)
    reads = _file_read(name) if kind == "file" else _variable_read(name)
    emitted = [printed(text, command_at(text, at)) for at in _places(reads, text)]
    others = (*_copied(text, kind, name), *(_from_variable(text, name) if kind == "variable" else ()))
    given = (holder for out in emitted for holder in out.holders)
    return Printed(any(out.is_run for out in emitted), (*given, *others))


def _copied(text: str, kind: Kept, name: str) -> Iterator[Holder]:
    """The copies of it, of a file also in a folder, where it is called as before."""
    for found in (_file_copied if kind == "file" else _variable_copied)(name).finditer(text):
        is_folder = kind == "file" and found["to"].endswith("/")
        yield Holder(kind, f"{found['to']}{name.rpartition('/')[2]}" if is_folder else found["to"], found.end())


def _from_variable(text: str, name: str) -> Iterator[Holder]:
    yield from (*_in_documents(text, name), *_joined(text, name))


def _joined(text: str, name: str) -> Iterator[Holder]:
    """The variables in which it stands among other text."""
    yield from (Holder("part", to, 0) for to in joined_into(text, name))


def _in_documents(text: str, variable: str) -> Iterator[Holder]:
    """The files that are written word for word, where it stands in a line of its own."""
    for one in documents_in(text):
        if one.into and _alone(variable).search(text, one.start, one.end):
            yield Holder("file", one.into, one.end)


def _places(form: re.Pattern[str], text: str) -> Iterator[int]:
    return (found.start() for found in form.finditer(text))


def _is_written(text: str, at: int) -> bool:
    """Whether that stands in a document that the script only writes."""
    return any(one.start <= at < one.end for one in documents_in(text))


@lru_cache(maxsize=256)
def _file_runs(path: str) -> re.Pattern[str]:
    return re.compile(_running(path), re.VERBOSE | re.MULTILINE)


@lru_cache(maxsize=256)
def _file_read(path: str) -> re.Pattern[str]:
    return re.compile(_reading(path), re.VERBOSE | re.MULTILINE)


@lru_cache(maxsize=256)
def _file_used(path: str) -> re.Pattern[str]:
    return re.compile(f"{_running(path)}|{_reading(path)}", re.VERBOSE | re.MULTILINE)


def _running(path: str) -> str:
    """How a file is run: by an interpreter, a schedule or a unit, or as a program."""
    file = _path(path)
    return rf"""(?<![\w.-])(?:{INTERPRETER}{_TOLD}{{0,6}}|source|ansible-playbook|crontab)[ \t]{{1,8}}
        (?:<[ \t]{{0,8}})?{file}
        |(?<![\w.-])(?:{SHELL}|su|runuser)[^\n|;&]{{0,80}}?[ \t]-\w{{0,4}}c[ \t]{{1,8}}{file}
        |(?:{_AS_PROGRAM}|["'])\.[ \t]{{1,8}}{file}
        |(?:{_AS_PROGRAM}{_path(path, is_program=True)}|(?:{_BY_CRON}|{_BY_SYSTEMD}){file})(?![ \t]{{0,8}}=)"""


def _reading(path: str) -> str:
    """How what is in it is given on: `cat FILE`, `$(< FILE)`."""
    return rf"""(?:{_READS}(?:(?!{_READS})[^\n|;&>]){{0,400}}?[\s"'<]|(?<=\$\()<[ \t]{{0,8}}){_path(path)}"""


@lru_cache(maxsize=256)
def _file_copied(path: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:cp|mv|install|ln)\b[^\n|;&]{{0,200}}?[ \t]{_path(path)}{_TO}")


def _path(path: str, *, is_program: bool = False) -> str:
    plain = path.removeprefix("./")
    is_looked_up = is_program and "/" not in plain  # in PATH, where the file is not
    here = "" if plain.startswith(("/", "$", "~")) else r"\./" if is_looked_up else r"(?:\./)?"
    return rf"{_QUOTE}{here}{re.escape(plain)}{_END}"


@lru_cache(maxsize=256)
def _variable_runs(name: str) -> re.Pattern[str]:
    """How it is evaluated, or given to a shell."""
    value = _value(name)
    return re.compile(
        rf"""\beval[ \t]{{1,8}}(?:--[ \t]{{1,8}})?{value}
        |(?<![\w.-]){INTERPRETER}(?:[ \t]{{1,8}}-[\w-]{{1,20}}){{0,4}}[ \t]{{1,8}}-\w{{0,4}}[ce][ \t]{{1,8}}{value}
        |(?<![\w.-]){SHELL}[^\n|;&<]{{0,80}}<<<[ \t]{{0,8}}{value}""",
        re.VERBOSE | re.MULTILINE,
    )


@lru_cache(maxsize=256)
def _variable_called(name: str) -> re.Pattern[str]:
    """How it is called as a command: nothing but a script does that, while a document may well have it in a line."""
    return re.compile(rf"{_AS_COMMAND}{AS}{_value(name)}{_QUOTE}(?=[\s;&|)`]|$)", re.MULTILINE)


@lru_cache(maxsize=256)
def _variable_read(name: str) -> re.Pattern[str]:
    """How nothing but it is printed: `echo "$NAME"`, or read by a command."""
    value = _value(name)
    form = r"""(?:[ \t]{1,8}(?:'[^'\n]{0,80}%[bs][^'\n]{0,80}'|"[^"\n]{0,80}%[bs][^"\n]{0,80}"|%[bs](?:\\n)?))?"""
    return re.compile(
        rf"""\b(?:echo|printf)(?:[ \t]{{1,8}}-\w{{1,4}}){{0,3}}{form}[ \t]{{1,8}}{value}{_QUOTE}(?=[\s;&|>)]|$)
        |{_READS}[^\n|;&>]{{0,200}}<<<[ \t]{{0,8}}{value}""",
        re.VERBOSE | re.MULTILINE,
    )


@lru_cache(maxsize=256)
def _variable_copied(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<to>[A-Za-z_]\w{{0,63}})={_value(name)}{_QUOTE}(?=[\s;&]|$)", re.MULTILINE)


@lru_cache(maxsize=256)
def _alone(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]{{0,80}}{_value(name)}[ \t]{{0,8}}$", re.MULTILINE)


def _value(name: str) -> str:
    plain = re.escape(name)
    return rf"{_QUOTE}\$(?:\{{{plain}(?::-[^}}\n]{{0,80}})?\}}|{plain}(?!\w))"
