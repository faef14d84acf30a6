"""This is where it is told which rules of EventBridge have machines run a command that stands in an event.

Sources: EventBridge API Reference, "RunCommandParameters"; Systems Manager User Guide, "Run commands"; read 2026-11.
"""

from functools import cached_property
from typing import Final, NamedTuple

from daypass.data.escalation_documents import code_documents
from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.steering.commands.rules import Handed, handed
from daypass.graph.becoming.steering.documents.steps import leaves_open
from daypass.graph.becoming.steering.documents.written import DOCUMENTS
from daypass.graph.becoming.steering.machines.picked import Machines, Picking
from daypass.graph.becoming.steering.machines.targeted import wanted_by
from daypass.graph.leaves import maps, said, text_of
from daypass.graph.stack import Stack
from daypass.model.resource import Resource

_RUNS: Final = "events-x04"
_PLAIN: Final = ("workingDirectory", "executionTimeout")
"""Parameters of these documents of which nothing is run."""

_COMMANDS: Final = "commands"
_SHELLS: Final = ("AWS-RunShellScript", "AWS-RunPowerShellScript")
"""Documents of which nothing but this parameter says what is run; others have several that do."""

_TARGETS: Final = "runCommandTargets"


class Sent(NamedTuple):
    """`path` is the id of an escalation path and `arn` that of the bus; `brings` as in `Member`."""

    path: str
    arn: str
    brings: tuple[tuple[str, str], ...]


class ToMachines:
    """What the rules of a stack send to its machines."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines = stack, machines

    def of(self, machine: Resource) -> tuple[Sent, ...]:
        """Where it is said what this one runs; nothing for what is no machine."""
        return self._picking.of(machine)

    @cached_property
    def _picking(self) -> Picking[Sent]:
        every = (each for each in handed(self._stack) if self._is_of_code(each) and _is_commanded(each))
        return Picking(
            self._machines, ((Sent(_RUNS, each.arn, each.brings), wanted_by(_targets(each))) for each in every)
        )

    def _is_of_code(self, each: Handed) -> bool:
        """Whether it sends a document, of AWS or of the stack, that runs what its sender says."""
        arn = text_of(each.target.said("arn"))
        return _document(arn) in code_documents() or arn in self._open

    @cached_property
    def _open(self) -> frozenset[str]:
        """ARNs of the documents of the stack that leave open what they run."""
        each = (one for one in self._stack.of_type(*DOCUMENTS) if leaves_open(one))
        return frozenset(text_of(said(one, "arn")) for one in each) - {""}


def _document(arn: str) -> str:
    return arn.rpartition("/")[2]


def _is_commanded(each: Handed) -> bool:
    """Whether the event says what is run."""
    if each.whole:
        is_shell = _document(text_of(each.target.said("arn"))) in _SHELLS
        return each.is_open(f"{each.whole}.{_COMMANDS if is_shell else PROBE}")
    language = each.language
    if language is None:
        return False
    words = (word for key, value in each.template.items() if key not in _PLAIN for word in language.words(value))
    return any(word.of_input != "fixed" for word in words)


def _targets(each: Handed) -> object:
    """Which machines it picks, as the classic provider writes it or as the native one does."""
    held = next(maps(each.target.said("runCommandParameters")), {})
    return each.target.said(_TARGETS) or held.get(_TARGETS)
