"""This is where a Command is: what a task of ECS, or a job of Batch, is told to run, and where that is sent."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from daypass.graph.becoming.facts import Value
from daypass.graph.becoming.steering.commands.words import Word
from daypass.graph.becoming.steering.task_services import family

OF_JOB: Final = "default"
"""How the one container of a job is called that has no other."""

ANY: Final = "*"
"""What stands for whichever container the sender names, who says all that is put in place there: variables too."""


class Command(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`.

    `definitions` are the family, or the name of the job definition, and the URNs of the definitions it may be for.
    `has_own_role`: the task does not run as the role of its definition, but as one that is given with the command.
    """

    path: str
    arn: str
    definitions: tuple[str, ...]
    container: str
    words: tuple[Word, ...]
    brings: tuple[tuple[str, Value], ...] = ()
    has_own_role: bool = False


def definitions_of(text: str, behind: Iterable[str]) -> tuple[str, ...]:
    """By what a task definition is found: its family, else what is behind a value that is not known yet."""
    return (family(text),) if family(text) else tuple(dict.fromkeys(behind))
