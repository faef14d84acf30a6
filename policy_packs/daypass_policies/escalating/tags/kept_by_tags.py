"""This is where it is asked whether a holder may read what a tag keeps from it, once it has put that tag on.

What its policies name by a pattern alone counts as well: objects of a bucket, and things whose names begin alike where
the holder may tag others too, or is called otherwise. What is only its own by its name is not kept by a tag.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from daypass.data.read import Read
from daypass.data.stand_ins import PROBE
from daypass.data.tagging_actions import tagging_action
from daypass.graph.becoming.anything.unnamed import account_for, may_only_tagged, partition_for, untagged
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.means import Means, best
from daypass.iam.arn import Arn
from daypass.iam.glob import filled, has_wildcard

_WHOLE_BUCKET: Final = re.compile(r"[^*?/$]+/\*")
_OBJECTS: Final = "s3"
_SUFFIX: Final = re.compile(r"-[?*]+$")
"""What a policy writes for the end of the one secret that it names, which Secrets Manager makes up."""


def reads_once_tagged(means: Means, read: Read) -> Answer:
    """Whether it may read some of these once it has tagged them, and not before."""
    if not means.may(read.action):
        return NO
    unnamed = one_unnamed(means, read)
    whose, puts = _tagging(unnamed)
    is_loose = whose and puts and (whose.service == _OBJECTS or means.on(puts, unnamed).possible)
    named = _named(means, read, whose) if whose and is_loose else ()
    return _once_tagged(means, read, (unnamed, *(arn for _, arn in named)))


def reads_named_once_tagged(means: Means, read: Read, is_own: Callable[[str], bool]) -> Answer:
    """The same of those of which it may tag no others; `is_own` tells whether what a pattern takes in is its own."""
    whose, puts = _tagging(one_unnamed(means, read)) if means.may(read.action) else (None, None)
    if whose is None or puts is None or whose.service == _OBJECTS:
        return NO
    named = ((name, arn) for name, arn in _named(means, read, whose) if is_of_many(name))
    return _once_tagged(means, read, (arn for name, arn in named if not is_own(name)))


def one_unnamed(means: Means, read: Read) -> str:
    """One of these that nobody named, where the holder is."""
    return read.resource_of(PROBE, account_for(means, read.action), partition_for(means, read.action))


def is_of_many(name: str) -> bool:
    """Whether a pattern of names takes in more than one secret."""
    return has_wildcard(_SUFFIX.sub("", name))


def _once_tagged(means: Means, read: Read, things: Iterable[str]) -> Answer:
    facts = untagged(read.action.partition(":")[0])
    return best(may_only_tagged(means, read.action, thing, facts) for thing in dict.fromkeys(things))


def _tagging(unnamed: str) -> tuple[Arn | None, str | None]:
    """What is read, and the action that puts a tag on it."""
    whose = Arn.parse(unnamed)
    return whose, tagging_action(whose.service, whose.resource) if whose else None


def _named(means: Means, read: Read, whose: Arn) -> Iterator[tuple[str, str]]:
    """The patterns of names in its policies, each with an ARN that fits it."""
    for held in means.told(read.action).allows:
        for text in held.line.patterns(means.caller.facts):
            arn = Arn.parse(text)
            if arn and arn.service == whose.service and _is_pattern(arn):
                yield arn.resource, filled(text, PROBE) if arn.service == _OBJECTS else _like(arn, whose)


def _is_pattern(arn: Arn) -> bool:
    if arn.service == _OBJECTS:
        return _WHOLE_BUCKET.fullmatch(arn.resource) is not None
    return has_wildcard(arn.resource)


def _like(arn: Arn, whose: Arn) -> str:
    """Something with such a name, where the holder is."""
    name = filled(arn.resource, PROBE)
    return f"arn:{whose.partition}:{whose.service}:{whose.region}:{whose.account}:{name}"
