"""This is where credentials find the identity that they belong to, and identities of other clouds theirs."""

from collections.abc import Iterator, Mapping

from daypass.data.identity_kinds import credential_kinds, foreign_identity_kinds
from daypass.graph.leaves import said, text_of
from daypass.graph.names import Names
from daypass.graph.stack import Stack
from daypass.graph.ways import USER, kinds_of
from daypass.model.resource import Resource


def credentials_by_identity(stack: Stack) -> Mapping[str, tuple[Resource, ...]]:
    """URN of a user, or of an identity of another cloud → its credentials, in the order of the stack."""
    kinds = credential_kinds()
    credentials = [resource for resource in stack.resources if resource.type in kinds]
    if not credentials:
        return {}
    users = Names.of(stack.resources, kinds_of(USER), by_last_part=True)
    others = _foreign(stack)
    found: dict[str, list[Resource]] = {}
    for one in credentials:
        key = kinds[one.type].of
        for urn in _of(one, key, users, others):
            found.setdefault(urn, []).append(one)
    return {urn: tuple(each) for urn, each in found.items()}


def _of(credential: Resource, key: str, users: Names, others: Mapping[str, str]) -> Iterator[str]:
    """By what it depends on, else by what it names; the first that is known."""
    text = text_of(said(credential, key))
    named = [
        *users.behind(credential, key),
        *(urn for urn in credential.property_dependencies.get(key, ()) if urn in others.values()),
        *([users.named(credential, text).urn, others.get(text, "")] if text else []),
    ]
    yield from [urn for urn in named if urn][:1]


def _foreign(stack: Stack) -> Mapping[str, str]:
    """Whatever identities of other clouds are named by → their URN."""
    kinds = foreign_identity_kinds()
    return {
        text: resource.urn
        for resource in stack.resources
        if resource.type in kinds
        for text in (resource.urn, resource.id, *(text_of(said(resource, key)) for key in kinds[resource.type].named))
        if text
    }
