"""Which identity a resource is a part of, so that a person reads all about one identity in one place."""

from dataclasses import replace
from typing import Any

import pytest

from daypass.graph.stack import Stack
from daypass.model.identity_types import COMPONENT
from daypass.model.resource import UNKNOWN, Properties, Resource
from daypass.report.grouping import Grouping, identities

ROLE, USER = "aws:iam/role:Role", "aws:iam/user:User"
role = Resource.of(ROLE, "deploy", name="deploy-4f1c2aa")
user = Resource.of(USER, "deploy", name="deploy-4f1c2aa")


def identity_of(resource: Resource, *others: Resource) -> str:
    return Grouping(Stack((role, user, *others, resource))).identity_of(resource.urn)


def test_an_identity_is_its_own_and_counted() -> None:
    assert identity_of(role) == role.urn
    assert [one.urn for one in identities(Stack((role, user, Resource.of("a:b:C", "c"))))] == [role.urn, user.urn]


@pytest.mark.parametrize(
    ("type_", "inputs", "owner"),
    [
        ("aws:iam/rolePolicy:RolePolicy", {"role": "deploy-4f1c2aa"}, role),
        ("aws:iam/accessKey:AccessKey", {"user": "deploy-4f1c2aa"}, user),
        ("aws:iam/policyAttachment:PolicyAttachment", {"roles": ["other", "deploy-4f1c2aa"]}, role),
        ("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", {"userName": "deploy-4f1c2aa"}, user),
        ("aws:iam/rolePolicy:RolePolicy", {"role": "elsewhere"}, None),
        ("aws:iam/rolePolicy:RolePolicy", {"role": UNKNOWN}, None),
        ("aws:lambda/function:Function", {"role": "deploy-4f1c2aa"}, None),
    ],
)
def test_what_names_a_role_or_user_is_a_part_of_it(type_: str, inputs: dict[str, Any], owner: Resource | None) -> None:
    assert identity_of(Resource.of(type_, "x", **inputs)) == (owner.urn if owner else "")


def test_a_preview_tells_by_what_the_property_depends_on() -> None:
    policy = Resource.of("aws:iam/rolePolicy:RolePolicy", "x", role=UNKNOWN)
    assert identity_of(replace(policy, property_dependencies={"role": (role.urn,)})) == role.urn


def test_our_component_speaks_for_the_role_inside_it_and_its_parts() -> None:
    component = Resource.of(COMPONENT, "payments")
    inside = replace(Resource.of(ROLE, "inner", name="inner"), parent=component.urn)
    policy = Resource.of("aws:iam/rolePolicy:RolePolicy", "x", role="inner")
    bucket = replace(Resource.of("aws:s3/bucket:Bucket", "b"), parent=inside.urn)
    for resource in (component, inside, policy, bucket):
        assert identity_of(resource, component, inside) == component.urn


def test_parents_in_a_circle_and_urns_nobody_knows_belong_to_nobody() -> None:
    one, two = Resource.of("a:b:C", "one"), Resource.of("a:b:C", "two")
    assert identity_of(replace(one, parent=two.urn), replace(two, parent=one.urn)) == ""
    assert Grouping(Stack((role,))).identity_of("urn:pulumi:x::y::z::w") == ""


def test_a_secret_name_groups_nothing() -> None:
    hidden = replace(role, inputs=Properties({"name": UNKNOWN}))
    assert Grouping(Stack((hidden,))).identity_of(hidden.urn) == hidden.urn
