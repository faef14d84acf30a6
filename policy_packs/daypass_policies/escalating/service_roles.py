"""This is where it is told whether a role is a service's: by the policy of AWS that is on it, or by what uses it."""

from collections.abc import Iterable
from typing import Final

from daypass.data.service_calls import plain_principal
from daypass.data.service_policies import is_for_service_roles, service_of
from daypass.graph.consumers import Consumers
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass_policies.trusting.trust import known_admissions


def is_where_aws_puts_it(policy: str, holders: Iterable[Resource]) -> bool:
    """Whether AWS's guides attach it to the roles of a service, and these are such roles.

    What AWS itself calls so by its path counts on whoever has it; another policy where its service alone enters.
    """
    service, roles = service_of(policy), tuple(holders)
    if not service:
        return is_for_service_roles(policy)
    return bool(roles) and all(_is_entered_by(role, service) for role in roles)


def only_does_as_defined(role: Resource, stack: Stack) -> bool:
    """Whether services alone enter it, to do what a definition says: nobody's code has it, and nobody holds it.

    That is known where the stack says what uses the role, such as the start of a task, and of every workload that the
    same services run whose role that is.
    """
    consumers, admitted = stack.once(Consumers), known_admissions(role)
    uses = consumers.by_role.get(role.urn, ())
    principals = {principal for use in uses for principal in use.principals}
    return (
        bool(uses and admitted)
        and not any(use.own and not use.role and principals.intersection(use.principals) for use in consumers.uses)
        and all(use.purpose == "service" and DELIVERING.issuperset(use.principals) for use in uses)
        and all(one.kind == "Service" and plain_principal(one.principal) in DELIVERING for one in admitted)
    )


DELIVERING: Final = frozenset(
    f"{service}.amazonaws.com"
    for service in (
        *("ecs-tasks", "firehose", "events", "scheduler", "pipes", "iot", "logs", "config"),
        *("delivery.logs", "vpc-flow-logs", "streams.metrics.cloudwatch"),
    )
)
"""Services that do with such a role what is written down, and take no template or script from whoever calls them."""


def _is_entered_by(role: Resource, service: str) -> bool:
    admitted = known_admissions(role)
    return bool(admitted) and all(
        one.kind == "Service" and plain_principal(one.principal) == service for one in admitted
    )
