"""This is where grants of SQL are taken apart, so that each role and right that one gives stands alone.

`GRANT app, "rds_superuser" TO x` gives what `GRANT rds_superuser TO x` does, as `CREATE ROLE x … IN ROLE rds_superuser`
does. Sources: PostgreSQL, "GRANT", "CREATE ROLE" and "ALTER GROUP"; MySQL, "GRANT Statement"; Oracle, "GRANT".
"""

import re
from collections.abc import Iterator
from typing import Final

_BEGIN: Final = " grant "
_NAME: Final = r"(?:\"[^\"]*\"|[\w$]+)"
_MEMBER: Final = re.compile(rf"\bin (?:role|group) (?P<each>{_NAME}(?: ?, ?{_NAME})*)", re.IGNORECASE)
_ADDED: Final = re.compile(rf"\balter group (?P<each>{_NAME}) add user ", re.IGNORECASE)
_ON: Final = re.compile(r" on (?P<what>\S+)$", re.IGNORECASE)
_QUOTES: Final = '"`[]'
_LONGEST: Final = 100
"""No name of what may be given is as long, nor `*.*`: what is longer is left out, that a hostile text stays linear."""


def each_alone(text: str) -> str:
    """The statements of a text in one line, and after them, for each thing that they give, one that gives it alone."""
    return "; ".join(dict.fromkeys((text, *_given(text))))


def _given(text: str) -> Iterator[str]:
    for statement in text.split(";"):
        yield from _granted(statement)
        for pattern in (_MEMBER, _ADDED):
            for match in pattern.finditer(statement):
                yield from _alone(match["each"], "")


def _granted(statement: str) -> Iterator[str]:
    """What a statement gives, and on what, to whomever."""
    _, found, rest = f" {statement.lower()}".partition(_BEGIN)
    given, to, _ = rest.partition(" to ")
    if found and to:
        on = _ON.search(given)
        yield from _alone(given[: on.start()] if on else given, on[0] if on else "")


def _alone(each: str, on: str) -> Iterator[str]:
    """One of each name in the list, without its quotes."""
    names = (one.strip().strip(_QUOTES) for one in each.split(","))
    return (f"grant {name}{on} to x" for name in names if len(name) + len(on) < _LONGEST)
