"""What keeps permissions from being known is named with its place, and nothing is left out in silence."""

import json
from dataclasses import replace

import pytest
from tests.support.grants import (
    ARN,
    SET,
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

from daypass.graph.faults import NOT_HERE, UNKNOWN_YET
from daypass.graph.permissions import EffectivePermissions
from daypass.graph.stack import Stack
from daypass.model.resource import UNKNOWN, Partial, Properties, Resource, Secret

READER = f"{ARN}policy/reader"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ATTACHED = "iam/rolePolicyAttachment"
BAD = aws("iam/rolePolicy", "bad", role="app", policy="{}")

UNREADABLE: dict[str, tuple[str, str, tuple[Resource, ...]]] = {
    "a policy that is nowhere": (
        "policyArn",
        NOT_HERE.fact,
        (role(), aws(ATTACHED, "a", role="app", policyArn=READER)),
    ),
    "an ARN that is not known": (
        "policyArn",
        UNKNOWN_YET.fact,
        (role(), aws(ATTACHED, "a", role="app", policyArn=UNKNOWN)),
    ),
    "an ARN that depends on two policies": (
        "policyArn",
        UNKNOWN_YET.fact,
        (
            role(),
            policy(),
            policy("writer"),
            depending(aws(ATTACHED, "a", role="app"), policyArn=(policy(), policy("writer"))),
        ),
    ),
    "a policy of AWS that is newer than the table": (
        "policyArn",
        "names a policy of AWS that is newer than our table, or withdrawn",
        (role(), aws(ATTACHED, "a", role="app", policyArn="arn:aws:iam::aws:policy/NotYetFullAccess")),
    ),
    "a list that is not known": (
        "managedPolicyArns",
        UNKNOWN_YET.fact,
        (role(managedPolicyArns=UNKNOWN),),
    ),
    "an entry that is not known": (
        "inlinePolicies[1]",
        UNKNOWN_YET.fact,
        (role(inlinePolicies=[{}, UNKNOWN]),),
    ),
    "a document that is not known": (
        "policy",
        UNKNOWN_YET.fact,
        (role(), aws("iam/rolePolicy", "p", role="app", policy=UNKNOWN)),
    ),
    "a document of the stack that is not known": (
        "managedPolicyArns[0]",
        "names the policy 'reader', whose document is not known yet",
        (role(managedPolicyArns=[READER]), policy(policy=UNKNOWN)),
    ),
    "a policy that two stacks make": (
        "managedPolicyArns[0]",
        "names a policy that is made twice, and which one holds cannot be told",
        (
            role(managedPolicyArns=[READER]),
            policy(),
            replace(policy(), urn=f"{policy().urn}-again"),
        ),
    ),
    "a group that is nowhere": (
        "groups[0]",
        NOT_HERE.fact,
        (user(), aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])),
    ),
    "a group whose policy is not known": (
        "policy",
        UNKNOWN_YET.fact,
        (
            user(),
            group(),
            aws("iam/userGroupMembership", "m", user="ann", groups=["staff"]),
            aws("iam/groupPolicy", "p", group="staff", policy=UNKNOWN),
        ),
    ),
    "a list of names with one that is nowhere": (
        "policyNames[0]",
        NOT_HERE.fact,
        (role(), aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=["by-hand"])),
    ),
    "a list of names that is not known": (
        "policyNames",
        UNKNOWN_YET.fact,
        (role(), aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=UNKNOWN)),
    ),
    "a reference whose name is not known": (
        "customerManagedPolicyReferences[0]",
        UNKNOWN_YET.fact,
        (native("sso:PermissionSet", "s", customerManagedPolicyReferences=[{"name": UNKNOWN}]),),
    ),
    "a reference that is not known": (
        "customerManagedPolicyReferences[0]",
        UNKNOWN_YET.fact,
        (native("sso:PermissionSet", "s", customerManagedPolicyReferences=[UNKNOWN]),),
    ),
    "a role that cannot be told": (
        "role",
        "is not known yet, so that it may concern any such identity",
        (role(), aws("iam/rolePolicy", "p", role=UNKNOWN, policy=document())),
    ),
    "a name that two roles have": (
        "role",
        "names something that the stack has several times, so that it may concern any such identity",
        (
            role(),
            replace(role(), urn=role().urn + "2", inputs=Properties({"name": "app", "arn": f"{ARN}role/team/app"})),
            aws("iam/rolePolicy", "p", role="app", policy=document()),
        ),
    ),
}


@pytest.mark.parametrize(("path", "fact", "resources"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_named_with_its_place(path: str, fact: str, resources: tuple[Resource, ...]) -> None:
    found = permissions(*resources)
    assert [(gap.path, gap.fault.fact, gap.fault.malformed) for gap in found.gaps] == [(path, fact, False)]
    assert not found.boundary_is_unknown


def test_a_gap_is_a_sentence() -> None:
    found = permissions(role(), aws(ATTACHED, "a", role="app", policyArn=UNKNOWN), BAD)
    assert found.unknown == ("policyArn of 'a' (aws:iam/rolePolicyAttachment:RolePolicyAttachment) is not known yet",)
    assert found.malformed == ("policy of 'bad' (aws:iam/rolePolicy:RolePolicy) has no Statement",)


MALFORMED: dict[str, tuple[str, tuple[Resource, ...]]] = {
    "no JSON": ("policy", (role(), aws("iam/rolePolicy", "p", role="app", policy="{"))),
    "no document": ("policy", (role(), aws("iam/rolePolicy", "p", role="app"))),
    "an empty document": ("policy", (role(), aws("iam/rolePolicy", "p", role="app", policy=""))),
    "a number": ("policyDocument", (role(), native("iam:RolePolicy", "p", roleName="app", policyDocument=1.0))),
    "a list with no maps": ("inlinePolicies[0]", (role(inlinePolicies="s3:*"),)),
    "a name with no document": ("inlinePolicies[0].policy", (role(inlinePolicies=[{"name": "p"}]),)),
    "no ARN": ("managedPolicyArns[0]", (role(managedPolicyArns=[""]),)),
    "an ARN that is a map": ("managedPolicyArns[0]", (role(managedPolicyArns=[{"arn": READER}]),)),
    "no policy": ("policyArn", (role(), aws(ATTACHED, "a", role="app"))),
    "a policy of the stack": ("managedPolicyArns[0]", (role(managedPolicyArns=[READER]), policy(policy="[]"))),
    "a policy that attaches itself": ("policyDocument", (role(), native("iam:ManagedPolicy", "p", roles=["app"]))),
    "a reference without a name": (
        "customerManagedPolicyReferences[0]",
        (native("sso:PermissionSet", "s", customerManagedPolicyReferences=[{"path": "/"}]),),
    ),
    "a group that is a number": (
        "groups[0]",
        (user(), aws("iam/userGroupMembership", "m", user="ann", groups=[1.0])),
    ),
}


@pytest.mark.parametrize(("path", "resources"), MALFORMED.values(), ids=MALFORMED)
def test_what_aws_would_refuse_is_malformed(path: str, resources: tuple[Resource, ...]) -> None:
    found = permissions(*resources)
    assert [gap.path for gap in found.gaps] == [path]
    assert found.unknown == ()
    assert found.given == ()


BOUND: dict[str, tuple[Resource, ...]] = {
    "it is not known": (role(permissionsBoundary=UNKNOWN),),
    "it is nowhere": (role(permissionsBoundary=READER),),
    "it is newer than the table": (role(permissionsBoundary="arn:aws:iam::aws:policy/NotYet"),),
    "it is malformed": (role(permissionsBoundary=READER), policy(policy="{}")),
    "it is no ARN": (role(permissionsBoundary=1.0),),
    "the reference is not known": (
        native("sso:PermissionSet", "s", permissionsBoundary={"customerManagedPolicyReference": UNKNOWN}),
    ),
    "the reference is no map": (
        native("sso:PermissionSet", "s", permissionsBoundary={"customerManagedPolicyReference": "reader"}),
    ),
    "one says nothing": (
        permission_set(),
        aws("ssoadmin/permissionsBoundaryAttachment", "b", permissionSetArn=SET, permissionsBoundary={}),
    ),
    "there are two": (
        permission_set(),
        policy(),
        policy("writer"),
        *(
            aws(
                "ssoadmin/permissionsBoundaryAttachment",
                name,
                permissionSetArn=SET,
                permissionsBoundary={"customerManagedPolicyReference": {"name": name}},
            )
            for name in ("reader", "writer")
        ),
    ),
    "it may be of any permission set": (
        permission_set(),
        aws("ssoadmin/permissionsBoundaryAttachment", "b", permissionSetArn=UNKNOWN, permissionsBoundary={}),
    ),
}


@pytest.mark.parametrize("resources", BOUND.values(), ids=BOUND)
def test_a_boundary_that_cannot_be_read_is_unknown_and_not_none(resources: tuple[Resource, ...]) -> None:
    found = permissions(*resources)
    assert found.boundary is None
    assert found.boundary_is_unknown
    assert found.gaps


def test_another_partition_has_documents_of_its_own() -> None:
    """What we have of it is judged, so that an administrator is seen, and doubted, since it may differ."""
    found = permissions(role(managedPolicyArns=["arn:aws-us-gov:iam::aws:policy/AdministratorAccess"]))
    assert len(found.given) == len(found.unknown) == 1


def test_what_is_given_to_nobody_here_is_said() -> None:
    absent = aws("iam/rolePolicy", "p", role="legacy", policy=document())
    nobody = aws("iam/rolePolicy", "q", policy="{")
    stack = EffectivePermissions(Stack((role(), absent, nobody)))
    assert [(gap.by.name, gap.path, gap.fault.malformed) for gap in stack.elsewhere] == [
        ("p", "role", False),
        ("q", "role", True),
        ("q", "policy", True),
    ]
    assert stack.by_urn[role().urn].gaps == ()


def test_one_gap_stands_for_all_that_may_concern_anybody() -> None:
    lost = [aws("iam/rolePolicy", f"p{index}", role=UNKNOWN, policy=document()) for index in range(3)]
    stack = EffectivePermissions(Stack((role(), role("other"), user(), *lost)))
    assert len(stack.loose) == 3
    assert [len(found.gaps) for found in stack.each] == [1, 1, 0]
    assert stack.each[0].unknown[0].endswith("any such identity, and 2 more like it")


def test_a_boundary_of_nobody_knows_whom_hides_no_policy_of_nobody_knows_whom() -> None:
    attached = aws("ssoadmin/managedPolicyAttachment", "p", permissionSetArn=UNKNOWN, managedPolicyArn=READ_ONLY)
    fence = aws("ssoadmin/permissionsBoundaryAttachment", "b", permissionSetArn=UNKNOWN)
    for loose in ((attached, fence), (fence, attached)):
        (found,) = EffectivePermissions(Stack((native("sso:PermissionSet", "s", name="s"), *loose))).each
        assert [(gap.by.name, gap.may_give) for gap in found.gaps] == [("p", True), ("b", False)]


def test_a_role_that_was_looked_up_may_have_more() -> None:
    found = permissions(replace(role(), external=True, inputs=Properties({}), outputs=Properties(Partial())))
    assert {gap.path for gap in found.gaps} == {"inlinePolicies", "managedPolicyArns", "permissionsBoundary"}
    assert found.boundary_is_unknown
    partly = {"name": "app", "inlinePolicies": [{"name": "p", "policy": document()}], "managedPolicyArns": []}
    found = permissions(replace(role(), external=True, inputs=Properties({}), outputs=Properties(partly)))
    assert (sids(found), found.gaps) == (["x"], ())


def test_what_the_provider_read_of_others_earlier_is_not_given_now() -> None:
    stale = {"inlinePolicies": [{"name": "p", "policy": document("old")}], "managedPolicyArns": UNKNOWN}
    found = permissions(
        replace(role(), outputs=Properties(stale)), aws("iam/rolePolicy", "p", role="app", policy=document("new"))
    )
    assert (sids(found), found.gaps) == (["new"], ())


BY_HAND = aws("iam/rolePolicy", "p", name="by-hand", role="app", policy=document())
BY_ARN = aws(ATTACHED, "a", role="app", policyArn=READER)
MEMBER = aws("iam/userGroupMembership", "m", user="ann", groups=["staff"])

TAKEN: dict[str, tuple[bool, tuple[Resource, ...]]] = {
    "an inline policy": (True, (role(inlinePolicies=[{"name": "only", "policy": document()}]), BY_HAND)),
    "all inline policies": (True, (role(inlinePolicies=[{}]), BY_HAND)),
    "a managed policy": (True, (role(managedPolicyArns=[]), policy(), BY_ARN)),
    "by name": (True, (role(), BY_HAND, aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=[]))),
    "by ARN": (
        True,
        (
            role(),
            policy(),
            BY_ARN,
            aws("iam/rolePolicyAttachmentsExclusive", "e", roleName="app", policyArns=[]),
        ),
    ),
    "from a role": (
        True,
        (role(), policy(), BY_ARN, role("b"), aws("iam/policyAttachment", "e", roles=["b"], policyArn=READER)),
    ),
    "from every role here": (
        True,
        (role(), policy(), BY_ARN, aws("iam/policyAttachment", "e", roles=["legacy"], policyArn=READER)),
    ),
    "a policy of AWS": (
        True,
        (role(managedPolicyArns=[READ_ONLY]), aws("iam/policyAttachment", "e", roles=["b"], policyArn=READ_ONLY)),
    ),
    "a policy of AWS in another account": (
        False,
        (
            role(managedPolicyArns=[READ_ONLY]),
            aws("iam/policyAttachment", "e", stack="prod", roles=["b"], policyArn=READ_ONLY),
        ),
    ),
    "from a group": (
        True,
        (user(), group(), MEMBER, user("bob"), aws("iam/groupMembership", "e", group="staff", users=["bob"])),
    ),
    "no inline policies in the list": (False, (role(inlinePolicies=[]), BY_HAND)),
    "the same policy is listed": (
        False,
        (role(managedPolicyArns=[READER]), policy(), BY_ARN),
    ),
    "the same name is listed": (
        False,
        (role(), BY_HAND, aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=["by-hand"])),
    ),
    "the list depends on the policy": (
        False,
        (
            role(),
            new(BY_HAND, "name"),
            replace(
                aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=[UNKNOWN]),
                property_dependencies={"policyNames": (BY_HAND.urn,)},
            ),
        ),
    ),
    "the same role is listed": (
        False,
        (role(), policy(), BY_ARN, aws("iam/policyAttachment", "e", roles=["app"], policyArn=READER)),
    ),
    "the same user is listed": (
        False,
        (user(), group(), MEMBER, aws("iam/groupMembership", "e", group="staff", users=["ann"])),
    ),
    "another role": (
        False,
        (role(), BY_HAND, role("b"), aws("iam/rolePoliciesExclusive", "e", roleName="b", policyNames=[])),
    ),
}


@pytest.mark.parametrize(("is_taken", "resources"), TAKEN.values(), ids=TAKEN)
def test_what_an_exclusive_resource_does_not_list_may_be_gone(is_taken: bool, resources: tuple[Resource, ...]) -> None:  # noqa: FBT001 - a column of the table
    """It is still judged: each update gives it and takes it, and nobody can say which of the two holds."""
    found = permissions(*resources)
    assert [gap.fault.fact.partition(" again")[0] for gap in found.gaps] == ["is taken away"] * is_taken
    assert found.given or found.groups


def test_what_only_allows_can_only_be_less_where_it_is_taken_away() -> None:
    """Without a denial an identity would have more, so that what may be taken away is more than a doubt there."""
    only = aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=[])

    def given(*effects: str) -> Resource:
        statements = [{"Effect": effect, "Action": "s3:*", "Resource": "*"} for effect in effects]
        text = json.dumps({"Version": "2012-10-17", "Statement": statements})
        return aws("iam/rolePolicy", "p", role="app", name="p", policy=text)

    assert [gap.less for gap in permissions(role(), given("Allow"), only).gaps] == [True]
    assert [gap.less for gap in permissions(role(), given("Allow", "Deny"), only).gaps] == [False]


def test_the_policy_of_a_revocation_is_known_without_a_resource() -> None:
    """It denies everything, and nothing of the stack ever makes it."""
    only = aws("iam/rolePoliciesExclusive", "e", roleName="app", policyNames=["daypass-revoked"])
    assert permissions(role(), only).gaps == ()


def test_a_secret_is_judged_and_never_printed() -> None:
    hidden = role(
        inlinePolicies=Secret([{"name": "hush", "policy": document()}]),
        managedPolicyArns=[Secret(READER), Secret("hush")],
        permissionsBoundary=Secret("hush"),
    )
    inline = aws("iam/rolePolicy", "p", name=Secret("hush"), role=Secret("app"), policy=Secret(document("hush")))
    bad = aws("iam/rolePolicy", "q", role="app", policy=Secret('{"hush"'))
    found = permissions(hidden, policy(), inline, bad)
    assert sids(found) == ["x", "x", "hush"]
    assert [given.document.secret for given in found.given] == [True, False, True]
    assert [(given.name, given.arn) for given in found.given] == [("", "")] * 3
    assert "hush" not in repr([*found.unknown, *found.malformed])
