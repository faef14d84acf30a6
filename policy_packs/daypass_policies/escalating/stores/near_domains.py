"""This is where search domains are found by patterns of their ARNs.

Of many domains and holders not every pair is looked at.
"""

from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from daypass.graph.becoming.patterns import meets
from daypass.graph.becoming.settled import Settled
from daypass.graph.becoming.unsettled import Unsettled
from daypass.iam.glob import has_wildcard
from daypass.model.resource import Resource


class Placed(Protocol):
    """What stands in a stack, and has an ARN that may not be known as a whole."""

    @property
    def resource(self) -> Resource:
        """What it is made as."""

    @property
    def arn(self) -> str:
        """Its ARN, with `*` for what is not known."""


Domain = TypeVar("Domain", bound=Placed)


class NearDomains(Generic[Domain]):
    """Those of a stack."""

    def __init__(self, each: Iterable[Domain]) -> None:
        every = tuple(each)
        self._known = Settled((one.arn, one) for one in every if not has_wildcard(one.arn))
        self._unknown = Unsettled((one.arn, one) for one in every if has_wildcard(one.arn))
        self._near: dict[str, Mapping[str, Domain]] = {}
        self.are_there = bool(every)

    def near(self, texts: Iterable[str]) -> Mapping[str, Domain]:
        """URN → those that one of these patterns may take in."""
        each = [self._taken_in(text) for text in texts]
        return each[0] if len(each) == 1 else {urn: one for near in each for urn, one in near.items()}

    def _taken_in(self, text: str) -> Mapping[str, Domain]:
        if text not in self._near:
            near = (*self._known.near(text), *self._unknown.near(text))
            self._near[text] = {one.resource.urn: one for one in near if meets(text, one.arn) != "no"}
        return self._near[text]
