"""This is where the simulated types of IAM are."""

from collections.abc import Mapping
from typing import Final

from daypass.engine.simulated_kind import Autoname, Simulated

_IAM: Final = "arn:{partition}:iam::{account}:"
_MADE: Final = ("uniqueId", "createDate")

TYPES: Final[Mapping[str, Simulated]] = {
    "aws:iam/role:Role": Simulated(
        Autoname(longest=64),
        arn=_IAM + "role{path}{name}",
        id="{name}",
        defaults={"maxSessionDuration": 3600, "path": "/", "forceDetachPolicies": False},
        computed=_MADE,
        tagged=True,
    ),
    "aws:iam/rolePolicy:RolePolicy": Simulated(Autoname(longest=128), id="{role}:{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Simulated(id="{role}/{policyArn}"),
    "aws:iam/instanceProfile:InstanceProfile": Simulated(
        Autoname(longest=128),
        arn=_IAM + "instance-profile{path}{name}",
        id="{name}",
        defaults={"path": "/"},
        computed=_MADE,
        tagged=True,
    ),
    "aws:iam/policy:Policy": Simulated(
        Autoname(longest=128),
        arn=_IAM + "policy{path}{name}",
        id="{arn}",
        defaults={"path": "/"},
        computed=("policyId", "attachmentCount"),
        tagged=True,
    ),
    "aws:iam/policyAttachment:PolicyAttachment": Simulated(Autoname(), id="{name}"),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Simulated(
        arn=_IAM + "oidc-provider/{host}",
        id="{arn}",
        # Source: GetOpenIDConnectProvider, which gives the URL back without its scheme; programs build claims with it.
        read_back={"url": "{host}"},
        computed=("thumbprintLists",),
        tagged=True,
    ),
    "aws:iam/samlProvider:SamlProvider": Simulated(
        Autoname(longest=128), arn=_IAM + "saml-provider/{name}", id="{arn}", computed=("validUntil",), tagged=True
    ),
    "aws:iam/user:User": Simulated(
        Autoname(longest=64),
        arn=_IAM + "user{path}{name}",
        id="{name}",
        defaults={"path": "/", "forceDestroy": False},
        computed=("uniqueId",),
        tagged=True,
    ),
    "aws:iam/accessKey:AccessKey": Simulated(
        id="AKIA{letters}",
        defaults={"status": "Active"},
        computed=("secret", "sesSmtpPasswordV4", "createDate", "encryptedSecret", "keyFingerprint"),
        secret=("secret", "sesSmtpPasswordV4"),
    ),
    "aws:iam/userLoginProfile:UserLoginProfile": Simulated(
        id="{user}",
        defaults={"passwordLength": 20},
        computed=("password", "encryptedPassword", "keyFingerprint"),
        secret=("password",),
    ),
    "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": Simulated(
        defaults={"status": "Active"},
        computed=("servicePassword", "serviceUserName", "serviceSpecificCredentialId"),
        secret=("servicePassword",),
    ),
    "aws:iam/userPolicy:UserPolicy": Simulated(Autoname(longest=128), id="{user}:{name}"),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": Simulated(id="{user}/{policyArn}"),
    "aws:iam/group:Group": Simulated(
        Autoname(longest=128),
        arn=_IAM + "group{path}{name}",
        id="{name}",
        defaults={"path": "/"},
        computed=("uniqueId",),
    ),
    "aws:iam/groupPolicy:GroupPolicy": Simulated(Autoname(longest=128), id="{group}:{name}"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": Simulated(id="{group}/{policyArn}"),
    "aws:iam/userGroupMembership:UserGroupMembership": Simulated(),
}
"""Type token → what is computed."""
