"""This is where it is told whom outside the stack an identity may become: roles that its own policies name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from daypass.graph.becoming.assuming.beyond import Beyond, beyond, unread
from daypass.graph.becoming.assuming.roles import PATHS
from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import Means
from daypass.graph.becoming.nodes import Node
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard


@dataclass(frozen=True)
class Leaving:
    """The roles outside that one identity may assume. `had` are those of the stack, as `names_of` says them.

    `means` are those of each caller that it is.
    """

    node: Node
    means: tuple[Means, ...]
    had: frozenset[str]

    def __iter__(self) -> Iterator[Edge]:
        found: dict[str, Edge] = {}
        for means in self.means:
            for one in (*beyond(means), *unread(means)):
                if _name_of(one.pattern) not in self.had:
                    edge = self._edge(one)
                    known = found.get(edge.target.key)
                    if known is None or len(edge.unknown) < len(known.unknown):
                        found[edge.target.key] = edge
        yield from found.values()

    def _edge(self, one: Beyond) -> Edge:
        target = one.node
        says = f"{self.node} may assume {target}"
        answer = one.answer.under(Untold.of(str(target), "trust policy"))
        return Edge("assume", self.node, target, says, answer.grounds, answer.unknown, paths=PATHS)


def names_of(nodes: Iterable[Node]) -> frozenset[str]:
    """What tells these roles apart; a role of which the account or the name is not known may be any."""
    return frozenset(filter(None, (_name_of(node.arn) for node in nodes)))


def leaving(nodes: Mapping[str, Node], means: Mapping[str, tuple[Means, ...]]) -> Mapping[str, tuple[Edge, ...]]:
    """Key of an identity → its edges to roles outside."""
    had = names_of(node for node in nodes.values() if node.kind == "role")
    found = {key: tuple(Leaving(node, means.get(key, ()), had)) for key, node in nodes.items()}
    return {key: edges for key, edges in found.items() if edges}


def _name_of(arn: str) -> str:
    """Account, path and name, whatever the partition; "" where one of them is not known."""
    parsed = Arn.parse(arn)
    if parsed is None or has_wildcard(parsed.account) or has_wildcard(parsed.resource):
        return ""
    return f"{parsed.account}:{parsed.resource}"
