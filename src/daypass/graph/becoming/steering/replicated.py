"""This is where it is told in which other buckets somebody writes what S3 then puts into that which has the code.

A rule of replication copies each new object that is of its prefix, under the same key; a copy is not copied on. Who
writes one that must have a tag may not be let give it that, so that nothing of such a rule is certain. Source: Amazon
S3 User Guide, "Replicating objects within and across Regions" and "Replication configuration file elements"; read
2026-11.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Final, NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.steering.origins import Origin, Origins
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import declared, said, text_of
from daypass.graph.property_path import Leaf, steps, walk
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.grouping import grouped
from daypass.model.resource import UNKNOWN, Resource, bare

_CONFIGURATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
_RULES: Final[Mapping[str, str]] = {
    _CONFIGURATION: "rules[]",
    "aws:s3/bucket:Bucket": "replicationConfiguration.rules[]",
    "aws:s3/bucketV2:BucketV2": "replicationConfigurations[].rules[]",
    "aws-native:s3:Bucket": "replicationConfiguration.rules[]",
}
"""Where rules stand: with the bucket from which they copy, or beside it."""

_BUCKET: Final = "bucket"
_STATUS: Final = "status"
_DESTINATION: Final = "destination.bucket"
_PREFIXES: Final = ("filter.and.prefix", "filter.prefix", "prefix")
_TAGS: Final = ("filter.and.tags", "filter.tags", "filter.tag", "filter.tagFilter", "filter.and.tagFilters")
_NONE: Final[tuple[Any, ...]] = (None, [], {})
_ENABLED: Final = "Enabled"
_ARN: Final = "arn:*:s3:::{}/{}"


class Replicated(NamedTuple):
    """An object, by its ARN in any partition, that is copied to where the code is; `unknown`: whether it is."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class _Rule(NamedTuple):
    """One that copies from a bucket what is of the prefix; `unknown`: whether it does."""

    bucket: str
    prefix: str
    unknown: tuple[Untold, ...]


@dataclass(frozen=True)
class Replications:
    """The rules of replication of a stack."""

    stack: Stack

    def of(self, code: Iterable[str]) -> Iterator[Replicated]:
        """What is copied to the objects of these ARNs."""
        for arn in code:
            bucket, _, key = arn.rpartition(":")[2].partition("/")
            for rule in (*self._by_destination.get(bucket, ()), *self._by_destination.get(ANY, ())):
                if written := _written(key, rule.prefix):
                    yield Replicated(_ARN.format(rule.bucket, written), rule.unknown)

    @cached_property
    def _by_destination(self) -> Mapping[str, tuple[_Rule, ...]]:
        """Name of a bucket → the rules that copy to it; `*` for those of which that is not known."""
        origins = Origins(self.stack, BUCKET_NAMES)
        return grouped(pair for holder in self.stack.of_type(*_RULES) for pair in _rules(holder, origins))


def _written(key: str, prefix: str) -> str:
    """The key of what is copied to this one, or into this folder; "" where the prefix does not reach it."""
    if key.startswith(prefix):
        return key
    folder = key.removesuffix(PROBE)
    return f"{prefix}{PROBE}" if folder != key and prefix.startswith(folder) else ""


def _rules(holder: Resource, origins: Origins) -> Iterator[tuple[str, _Rule]]:
    """The rules by the name of the bucket to which each copies."""
    each = [rule for rule in _written_rules(holder) if _is_on(rule)]
    to = [leaf for rule in each for leaf in _bucket_names(rule)]
    named = {text for leaf in to if (text := text_of(leaf.value))}
    missing = sum(leaf.value is UNKNOWN for leaf in to)
    sources = _sources(holder, origins) if each else ()
    for rule in each:
        doubts = tuple(Untold.of(holder, path) for path in _doubts(rule))
        for leaf in _bucket_names(rule):
            aims = [one for one in origins.of(holder, leaf, named, missing) if _may_have_code(one)]
            for aim, source in product(aims, sources):
                unknown = tuple(dict.fromkeys((*doubts, *aim.unknown, *source.unknown)))
                yield aim.name, _Rule(source.name, _prefix(rule), unknown)


def _written_rules(holder: Resource) -> Iterator[Leaf]:
    """The rules as they are declared: what the provider adds says what another resource gave at an earlier time."""
    first, *rest = steps(_RULES[holder.type])
    found = declared(holder, first.name)
    yield from walk(Leaf(bare(found), first.name), rest, loose=True)


def _sources(holder: Resource, origins: Origins) -> tuple[Origin, ...]:
    """The bucket from which they copy: the one that has them, or that is named beside them."""
    key = BUCKET_NAMES.get(holder.type, _BUCKET)
    value = bare(said(holder, key))
    if holder.type == _CONFIGURATION:
        return tuple(origins.of(holder, Leaf(value, key), (), 1))
    name = text_of(value)
    return (Origin(name),) if name else (Origin(PROBE), Origin(ANY, (Untold.of(holder, key),)))


def _may_have_code(aim: Origin) -> bool:
    """Whether code may be named in there: nobody wrote a name that a bucket of the stack is yet to get."""
    return aim.name != PROBE and not (aim.name == ANY and aim.urn)


def _is_on(rule: Leaf) -> bool:
    """Whether it copies anything, or may do so."""
    return any(leaf.value in (_ENABLED, UNKNOWN) for leaf in walk(rule, steps(_STATUS), loose=True))


def _bucket_names(rule: Leaf) -> list[Leaf]:
    """The name in the ARN of the bucket to which it copies."""
    found = walk(rule, steps(_DESTINATION), loose=True)
    return [leaf._replace(value=text_of(leaf.value).rpartition(":")[2] or leaf.value) for leaf in found]


def _prefix(rule: Leaf) -> str:
    """That of what it copies, as far as it is known."""
    found = (text_of(leaf.value) for path in _PREFIXES for leaf in walk(rule, steps(path), loose=True))
    return next(filter(None, found), "")


def _doubts(rule: Leaf) -> Iterator[str]:
    """The paths of what may keep it from copying an object."""
    for path in (_STATUS, *_PREFIXES):
        yield from (leaf.path for leaf in walk(rule, steps(path), loose=True) if leaf.value is UNKNOWN)
    for path in _TAGS:
        yield from (leaf.path for leaf in walk(rule, steps(path), loose=True) if leaf.value not in _NONE)
