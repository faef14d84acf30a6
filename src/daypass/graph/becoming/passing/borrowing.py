"""This is where the steps are by which somebody has a service do a part of what a role may, and becomes nobody."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node


class _Lent(Protocol):
    @property
    def role(self) -> Node:
        """The role that the service acts as."""

    @property
    def objects(self) -> str:
        """The ARN, as a pattern, of what it may be about."""


Lent = TypeVar("Lent", bound=_Lent)


def borrowed(
    node: Node,
    means: tuple[Means, ...],
    id_: str,
    each: tuple[Lent, ...],
    asked: Callable[[Means, Lent], Answer],
    does: Callable[[Lent], str],
) -> Iterator[Edge]:
    """The steps of one identity on the path with this id. `asked`: whether it may; `does` follows "may"."""
    actions = paths_here()[id_].actions
    for caller in means if each else ():
        for one in each if all(map(caller.may, actions)) else ():
            is_here = caller.caller.account in (one.role.account, "") or not one.role.account
            answer = asked(caller, one) if is_here and one.role != node else None
            if answer and answer.possible:
                says = f"{node} may {does(one)} ({id_}: {', '.join(actions)})"
                paths, thing = (id_,), one.objects
                yield Edge("borrows", node, one.role, says, answer.grounds, answer.unknown, answer.show, paths, thing)
