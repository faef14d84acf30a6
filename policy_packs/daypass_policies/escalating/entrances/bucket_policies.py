"""This is where it is told of which buckets somebody may write the policy, where a pattern of names says which.

Of buckets that a stack has it is known what their own policies deny, and what somebody may do with them anyway. Source:
IAM User Guide, "Policy evaluation logic" (an explicit Deny of a bucket's policy wins); read 2026-12.
"""

from typing import Final, NamedTuple

from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.denied import Denied
from daypass.graph.becoming.means import BUCKET, Means, best
from daypass.graph.becoming.settled import Settled
from daypass.graph.buckets import BUCKET_NAMES
from daypass.graph.leaves import said, text_of
from daypass.graph.stack import Stack
from daypass.graph.untold import Untold
from daypass.iam.arn import names_resource
from daypass.iam.glob import has_wildcard, matches
from daypass.model.resource import UNKNOWN, Resource, bare
from daypass_policies.escalating.actors import Actor

REWRITES: Final = "s3:PutBucketPolicy"


class Thing(NamedTuple):
    """What is asked about, by its ARN or a pattern; `unknown` says what may be among what the pattern takes in."""

    arn: str
    unknown: tuple[Untold, ...] = ()


class StackBuckets:
    """The buckets of a stack, and what their policies leave."""

    def __init__(self, stack: Stack) -> None:
        self._denied = stack.once(Denied)
        every = [(name_of(one), one) for one in stack.of_type(*BUCKET_NAMES)]
        self._known = Settled((f"{_START}{name}", name) for name, _ in every if name)
        self.hidden = tuple(Untold.of(one, BUCKET_NAMES[one.type]) for name, one in every if not name)
        self._held: dict[str, tuple[Means, ...]] = {}

    def meant_by(self, pattern: str) -> tuple[Thing, ...]:
        """The buckets that a pattern of names takes in; the pattern itself where it takes in none that is known."""
        start, kind, name = pattern.partition(BUCKET)
        if not (kind and has_wildcard(name) and names_resource(pattern)):
            return (Thing(pattern),)
        near = self._known.near(f"{_START}{name}")
        found = tuple(Thing(f"{start}{kind}{one}") for one in near if matches(name, one))
        beside = (Thing(pattern, self.hidden),) if self.hidden else ()
        return (*found, *beside) if found else (Thing(pattern),)

    def may_rewrite(self, actor: Actor, arn: str) -> Answer:
        """Whether the actor may write the policy of this bucket, as far as that one lets it."""
        key = actor.resource.urn
        if key not in self._held:
            self._held[key] = tuple(map(self._denied.held, actor.means))
        return best(means.on(REWRITES, arn) for means in self._held[key])


_START: Final = f"arn:aws{BUCKET}"
"""How names are kept side by side, whatever the partition."""


def name_of(bucket: Resource) -> str:
    """Its name; "" where that is not known yet."""
    key = BUCKET_NAMES[bucket.type]
    return "" if bare(said(bucket, key)) is UNKNOWN else text_of(said(bucket, key)) or bucket.id
