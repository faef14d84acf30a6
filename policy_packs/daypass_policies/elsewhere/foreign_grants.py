"""This is where the grants of other clouds, and of services that are none, are gathered, and told to people."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from daypass.data.foreign_roles import ForeignRole, Gives
from daypass.graph.stack import Stack
from daypass.model.resource import Resource
from daypass.rule import Open, Problem
from daypass_policies.elsewhere.azure_grants import AZURE_CUSTOM_ROLES, AZURE_GRANTS, AzureGrants
from daypass_policies.elsewhere.consul_grants import CONSUL_GRANTS, ConsulGrants
from daypass_policies.elsewhere.entra_grants import ENTRA_GRANTS, EntraGrants
from daypass_policies.elsewhere.google_grants import GOOGLE_CUSTOM_ROLES, GOOGLE_GRANTS, GoogleGrants
from daypass_policies.elsewhere.grant import ForeignGrant
from daypass_policies.elsewhere.service_grants import ServiceGrants
from daypass_policies.elsewhere.snowflake_grants import SNOWFLAKE_GRANTS, SnowflakeGrants
from daypass_policies.elsewhere.vault_grants import VAULT_GRANTS, VaultGrants

FOREIGN_GRANTS: Final = (
    *GOOGLE_GRANTS,
    *GOOGLE_CUSTOM_ROLES,
    *AZURE_GRANTS,
    *AZURE_CUSTOM_ROLES,
    *ENTRA_GRANTS,
    *SNOWFLAKE_GRANTS,
    *VAULT_GRANTS,
    *CONSUL_GRANTS,
)


class ForeignGrants:
    """What machines are given on whole clouds in a stack, or in several joined, as far as it matters."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    @cached_property
    def each(self) -> tuple[ForeignGrant, ...]:
        """The grants of all clouds and services; those of which the role is not known are among them."""
        once = self._stack.once
        clouds = (*once(GoogleGrants).each, *once(AzureGrants).each, *once(EntraGrants).each)
        services = (*once(SnowflakeGrants).each, *once(VaultGrants).each, *once(ConsulGrants).each)
        return (*clouds, *services, *once(ServiceGrants).each)


def told(stack: Stack, gives: Gives) -> Iterator[Problem | Open]:
    """Each grant of roles that give so much, as a finding; what may be one, as open."""
    for grant in stack.once(ForeignGrants).each:
        if grant.role and grant.role.gives == gives:
            yield Open(grant.by, (grant.unknown,)) if grant.unknown else _problem(grant, grant.role)


def unsaid(stack: Stack) -> Iterator[Open]:
    """The grants of which nobody knows the role yet."""
    for grant in stack.once(ForeignGrants).each:
        if grant.role is None:
            yield Open(grant.by, (grant.unknown,))


def _problem(grant: ForeignGrant, role: ForeignRole) -> Problem:
    is_advice = grant.is_limited or grant.is_unassigned or role.is_advice
    shown = "a role" if _is_secret(grant.by, role) else role.name
    under = ", under a condition" if grant.is_limited else ""
    return Problem(
        f"{grant.to} may {role.act} in {grant.where}, as {shown}{under}",
        at=grant.at,
        key=f"{shown} {grant.to}",
        severity="medium" if is_advice else None,
        advisory=is_advice,
        on=grant.by,
    )


def _is_secret(resource: Resource, role: ForeignRole) -> bool:
    """Whether the name or the id of a role stands in something that is marked."""
    marked = [text.lower() for text in resource.secrets()]
    return any(said.lower() in text for text in marked for said in (role.name, role.id))
