"""This is where an Edge is: one way in which someone becomes someone else, or decides what another may do, and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from daypass.graph.becoming.asking import Show
from daypass.graph.becoming.lines import Ground
from daypass.graph.becoming.nodes import Node
from daypass.graph.becoming.targets import Crowd, Member
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.request import Request

Comes = Literal["assume", "federation", "pass role", "code", "runs as", "kept key"]
Changes = Literal["trust edit", "policy edit", "boundary edit", "member", "own member", "key"]
How = Comes | Changes | Literal["asks", "borrows"]
"""`code`: makes what runs as a role do something else; `key`: makes a credential; `member`: joins a group.

`asks`: chooses what it reads, and sees that, or says what it does; `own member`: puts a user into a group whose
credential it makes; `kept key`: reads a key where it is kept as a secret; `borrows`: has a service do a part of what
the target may.
"""

DECIDES: Final = ("policy edit", "boundary edit")
"""Ways that decide what the target may do, and do not by themselves make anyone the target."""

_STAYS: Final = (*DECIDES, "asks", "borrows")
"""Ways on which the source does not act as the target."""


@dataclass(frozen=True)
class Edge:
    """From `source` to `target`; both are one for an identity that changes itself.

    `says` is what it is about, `grounds` are the statements of both sides that allow it, and `show` makes a witness.
    `unknown` says what may still undo it: () where it is for certain. `paths` are ids in
    `daypass.data.escalation_paths`. `thing` is the ARN of what is changed, or of what is had of the target, where
    that is not the target itself, and `action` the one by which a target is edited. `is_by_name`: names alone say
    that it leads to the target.
    """

    how: How
    source: Node
    target: Node
    says: str = field(compare=False)
    grounds: tuple[Ground, ...] = field(default=(), compare=False)
    unknown: tuple[Untold, ...] = field(default=(), compare=False)
    show: Show | None = field(default=None, compare=False, repr=False)
    paths: tuple[str, ...] = field(default=(), compare=False)
    thing: str = field(default="", compare=False, repr=False)
    action: str = field(default="", compare=False, repr=False)
    is_by_name: bool = field(default=False, compare=False, repr=False)

    @property
    def why(self) -> str:
        """A sentence for a person: who does what to whom, which statements let them, and what is not known about it."""
        said = " and ".join(dict.fromkeys(map(str, self.grounds)))
        open_ = ", ".join(map(str, self.unknown))
        return f"{self.says}{': ' if said else ''}{said}{f'; not known: {open_}' if open_ else ''}"

    @property
    def witness(self) -> Request | None:
        """A request that is allowed; None where none is known for certain."""
        return self.show() if self.show and self.is_certain else None

    @property
    def is_certain(self) -> bool:
        """Whether nothing that is not known may undo it."""
        return not self.unknown

    @property
    def acts(self) -> bool:
        """Whether the source then acts as the target."""
        return self.how not in _STAYS


@dataclass(frozen=True)
class Fan:
    """Edges from one source to all members of a crowd, each made when it is looked at."""

    crowd: Crowd
    make: Callable[[Member], Edge] = field(compare=False, repr=False)
    how: How
    is_certain: bool

    @property
    def acts(self) -> bool:
        """Whether the source then acts as the targets."""
        return self.how not in _STAYS

    def edges(self) -> Iterator[Edge]:
        """One for each member, also the source where it changes itself."""
        made = map(self.make, self.crowd.members)
        return (edge for edge in made if edge.target != edge.source or not self.acts)


@dataclass(frozen=True)
class Outgoing:
    """All edges from one node."""

    edges: tuple[Edge, ...] = ()
    fans: tuple[Fan, ...] = ()

    def deciding(self, target: Node) -> Iterator[Edge]:
        """The edges with which the source decides what this target may do."""
        yield from self._deciding.get(target.key, ())
        for fan in self.fans:
            if fan.how in DECIDES:
                yield from map(fan.make, fan.crowd.of(target))

    @cached_property
    def decides(self) -> bool:
        """Whether the source decides what anyone may do."""
        return bool(self._deciding) or any(fan.how in DECIDES for fan in self.fans)

    @cached_property
    def _deciding(self) -> Mapping[str, tuple[Edge, ...]]:
        return grouped((edge.target.key, edge) for edge in self.edges if edge.how in DECIDES)

    def every(self) -> Iterator[Edge]:
        """Each edge by itself, none twice: one that is certain counts, and no name alone, whatever else is possible."""
        found: dict[tuple[str, str, str], Edge] = {}
        for edge in (*self.edges, *(edge for fan in self.fans for edge in fan.edges())):
            what = (edge.how, edge.target.key, edge.says if edge.how == "pass role" else "")
            if what not in found or _doubt(edge) < _doubt(found[what]):
                found[what] = edge
        yield from found.values()


def _doubt(edge: Edge) -> tuple[bool, bool]:
    return not edge.is_certain, edge.is_by_name
