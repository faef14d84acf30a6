"""This is where it is told which things of a stack an argument names, also those whose names are not known yet."""

from collections.abc import Iterator
from typing import NamedTuple

from daypass.graph.leaves import text_of
from daypass.graph.names import Names
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.located import locate


class NamedThing(NamedTuple):
    """What is written at `at`, and the URN of what is meant, "" where the stack does not have it.

    `unknown`: neither is known.
    """

    text: str
    at: str
    urn: str = ""
    unknown: bool = False


def named_things(by: Resource, key: str, names: Names) -> Iterator[NamedThing]:
    """Each that a text or a list of texts names.

    Unknown ones mean what the argument depends on, if that is as many things as there are unknown ones.
    """
    found = list(_written(by, key, names))
    taken = {one.urn for one in found}
    behind = [urn for urn in names.behind(by, key) if urn not in taken]
    rest = iter(behind if len(behind) == sum(one.unknown for one in found) else ())
    for one in found:
        urn = next(rest, "") if one.unknown else ""
        yield one._replace(urn=urn, unknown=False) if urn else one


def _written(by: Resource, key: str, names: Names) -> Iterator[NamedThing]:
    for place in (item for found in locate(by.declared.raw, key) for item in found.items):
        if bare(place.value) is UNKNOWN:
            yield NamedThing("", place.path, unknown=True)
        elif text := text_of(place.value):
            yield NamedThing(text, place.path, names.named(by, text).urn)
