"""This is where it is told which commands of a script run what they are given: shells, and interpreters of languages.

Sources: GNU Bash Reference Manual, "Invoking Bash"; Python Setup and Usage, "Command line and environment"; Node.js,
"Command-line API"; perlrun; the manual of Ruby; sudo(8), crontab(1); read 2026-12.
"""

import re
from collections.abc import Sequence
from typing import Final

_SHELLS: Final = r"(?:ba|da|z|k|a)?sh"
_LANGUAGES: Final = r"python[\d.]{0,5}|node|perl|ruby|php|pwsh"
_PLACE: Final = r"(?:/[\w./-]{1,60}/)?"
SHELL: Final = rf"{_PLACE}{_SHELLS}(?![\w.-])"
INTERPRETER: Final = rf"{_PLACE}(?:{_SHELLS}|{_LANGUAGES})(?![\w.-])"

_WRAPPERS: Final = ("sudo", "exec", "nohup", "command", "time", "env", "nice", "timeout")
_ASSIGNED: Final = r"\w{1,40}=[^\s\"'`$(]{0,200}"
_TOLD: Final = rf"(?:-\S{{1,40}}|{_ASSIGNED}|\d\S{{0,8}})"
AS: Final = rf"(?:(?:(?:{'|'.join(_WRAPPERS)})(?:[ \t]{{1,8}}{_TOLD}){{0,6}}|{_ASSIGNED})[ \t]{{1,8}}){{0,4}}"
"""What may stand before a command, which is run all the same."""

_TAKES_VALUE: Final = ("-u", "-g")
_INPUT: Final = ("-", "/dev/stdin")
_READERS: Final = ("source", ".", "crontab")
_BY_A_WORD: Final = {
    True: re.compile(r"-\w{0,8}c"),
    False: re.compile(r"-\w{0,8}[cemnpr]|--[a-z][\w-]{0,20}"),
}
"""By which option somebody tells a shell, or another one, what it runs instead, or that it runs nothing."""


def without_wrappers(words: Sequence[str]) -> tuple[str, ...]:
    """The words without `sudo -u app`, `env` and the like before them."""
    left = list(words)
    while left and (name_of(left) in _WRAPPERS or re.fullmatch(_ASSIGNED, left[0])):
        left.pop(0)
        while left and re.fullmatch(_TOLD, left[0]):
            takes_value = left.pop(0) in _TAKES_VALUE
            left = left[1:] if takes_value else left
    return tuple(left)


def name_of(words: Sequence[str]) -> str:
    """The command without its path."""
    return words[0].rpartition("/")[2] if words else ""


def runs_its_input(words: Sequence[str]) -> bool:
    """Whether it is one of these, and nobody tells it to run something else: by `-c`, or by a file."""
    name, rest = name_of(words), words[1:]
    if name in _READERS:
        return any(one in _INPUT for one in rest)
    if not re.fullmatch(INTERPRETER, name):
        return False
    is_shell = re.fullmatch(SHELL, name) is not None
    found = (_tells(word, rest[:place], is_shell=is_shell) for place, word in enumerate(rest))
    return next((one for one in found if one is not None), True)


def _tells(word: str, before: Sequence[str], *, is_shell: bool) -> bool | None:
    """What a word says of whether it runs its input; None for nothing."""
    if word in _INPUT or (is_shell and re.fullmatch(r"-\w{0,4}s", word)):
        return True
    if _BY_A_WORD[is_shell].fullmatch(word):
        return False
    is_value = bool(before) and re.fullmatch(r"-\w{0,8}o", before[-1]) is not None
    return None if word.startswith("-") or is_value else False
