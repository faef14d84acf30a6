"""This is where the providers are that the roles of a stack trust, by their ARNs, each with these roles."""

from collections.abc import Mapping

from daypass.data.table import grouped
from daypass.graph.stack import Stack
from daypass.iam.admitted import Admitted
from daypass.iam.document import MalformedDocument
from daypass.model.resource import Resource, Undecided
from daypass_policies.escalating.actors import Actor
from daypass_policies.escalating.rising import Rising
from daypass_policies.trusting.trust import ROLES, admitted_by, trust_of


def trusted_providers(stack: Stack, rising: Rising) -> Mapping[str, tuple[Actor, ...]]:
    """ARN of a provider, as trusts name it → the roles that let in whom it vouches for, in order of their URNs."""
    del stack
    each = sorted(rising.actors.by_urn.values(), key=lambda one: one.resource.urn)
    principals = ((principal, role) for role in each for principal in _providers_of(role.resource))
    return grouped(principals)


def _providers_of(identity: Resource) -> tuple[str, ...]:
    found = (one.principal for one in _admitted(identity) if "-provider/" in one.principal)
    return tuple(dict.fromkeys(found))


def _admitted(identity: Resource) -> tuple[Admitted, ...]:
    try:
        return admitted_by(identity, trust_of(identity)) if identity.type in ROLES else ()
    except (MalformedDocument, Undecided):
        return ()  # the rules about trusts say so
