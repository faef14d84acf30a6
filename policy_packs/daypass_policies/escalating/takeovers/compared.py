"""This is where Compared is: what each identity of a stack has that counts, and whether others have it, asked once.

Who may take many looks for what one of them has and another one has not: each pair by itself is asked about only once
however many may take both.
"""

from collections.abc import Iterable
from typing import Final

from daypass.graph.becoming.asking import Answer
from daypass.graph.stack import Stack
from daypass_policies.crossing.environments import is_for_tests
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.takeovers.doubting import Doubt, doubts
from daypass_policies.escalating.takeovers.gaining import Gain, Weight, gains, may_too

MOST: Final = 100
"""Of many that somebody may take alike, those that are looked at: else each of many would look at all others."""


class Compared:
    """Identities of a stack beside each other."""

    def __init__(self, stack: Stack) -> None:
        del stack
        self._gains: dict[tuple[str, tuple[Weight, ...]], tuple[Gain, ...]] = {}
        self._unsure: dict[tuple[str, tuple[Weight, ...]], tuple[Doubt, ...]] = {}
        self._answers: dict[tuple[str, Gain], Answer] = {}

    def gains(self, actor: Actor, weights: tuple[Weight, ...]) -> tuple[Gain, ...]:
        """What it may do for certain, the heaviest first, outside what names say is for tests."""
        key = actor.resource.urn, weights
        if key not in self._gains:
            found = gains(None, actor, weights)
            self._gains[key] = tuple(dict.fromkeys(one for one in found if not is_for_tests(one.resource)))
        return self._gains[key]

    def unsure(self, actor: Actor, weights: tuple[Weight, ...]) -> tuple[Doubt, ...]:
        """What it may turn out to do, alike."""
        key = actor.resource.urn, weights
        if key not in self._unsure:
            self._unsure[key] = tuple(dict.fromkeys(doubts(None, actor, weights)))
        return self._unsure[key]

    def answer(self, actor: Actor, gain: Gain) -> Answer:
        """Whether it may do this too."""
        key = actor.resource.urn, gain
        if key not in self._answers:
            self._answers[key] = may_too(actor, gain)
        return self._answers[key]

    def has_any(self, actors: Iterable[Actor], gain: Gain) -> bool:
        """Whether one of these may do it. What is not known of them, they may."""
        return any(self.answer(one, gain).possible for one in actors)
