"""This is where it is told what a machine takes from elsewhere when it starts, by what its user data says.

That is objects of S3, which it may run, and parameters of Systems Manager, where a shell is given what they hold.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.steering.scripts import user_data_of
from daypass.model.resource import Resource

_COPIED: Final = re.compile(
    r"""\baws\s{1,8}(?:--[\w-]{1,32}[=\s][\w.-]{1,64}\s{1,8}){0,4}s3\s{1,8}(?:cp|sync|mv)\s{1,8}
    (?:--[\w-]{1,32}(?:[=\s][\w.-]{1,64})?\s{1,8}){0,8}["']?
    s3://(?P<bucket>[a-z0-9.-]{3,63})(?P<key>/[^\s"'`;|&<>()$\\]{0,1024})?(?=[\s"'`;|&<>)]|$)""",
    re.VERBOSE,
)
"""What is copied from, not to: a machine that uploads its logs runs none of them."""


_OPTIONS: Final = r"(?:\s{1,8}--(?!name)[\w-]{1,32}(?:[=\s]\s{0,8}[\w.,\[\]'\"][\w.,\[\]'\"-]{0,63})?){0,8}"
_ASKED: Final = rf"""\baws{_OPTIONS}\s{{1,8}}ssm\s{{1,8}}get-parameters?{_OPTIONS}
    \s{{1,8}}--names?[=\s]\s{{0,8}}["']?(?P<name>[\w./:-]{{1,1100}})["']?{_OPTIONS}\s{{0,8}}"""
_SUDO: Final = r"(?:sudo\s{1,8}(?:-\w{1,16}\s{1,8}(?:[\w-]{1,32}\s{1,8})?){0,4})?"
_SHELL: Final = rf"{_SUDO}(?:/usr)?(?:/bin/)?(?:env\s{{1,8}})?(?:ba|da|z|k|a)?sh(?![\w.-])"
_PICKED: Final = r"(?:\|\s{0,8}(?:jq|base64|tr|gunzip|zcat|envsubst|sed|tee)\b(?:'[^'\n]{0,99}'|[^|\n]){0,200}){0,3}"
"""What makes plain of what the parameter holds, before a shell is given it."""

_SAYS: Final = r"(?:[ \t]{1,8}-[\w-]{1,16}){0,4}[ \t]{1,8}"
_TOLD: Final = rf"""{_SAYS}(?:-\w{{0,8}}c\b|(?!/dev/stdin\b|pipefail\b|\d?[>&|])[\w./~$'"])"""
"""What tells a shell to run something else than it is given, unless `-s` comes before it."""

_PIPED: Final = re.compile(
    rf"""{_ASKED}(?:2>\S{{1,64}}\s{{1,8}})?{_PICKED}\|\s{{0,8}}{_SHELL}(?:(?={_SAYS}-\w{{0,4}}s\b)|(?!{_TOLD}))""",
    re.VERBOSE | re.MULTILINE,
)
_EVALUATED: Final = re.compile(
    rf"""(?:\beval|{_SHELL}\s{{1,8}}-\w{{0,4}}c)\s{{1,8}}["']?(?:\$\(|`)\s{{0,8}}{_ASKED}
    |(?:\bsource|(?:^|[;&\s])\.|{_SHELL})\s{{1,8}}<\(\s{{0,8}}{_ASKED.replace("<name>", "<sourced>")}""",
    re.VERBOSE | re.MULTILINE,
)
"""How a shell is given what a parameter holds: by a pipe, as its command, or as a file.

One that is told what to run (`-c`, a script) only reads it.
"""

_TO: Final = re.compile(r"""["']?\s{1,8}["']?(?P<to>[\w./-]{1,400})""")
"""Where an object is copied to, behind what is copied."""

_HELD: Final = re.compile(
    r"""(?<![0-9a-fA-F])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})\s{1,4}\*?(?P<path>/[\w./-]{1,400})["']?\s{0,4}
    \|\s{0,4}(?:/usr/bin/)?(?:sha(?:256|384|512)sum|shasum)\b[^\n|;&]{0,80}\s(?:-[a-z]{0,4}c|--check)\b[^\n|;&]{0,40}
    (?P<then>\|\|\s{0,4}(?P<exits>exit\b)?|&&)?""",
    re.VERBOSE,
)
_STOPS: Final = re.compile(r"(?:^|[;&\s])set\s{1,8}-(?:\w{0,8}e|o\s{1,8}errexit\b)|\A\s{0,8}#!\S{1,64}\s{1,8}-\w{0,8}e")
_GOES_ON: Final = re.compile(r"(?:^|[;&\s])set\s{1,8}\+(?:\w{0,8}e|o\s{1,8}errexit\b)|\bif\s{1,8}!")
"""How a script holds a file to a digest that is written down, and how it stops as soon as something fails.

A digest that is fetched as well is whose the object is.
"""


def scripts_of(machine: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition; of a folder, that of whatever is put there.

    What the script holds to a digest that is written down is nobody's to change, and left out.
    """
    for said in user_data_of(machine):
        held = tuple(_held(said))
        for copied in _COPIED.finditer(said):
            key = (copied["key"] or "/")[1:]
            is_folder = not key or key.endswith("/")
            if is_folder or not _is_held(copied, key, held, said):
                yield f"arn:*:s3:::{copied['bucket']}/{key}{PROBE if is_folder else ''}"


def _held(said: str) -> Iterator[re.Match[str]]:
    """Where a script compares a file with the digest that it must have, and stops if it has another."""
    stops = _STOPS.search(said) if not _GOES_ON.search(said) else None
    for one in _HELD.finditer(said):
        stops_before = stops is not None and stops.start() < one.start() and one["then"] is None
        if one["exits"] or stops_before:
            yield one


def _is_held(copied: re.Match[str], key: str, held: Iterable[re.Match[str]], said: str) -> bool:
    """Whether what is copied is compared next, before anything else is done with it."""
    to = _TO.match(said, copied.end())
    if to is None:
        return False
    path = f"{to['to']}{key.rpartition('/')[2]}" if to["to"].endswith("/") else to["to"]
    later = (one for one in held if one.start() > to.end() and one["path"] == path)
    first = next(later, None)
    return first is not None and path not in said[to.end() : first.start()]


def run_parameters_of(machine: Resource) -> Iterator[str]:
    """The names, or ARNs, of the parameters that a shell is given."""
    for joined in user_data_of(machine):
        yield from (found["name"] for found in _PIPED.finditer(joined))
        yield from (found["name"] or found["sourced"] for found in _EVALUATED.finditer(joined))
