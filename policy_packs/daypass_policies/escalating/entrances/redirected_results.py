"""This is where it is told which workload has the results of another's function sent to where it reads them.

Lambda sends what a function returns, once it was invoked and nobody waits for it, as the role of the function to one
destination. Whoever changes that picks another to which the role may send. Of a function whose results go to nobody
nothing says that these are worth anything. Source: AWS Lambda Developer Guide, "Retaining records of asynchronous
invocations" (the role of the function sends; `responsePayload`); API Reference, "PutFunctionEventInvokeConfig"; read
2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.asking import NO, Answer, joined
from daypass.graph.becoming.function_arns import function_arn
from daypass.graph.becoming.means import best
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may, patterns
from daypass_policies.escalating.low_trust.runners import Runners
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import is_called_like
from daypass_policies.escalating.takeovers.gaining import TO_SEE, gained

_CHANGES: Final = ("lambda:PutFunctionEventInvokeConfig", "lambda:UpdateFunctionEventInvokeConfig")
_CONFIGS: Final = (
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws-native:lambda:EventInvokeConfig",
)
_FUNCTION: Final = "functionName"
_DESTINATION: Final = "destinationConfig.onSuccess.destination"
_WAYS: Final = (("sqs:SendMessage", "sqs:ReceiveMessage"), ("sns:Publish", "sns:Subscribe"))
"""By what the role of a function sends its results, and by what others take them from there."""

_LATEST: Final = "$LATEST"
_INVOKES: Final = "lambda:InvokeFunction"


def redirects_results(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """The results that a workload has sent to itself, of what is not called like it."""
    stack = rising.reach.stack
    for action in _CHANGES:
        for config in stack.of_type(*_CONFIGS) if has_by_itself(actor, action) else ():
            for use in _functions(config, stack) if _is_sent(config) else ():
                if not is_called_like(actor, use.consumer.name):
                    yield from _redirected(actor, use, config, action, rising)


def _redirected(actor: Actor, use: Use, config: Resource, action: str, rising: Rising) -> Iterator[Opened]:
    function, role = use.consumer, rising.actors.by_urn.get(use.role)
    own = text_of(said(function, "arn"))
    arn = f"{own}{_qualifier(config)}" if own else function_arn(config, _FUNCTION, rising.reach.stack)
    changed = may(actor, action, arn) if arn else NO
    if not changed.possible or role is None or role is actor or role.node is None:
        return
    gain = gained(actor, role.node, rising, TO_SEE)
    if gain and not any(_takes(actor, one) for one in texts_at(config.state, _DESTINATION).texts):
        runs = f"function {function.name!r}, which runs as {role.title} that may {gain},"
        words = f"have the results of {runs} sent to where it reads them"
        yield Opened(action, words, joined(changed, _sent(actor, role, rising)))


def _qualifier(config: Resource) -> str:
    """The version or the alias whose results they are, as it follows the ARN."""
    said_there = text_of(said(config, "qualifier"))
    return f":{said_there}" if said_there not in ("", _LATEST) else ""


def _is_sent(config: Resource) -> bool:
    """Whether the results go to somebody now."""
    found = texts_at(config.state, _DESTINATION)
    return bool(found.texts or found.unknown)


def _takes(actor: Actor, destination: str) -> bool:
    """Whether somebody gets what is sent there as it is."""
    return any(may(actor, takes, destination).possible for _, takes in _WAYS)


def _sent(actor: Actor, role: Actor, rising: Rising) -> Answer:
    """Whether the role may send to where somebody takes it from, or to what they run."""
    means = rising.reach.means(role.node) if role.node else ()

    def sends(action: str, arn: str) -> Answer:
        return best(one.on(action, arn) for one in means)

    each = [
        joined(sends(send, place), may(actor, take, place))
        for send, take in _WAYS
        for place in dict.fromkeys((*patterns(actor, take), *patterns(role, send)))
    ]
    uses = rising.reach.stack.once(Consumers).by_role.get(actor.resource.urn, ())
    own = (text_of(said(use.consumer, "arn")) for use in uses if use.noun == "function")
    return best((*each, *(sends(_INVOKES, arn) for arn in own if arn)))


def _functions(config: Resource, stack: Stack) -> tuple[Use, ...]:
    """Whose results they are."""
    name = function_arn(config, _FUNCTION, stack).rpartition(":function:")[2].partition(":")[0]
    behind = config.property_dependencies.get(_FUNCTION, ())
    runners = stack.once(Runners)
    return runners.named("function", name) if name else tuple(runners.behind(behind))
