"""This is where it is told who has the credential of a connection sent to a host of their own.

EventBridge puts it on each request that it makes to an API destination, whatever address that has by then, and shows it
to nobody. Whoever changes the address gets it with the next event. Source: Amazon EventBridge User Guide, "API
destinations as targets"; API Reference, "UpdateApiDestination" (`InvocationEndpoint`); read 2026-12.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.iam.account import own_account
from daypass.iam.arn import Arn
from daypass.model.resource import Resource
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like

_TURNS: Final = "events:UpdateApiDestination"
_SERVICE: Final = "events"
_ARNS: Final[Mapping[str, str]] = {
    "aws:cloudwatch/eventApiDestination:EventApiDestination": "arn",
    "aws-native:events:ApiDestination": "arn",
}
"""Type → where it says its ARN."""


def turns_credentials(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The API destinations of the stack that a workload leads elsewhere, unless both are called alike."""
    if not has_by_itself(actor, _TURNS):
        return
    for one in rising.reach.stack.once(_destinations):
        name = text_of(said(one, "name")) or one.name
        if not is_called_like(actor, name):
            answer = may(actor, _TURNS, _arn(one, name, rising.reach.settings))
            what = f"the credential of API destination {one.name!r}"
            yield Opened(_TURNS, f"have {what} sent to a host of its own", answer)
            if answer.is_certain:
                return  # who may do so with very many is told of one


def _destinations(stack: Stack) -> tuple[Resource, ...]:
    """Those of a stack, in an order that says nothing of their registration."""
    return tuple(sorted(stack.of_type(*_ARNS), key=lambda one: one.urn))


def _arn(destination: Resource, name: str, settings: Settings) -> str:
    """Its ARN, else one made of its name: AWS makes up what follows that."""
    own = text_of(said(destination, _ARNS[destination.type]))
    if (arn := Arn.parse(own)) and arn.service == _SERVICE:
        return own
    return f"arn:*:{_SERVICE}:*:{own_account(destination, settings) or ANY}:api-destination/{name}/{PROBE}"
