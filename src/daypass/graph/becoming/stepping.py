"""This is where the steps are on one path from an identity to the roles of things, each thing asked about by itself."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol, TypeVar

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge, How
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node


class Path(NamedTuple):
    """How whoever goes it comes to the roles, its id in `daypass.data.escalation_paths`, and by which actions."""

    how: How
    id: str
    actions: tuple[str, ...]


class _WithRole(Protocol):
    @property
    def role(self) -> Node:
        """The role to which the thing leads."""


Led = TypeVar("Led", bound=_WithRole)


def steps(
    path: Path,
    node: Node,
    means: tuple[Means, ...],
    each: tuple[Led, ...],
    asked: Callable[[Means, Led], Answer],
    does: Callable[[Led], str],
    about: Callable[[Led], str] = lambda _: "",
) -> Iterator[Edge]:
    """Those of one identity in its account.

    `asked`: whether it may; `does` follows "may"; `about`: the `thing` of an edge.
    """
    for caller in means if each else ():
        for one in each if all(map(caller.may, path.actions)) else ():
            is_here = caller.caller.account in (one.role.account, "") or not one.role.account
            answer = asked(caller, one) if is_here and one.role != node else None
            if answer and answer.possible:
                says = f"{node} may {does(one)} ({path.id}: {', '.join(path.actions)})"
                told = (says, answer.grounds, answer.unknown, answer.show)
                yield Edge(path.how, node, one.role, *told, (path.id,), about(one))
