"""This is where it is told what somebody gains who writes the policy of a function: to call it, and so what it does.

A function does as its own role what its caller may not. Who adds a permission says for whom, which a condition may ask
about: a service, or another role, is not them. Sources: AWS Lambda Developer Guide, "Using
resource-based policies for Lambda" and "Fine-tuning the Resources and Conditions sections of policies"
(`lambda:Principal`); Lambda API Reference, "AddPermission"; Service Authorization Reference of Lambda; read 2026-12.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import best
from daypass.graph.becoming.patterns import loose, meets
from daypass.graph.becoming.steering.named import name_in
from daypass.graph.consumers import Consumers, Use
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import may, was_given
from daypass_policies.escalating.low_trust.started import Starting
from daypass_policies.escalating.rising import Rising

CALLS: Final = "lambda:InvokeFunction"
_PRINCIPAL: Final = "lambda:principal"
_FUNCTION: Final = "function"


class Called:
    """The functions of a stack that have a role, by their ARNs."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def gained(self, actor: Actor, pattern: str, rising: Rising) -> tuple[Untold, ...] | None:
        """What keeps from knowing what it gains, none where that is known; None where it gains nothing by any.

        What a function does that stands in no stack is not known to be little.
        """
        found = [use for arn, use in self._functions if meets(loose(pattern), arn) != "no"]
        others = [use for use in found if not was_given(actor, CALLS, _arn(use), rising)]
        started = [*self._stack.once(Starting, rising).by(others, actor)]
        if not found or any(one.done for one in started):
            return ()
        return next((one.untold for one in started), None)

    @cached_property
    def _functions(self) -> tuple[tuple[str, Use], ...]:
        every = (use for use in self._stack.once(Consumers).every_use if use.own and use.role)
        return tuple((_arn(use), use) for use in every if use.noun == _FUNCTION)


def lets_itself_call(actor: Actor, action: str, arn: str) -> Answer:
    """Whether it may write into the policy of a function that it may call that one itself."""
    return best(may(actor, action, arn, facts) for facts in _as_itself(actor))


def _as_itself(actor: Actor) -> Iterator[Facts]:
    """Whom it would name: itself. To name the account alone gives nothing to whose own policies do not."""
    if actor.node is None or not actor.node.arn:
        yield NOTHING
        return
    yield Facts({_PRINCIPAL: actor.node.arn})


def _arn(use: Use) -> str:
    return f"arn:*:lambda:*:*:function:{name_in(use.consumer)}"
