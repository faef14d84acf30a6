"""This is where things of Image Builder are found by what others name: an ARN with a version, which may be in part.

`x` stands for any number, and means the newest there is: who makes a newer one of that name decides what is taken next.
Sources: EC2 Image Builder User Guide, "Semantic versioning in Image Builder"; EC2 Image Builder API Reference,
"CreateImagePipeline" and "ComponentConfiguration" (the patterns of ARNs); Service Authorization Reference, "Amazon EC2
Image Builder"; read 2026-12.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Final, NamedTuple

from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf, beginning, steps, texts_at, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource

PLACEHOLDER: Final = "x"
"""What stands for any number in a version."""

MAKES_COMPONENT: Final = "imagebuilder-x05"
"""The path on which somebody makes a newer version of a component."""

_HIGHEST: Final = str(2**30 - 1)
_MAKES: Final[Mapping[str, str]] = {
    "component": MAKES_COMPONENT,
    "image-recipe": "imagebuilder-x06",
    "container-recipe": "imagebuilder-x07",
}
_IN_PART: Final = re.compile(
    rf"""(?P<start>arn:[\w-]{{1,32}}:imagebuilder:[\w-]{{1,32}}:\d{{12}}:(?P<kind>{"|".join(_MAKES)})/[a-z0-9_-]{{1,128}}/)
    (?P<version>(?:\d{{1,10}}\.){{0,2}}{PLACEHOLDER}(?:\.{PLACEHOLDER}){{0,2}})""",
    re.VERBOSE,
)
"""A thing of some account by a part of its version. Nobody makes those of AWS."""


class Newer(NamedTuple):
    """The path on which somebody makes a newer version, and the ARN of the newest that may be made."""

    path: str
    arn: str


class MeantThing(NamedTuple):
    """What is named; `unknown` says what keeps from knowing that it is this."""

    thing: Resource
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Versioned:
    """Things of Image Builder, which go by a name and mostly a version."""

    stack: Stack
    kinds: Mapping[str, Kind]

    def meant(self, by: Resource, path: str) -> Iterator[MeantThing]:
        """Those that a property names: each unknown value stands for one of what the property depends on."""
        found = walk(Leaf(by.state.raw, by.state.path), steps(path), loose=True)
        urns = dict.fromkeys(urn for leaf in found for urn in self._named(by, text_of(leaf.value)))
        yield from (MeantThing(self.stack.by_urn[urn]) for urn in urns)
        missing = [leaf for leaf in found if leaf.value is UNKNOWN]
        behind = [urn for urn in self._names.behind(by, beginning(path)) if urn not in urns] if missing else ()
        is_sure = len(behind) == len(missing) and not any(leaf.whole for leaf in missing)
        unknown = () if is_sure else tuple(Untold.of(by, leaf.path) for leaf in missing[:1])
        yield from (MeantThing(self.stack.by_urn[urn], unknown) for urn in behind)

    def _named(self, by: Resource, text: str) -> Iterator[str]:
        """By its ARN, else by the name in that and a version that fits."""
        if urn := self._names.named(by, text).urn:
            yield urn
        elif arn := Arn.parse(text):
            kind, name, version, *_ = (*arn.resource.lower().split("/"), "", "")  # it may be anything's
            for one in self._by_name.get((kind, name), ()) if name else ():
                if _fits(version, text_of(said(one, "version"))):
                    yield self._names.canonical[one.urn]

    @staticmethod
    def newer(by: Resource, path: str) -> Iterator[Newer]:
        """The versions that would be taken instead of what a property names."""
        for found in filter(None, map(_IN_PART.fullmatch, texts_at(by.state, path).texts)):
            version = found["version"].replace(PLACEHOLDER, _HIGHEST)
            yield Newer(_MAKES[found["kind"]], f"{found['start']}{version}/1")

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], tuple[Resource, ...]]:
        """What stands in the ARN for the kind, and for the name, of each."""
        return grouped(
            ((self.kinds[one.type].in_arn, text_of(said(one, "name")).lower().replace(" ", "-")), one)
            for one in self.stack.of_type(*self.kinds)
        )

    @cached_property
    def _names(self) -> Names:
        return Names.of(self.stack.resources, self.kinds)


def _fits(wanted: str, version: str) -> bool:
    """Whether a version is the one that is wanted, each part of which may be any."""
    parts = zip_longest(wanted.split("."), version.split("."), fillvalue="")
    return all(part in (PLACEHOLDER, own) for part, own in parts)
