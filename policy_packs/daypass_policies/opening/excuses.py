"""This is where it is told what excuses a bucket that everyone reads: it is a website.

An excuse makes advice of what is told.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from daypass.data.resource_policies import PolicyPlace
from daypass.model.resource import Resource
from daypass_policies.opening.exposure import Exposure
from daypass_policies.opening.grant import Grant
from daypass_policies.opening.ways_in import actions_of

AS_A_SITE: Final = "as a website"

_READS: Final = frozenset(("s3:getobject", "s3:getobjectversion"))


class Excuses(NamedTuple):
    """What there is to excuse the policy of one resource."""

    exposure: Exposure
    resource: Resource
    place: PolicyPlace

    def told(self, opened: tuple[Grant, ...]) -> Iterator[tuple[Grant, str]]:
        """The open grants, each with its excuse, "" for none."""
        is_site = bool(opened) and self.place.service == "s3" and self._is_site()
        for grant in opened:
            yield grant, AS_A_SITE if is_site and _allows_only(grant, _READS) else ""

    def _is_site(self) -> bool:
        return self.exposure.is_website(self.resource, self.place.target)


def _allows_only(grant: Grant, actions: frozenset[str]) -> bool:
    """Whether it allows nothing else; not where what it allows is not known."""
    allowed = actions_of(grant)
    return bool(allowed) and set(allowed) <= actions
