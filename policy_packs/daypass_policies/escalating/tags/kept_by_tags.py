"""This is where it is asked whether a holder may read what a tag keeps from it, once it has put that tag on.

What its policies name by a pattern alone counts as well: objects of a bucket, and things whose names begin alike where
the holder may tag others too. What is only its own by its name is not kept by a tag.
"""

import re
from collections.abc import Iterator
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


def reads_once_tagged(means: Means, read: Read) -> Answer:
    """Whether it may read some of these once it has tagged them, and not before."""
    if not means.may(read.action):
        return NO
    unnamed = read.resource_of(PROBE, account_for(means, read.action), partition_for(means, read.action))
    facts = untagged(read.action.partition(":")[0])
    things = dict.fromkeys((unnamed, *_named(means, read, unnamed)))
    return best(may_only_tagged(means, read.action, thing, facts) for thing in things)


def _named(means: Means, read: Read, unnamed: str) -> Iterator[str]:
    """ARNs that fit the patterns which its policies name."""
    whose = Arn.parse(unnamed)
    puts = tagging_action(whose.service, whose.resource) if whose else None
    if whose is None or puts is None or not means.may(puts):
        return
    is_loose = whose.service == _OBJECTS or means.on(puts, unnamed).possible
    for held in means.told(read.action).allows if is_loose else ():
        for text in held.line.patterns(means.caller.facts):
            arn = Arn.parse(text)
            if arn and arn.service == whose.service and _is_pattern(arn):
                yield filled(text, PROBE) if arn.service == _OBJECTS else _like(arn, whose)


def _is_pattern(arn: Arn) -> bool:
    if arn.service == _OBJECTS:
        return _WHOLE_BUCKET.fullmatch(arn.resource) is not None
    return has_wildcard(arn.resource)


def _like(arn: Arn, whose: Arn) -> str:
    """Something with such a name, where the holder is."""
    name = filled(arn.resource, PROBE)
    return f"arn:{whose.partition}:{whose.service}:{whose.region}:{whose.account}:{name}"
