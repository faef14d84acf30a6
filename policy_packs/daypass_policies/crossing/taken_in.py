"""This is where it is told what of one environment a pattern of names takes in, and what requests to it bring along."""

from collections.abc import Iterable
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import NOTHING, Facts, Value
from daypass.iam.arn import Arn
from daypass.model.resource import Resource

OF_BUCKETS: Final = ":s3:::"
_TAG_OF_RESOURCE: Final = ":resourcetag/"
_NOT_OF_OBJECTS: Final = "s3"
"""What a bucket is tagged with is no tag of the objects in it."""


def within(pattern: str, arn: str) -> str:
    """What a pattern that takes in the thing of this ARN says of it: of a bucket the objects, where it names those."""
    _, slash, objects = pattern.partition("/")
    return f"{arn}/{objects}" if slash and OF_BUCKETS in arn else arn


class Alike(NamedTuple):
    """Things by name and ARN of which the same is known about some condition keys."""

    facts: Facts
    things: list[tuple[str, str]]


class TakenIn:
    """Things of one environment, each with its ARN, in order of these."""

    def __init__(self, things: Iterable[tuple[Resource, str]]) -> None:
        self._things = tuple(things)
        self._alike: dict[frozenset[str], tuple[Alike, ...]] = {}

    def alike(self, keys: Iterable[str]) -> tuple[Alike, ...]:
        """The same in groups, by what is known of them about these keys, in small letters."""
        wanted = frozenset(key for key in keys if _TAG_OF_RESOURCE in key)
        if wanted not in self._alike:
            self._alike[wanted] = self._sorted(wanted)
        return self._alike[wanted]

    def _sorted(self, keys: frozenset[str]) -> tuple[Alike, ...]:
        if not keys:
            return (Alike(NOTHING, [(thing.name, arn) for thing, arn in self._things]),)
        ordered = sorted(keys)
        found: dict[tuple[tuple[Value | None, bool], ...], Alike] = {}
        for (thing, arn), facts in zip(self._things, self._facts, strict=True):
            known = tuple((facts.values.get(key), facts.tells(key)) for key in ordered)
            found.setdefault(known, Alike(facts, [])).things.append((thing.name, arn))
        return tuple(found.values())

    @cached_property
    def _facts(self) -> tuple[Facts, ...]:
        return tuple(facts_of(thing, arn) for thing, arn in self._things)


def facts_of(thing: Resource, text: str) -> Facts:
    """What requests to a thing are known to bring along, where this names it."""
    arn = Arn.parse(text)
    if arn is None or arn.service == _NOT_OF_OBJECTS:
        return NOTHING
    return tag_facts(thing, "aws:resourcetag/", f"{arn.service}:resourcetag/")
