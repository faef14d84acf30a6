"""An identity has the permissions that the stack gives it, in whatever way."""

import re
from dataclasses import replace
from importlib import util
from itertools import chain
from pathlib import Path

import pytest
from tests.support.grants import (
    ARN,
    SET,
    as_object,
    aws,
    depending,
    document,
    group,
    native,
    new,
    permission_set,
    permissions,
    policy,
    role,
    sids,
    user,
)

from daypass.data.managed_documents import managed_document
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.graph.ways import IDENTITY_KINDS, ITSELF, MEMBERSHIPS, ROLLS, WAYS
from daypass.iam.document import Document
from daypass.model.resource import Partial, Properties, Resource

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
READER = f"{ARN}policy/reader"
BY_NAME = {"name": "reader", "path": "/"}
NATIVE_READER = native(
    "iam:ManagedPolicy", "reader", policyArn=READER, managedPolicyName="reader", policyDocument=as_object()
)
NATIVE_INLINE = [{"policyName": "p", "policyDocument": as_object()}]
NATIVE_GROUP = native("iam:Group", "staff", groupName="staff", policies=NATIVE_INLINE)

WAYS_TO_GIVE: dict[str, tuple[str, tuple[Resource, ...]]] = {
    "inline in a role": ("inline", (role(inlinePolicies=[{"name": "p", "policy": document()}]),)),
    "a managed policy in a role": ("attached", (role(managedPolicyArns=[READER]), policy())),
    "RolePolicy": ("RolePolicy", (role(), aws("iam/rolePolicy", "p", role="app", policy=document()))),
    "RolePolicyAttachment": (
        "attached",
        (role(), policy(), aws("iam/rolePolicyAttachment", "a", role="app", policyArn=READER)),
    ),
    "RolePolicyAttachmentsExclusive": (
        "attached",
        (role(), policy(), aws("iam/rolePolicyAttachmentsExclusive", "a", roleName="app", policyArns=[READER])),
    ),
    "PolicyAttachment to a role": (
        "attached",
        (role(), policy(), aws("iam/policyAttachment", "a", roles=["app"], policyArn=READER)),
    ),
    "PolicyAttachment to a user": (
        "attached",
        (user(), policy(), aws("iam/policyAttachment", "a", users=["ann"], policyArn=READER)),
    ),
    "PolicyAttachment to a group": (
        "attached",
        (group(), policy(), aws("iam/policyAttachment", "a", groups=["staff"], policyArn=READER)),
    ),
    "UserPolicy": ("UserPolicy", (user(), aws("iam/userPolicy", "p", user="ann", policy=document()))),
    "UserPolicyAttachment": (
        "attached",
        (user(), policy(), aws("iam/userPolicyAttachment", "a", user="ann", policyArn=READER)),
    ),
    "UserPolicyAttachmentsExclusive": (
        "attached",
        (user(), policy(), aws("iam/userPolicyAttachmentsExclusive", "a", userName="ann", policyArns=[READER])),
    ),
    "GroupPolicy": ("GroupPolicy", (group(), aws("iam/groupPolicy", "p", group="staff", policy=document()))),
    "GroupPolicyAttachment": (
        "attached",
        (group(), policy(), aws("iam/groupPolicyAttachment", "a", group="staff", policyArn=READER)),
    ),
    "GroupPolicyAttachmentsExclusive": (
        "attached",
        (group(), policy(), aws("iam/groupPolicyAttachmentsExclusive", "a", groupName="staff", policyArns=[READER])),
    ),
    "GroupMembership": (
        "GroupPolicy",
        (
            user(),
            group(),
            aws("iam/groupMembership", "m", group="staff", users=["ann"]),
            aws("iam/groupPolicy", "p", group="staff", policy=document()),
        ),
    ),
    "UserGroupMembership": (
        "GroupPolicy",
        (
            user(),
            group(),
            aws("iam/userGroupMembership", "m", user="ann", groups=["staff"]),
            aws("iam/groupPolicy", "p", group="staff", policy=document()),
        ),
    ),
    "PermissionSetInlinePolicy": (
        "PermissionSetInlinePolicy",
        (
            permission_set(),
            aws("ssoadmin/permissionSetInlinePolicy", "p", permissionSetArn=SET, inlinePolicy=document()),
        ),
    ),
    "CustomerManagedPolicyAttachment": (
        "referred",
        (
            permission_set(),
            policy(),
            aws(
                "ssoadmin/customerManagedPolicyAttachment",
                "a",
                permissionSetArn=SET,
                customerManagedPolicyReference=BY_NAME,
            ),
        ),
    ),
    "CustomerManagedPolicyAttachmentsExclusive": (
        "referred",
        (
            permission_set(),
            policy(path="/team/", arn=f"{ARN}policy/team/reader"),
            aws(
                "ssoadmin/customerManagedPolicyAttachmentsExclusive",
                "a",
                permissionSetArn=SET,
                customerManagedPolicyReferences=[{"name": "reader", "path": "/team/"}],
            ),
        ),
    ),
    "inline in a role of aws-native": (
        "inline",
        (native("iam:Role", "app", policies=NATIVE_INLINE),),
    ),
    "a managed policy in a role of aws-native": (
        "attached",
        (native("iam:Role", "app", managedPolicyArns=[READER]), NATIVE_READER),
    ),
    "inline in a user of aws-native": (
        "inline",
        (native("iam:User", "ann", policies=NATIVE_INLINE),),
    ),
    "a managed policy in a user of aws-native": (
        "attached",
        (native("iam:User", "a", managedPolicyArns=[READER]), policy()),
    ),
    "a group in a user of aws-native": ("inline", (native("iam:User", "ann", groups=["staff"]), NATIVE_GROUP)),
    "inline in a group of aws-native": ("inline", (NATIVE_GROUP,)),
    "a managed policy in a group of aws-native": (
        "attached",
        (native("iam:Group", "g", managedPolicyArns=[READER]), policy()),
    ),
    "RolePolicy of aws-native": (
        "RolePolicy",
        (role(), native("iam:RolePolicy", "p", roleName="app", policyName="p", policyDocument=as_object())),
    ),
    "UserPolicy of aws-native": (
        "UserPolicy",
        (user(), native("iam:UserPolicy", "p", userName="ann", policyDocument=as_object())),
    ),
    "GroupPolicy of aws-native": (
        "GroupPolicy",
        (group(), native("iam:GroupPolicy", "p", groupName="staff", policyDocument=as_object())),
    ),
    "ManagedPolicy of aws-native to a role": (
        "attached",
        (role(), native("iam:ManagedPolicy", "p", roles=["app"], policyDocument=as_object())),
    ),
    "ManagedPolicy of aws-native to a user": (
        "attached",
        (user(), native("iam:ManagedPolicy", "p", users=["ann"], policyDocument=document())),
    ),
    "ManagedPolicy of aws-native to a group": (
        "attached",
        (group(), native("iam:ManagedPolicy", "p", groups=["staff"], policyDocument=as_object())),
    ),
    "inline in a permission set of aws-native": (
        "inline",
        (native("sso:PermissionSet", "s", inlinePolicy=as_object()),),
    ),
    "a customer's policy in a permission set of aws-native": (
        "referred",
        (native("sso:PermissionSet", "s", customerManagedPolicyReferences=[{"name": "reader"}]), policy()),
    ),
}


@pytest.mark.parametrize(("how", "resources"), WAYS_TO_GIVE.values(), ids=WAYS_TO_GIVE)
def test_each_way_to_give_permissions_is_seen(how: str, resources: tuple[Resource, ...]) -> None:
    found = permissions(*resources)
    assert sids(found) == ["x"]
    assert [given.how for given in found.given] == [how]
    assert found.gaps == ()
    assert [document.statements[0].sid for document in found.policies.identity] == ["x"]


PUBLISHED: dict[str, tuple[Resource, ...]] = {
    "a role": (role(managedPolicyArns=[READ_ONLY]),),
    "RolePolicyAttachment": (role(), aws("iam/rolePolicyAttachment", "a", role="app", policyArn=READ_ONLY)),
    "ManagedPolicyAttachment": (
        permission_set(),
        aws("ssoadmin/managedPolicyAttachment", "a", permissionSetArn=SET, managedPolicyArn=READ_ONLY),
    ),
    "ManagedPolicyAttachmentsExclusive": (
        permission_set(),
        aws("ssoadmin/managedPolicyAttachmentsExclusive", "a", permissionSetArn=SET, managedPolicyArns=[READ_ONLY]),
    ),
    "a permission set of aws-native": (native("sso:PermissionSet", "s", managedPolicies=[READ_ONLY]),),
    "a policy that was looked up": (
        role(),
        replace(aws("iam/policy", "p"), external=True, outputs=Properties(Partial()), id=READ_ONLY),
        depending(aws("iam/rolePolicyAttachment", "a", role="app"), policyArn=aws("iam/policy", "p")),
    ),
}


@pytest.mark.parametrize("resources", PUBLISHED.values(), ids=PUBLISHED)
def test_a_policy_of_aws_is_known_by_its_document(resources: tuple[Resource, ...]) -> None:
    found = permissions(*resources)
    expected = Document.parse(managed_document("ReadOnlyAccess"))
    assert [len(given.document.statements) for given in found.given] == [len(expected.statements)]
    assert found.gaps == ()


BOUNDARIES: dict[str, tuple[Resource, ...]] = {
    "a role": (role(permissionsBoundary=READER), policy()),
    "a user": (user(permissionsBoundary=READER), policy()),
    "a role of aws-native": (native("iam:Role", "app", permissionsBoundary=READER), NATIVE_READER),
    "a user of aws-native": (native("iam:User", "ann", permissionsBoundary=READER), policy()),
    "PermissionsBoundaryAttachment": (
        permission_set(),
        policy(),
        aws(
            "ssoadmin/permissionsBoundaryAttachment",
            "b",
            permissionSetArn=SET,
            permissionsBoundary={"customerManagedPolicyReference": BY_NAME},
        ),
    ),
    "a permission set of aws-native": (
        native("sso:PermissionSet", "s", permissionsBoundary={"customerManagedPolicyReference": {"name": "reader"}}),
        policy(),
    ),
    "a policy that is not made yet": (depending(role(), permissionsBoundary=policy()), new(policy())),
    "a policy that is not made yet, by its ARN": (role(permissionsBoundary=READER), new(policy(), "arn")),
}


@pytest.mark.parametrize("resources", BOUNDARIES.values(), ids=BOUNDARIES)
def test_each_way_to_bound_permissions_is_seen(resources: tuple[Resource, ...]) -> None:
    found = permissions(*resources)
    assert found.given == ()
    assert found.boundary is not None
    assert found.boundary.statements[0].sid == "x"
    assert found.policies.boundary is found.boundary
    assert (found.boundary_is_unknown, found.gaps) == (False, ())


@pytest.mark.parametrize("boundary", [{"managedPolicyArn": READ_ONLY}, READ_ONLY])
def test_a_policy_of_aws_is_a_boundary_too(boundary: object) -> None:
    attached = aws("ssoadmin/permissionsBoundaryAttachment", "b", permissionSetArn=SET, permissionsBoundary=boundary)
    for found in (permissions(permission_set(), attached), permissions(role(permissionsBoundary=READ_ONLY))):
        assert found.boundary is not None
        assert found.boundary.statements
        assert found.gaps == ()


@pytest.mark.parametrize("absent", [{}, {"permissionsBoundary": None}, {"permissionsBoundary": ""}])
def test_an_identity_without_a_boundary_has_none(absent: dict[str, object]) -> None:
    found = permissions(role(**absent))
    assert (found.boundary, found.boundary_is_unknown, found.gaps) == (None, False, ())


def test_what_a_preview_does_not_know_is_found_by_dependency() -> None:
    app, reader = new(role()), new(policy())
    other, writer = new(role("other")), new(policy("writer", "y"))
    attached = depending(aws("iam/rolePolicyAttachment", "a"), role=app, policyArn=reader)
    both = depending(aws("iam/policyAttachment", "b"), policyArn=writer)
    both = depending(
        replace(both, inputs=Properties({**both.inputs.raw, "roles": [both.inputs.raw["policyArn"]] * 2})),
        policyArn=writer,
    )
    both = replace(both, property_dependencies={**both.property_dependencies, "roles": (app.urn, other.urn)})
    stack = EffectivePermissions(Stack((app, other, reader, writer, attached, both))).by_urn
    assert (sids(stack[app.urn]), stack[app.urn].gaps) == (["x", "y"], ())
    assert (sids(stack[other.urn]), stack[other.urn].gaps) == (["y"], ())


def test_stacks_are_joined_by_arn() -> None:
    """One stack makes the policy, another the role, a third looks the role up and attaches to it."""
    made = replace(role(managedPolicyArns=[READER]), urn="urn:pulumi:b::project::aws:iam/role:Role::app")
    looked_up = replace(
        aws("iam/role", "found", stack="c"), external=True, outputs=Properties({"arn": f"{ARN}role/app", "name": "app"})
    )
    inline = aws("iam/rolePolicy", "p", stack="c", role="app", policy=document("y"))
    stack = EffectivePermissions(Stack((policy(), made, looked_up, inline)))
    (found,) = stack.each
    assert found.identity is made
    assert stack.by_urn[looked_up.urn] is stack.by_urn[made.urn] is found
    assert (sids(found), found.gaps) == (["x", "y"], ())


def test_a_name_means_the_one_of_the_same_stack() -> None:
    ours, theirs = role(), replace(role(), urn="urn:pulumi:prod::project::aws:iam/role:Role::app")
    theirs = replace(theirs, inputs=Properties({"name": "app", "arn": "arn:aws:iam::444455556666:role/app"}))
    inline = aws("iam/rolePolicy", "p", stack="prod", role="app", policy=document())
    stack = EffectivePermissions(Stack((ours, theirs, inline))).by_urn
    assert [sids(stack[one.urn]) for one in (ours, theirs)] == [[], ["x"]]


def test_stacks_of_one_name_are_one_environment() -> None:
    """A project makes the role, another attaches to it by name, and both have a stack for each environment."""
    dev, prod = role(), replace(role(), urn="urn:pulumi:prod::project::aws:iam/role:Role::app")
    prod = replace(prod, inputs=Properties({"name": "app", "arn": "arn:aws:iam::444455556666:role/app"}))
    inline = aws("iam/rolePolicy", "p", role="app", policy=document())
    attached = [
        replace(inline, urn=f"urn:pulumi:{name}::other::aws:iam/rolePolicy:RolePolicy::p")
        for name in ("dev", "prod", "test")
    ]
    stack = EffectivePermissions(Stack((dev, prod, *attached[:2]))).by_urn
    assert [(sids(stack[one.urn]), stack[one.urn].gaps) for one in (dev, prod)] == [(["x"], ())] * 2
    stack = EffectivePermissions(Stack((dev, prod, attached[2]))).by_urn
    assert [len(stack[one.urn].gaps) for one in (dev, prod)] == [1, 1]


def test_a_policy_that_two_ways_give_is_judged_once() -> None:
    found = permissions(
        role(), policy(), *(aws("iam/rolePolicyAttachment", name, role="app", policyArn=READER) for name in "ab")
    )
    assert len(found.given) == 2
    assert len(found.policies.identity) == 1


def test_each_identity_is_listed_once_with_what_it_is() -> None:
    stack = EffectivePermissions(Stack((role(), user(), group(), permission_set(), policy())))
    assert [found.noun for found in stack.each] == ["role", "user", "group", "permission set"]
    assert EffectivePermissions(Stack(())).each == ()


def sources() -> dict[str, str]:
    """Type token → source of its class in the installed provider SDK."""
    spec = util.find_spec("pulumi_aws")
    assert spec
    assert spec.origin
    files = chain.from_iterable(Path(spec.origin).parent.glob(f"{name}/*.py") for name in ("iam", "ssoadmin"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    tokens = [re.search(r"super\(\w+, __self__\)\.__init__\(\s*'([^']+)'", text) for text in texts]
    return {token[1]: text for token, text in zip(tokens, texts, strict=True) if token}


def test_types_and_properties_are_those_of_the_provider() -> None:
    paths = [(type_, path) for type_, ways in WAYS.items() for way in ways for path in (way.to, way.what)]
    paths += [(type_, path) for type_, one in MEMBERSHIPS.items() for path in (one.user, one.group)]
    paths += [(type_, path) for type_, roll in ROLLS.items() for path in (roll.to, roll.names)]
    paths += [(type_, path) for type_, kind in IDENTITY_KINDS.items() for path in (kind.name, kind.arn)]
    known = sources()
    names = {(type_, re.split(r"[.\[]", path)[0]) for type_, path in paths if path != ITSELF}
    snake = {name: re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for _, name in names}
    wrong = [
        (type_, name)
        for type_, name in sorted(names)
        if type_.startswith("aws:")
        and not re.search(rf'getter\(name="{name}"\)|def {snake[name]}\(self\)', known.get(type_, ""))
    ]
    assert wrong == []
