"""This is where the steps are by which somebody has a service do a part of what a role may, and becomes nobody."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from daypass.data.escalation_paths import paths_here
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.stepping import Path, steps


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
    path = Path("borrows", id_, paths_here()[id_].actions)
    yield from steps(path, node, means, each, asked, does, lambda one: one.objects)
