"""This is where a Thing is: what somebody is asked about, by its ARN, or by as much of that as is known."""

from typing import NamedTuple

from daypass.data.stand_ins import PROBE
from daypass.graph.becoming.asking import Answer
from daypass.graph.becoming.callers import ANY
from daypass.graph.becoming.facts import NOTHING, Facts
from daypass.graph.becoming.means import Means, best
from daypass.graph.leaves import said, text_of
from daypass.graph.untold import Untold
from daypass.iam.arn import Arn
from daypass.model.resource import Resource


class Thing(NamedTuple):
    """`arn` ends with `*` where the id of the thing is not known, and then `waits` says what will tell it.

    `brings` are the condition keys of a request for it that are known.
    """

    arn: str
    waits: Untold | None = None
    brings: Facts = NOTHING

    @classmethod
    def of(cls, resource: Resource, key: str, pattern: str, id_: str = "", brings: Facts = NOTHING) -> "Thing":
        """A resource that says its ARN under this key; else one made of a pattern, `{}` in which is its id."""
        arn = text_of(said(resource, key))
        if Arn.parse(arn):
            return cls(arn, None, brings)
        return cls(pattern.format(id_ or ANY), None if id_ else Untold.of(resource, key), brings)

    def asked(self, means: Means, action: str, says: Facts = NOTHING) -> Answer:
        """Whether they may do this to it, for certain to whatever it is; else to one that may turn out to be it."""
        facts = self.brings.and_(says)
        if self.waits is None:
            return means.on(action, self.arn, facts)
        unnamed = means.on(action, f"{self.arn.removesuffix(ANY)}{PROBE}", facts)
        return best((unnamed, means.on(action, self.arn, facts).under(self.waits)))
