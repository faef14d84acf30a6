"""This is where it is told what a machine takes from elsewhere when it starts, by what its user data says.

That is objects of S3, which it may run, and parameters of Systems Manager, where a shell is given what they hold.
"""

import re
from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.steering.machines.copied import copies_in, is_held, stopping
from daypass.graph.becoming.steering.scripts import user_data_of
from daypass.model.resource import Resource

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


def scripts_of(machine: Resource) -> Iterator[str]:
    """The ARNs of the objects, in any partition; of a folder, that of whatever is put there.

    What the script holds to a digest that is written down is nobody's to change, and left out.
    """
    for said in user_data_of(machine):
        held = tuple(stopping(said, 0, len(said)))
        yield from (copied.arn for copied in copies_in(said) if not is_held(copied, held, said))


def run_parameters_of(machine: Resource) -> Iterator[str]:
    """The names, or ARNs, of the parameters that a shell is given."""
    for joined in user_data_of(machine):
        yield from (found["name"] for found in _PIPED.finditer(joined))
        yield from (found["name"] or found["sourced"] for found in _EVALUATED.finditer(joined))
