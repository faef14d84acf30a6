"""This is where the names of roles are that a wizard of a console, or a toolkit, makes by itself."""

import re
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, NamedTuple

from daypass.data.table import read_table

_DRAWN: Final = "#"
_ENDING: Final = re.compile(r"[a-z0-9]{8,9}")
_MIXED: Final = re.compile(r"[0-9][a-z]")
_IN_ARN: Final = re.compile(r"arn:[\w-]{1,20}:iam::[0-9]{12}:(?:role|instance-profile)/")
_OF_AWS: Final = "aws-service-role/"
"""The path of the roles that belong to services of AWS, which it keeps itself."""


class Wizard(NamedTuple):
    """`name` is how the roles are called, with `*` for what differs, and `maker` who makes them, for people."""

    name: str
    maker: str


def wizard_of(role: str) -> Wizard | None:
    """Who makes roles that are called like this one, by its ARN, its name, or its path and name; None for nobody."""
    called = _IN_ARN.sub("", role, count=1).removeprefix("/")
    if called.startswith(_OF_AWS):
        return None
    return next((one._replace(name=one.name.replace(_DRAWN, "*")) for one in _wizards() if _makes(one, called)), None)


def _makes(wizard: Wizard, called: str) -> bool:
    name = called if "/" in wizard.name else called.rpartition("/")[2]
    if not wizard.name.endswith(_DRAWN):
        return fnmatchcase(name, wizard.name)
    start, _, drawn = name.rpartition("-")
    return fnmatchcase(f"{start}-", wizard.name.removesuffix(_DRAWN)) and _is_drawn(drawn)


def _is_drawn(text: str) -> bool:
    """Whether it is no word, also none with a number behind it: a letter follows on a digit, as in most."""
    return bool(_ENDING.fullmatch(text)) and bool(_MIXED.search(text))


@cache
def _wizards() -> tuple[Wizard, ...]:
    return tuple(Wizard(row["name"], row["maker"]) for row in read_table("wizard_roles").rows)
