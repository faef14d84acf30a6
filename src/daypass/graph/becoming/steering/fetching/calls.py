"""This is where the calls of AWS's command line in a script are, with what each is told.

Source: AWS CLI Command Reference, "aws" (global options); read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from daypass.graph.becoming.steering.fetching.command import Command, command_at

_CALL: Final = re.compile(r"(?<![\w./$-])(?:/[\w./-]{1,60}/)?aws(?=[ \t])")
_MOST: Final = 40
_SWITCHES: Final = ("--debug", "--with-decryption", "--recursive")
_LISTS: Final = ("--names",)
_SWITCHED_OFF: Final = "--no-"
_OPTION: Final = "--"
_NAMED: Final = 2
"""How many words say what is called."""

_VARIABLE: Final = re.compile(r"\$(?:\{(?P<braced>[A-Za-z_]\w{0,63})\}|(?P<plain>[A-Za-z_]\w{0,63}))")


class Call(NamedTuple):
    """`called` is the service with the operation (`ssm get-parameter`), and `rest` what stands behind, no options."""

    command: Command
    called: str
    options: Mapping[str, tuple[str, ...]]
    rest: tuple[str, ...]

    def says(self, *options: str) -> tuple[str, ...]:
        """The values of the first of these options that is there."""
        return next((self.options[one] for one in options if one in self.options), ())


def calls_of(text: str) -> Iterator[Call]:
    """Those that stand first, in their order: no script has many."""
    for found in islice(_CALL.finditer(text), _MOST):
        command = command_at(text, found.start())
        options, plain = _sorted(command.words[1:])
        yield Call(command, " ".join(plain[:_NAMED]), options, plain[_NAMED:])


def _sorted(words: tuple[str, ...]) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """The options with their values, and the other words."""
    options: dict[str, tuple[str, ...]] = {}
    plain: list[str] = []
    last = ""
    for word in words:
        if word.startswith(_OPTION):
            name, is_said, value = word.partition("=")
            options[name] = (value,) if is_said else ()
            takes_none = is_said or name in _SWITCHES or name.startswith(_SWITCHED_OFF)
            last = "" if takes_none else name
        elif last:
            options[last] = (*options[last], word)
            last = last if last in _LISTS else ""
        else:
            plain.append(word)
    return options, tuple(plain)


def spelled_out(text: str, word: str) -> str:
    """The word with the values of its variables; "" where the script does not say one, or says more than one."""
    whole = _VARIABLE.sub(lambda one: _value(text, one["braced"] or one["plain"]), word)
    return "" if _UNSAID in whole or "$" in whole else whole


_UNSAID: Final = "\0"


def _value(text: str, name: str) -> str:
    said = re.findall(rf"(?:^|[\s;&]){name}=(?P<value>[^\n]{{0,300}})", text, re.MULTILINE)
    plain = _PLAIN.match(said[0]) if len(said) == 1 else None
    return plain["value"] if plain else _UNSAID


_PLAIN: Final = re.compile(r"""["']?(?P<value>[\w./:@-]{1,200})["']?(?=[\s;&"'}]|$)""")
"""A value that is written as it is."""
