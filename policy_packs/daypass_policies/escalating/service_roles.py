"""This is where it is told whether a policy of AWS is on the role of the service for which AWS made it."""

from collections.abc import Iterable

from daypass.data.service_calls import plain_principal
from daypass.data.service_policies import is_for_service_roles, service_of
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


def _is_entered_by(role: Resource, service: str) -> bool:
    admitted = known_admissions(role)
    return bool(admitted) and all(
        one.kind == "Service" and plain_principal(one.principal) == service for one in admitted
    )
