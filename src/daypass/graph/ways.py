"""This is where the ways are in which a resource gives permissions to an identity, or takes them away.

Source: the input properties of pulumi-aws 7.51.1 and pulumi-aws-native 1.84.0. Service-linked roles are left out: AWS
writes what they may do, and no resource says it.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from daypass.graph.given import BOUNDARY
from daypass.graph.names import Kind

ROLE: Final = "role"
USER: Final = "user"
GROUP: Final = "group"
PERMISSION_SET: Final = "permission set"

IDENTITY_KINDS: Final[Mapping[str, Kind]] = {
    "aws:iam/role:Role": Kind(ROLE, "role", "name"),
    "aws-native:iam:Role": Kind(ROLE, "role", "roleName"),
    "aws:iam/user:User": Kind(USER, "user", "name"),
    "aws-native:iam:User": Kind(USER, "user", "userName"),
    "aws:iam/group:Group": Kind(GROUP, "group", "name"),
    "aws-native:iam:Group": Kind(GROUP, "group", "groupName"),
    "aws:ssoadmin/permissionSet:PermissionSet": Kind(PERMISSION_SET, "permissionSet", "name"),
    "aws-native:sso:PermissionSet": Kind(PERMISSION_SET, "permissionSet", "name", "permissionSetArn"),
}
"""Type token → what identities of that type are called."""


TRUST: Final[Mapping[str, str]] = {
    "aws:iam/role:Role": "assumeRolePolicy",
    "aws-native:iam:Role": "assumeRolePolicyDocument",
}
"""Type token of a role → the property that holds its trust policy."""


def kinds_of(noun: str) -> dict[str, Kind]:
    """The types of identities that are called so."""
    return {type_: kind for type_, kind in IDENTITY_KINDS.items() if kind.noun == noun}


INLINE: Final = "inline"
ATTACHED: Final = "attached"
REFERRED: Final = "referred"
ITSELF: Final = ""
"""The path to the identity where that is the resource itself."""


class Way(NamedTuple):
    """The identity (its noun) that the path `to` names is given what the path `what` holds: a document or a policy.

    `how` is what `Given.how` says. `name` is the property with the name of an inline policy: beside the document.
    `exclusive`: whatever is not listed there is taken away from the identity.
    """

    noun: str
    to: str
    what: str
    how: str
    is_document: bool = False
    name: str = ""
    exclusive: bool = False


class Membership(NamedTuple):
    """The users that one path names are members of the groups that the other names. `exclusive`: and nobody else is."""

    user: str
    group: str
    exclusive: bool = False


class Roll(NamedTuple):
    """The identity keeps only those inline policies whose names the path `names` lists."""

    noun: str
    to: str
    names: str


def _inline(noun: str, to: str, what: str, how: str, name: str) -> Way:
    return Way(noun, to, what, how, is_document=True, name=name)


def _native(noun: str, *others: Way) -> tuple[Way, ...]:
    """What roles, users and groups of aws-native say of themselves."""
    return (
        _inline(noun, ITSELF, "policies[].policyDocument", INLINE, "policyName"),
        Way(noun, ITSELF, "managedPolicyArns[]", ATTACHED),
        *others,
    )


WAYS: Final[Mapping[str, tuple[Way, ...]]] = {
    "aws:iam/role:Role": (
        Way(ROLE, ITSELF, "inlinePolicies[].policy", INLINE, is_document=True, name="name", exclusive=True),
        Way(ROLE, ITSELF, "managedPolicyArns[]", ATTACHED, exclusive=True),
        Way(ROLE, ITSELF, "permissionsBoundary", BOUNDARY),
    ),
    "aws:iam/user:User": (Way(USER, ITSELF, "permissionsBoundary", BOUNDARY),),
    "aws:iam/rolePolicy:RolePolicy": (_inline(ROLE, "role", "policy", "RolePolicy", "name"),),
    "aws:iam/userPolicy:UserPolicy": (_inline(USER, "user", "policy", "UserPolicy", "name"),),
    "aws:iam/groupPolicy:GroupPolicy": (_inline(GROUP, "group", "policy", "GroupPolicy", "name"),),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (Way(ROLE, "role", "policyArn", ATTACHED),),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": (Way(USER, "user", "policyArn", ATTACHED),),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": (Way(GROUP, "group", "policyArn", ATTACHED),),
    "aws:iam/policyAttachment:PolicyAttachment": (
        Way(ROLE, "roles[]", "policyArn", ATTACHED),
        Way(USER, "users[]", "policyArn", ATTACHED),
        Way(GROUP, "groups[]", "policyArn", ATTACHED),
    ),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": (
        Way(ROLE, "roleName", "policyArns[]", ATTACHED, exclusive=True),
    ),
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": (
        Way(USER, "userName", "policyArns[]", ATTACHED, exclusive=True),
    ),
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": (
        Way(GROUP, "groupName", "policyArns[]", ATTACHED, exclusive=True),
    ),
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": (
        Way(PERMISSION_SET, "permissionSetArn", "inlinePolicy", "PermissionSetInlinePolicy", is_document=True),
    ),
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": (
        Way(PERMISSION_SET, "permissionSetArn", "managedPolicyArn", ATTACHED),
    ),
    "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": (
        Way(PERMISSION_SET, "permissionSetArn", "managedPolicyArns[]", ATTACHED, exclusive=True),
    ),
    "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": (
        Way(PERMISSION_SET, "permissionSetArn", "customerManagedPolicyReference", REFERRED),
    ),
    "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive": (
        Way(PERMISSION_SET, "permissionSetArn", "customerManagedPolicyReferences[]", REFERRED, exclusive=True),
    ),
    "aws:ssoadmin/permissionsBoundaryAttachment:PermissionsBoundaryAttachment": (
        Way(PERMISSION_SET, "permissionSetArn", "permissionsBoundary", BOUNDARY),
    ),
    "aws-native:iam:Role": _native(ROLE, Way(ROLE, ITSELF, "permissionsBoundary", BOUNDARY)),
    "aws-native:iam:User": _native(USER, Way(USER, ITSELF, "permissionsBoundary", BOUNDARY)),
    "aws-native:iam:Group": _native(GROUP),
    "aws-native:iam:RolePolicy": (_inline(ROLE, "roleName", "policyDocument", "RolePolicy", "policyName"),),
    "aws-native:iam:UserPolicy": (_inline(USER, "userName", "policyDocument", "UserPolicy", "policyName"),),
    "aws-native:iam:GroupPolicy": (_inline(GROUP, "groupName", "policyDocument", "GroupPolicy", "policyName"),),
    "aws-native:iam:ManagedPolicy": (
        Way(ROLE, "roles[]", ITSELF, ATTACHED),
        Way(USER, "users[]", ITSELF, ATTACHED),
        Way(GROUP, "groups[]", ITSELF, ATTACHED),
    ),
    "aws-native:sso:PermissionSet": (
        Way(PERMISSION_SET, ITSELF, "inlinePolicy", INLINE, is_document=True),
        Way(PERMISSION_SET, ITSELF, "managedPolicies[]", ATTACHED),
        Way(PERMISSION_SET, ITSELF, "customerManagedPolicyReferences[]", REFERRED),
        Way(PERMISSION_SET, ITSELF, "permissionsBoundary", BOUNDARY),
    ),
}
"""Type token → the ways in which such a resource gives permissions."""

MEMBERSHIPS: Final[Mapping[str, Membership]] = {
    "aws:iam/groupMembership:GroupMembership": Membership("users[]", "group", exclusive=True),
    "aws:iam/userGroupMembership:UserGroupMembership": Membership("user", "groups[]"),
    "aws-native:iam:User": Membership(ITSELF, "groups[]"),
}
"""Type token → how such a resource makes users members of groups."""

ROLLS: Final[Mapping[str, Roll]] = {
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": Roll(ROLE, "roleName", "policyNames[]"),
    "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": Roll(USER, "userName", "policyNames[]"),
    "aws:iam/groupPoliciesExclusive:GroupPoliciesExclusive": Roll(GROUP, "groupName", "policyNames[]"),
}
"""Type token → which inline policies such a resource leaves in place."""

ALONE: Final = frozenset({"aws:iam/policyAttachment:PolicyAttachment"})
"""What takes its policy away from every identity of the account that it does not list."""
