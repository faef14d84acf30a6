"""This is where the providers are that the roles of a stack trust, by their ARNs, each with these roles."""

from collections.abc import Mapping

from daypass.graph.stack import Stack
from daypass.grouping import grouped
from daypass.model.resource import Resource
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.trusting.trust import known_admissions


def trusted_providers(stack: Stack, rising: Rising) -> Mapping[str, tuple[Actor, ...]]:
    """ARN of a provider, as trusts name it → the roles that let in whom it vouches for, in order of their URNs."""
    del stack
    each = sorted(rising.actors.by_urn.values(), key=lambda one: one.resource.urn)
    principals = ((principal, role) for role in each for principal in _providers_of(role.resource))
    return grouped(principals)


def _providers_of(identity: Resource) -> tuple[str, ...]:
    found = (one.principal for one in known_admissions(identity) if "-provider/" in one.principal)
    return tuple(dict.fromkeys(found))
