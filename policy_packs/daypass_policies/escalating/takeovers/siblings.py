"""This is where it is told whether a pattern takes in what is another's of the same product.

`shop-themes-ci` pushes to `shop/*` and is there for `shop/themes`; `shop/payouts` is of the shop as well, and not its
own. That there is something which is called like the holder shows what it was given the pattern for: one that is called
by nothing but the product is there for all of it.
"""

from collections.abc import Iterable

from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.patterns import covers
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import words_of, words_of_target, words_of_thing


def is_a_siblings(
    actor: Actor, role: Node, patterns: Iterable[str], rising: Rising, *things: str, starting: Iterable[str] = ()
) -> bool:
    """Whether patterns that reach this role, or things that lead to it, also reach what is called like the holder.

    The role itself shares nothing with the holder but the words of the patterns. `starting`: what the holder may start
    as a role that it passes, which tells as well what it is there for.
    """
    reaching = tuple(patterns)
    own = words_of(actor).union(*map(words_of_thing, starting)).difference(*map(words_of_thing, reaching))
    if not own or not own.isdisjoint(words_of_target(role, *things)):
        return False
    itself = actor.node.arn if actor.node else ""
    arns = [arn for arn in rising.reach.stack.once(_arns) if arn != itself]
    return any(covers(one, arn) and not own.isdisjoint(words_of_thing(arn)) for one in reaching for arn in arns)


def _arns(stack: Stack) -> tuple[str, ...]:
    """Those that are known of what there is."""
    told = (text_of(said(resource, "arn")) for resource in stack.resources)
    return tuple(arn for arn in told if arn.startswith("arn:"))
