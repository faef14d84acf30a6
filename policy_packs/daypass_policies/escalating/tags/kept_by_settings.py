"""This is where it is asked whether a holder may read what a condition keeps from it that it fulfils itself.

That is not the tag of a thing, but the function that rotates a secret, or the alias of a key. Of secrets that the stack
has it is known which function rotates each: one that a pattern alone lets the holder take over counts as well. What it
is told to rotate by its name is its own.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

from daypass.data.read import Read
from daypass.graph.becoming.anything.fulfilling import ROTATED_BY, ROTATES
from daypass.graph.becoming.anything.unnamed import may_only_fulfilled, regions_of, untagged
from daypass.graph.becoming.asking import NO, Answer
from daypass.graph.becoming.callers import tag_facts
from daypass.graph.becoming.facts import Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.becoming.patterns import covers
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Kind, Names
from daypass.graph.property_path import Leaf
from daypass.graph.stack import Stack
from daypass.iam.arn import Arn
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.tags.kept_by_tags import is_of_many, one_unnamed

_SECRETS: Final[Mapping[str, Kind]] = {
    "aws:secretsmanager/secret:Secret": Kind("secret", "", "name"),
    "aws-native:secretsmanager:Secret": Kind("secret", "", "name", "id"),
}
_ROTATIONS: Final = (
    "aws:secretsmanager/secretRotation:SecretRotation",
    "aws-native:secretsmanager:RotationSchedule",
)
_OF: Final = "secretId"
_FUNCTION: Final = "rotationLambdaArn"


def reads_once_set(means: Means, read: Read) -> Answer:
    """Whether it may read some of these that nobody named once it has set what its policies ask for, and not before."""
    if not means.may(read.action):
        return NO
    facts, arn = untagged(read.action.partition(":")[0]), Arn.parse(one_unnamed(means, read))
    things = (":".join(("arn", *arn._replace(region=one))) for one in regions_of(means, read.action)) if arn else ()
    return best(may_only_fulfilled(means, read.action, thing, facts) for thing in things)


class RotatedSecrets:
    """The secrets of a stack, with the function that rotates each."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def read_once_rotated(self, means: Means, read: Read, is_own: Callable[[str], bool]) -> Answer:
        """Whether it may read one of them once it has named its function there; `is_own` tells by a name what is."""
        if not (means.may(read.action) and means.may(ROTATES)):
            return NO
        return best(
            may_only_fulfilled(means, read.action, arn, tags, has)
            for arn, tags, has in self._each
            if not is_own(arn.rpartition(":")[2]) and _is_taken_in(means, arn)
        )

    @cached_property
    def _each(self) -> tuple[tuple[str, Facts, Facts], ...]:
        """Their ARNs, with what they bring along: their tags, and their function."""
        every = ((one, text_of(said(one, _SECRETS[one.type].arn))) for one in self._stack.of_type(*_SECRETS))
        return tuple(
            (arn, tag_facts(one, "aws:resourcetag/", "secretsmanager:resourcetag/"), self._function(one))
            for one, arn in every
            if Arn.parse(arn)
        )

    def _function(self, secret: Resource) -> Facts:
        values = [bare(said(one, _FUNCTION)) for one in self._rotations.get(secret.urn, ())]
        if UNKNOWN in values:
            return Facts(open=frozenset({ROTATED_BY}))
        function = next(filter(None, map(text_of, values)), "")
        return Facts({ROTATED_BY: function}) if function else Facts(absent=frozenset({ROTATED_BY}))

    @cached_property
    def _rotations(self) -> Mapping[str, tuple[Resource, ...]]:
        """URN of a secret → what says how it is rotated."""
        names = Names.of(self._stack.resources, _SECRETS)
        found: dict[str, tuple[Resource, ...]] = {}
        for one in self._stack.of_type(*_ROTATIONS):
            (meant,) = names.meant(one, _OF, [Leaf(bare(said(one, _OF)), _OF)])
            found[meant.urn] = (*found.get(meant.urn, ()), one)
        return found


def _is_taken_in(means: Means, arn: str) -> bool:
    """Whether a pattern of names lets it rotate this secret, and no statement that names it."""
    patterns = [one for one in _patterns(means) if covers(one, arn)]
    return bool(patterns) and all(map(is_of_many, patterns))


def _patterns(means: Means) -> Iterator[str]:
    for held in means.told(ROTATES).allows:
        yield from held.line.patterns(means.caller.facts)
