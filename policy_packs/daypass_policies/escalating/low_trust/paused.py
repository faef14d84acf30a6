"""This is where a Paused is: what waits until somebody has it go on, but for state machines, and who gets at it.

A durable function waits for a callback, by whose id it is answered; a runbook for a signal, which takes the id of its
run. Sources: AWS Lambda Developer Guide, "Security and permissions for Lambda durable functions" (a request is asked
about as the ARN of an execution, which extends that of the function), Lambda API Reference,
"SendDurableExecutionCallbackSuccess" and "GetDurableExecutionHistory"; Systems Manager API Reference,
"SendAutomationSignal" (`Resume`); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.documents.pauses import goes_on_by_a_signal
from daypass.graph.becoming.steering.documents.written import DOCUMENTS
from daypass.graph.consumers import Consumers
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import is_empty
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.action import action_matches
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, may_at_all
from daypass_policies.escalating.low_trust.handed_over import TOLD, read_by
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.gaining import Gain
from daypass_policies.escalating.takeovers.runbooks import RunbookRoles

ANSWERS: Final = "lambda:SendDurableExecutionCallbackSuccess"
SIGNALS: Final = "ssm:SendAutomationSignal"
_FUNCTIONS: Final = {"aws:lambda/function:Function": "name", "aws-native:lambda:Function": "functionName"}
_DURABLE: Final = "durableConfig"
_TYPE: Final = "documentType"
_AUTOMATION: Final = "Automation"
_HISTORY: Final = "lambda:GetDurableExecutionHistory"
_FINDS: Final = ("ssm:DescribeAutomationExecutions", "ssm:StartAutomationExecution")


class Paused(NamedTuple):
    """It goes on as the `roles` once somebody does the `action` on the ARN; `does` follows "may".

    `unknown`: whether it waits, and as which of the roles it goes on.
    """

    resource: Resource
    does: str
    noun: str
    action: str
    arn: str
    roles: tuple[Actor, ...]
    unknown: tuple[Untold, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called."""
        key = _FUNCTIONS.get(self.resource.type, "name")
        return (self.resource.name, text_of(said(self.resource, key)))

    def found(self, actor: Actor) -> Answer:
        """Whether somebody gets at the id by which it is answered."""
        if self.action == SIGNALS:
            return Answer(possible=any(may_at_all(actor, action) for action in _FINDS))
        return best((may(actor, _HISTORY, self.arn), *(read.answer for read in read_by(actor, self.roles))))

    def only_tells(self, gain: Gain, actor: Actor) -> bool:
        """Whether what it does is but to send to where somebody reads."""
        reads = (read for writes, each in TOLD if action_matches(gain.action, writes) for read in each)
        return any(may(actor, read, gain.resource).possible for read in reads)


def paused(stack: Stack, rising: Rising) -> tuple[Paused, ...]:
    """Those of a stack."""
    settings = rising.reach.settings
    return (*_functions(stack, rising, settings), *_runbooks(stack, rising, settings))


def _functions(stack: Stack, rising: Rising, settings: Settings) -> Iterator[Paused]:
    uses = stack.once(Consumers).by_consumer
    for one in stack.of_type(*_FUNCTIONS):
        roles = _roles((use.role for use in uses.get(one.urn, ()) if use.own), rising)
        if roles and not is_empty(said(one, _DURABLE)):
            name = text_of(said(one, _FUNCTIONS[one.type])) or ANY
            own = text_of(said(one, "arn"))
            arn = own if Arn.parse(own) else f"arn:*:lambda:*:{own_account(one, settings) or ANY}:function:{name}"
            execution = f"{arn}:*/durable-execution/*"
            doubts = (Untold.of(one, _DURABLE),) if bare(said(one, _DURABLE)) is UNKNOWN else ()
            yield Paused(one, "answer", "durable function", ANSWERS, execution, roles, doubts)


def _runbooks(stack: Stack, rising: Rising, settings: Settings) -> Iterator[Paused]:
    for one in stack.of_type(*DOCUMENTS):
        doubts = _doubts(one)
        roles = () if doubts is None else _roles(stack.once(RunbookRoles).of(one), rising)
        if doubts is not None and roles:
            own = Arn.parse(text_of(said(one, "arn")))
            place = f"{own.partition}:ssm:{own.region}:{own.account}" if own else ""
            place = place or f"*:ssm:*:{own_account(one, settings) or ANY}"
            runs = f"arn:{place}:automation-execution/*"
            yield Paused(one, "have it go on", "runbook", SIGNALS, runs, roles, doubts)


def _doubts(document: Resource) -> tuple[Untold, ...] | None:
    """What is not known of whether a document is a runbook that waits for a signal; None where it is not."""
    type_, waits = bare(said(document, _TYPE)), goes_on_by_a_signal(document)
    if waits is False or type_ not in (_AUTOMATION, UNKNOWN):
        return None
    unknown = (*((_TYPE,) if type_ is UNKNOWN else ()), *(("content",) if waits is None else ()))
    return tuple(Untold.of(document, key) for key in unknown)


def _roles(urns: Iterator[str], rising: Rising) -> tuple[Actor, ...]:
    return tuple({urn: role for urn in urns if (role := rising.actors.by_urn.get(urn))}.values())
