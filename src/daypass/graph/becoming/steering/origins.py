"""This is where it is told which thing of a stack a value means that is not known yet: one on which it depends.

In a preview a repository that is made with the build that takes from it has no URL, and a bucket no name: what knows
them by then is the dependency alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of
from daypass.graph.property_path import Leaf, beginning
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.model.resource import UNKNOWN, Resource


class Origin(NamedTuple):
    """A thing by its name, and by its URN, "" where the stack need not have it; `unknown`: whether it is this one.

    Of what is not known one is called as nobody calls anything, so that who may do something to whichever there is does
    it to that for certain, and one `*`.
    """

    name: str
    unknown: tuple[Untold, ...] = ()
    urn: str = ""


@dataclass(frozen=True)
class Origins:
    """Things of these types, each with the property that holds its name."""

    stack: Stack
    names: Mapping[str, str]

    def of(self, by: Resource, leaf: Leaf, named: Iterable[str], missing: int) -> Iterator[Origin]:
        """What a value of `by` means, of which as many as `missing` are not known, and the others name these.

        Without a dependency that tells, whichever there is.
        """
        if leaf.value is not UNKNOWN:
            yield from (Origin(leaf.value),) if isinstance(leaf.value, str) and leaf.value else ()
            return
        unknown = (Untold.of(by, leaf.path),)
        behind = list(self._behind(by, beginning(leaf.path), frozenset(named)))
        is_sure = len(behind) == missing == 1 and not leaf.whole
        for urn, name in behind:
            yield Origin(name or ANY, () if is_sure and name else unknown, urn)
        if not (is_sure and all(name for _, name in behind)):
            yield Origin(PROBE)
        if len(behind) < missing or leaf.whole:
            yield Origin(ANY, unknown)

    def _behind(self, by: Resource, key: str, named: frozenset[str]) -> Iterator[tuple[str, str]]:
        for urn in dict.fromkeys(by.property_dependencies.get(key, ())):
            one = self.stack.by_urn.get(urn)
            if one and one.type in self.names and (name := text_of(said(one, self.names[one.type]))) not in named:
                yield urn, name
