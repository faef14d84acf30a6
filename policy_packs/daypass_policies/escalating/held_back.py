"""This is where it is told what holds back those whom a resource gives a policy: their boundary, and denials beside it.

Source: IAM User Guide, "Permissions boundaries for IAM entities" (what both allow is allowed) and "Policy evaluation
logic" (an explicit Deny wins, whichever policy it stands in); read 2026-11.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from daypass.graph.managed import ManagedPolicies
from daypass.graph.stack import Stack
from daypass.iam.action import EVERYTHING, whole_services
from daypass.iam.breadth import BroadStatement, broad
from daypass.iam.breadth_left import left
from daypass.iam.document import Document
from daypass.iam.glob import matches
from daypass.iam.statement import Statement
from daypass.model.resource import Resource, Undecided
from daypass.settings import Settings
from daypass_policies.escalating.actors import Actor, Actors
from daypass_policies.escalating.demanded import demanded_boundaries
from daypass_policies.settle import collect


class HeldBack:
    """Who has what the resources of a stack give, and what of it their boundaries and denials leave."""

    def __init__(self, stack: Stack, settings: Settings) -> None:
        self._actors: dict[str, dict[int, Actor]] = {}
        actors = stack.once(Actors, settings).each
        known = (actor.permissions for actor in actors)
        self._fences = set(demanded_boundaries(known, ManagedPolicies(stack)))
        for actor in actors:
            for given in actor.permissions.own:
                for giver in filter(None, (given.by, given.policy)):
                    self._actors.setdefault(giver.urn, {})[id(actor)] = actor
            if (fence := actor.permissions.bounded) and fence.policy:
                self._fences.add(fence.policy.urn)

    def is_only_a_boundary(self, policy: Resource) -> bool:
        """Whether identities have it as their boundary, or demand it as one, and nobody has it as a permission."""
        return policy.urn in self._fences and policy.urn not in self._actors

    def is_attached(self, policy: Resource) -> bool:
        """Whether a resource of the stack gives it to somebody."""
        given = (one for actor in self.having(policy) for one in actor.permissions.own)
        return any(one.policy == policy and one.by != policy for one in given)

    def having(self, giver: Resource) -> tuple[Actor, ...]:
        """Those to whom a resource of the stack gives something; of a policy that nobody is given, whoever will be."""
        return tuple(self._actors.get(giver.urn, {}).values())

    def holders(self, giver: Resource) -> tuple[Resource, ...]:
        """Those to whom a resource of the stack gives something."""
        return tuple(actor.resource for actor in self.having(giver))

    def document(self, giver: Resource, arn: str) -> Document | None:
        """What the managed policy says that a resource attaches by this ARN; None where that is not known."""
        given = (one for actor in self.having(giver) for one in actor.permissions.own)
        return next((one.document for one in given if one.by.urn == giver.urn and one.arn == arn), None)

    def left(self, giver: Resource, reached: BroadStatement) -> Iterator[BroadStatement]:
        """What remains of it for those who have it from this resource, the widest if they differ; itself for nobody's.

        Raises `Undecided` where a boundary that is not known yet decides.
        """
        actors = self.having(giver)
        remains = [rest for actor in actors if (rest := _left_to(actor, reached))] if actors else [reached]
        yield from sorted(remains, key=lambda one: (bool(one.limit), -len(one.services)))[:1]


def _left_to(actor: Actor, reached: BroadStatement) -> BroadStatement | None:
    rest = _not_denied(reached, (one for given in actor.permissions.given for one in given.document.statements))
    if rest and (boundary := actor.permissions.boundary):
        rest = left(rest, boundary.statements)
        return _within(rest, boundary) if rest else None
    for gap in actor.permissions.own_gaps:
        if rest and gap.boundary and gap.fault.awaited:
            raise Undecided(gap.path)
    return rest


def _not_denied(reached: BroadStatement, statements: Iterable[Statement]) -> BroadStatement | None:
    """A Deny of another policy that is not known yet excuses nothing: what is allowed stands there already."""
    try:
        return left(reached, statements)
    except Undecided:
        return reached


def _within(reached: BroadStatement, boundary: Document) -> BroadStatement | None:
    """What of it the boundary allows. Raises `Undecided` where that is not known and nothing else would remain."""
    allowed, unknown = collect([broad(boundary)])
    free = _shared(reached, (one for one in allowed if not one.limit))
    services = free or _shared(reached, allowed)
    if not services:
        if unknown:
            raise unknown
        return None
    breadth = reached.breadth if EVERYTHING in services else "service"
    return replace(
        reached, services=services, breadth=breadth, limit=reached.limit or ("" if free else "named resources")
    )


def _shared(reached: BroadStatement, allowed: Iterable[BroadStatement]) -> tuple[str, ...]:
    """The services that both give as a whole."""
    return tuple(sorted({service for one in allowed for service in _both(reached.services, one)}))


def _both(services: tuple[str, ...], allowed: BroadStatement) -> Iterator[str]:
    if EVERYTHING in allowed.services:
        excluded = whole_services(allowed.statement.not_actions)
        yield from (service for service in services if not any(matches(one, service) for one in excluded))
        return
    for service in services:
        for one in allowed.services:
            if matches(one, service):
                yield service
            elif matches(service, one):
                yield one
