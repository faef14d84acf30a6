"""This is where credentials find the identity that they belong to: a user, or one that is neither user nor role."""

from collections.abc import Iterator, Mapping

from daypass.data.identity_kinds import credential_kinds, other_identity_kinds
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import USER, kinds_of
from daypass.grouping import grouped
from daypass.model.resource import Resource


def credentials_by_identity(stack: Stack) -> Mapping[str, tuple[Resource, ...]]:
    """URN of a user, or of an identity that is no role either → its credentials, in the order of the stack."""
    kinds = credential_kinds()
    credentials = [resource for resource in stack.resources if resource.type in kinds]
    if not credentials:
        return {}
    users = Names.of(stack.resources, kinds_of(USER), by_last_part=True)
    others = _others(stack)
    return grouped((urn, one) for one in credentials for urn in _of(one, kinds[one.type].of, users, others))


def _of(credential: Resource, key: str, users: Names, others: Mapping[str, str]) -> Iterator[str]:
    """By what it depends on, else by what it names; the first that is known."""
    text = text_of(said(credential, key))
    named = [
        *users.behind(credential, key),
        *(urn for urn in credential.property_dependencies.get(key, ()) if urn in others.values()),
        *([users.named(credential, text).urn, others.get(text, "")] if text else []),
    ]
    yield from [urn for urn in named if urn][:1]


def _others(stack: Stack) -> Mapping[str, str]:
    """Whatever identities beside roles and users are named by → their URN."""
    kinds = other_identity_kinds()
    return {
        text: resource.urn
        for resource in stack.resources
        if resource.type in kinds
        for text in (resource.urn, resource.id, *(text_of(said(resource, key)) for key in kinds[resource.type].named))
        if text
    }
