"""This is where the rights of a role that a test writes in one are made resources of their own, as providers want."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from daypass.model.resource import Properties, Resource

_ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"


def with_rights_apart(resource: Resource) -> Iterator[Resource]:
    """A resource, and each inline policy of a role beside it."""
    inputs = dict(resource.inputs.raw)
    policies = inputs.pop("inlinePolicies", ())
    yield replace(resource, inputs=Properties(inputs)) if policies else resource
    for one in policies:
        name = f"{resource.name}-{one['name']}"
        apart = Resource.of(_ROLE_POLICY, name, role=inputs["name"], name=name, policy=one["policy"])
        yield replace(apart, urn=resource.urn.replace(f"{resource.type}::{resource.name}", f"{_ROLE_POLICY}::{name}"))
