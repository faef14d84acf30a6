"""This is where it is told who has agents act for them that are there for others, by asking any agent there is.

An agent does with its own role what it is asked, and a knowledge base answers out of all that its role reads. Whoever
may ask any by a pattern asks those of others too. Source: Service Authorization Reference, "Amazon Bedrock" and "Amazon
Bedrock AgentCore"; Bedrock User Guide, "Create a service role for Knowledge Bases"; read 2026-11.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Final

from daypass.graph.becoming.held import Held
from daypass.graph.becoming.means import Means
from daypass.model.resource import Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.askable import Askable, AskedThing, Many, askable, id_of, names_one
from daypass_policies.escalating.entrances.opened import Opened, has_by_itself, may
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import words_of
from daypass_policies.escalating.takeovers.compared import MOST, Compared
from daypass_policies.escalating.takeovers.gaining import Gain
from daypass_policies.escalating.takeovers.workers import is_agents, works_for_itself

_TAG: Final = "tag/"


def asks(actor: Actor, rising: Rising) -> Iterator[Opened]:
    """Those of others that an agent or another workload may ask, because a pattern takes them in."""
    if not (works_for_itself(actor, rising) or is_agents(actor)):
        return
    stack = rising.reach.stack
    for action, things in stack.once(askable, rising).items():
        if has_by_itself(actor, action):
            yield from _Asker(actor, action, things, stack.once(Compared)).of_others()


class _Asker:
    """Whom one may ask by one action. Its own are those that it names, or is called like."""

    def __init__(self, actor: Actor, action: str, things: Askable, compared: Compared) -> None:
        self._actor, self._action, self._things, self._compared = actor, action, things, compared
        held = ((means, one) for means in actor.means for one in means.told(action).allows)
        ways = {(id(means), text): means for means, one in held for text in _patterns(one)}
        self._naming = [(means, text) for (_, text), means in ways.items() if names_one(text)]
        self._by_pattern = [(means, text) for (_, text), means in ways.items() if not names_one(text)]

    def of_others(self) -> Iterator[Opened]:
        """Those of others that have what it has neither itself nor by its own.

        Where none is its own, each may be, unless it is an agent itself. Who has very many is there for all.
        """
        own = {**self._named(), **self._kin()} if self._by_pattern else {}
        others = self._others(own) if len(own) <= MOST else ()
        common = set[Gain]()
        for other in others:
            for gain in self._things.gains(other):
                if gain not in common and self._is_beyond(gain, own):
                    words = f"have {other.noun} {other.resource.name!r} act for it, which may {gain}"
                    yield Opened(self._action, words, may(self._actor, self._action, other.arn), as_another=True)
                    break
                common.add(gain)

    def _is_beyond(self, gain: Gain, own: Many) -> bool:
        if self._compared.answer(self._actor, gain).possible:
            return False
        if own or self._is_agents:
            return not any(self._things.has(one, gain) for one in own.values())
        return not all(self._things.has(one, gain) for one in self._each_maybe_own)

    @cached_property
    def _is_agents(self) -> bool:
        return is_agents(self._actor)

    def _named(self) -> Many:
        each = ((means, one) for means, text in self._naming for one in self._things.by_id.get(id_of(text), ()))
        return {one.key: one for means, one in each if self._may_ask(means, one)}

    def _kin(self) -> Many:
        """One more of those that are called like it than are looked at says that there are very many."""
        words = words_of(self._actor)
        called = (
            (means, one)
            for means, text in self._by_pattern
            for word in sorted(words)
            for one in _in_both(self._things.called(word), self._things.covered(text))
        )
        found: dict[tuple[str, str], AskedThing] = {}
        for means, one in called:
            if len(found) > MOST:
                break
            if one.key not in found and self._may_ask(means, one):
                found[one.key] = one
        return found

    def _others(self, own: Many) -> Iterator[AskedThing]:
        """Of many the first by their ids, so that the order of registration says nothing."""
        each = ((means, self._things.giving(text)) for means, text in self._by_pattern)
        return islice(self._first(each, own), MOST)

    @cached_property
    def _each_maybe_own(self) -> tuple[AskedThing, ...]:
        each = ((means, self._things.covered(text)) for means, text in self._by_pattern)
        return tuple(islice(self._first(each, {}), MOST))

    def _first(self, each: Iterable[tuple[Means, Many]], own: Many) -> Iterator[AskedThing]:
        """Of each of these the first that it may ask."""
        for means, many in each:
            looked_at = islice((one for key, one in many.items() if key not in own), MOST)
            yield from (one for one in looked_at if self._may_ask(means, one))

    def _may_ask(self, means: Means, one: AskedThing) -> bool:
        """Whether it is another's that no Deny means.

        Where it is may not be known, and then neither whether a Deny means it; but somebody wrote one.
        """
        return one.role.key != self._actor.resource.urn and means.denies(self._action, one.arn) == "no"


def _in_both(one: Many, other: Many) -> Iterator[AskedThing]:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return (thing for key, thing in few.items() if key in many)


def _patterns(held: Held) -> tuple[str, ...]:
    """The resources of a statement that no tag limits."""
    try:
        statement = held.line.statement
        return () if any(_TAG in one.key.lower() for one in statement.conditions) else statement.resources
    except Undecided:
        return ()
