"""This is where it is told which workload takes away the filter that lets only what was approved through to others.

To change an event source mapping is to change its filter, its batches, and whether it works at all: no policy tells the
one from the other. What is called like the workload it may look after. Sources: AWS Lambda API Reference,
"UpdateEventSourceMapping" (`FilterCriteria`; an empty one removes the filters); Service Authorization Reference, "AWS
Lambda" (`event-source-mapping:UUID`, `lambda:FunctionArn`); read 2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.function_arns import function_arn
from daypass.graph.becoming.steering.commands.records import MAPPINGS, Records
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.approvals import records_approvals
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.low_trust.approving_records import ApprovingRecords
from daypass_policies.escalating.low_trust.started import Starting
from daypass_policies.escalating.placed import Placed
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like

_CHANGES: Final = "lambda:UpdateEventSourceMapping"
_TARGET: Final = "functionName"
_ASKED: Final = "lambda:functionarn"


def empties_filters(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The filters of approvals that it empties, where what is fed so does what it may not."""
    stack, settings = rising.reach.stack, rising.reach.settings
    if not has_by_itself(actor, _CHANGES) or records_approvals(actor, stack):
        return
    for one, arn, facts in stack.once(_mappings, settings).near(actor, _CHANGES):
        answer = may(actor, _CHANGES, arn, facts).under(*_hidden(one))
        is_asked = answer.possible and not is_called_like(actor, one.by.name)
        for way in _opened(actor, one, answer, rising) if is_asked else ():
            yield way
            if way.answer.is_certain:
                return  # who may do so with very many is told of one


def _mappings(stack: Stack, settings: Settings) -> Placed[tuple[Records, str, Facts]]:
    """Those that ask for approvals, each with its ARN and what a request to change it brings along."""
    each = [one for one in stack.once(ApprovingRecords).each if one.by.type in MAPPINGS]
    functions = [function_arn(one.by, _TARGET, stack) for one in each]
    found = [(_arn(one, function, settings), function, one) for function, one in zip(functions, each, strict=True)]
    return Placed(((arn,), (one, arn, Facts({_ASKED: of}) if of else NOTHING)) for arn, of, one in found)


def _opened(actor: Actor, one: Records, answer: Answer, rising: Rising) -> Iterator[Opened]:
    stack = rising.reach.stack
    for started in stack.once(Starting, rising).by(stack.once(ApprovingRecords).started(one), actor):
        if not is_called_like(actor, started.use.consumer.name):
            words = f"empty the filter by which {one.noun} {one.by.name!r} lets only what was approved through to"
            does = f" as {started.done.role}, which may {started.done.gain}" if started.done else ""
            unknown = () if started.done else started.untold
            yield Opened(
                _CHANGES, f"{words} {started.words}{does}", answer.under(*unknown), as_another=bool(started.done)
            )


def _hidden(one: Records) -> tuple[Untold, ...]:
    return (Untold.of(one.by, one.hidden),) if one.hidden else ()


def _arn(one: Records, function: str, settings: Settings) -> str:
    """Its ARN, of which the function says where it is."""
    place = Arn.parse(function)
    own = own_account(one.by, settings) or ANY
    start = f"arn:{place.partition}:lambda:{place.region}:{place.account}" if place else f"arn:*:lambda:*:{own}"
    return f"{start}:event-source-mapping:{text_of(said(one.by, 'uuid')) or ANY}"
