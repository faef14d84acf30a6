"""This is where it is told which distribution of CloudFront answers for a host, and from where it fetches a path.

The first behaviour whose pattern takes the path in says the origin, else the default one. Of a group of origins the
first is asked; the other only when that fails. Sources: Amazon CloudFront Developer Guide, "Use custom URLs by adding
alternate domain names (CNAMEs)", "Cache behavior settings" (path pattern) and "Origin settings" (origin path);
CloudFront API Reference, "CacheBehavior"; properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0; read 2026-12.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from daypass.graph.becoming.callers import ANY
from daypass.graph.leaves import said, text_of, yes_or_no
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.iam.glob import matches
from daypass.model.resource import UNKNOWN, Resource


class _Shape(NamedTuple):
    """Where a distribution says all this."""

    aliases: str
    enabled: str
    origins: str
    id: str
    groups: str
    first: str
    behaviors: str
    default: str


_CLASSIC: Final = _Shape(
    "aliases[]",
    "enabled",
    "origins[]",
    "originId",
    "originGroups[]",
    "members[].originId",
    "orderedCacheBehaviors[]",
    "defaultCacheBehavior.targetOriginId",
)
_NATIVE: Final = _Shape(
    "distributionConfig.aliases[]",
    "distributionConfig.enabled",
    "distributionConfig.origins[]",
    "id",
    "distributionConfig.originGroups.items[]",
    "members.items[].originId",
    "distributionConfig.cacheBehaviors[]",
    "distributionConfig.defaultCacheBehavior.targetOriginId",
)
DISTRIBUTIONS: Final[Mapping[str, _Shape]] = {
    "aws:cloudfront/distribution:Distribution": _CLASSIC,
    "aws-native:cloudfront:Distribution": _NATIVE,
}
_OWN: Final = "domainName"
_DOMAIN: Final = "domainName"
_FOLDER: Final = "originPath"
_PATTERN: Final = "pathPattern"
_TARGET: Final = "targetOriginId"
_OF_S3: Final = ("originAccessControlId", "s3OriginConfig")
_WILD: Final = "*."


class Answering(NamedTuple):
    """A distribution that answers for a host; `unknown`: whether it does."""

    by: Resource
    unknown: tuple[Untold, ...] = ()


class Fetched(NamedTuple):
    """What a distribution fetches from the origin of this domain; `is_of_s3`: from a bucket, whichever that is."""

    domain: Leaf
    path: str
    is_of_s3: bool
    unknown: tuple[Untold, ...] = ()


@dataclass(frozen=True)
class Distributions:
    """Those of a stack."""

    stack: Stack

    def answering(self, host: str, *, is_known: bool) -> Iterator[Answering]:
        """Those that answer for a host: an alias that names it stands before one that takes it in.

        `is_known`: it is that of another company, for which nobody else answers.
        """
        called = self._by_alias.get(host.lower()) or self._by_pattern(host.lower())
        each = tuple(Answering(one) for one in called) if called or is_known else self._unsaid
        for one in each:
            says = [leaf for leaf in _at(one.by, _shape(one.by).enabled) if yes_or_no(leaf.value) is not True]
            if not any(yes_or_no(leaf.value) is False for leaf in says):
                yield one._replace(unknown=(*one.unknown, *(Untold.of(one.by, leaf.path) for leaf in says)))

    def fetched(self, by: Resource, path: str) -> Iterator[Fetched]:
        """From where it fetches a path, each place that may be meant."""
        shape = _shape(by)
        for target, unknown in _targets(by, shape, path):
            for origin, doubts in _origins(by, shape, target):
                found = walk(origin, steps(_FOLDER), loose=True)
                folder = "".join(ANY if one.value is UNKNOWN else text_of(one.value) for one in found)
                hidden = [Untold.of(by, leaf.path) for leaf in found if leaf.value is UNKNOWN]
                is_of_s3 = any(walk(origin, steps(key), loose=True) for key in _OF_S3)
                whole = tuple(dict.fromkeys((*unknown, *doubts, *hidden)))
                for domain in walk(origin, steps(_DOMAIN), loose=True):
                    yield Fetched(domain, f"{folder.strip('/')}/{path}".lstrip("/"), is_of_s3, whole)

    def domains(self, by: Resource) -> list[Leaf]:
        """Those of all its origins."""
        return _at(by, f"{_shape(by).origins}.{_DOMAIN}")

    def _by_pattern(self, host: str) -> tuple[Resource, ...]:
        near = [alias for alias in self._by_alias if alias.startswith(_WILD) and host.endswith(alias[1:])]
        return self._by_alias[max(near, key=len)] if near else ()

    @cached_property
    def _each(self) -> tuple[Resource, ...]:
        return tuple(sorted(self.stack.of_type(*DISTRIBUTIONS), key=lambda one: one.urn))

    @cached_property
    def _by_alias(self) -> Mapping[str, tuple[Resource, ...]]:
        """Name by which one is called, in small letters → the distributions: their own domain is such a name, too."""
        return grouped(
            (name.lower(), one)
            for one in self._each
            for name in dict.fromkeys((text_of(said(one, _OWN)), *(text_of(leaf.value) for leaf in _aliases(one))))
            if name
        )

    @cached_property
    def _unsaid(self) -> tuple[Answering, ...]:
        """Those of which an alias is not known yet."""
        unknown = ((one, [leaf for leaf in _aliases(one) if leaf.value is UNKNOWN]) for one in self._each)
        return tuple(Answering(one, (Untold.of(one, leaves[0].path),)) for one, leaves in unknown if leaves)


def _targets(by: Resource, shape: _Shape, path: str) -> Iterator[tuple[Leaf, tuple[Untold, ...]]]:
    """The id of the origin that behaviours say for a path, and what is not known of which behaviour that is."""
    unknown: tuple[Untold, ...] = ()
    for behavior in _at(by, shape.behaviors):
        patterns = walk(behavior, steps(_PATTERN), loose=True)
        hidden = tuple(Untold.of(by, leaf.path) for leaf in patterns if leaf.value is UNKNOWN)
        is_taken_in = any(_takes_in(text_of(leaf.value), path) for leaf in patterns)
        if hidden or is_taken_in:
            for target in walk(behavior, steps(_TARGET), loose=True):
                yield target, (*unknown, *hidden)
        if is_taken_in:
            return
        unknown = (*unknown, *hidden)
    yield from ((target, unknown) for target in _at(by, shape.default))


def _takes_in(pattern: str, path: str) -> bool:
    """Whether a pattern takes a path in: it may begin with a slash, and says the same without."""
    return bool(pattern) and (matches(pattern, f"/{path}") or matches(f"/{pattern}", f"/{path}"))


def _origins(by: Resource, shape: _Shape, target: Leaf) -> Iterator[tuple[Leaf, tuple[Untold, ...]]]:
    """The origin of this id, or the first of the group of this id; each that it may be where an id is not known."""
    every = _at(by, shape.origins)
    groups = (group for group in _at(by, shape.groups) if _is_called(group, shape.id, target))
    members = (one for group in groups for one in walk(group, steps(shape.first), loose=True))
    wanted = next(members, target)
    called = [one for one in every if wanted.value is not UNKNOWN and _is_called(one, shape.id, wanted)]
    if called:
        yield from ((one, ()) for one in called)
        return
    named = [one for one in every if wanted.value is UNKNOWN or not _is_named(one, shape.id)]
    doubts = () if len(every) == 1 else (Untold.of(by, wanted.path),)
    yield from ((one, doubts) for one in named)


def _is_called(thing: Leaf, key: str, target: Leaf) -> bool:
    text = text_of(target.value)
    return bool(text) and any(text_of(leaf.value) == text for leaf in walk(thing, steps(key), loose=True))


def _is_named(thing: Leaf, key: str) -> bool:
    """Whether its id is known."""
    return any(text_of(leaf.value) for leaf in walk(thing, steps(key), loose=True))


def _aliases(one: Resource) -> list[Leaf]:
    return _at(one, _shape(one).aliases)


def _shape(one: Resource) -> _Shape:
    return DISTRIBUTIONS[one.type]


def _at(one: Resource, path: str) -> list[Leaf]:
    return walk(Leaf(one.state.raw, one.state.path), steps(path), loose=True)
