"""This is where it is told which workload has the results of another's function sent to where it reads them.

Lambda sends what a function returns, once it was invoked and nobody waits for it, as the role of the function to one
destination. Whoever changes that picks another to which the role may send. Of a function whose results go to nobody
nothing says that these are worth anything. Source: AWS Lambda Developer Guide, "Retaining records of asynchronous
invocations" (the role of the function sends; `responsePayload`); API Reference, "PutFunctionEventInvokeConfig"; read
2026-12.
"""

from collections.abc import Iterator
from typing import Final

from daypass.graph.becoming.asking import Answer, joined
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.function_arns import function_arn
from daypass.graph.becoming.means import best
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.consumers import Consumers, Use
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import texts_at
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource, bare
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
_QUALIFIER: Final = "qualifier"
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
            uses, unknown = _functions(config, stack) if _is_sent(config) else ((), ())
            for use in uses:
                if not is_called_like(actor, use.consumer.name):
                    for one in _redirected(actor, use, config, action, rising):
                        yield one._replace(answer=one.answer.under(*unknown))


def _redirected(actor: Actor, use: Use, config: Resource, action: str, rising: Rising) -> Iterator[Opened]:
    function, role = use.consumer, rising.actors.by_urn.get(use.role)
    changed = _changed(actor, action, function, config, rising)
    if not changed.possible or role is None or role is actor or role.node is None:
        return
    gain = gained(actor, role.node, rising, TO_SEE)
    if gain and not any(_takes(actor, one) for one in texts_at(config.state, _DESTINATION).texts):
        runs = f"function {function.name!r}, which runs as {role.title} that may {gain},"
        words = f"have the results of {runs} sent to where it reads them"
        yield Opened(action, words, joined(changed, _sent(actor, role, rising)), as_another=True)


def _changed(actor: Actor, action: str, function: Resource, config: Resource, rising: Rising) -> Answer:
    """Whether it changes where the results go; asked is about the function, or its version or alias."""
    qualifier = bare(said(config, _QUALIFIER))
    arn = text_of(said(function, "arn")) or function_arn(config, _FUNCTION, rising.reach.stack)
    arn = arn or f"arn:*:lambda:*:*:function:{name_in(function)}"
    start, mark, called = arn.rpartition(":function:")
    own = f"{start}{mark}{called.partition(':')[0]}"
    if qualifier is UNKNOWN:
        each = best((may(actor, action, own), may(actor, action, f"{own}:{ANY}")))
        return each.under(Untold.of(config, _QUALIFIER))
    is_latest = text_of(qualifier) in ("", _LATEST)
    return may(actor, action, arn if is_latest else f"{own}:{text_of(qualifier)}")


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


def _functions(config: Resource, stack: Stack) -> tuple[tuple[Use, ...], tuple[Untold, ...]]:
    """Whose results they are: any function's, where nothing tells; and what is not known of that."""
    name = function_arn(config, _FUNCTION, stack).rpartition(":function:")[2].partition(":")[0]
    behind, runners = config.property_dependencies.get(_FUNCTION, ()), stack.once(Runners)
    if name:
        return runners.named("function", name), ()
    if bare(said(config, _FUNCTION)) is not UNKNOWN:
        return (), ()
    made = tuple(use for use in runners.behind(behind) if use.noun == "function")
    doubts = () if len({use.consumer.urn for use in made}) == 1 else (Untold.of(config, _FUNCTION),)
    return made or tuple(runners.of_noun("function")), doubts
