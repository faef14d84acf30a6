"""This is where it is told of somebody who lets pass what they ask for themselves, where others should look at it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.rule import Open, Problem
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.low_trust.acting import Acting
from daypass_policies.escalating.told import Doubts


class Asking(NamedTuple):
    """Somebody, who acts as them, if anybody does as others say, and whether they start what then waits.

    `is_anothers`: it is somebody else's to let pass, whoever asks.
    """

    actor: Actor
    acting: Acting | None
    starts: Answer
    is_anothers: bool = False

    @property
    def title(self) -> str:
        """What people call them, with who acts as them for certain."""
        is_certain = self.acting is not None and self.acting.undecided is None
        return f"{self.actor.title}, {self.acting.words}," if self.acting and is_certain else self.actor.title

    def told(self, passed: Answer, problem: Callable[[], Problem], doubts: Doubts) -> Iterator[Problem | Open]:
        """The problem once all is certain: that they let it pass, and ask, obey others, or are not meant to do it."""
        yield from doubts.of(self.actor, passed.unknown)
        if passed.unknown:
            return
        if self.is_anothers or self.starts.is_certain or (self.acting and self.acting.undecided is None):
            yield problem()
        elif self.acting and self.acting.undecided:
            yield self.acting.undecided
        else:
            yield from doubts.of(self.actor, self.starts.unknown)
