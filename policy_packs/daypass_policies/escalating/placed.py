"""This is where Placed things are: those of many that somebody may do something to are found without asking of all."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from daypass.graph.becoming.settled import Settled
from daypass.iam.action import EVERYTHING
from daypass.iam.arn import Arn
from daypass.iam.glob import has_wildcard
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.entrances.opened import patterns

_T = TypeVar("_T")


class Placed(Generic[_T]):
    """Things, each with what is asked about it: ARNs, with `*` for what is not known of one, or "" for nothing known.

    Of what stands somewhere the resource is enough to find it. One with a `:` in it is none: a `*` before it may take
    in a part of that.
    """

    def __init__(self, things: Iterable[tuple[Sequence[str], _T]]) -> None:
        every = tuple(things)
        self._each = tuple(thing for _, thing in every)
        asked = [(arn, _resource(arn), at) for at, (arns, _) in enumerate(every) for arn in arns]
        self._known = Settled((arn, at) for arn, _, at in asked if arn and not has_wildcard(arn))
        self._somewhere = Settled((resource, at) for arn, resource, at in asked if has_wildcard(arn) and resource)
        self._others = frozenset(at for arn, resource, at in asked if not arn or (has_wildcard(arn) and not resource))

    def near(self, actor: Actor, *actions: str) -> Sequence[_T]:
        """In their order all that it may do any of this to, and perhaps some others."""
        able = [action for action in actions if any(means.may(action) for means in actor.means)]
        if any(means.open for means in actor.means):
            return self._each
        texts = {text for action in able for text in patterns(actor, action)}
        return [self._each[at] for at in sorted(self._others.union(*map(self._at, texts)))] if able else ()

    def _at(self, pattern: str) -> Iterator[int]:
        arn = Arn.parse(pattern)
        yield from self._known.near(pattern)
        yield from self._somewhere.near(arn.resource if arn else EVERYTHING)


def _resource(arn: str) -> str:
    parsed = Arn.parse(arn)
    return parsed.resource if parsed and ":" not in parsed.resource and not has_wildcard(parsed.resource) else ""
