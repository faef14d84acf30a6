"""This is where the scripts are found that a workload runs by itself: when it starts, or as its build."""

import re
from collections.abc import Iterator
from typing import Final

from daypass.data.plain_places import plain_places
from daypass.graph.property_path import texts_at
from daypass.model.packed import unpacked
from daypass.model.resource import Resource

MOST: Final = 100_000
"""Characters that are looked through; EC2 takes 16 KB of user data."""

_START: Final = "userdata"
_RUN: Final = (_START, "buildspec", "onstart", "oncreate")
"""How the properties are called that hold a script that is run."""

_COMMENT: Final = re.compile(r"^\s{0,80}#(?!!).*$", re.MULTILINE)
_CONTINUED: Final = re.compile(r"\\\n")


def user_data_of(machine: Resource) -> Iterator[str]:
    """What a machine runs when it starts, as `script_texts_of` gives it."""
    return _scripts(machine, (_START,))


def script_texts_of(workload: Resource) -> Iterator[str]:
    """Each script, as far as it is looked through: its lines without comments, each with what continues it."""
    return _scripts(workload, _RUN)


def _scripts(workload: Resource, called: tuple[str, ...]) -> Iterator[str]:
    for place in plain_places().get(workload.type, ()):
        if place.form == "script" and any(name in place.path.lower() for name in called):
            yield from (
                plain((unpacked(text, MOST) or text)[:MOST]) for text in texts_at(workload.state, place.path).texts
            )


def plain(text: str) -> str:
    """Its lines without comments, each with what continues it."""
    return _CONTINUED.sub(" ", _COMMENT.sub("", text.replace("\r\n", "\n")))
