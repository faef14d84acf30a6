"""This is where it is told who words what a runbook of the stack runs: who starts it, or puts an event that does.

The role of the runbook must be allowed to send hosts what is worded. Sources: Service Authorization Reference, "AWS
Systems Manager" (StartAutomationExecution) and "Amazon EventBridge" (PutEvents); EventBridge User Guide, "Targets" (a
runbook is `automation-definition/NAME:VERSION`, and its input is its parameters); read 2026-12.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.steering.commands.rules import Handed, handed
from daypass.graph.becoming.steering.documents.automations import STARTS
from daypass.graph.becoming.steering.documents.contents import name_of
from daypass.graph.becoming.steering.documents.started import DEFINITION
from daypass.graph.becoming.steering.documents.worded import SHARED, Worded, WordedRunbook, WordedRunbooks
from daypass.graph.becoming.steering.machines.commanding import Commanding
from daypass.graph.becoming.steering.machines.picked import EVERY, Machines, Picking
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

_STARTS: Final = "ssm-x30"
_PUTS: Final = "events-x09"
WORDING: Final = frozenset((_STARTS, _PUTS))
"""The paths on which somebody words what a runbook runs."""

_DEFAULT: Final = "$DEFAULT"


class Unforbidden(NamedTuple):
    """The two ARNs under which one is started: who is kept from it under either, in whichever region, does not."""

    arns: tuple[str, str]

    def passed(self, means: Means, _: str) -> Answer:
        """Whether nothing forbids somebody to start it, whatever else they say."""
        facts = means.caller.facts
        denied = [
            one for held in means.told(STARTS).denies if held.line.is_free(facts) for one in held.line.patterns(facts)
        ]
        return NO if any(meets(one, arn) != "no" for one in denied for arn in self.arns) else Answer(possible=True)


class Starter(NamedTuple):
    """`path` is the id of an escalation path and `arn` what its action is asked on; `brings` as in `Member`."""

    path: str
    arn: str
    brings: tuple[tuple[str, str], ...] = ()
    unknown: tuple[Untold, ...] = ()
    hold: Unforbidden | None = None


class _Sent(NamedTuple):
    """What a starter has hosts run: with which documents, as one of which roles.

    There are no roles where none is known; `is_written`: to hosts that the runbook names.
    """

    starter: Starter
    documents: tuple[str, ...]
    roles: tuple[str, ...]
    is_written: bool


class Starters:
    """Those of a stack."""

    def __init__(self, stack: Stack, machines: Machines) -> None:
        self._stack, self._machines = stack, machines
        self._commanding = Commanding(stack, machines)

    def of(self, host: Resource) -> Iterator[Starter]:
        """By whom it is worded what this one runs; nothing for what is no host."""
        found: dict[Starter, None] = {}
        for sent in self._picking.of(host):
            answer = self._may_be_sent(sent, host)
            if answer.possible:
                starter = sent.starter
                found[starter._replace(unknown=(*starter.unknown, *answer.unknown))] = None
        yield from found

    def scripting(self, path: str, document: Resource) -> Iterator[Starter]:
        """By whom it is worded on a path what a script of this runbook does as its role."""
        every = self._by_document.get(document.urn, ())
        yield from dict.fromkeys(starter for one, starter in every if not one.documents and starter.path == path)

    @cached_property
    def _picking(self) -> Picking[_Sent]:
        return Picking(self._machines, self._sent())

    def _sent(self) -> Iterator[tuple[_Sent, tuple[frozenset[str], ...]]]:
        roles = {one.document.urn: self._roles(one) for one in self._runbooks}
        for urn, every in self._by_document.items():
            for one, starter in every:
                is_written = one.wanted != (frozenset((EVERY,)),) and SHARED not in one.documents
                if one.documents:
                    yield _Sent(starter, one.documents, roles[urn], is_written), one.wanted

    def _roles(self, runbook: WordedRunbook) -> tuple[str, ...]:
        """The role that it says; of one that is not known, those that the program puts into its content."""
        consumers, document = self._stack.once(Consumers), runbook.document
        if runbook.role:
            return (consumers.role_of(document, runbook.role),)
        uses = consumers.by_consumer.get(document.urn, ())
        return tuple(dict.fromkeys(urn for use in uses for urn in (use.role, *use.possible) if urn))

    def _may_be_sent(self, sent: _Sent, host: Resource) -> Answer:
        if sent.roles and all(map(self._commanding.knows, sent.roles)):
            return best(self._commanding.sends(role, sent.documents, host) for role in sent.roles)
        of_role = Untold.of("the role of a runbook", "what it may do")
        return Answer(possible=True, unknown=() if sent.is_written and sent.roles else (of_role,))

    @cached_property
    def _runbooks(self) -> tuple[WordedRunbook, ...]:
        return tuple(WordedRunbooks(self._stack))

    @cached_property
    def _by_document(self) -> Mapping[str, Sequence[tuple[Worded, Starter]]]:
        """URN of a runbook → what it runs in words, each with somebody whose words they are."""
        return grouped(
            (runbook.document.urn, (one, starter))
            for runbook in self._runbooks
            for one in runbook.each
            for starter in (*_starting(runbook), *self._putting(runbook, one))
        )

    def _putting(self, runbook: WordedRunbook, worded: Worded) -> Iterator[Starter]:
        for each in self._handed.get(name_of(runbook.document), ()):
            if any(_is_handed(each, name) for name in worded.names) or (runbook.unknown and _hands_words(each)):
                yield Starter(_PUTS, each.arn, each.brings, runbook.unknown)

    @cached_property
    def _handed(self) -> Mapping[str, Sequence[Handed]]:
        """Name of a runbook → what rules hand to it."""
        found = ((DEFINITION.fullmatch(text_of(one.target.said("arn"))), one) for one in handed(self._stack))
        return grouped((match["name"], one) for match, one in found if match)


def _starting(runbook: WordedRunbook) -> Iterator[Starter]:
    """Who starts it, under either ARN."""
    document = runbook.document
    name, own = name_of(document), Arn.parse(text_of(said(document, "arn")))
    start = ":".join(own._replace(resource="")[:-1]) if own else "*:ssm:*:*"
    unknown = (*runbook.unknown, *(() if name else (Untold.of(document, "name"),)))
    arns = (f"arn:{start}:automation-definition/{name or ANY}:{_DEFAULT}", f"arn:{start}:document/{name or ANY}")
    yield from (Starter(_STARTS, arn, unknown=unknown, hold=Unforbidden(arns)) for arn in arns)


def _is_handed(each: Handed, name: str) -> bool:
    """Whether an event says what a parameter is."""
    if each.whole:
        return each.is_open(f"{each.whole}.{name}")
    return _is_of_input(each, each.template.get(name))


def _hands_words(each: Handed) -> bool:
    """Whether an event says anything of what is handed over: which parameters there are is not known."""
    return bool(each.whole) or _is_of_input(each, each.written)


def _is_of_input(each: Handed, written: Any) -> bool:
    return each.language is not None and any(one.of_input != "fixed" for one in each.language.words(written))
