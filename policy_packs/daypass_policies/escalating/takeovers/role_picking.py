"""This is where Picking is: which of the roles that a state machine may assume its input names, and what that gives.

A role that is called like the holder is the holder's own. Words by which all of these roles are called, as by the
company's, say nothing of that: `acme-page` is no more of `acme-credit-writer` than of `acme-plan-reader`. By an input
that names the role its sender picks the stronger one, also where all is called alike: whoever was given the machine was
given the weaker one, unless a definition names that, or something else has the machine's role, which is there for it.
"""

from collections.abc import Iterator

from daypass.graph.becoming.edges import Edge
from daypass.graph.becoming.means import ASSUME
from daypass.graph.becoming.steering.commands.credentials import roles_written
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.escalating.takeovers.belonging import words_of, words_of_target, words_of_thing
from daypass_policies.escalating.takeovers.choosing import are_named, reached_by
from daypass_policies.escalating.takeovers.gaining import Gain
from daypass_policies.escalating.takeovers.stronger import does_less, is_its_alone, may_change


class Picking:
    """The roles that the role of a machine may assume, as somebody has them who says by an input which it is."""

    def __init__(self, runs: Edge, role: Actor, actor: Actor, rising: Rising) -> None:
        self._runs, self._role, self._actor, self._rising = runs, role, actor, rising
        self._every = tuple(one for one in rising.steps(runs.target) if one.how == "assume")
        self._is_by_pattern = not are_named(role, (ASSUME,))

    def steps(self) -> Iterator[Edge]:
        """Those of which it may be any: several that are named, or whatever a pattern takes in."""
        if self._is_by_pattern or len({one.target.key for one in self._every}) > 1:
            yield from (one for one in self._every if one.target != self._actor.node)

    def gives(self, assumed: Edge, gain: Gain, *things: str) -> bool:
        """Whether this is not their own: neither the role is called so nor these things, or another one does less.

        What a pattern takes in nobody named, whatever it is called.
        """
        own = self._own_words()
        theirs = frozenset().union(*map(words_of_thing, things))
        named = frozenset() if self._is_by_pattern else words_of_target(assumed.target)
        return own.isdisjoint(theirs | named) or self._is_stronger(assumed, gain)

    @property
    def is_called_as_all(self) -> bool:
        """Whether the holder is called by nothing but what all of these are, which says nothing of whose one is."""
        return not self._words_beyond_shared()

    def _own_words(self) -> frozenset[str]:
        """The words of the holder by which not all of these are called; all of them for who has no other."""
        return self._words_beyond_shared() or words_of(self._actor)

    def _words_beyond_shared(self) -> frozenset[str]:
        every = [words_of_target(one.target) for one in self._every]
        shared = frozenset[str]().union(frozenset.intersection(*every) if len(every) > 1 else (), *self._patterns())
        return words_of(self._actor) - shared

    def _patterns(self) -> Iterator[frozenset[str]]:
        """The words of the patterns by which these are reached."""
        reaching = {one for step in self._every for one in reached_by(self._role, step.target, ASSUME)}
        yield from (words_of_thing(one.rpartition("/")[2]) for one in reaching if has_wildcard(one))

    def _is_stronger(self, assumed: Edge, gain: Gain) -> bool:
        """Whether another of these does something to things of its kind, and less, and that nobody named."""
        machine = self._runs.source.resource
        if machine is None or not is_its_alone(self._role, machine, self._rising) or may_change(self._actor, gain):
            return False
        written = roles_written(machine)
        others = (one.target for one in self._every if one.target != assumed.target and one.target.arn not in written)
        roles = (self._rising.actors.by_urn.get(one.key) for one in others if one != self._actor.node)
        return any(role is not None and does_less(role, gain) for role in roles)
