"""This is where the table of simulated types is: what the AWS provider makes of a resource without asking AWS.

Source of defaults, names and computed outputs: the schema of pulumi-aws 7.51 (terraform-provider-aws 6), read
2026-11-24; of ARNs and ids: the "Import" and "Attribute Reference" sections there. A type that is not here is
registered as the program wrote it, and every output of it is unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Autoname:
    """How a name is made up: the property, its longest form, what stands before it, and whether it is lower case."""

    property: str = "name"
    longest: int = 255
    prefix: str = ""
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Simulated:
    """One type.

    `arn` and `id` are templates over inputs, `{partition}`, `{region}`, `{account}`, `{suffix}`, `{arn}` and `{host}`
    (a URL without its scheme); "" is what nobody can compute. `computed` are outputs that stay unknown, `secret` the
    secrets among them. `tagged` types get `tagsAll`, `regional` ones the provider's region.
    """

    autoname: Autoname | None = None
    arn: str = ""
    id: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    computed: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    tagged: bool = False
    regional: bool = False


_IAM: Final = "arn:{partition}:iam::{account}:"
_IAM_MADE: Final = ("uniqueId", "createDate")
_REGIONAL: Final = "arn:{partition}:{service}:{region}:{account}:"


def _in_region(service: str, rest: str) -> str:
    return _REGIONAL.replace("{service}", service) + rest


TYPES: Final[Mapping[str, Simulated]] = {
    "aws:iam/role:Role": Simulated(
        Autoname(longest=64),
        arn=_IAM + "role{path}{name}",
        id="{name}",
        defaults={"maxSessionDuration": 3600, "path": "/", "forceDetachPolicies": False},
        computed=_IAM_MADE,
        tagged=True,
    ),
    "aws:iam/rolePolicy:RolePolicy": Simulated(Autoname(longest=128), id="{role}:{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Simulated(),
    "aws:iam/instanceProfile:InstanceProfile": Simulated(
        Autoname(longest=128),
        arn=_IAM + "instance-profile{path}{name}",
        id="{name}",
        defaults={"path": "/"},
        computed=_IAM_MADE,
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
        arn=_IAM + "oidc-provider/{host}", id="{arn}", computed=("thumbprintLists",), tagged=True
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
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": Simulated(),
    "aws:iam/group:Group": Simulated(
        Autoname(longest=128),
        arn=_IAM + "group{path}{name}",
        id="{name}",
        defaults={"path": "/"},
        computed=("uniqueId",),
    ),
    "aws:iam/groupPolicy:GroupPolicy": Simulated(Autoname(longest=128), id="{group}:{name}"),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": Simulated(),
    "aws:iam/userGroupMembership:UserGroupMembership": Simulated(),
    "aws:lambda/function:Function": Simulated(
        Autoname(longest=64),
        arn=_in_region("lambda", "function:{name}"),
        id="{name}",
        defaults={
            "memorySize": 128,
            "packageType": "Zip",
            "publish": False,
            "reservedConcurrentExecutions": -1,
            "skipDestroy": False,
            "timeout": 3,
        },
        computed=("invokeArn", "qualifiedArn", "version", "lastModified", "codeSha256"),
        tagged=True,
        regional=True,
    ),
    "aws:sqs/queue:Queue": Simulated(
        Autoname(longest=80),
        arn=_in_region("sqs", "{name}"),
        id="https://sqs.{region}.{suffix}/{account}/{name}",
        computed=("url",),
        tagged=True,
        regional=True,
    ),
    "aws:sns/topic:Topic": Simulated(
        Autoname(longest=256),
        arn=_in_region("sns", "{name}"),
        id="{arn}",
        computed=("owner",),
        tagged=True,
        regional=True,
    ),
    "aws:s3/bucket:Bucket": Simulated(
        Autoname("bucket", longest=63, lower=True),
        arn="arn:{partition}:s3:::{bucket}",
        id="{bucket}",
        defaults={"forceDestroy": False},
        computed=("bucketDomainName", "bucketRegionalDomainName", "hostedZoneId"),
        tagged=True,
        regional=True,
    ),
    "aws:dynamodb/table:Table": Simulated(
        Autoname(), arn=_in_region("dynamodb", "table/{name}"), id="{name}", tagged=True, regional=True
    ),
    "aws:cloudwatch/logGroup:LogGroup": Simulated(
        Autoname(longest=512), arn=_in_region("logs", "log-group:{name}"), id="{name}", tagged=True, regional=True
    ),
    "aws:ecs/cluster:Cluster": Simulated(
        Autoname(), arn=_in_region("ecs", "cluster/{name}"), id="{arn}", tagged=True, regional=True
    ),
    "aws:eks/cluster:Cluster": Simulated(
        Autoname(longest=100), arn=_in_region("eks", "cluster/{name}"), id="{name}", tagged=True, regional=True
    ),
    "aws:ecr/repository:Repository": Simulated(
        Autoname(lower=True), arn=_in_region("ecr", "repository/{name}"), id="{name}", tagged=True, regional=True
    ),
    "aws:ssm/parameter:Parameter": Simulated(Autoname(), id="{name}", tagged=True, regional=True),
    "aws:secretsmanager/secret:Secret": Simulated(Autoname(), tagged=True, regional=True),
    "aws:kms/key:Key": Simulated(computed=("keyId",), tagged=True, regional=True),
    "aws:sfn/stateMachine:StateMachine": Simulated(
        Autoname(longest=80), arn=_in_region("states", "stateMachine:{name}"), id="{arn}", tagged=True, regional=True
    ),
    "aws:codebuild/project:Project": Simulated(
        Autoname(), arn=_in_region("codebuild", "project/{name}"), id="{arn}", tagged=True, regional=True
    ),
    "aws:glue/job:Job": Simulated(
        Autoname(), arn=_in_region("glue", "job/{name}"), id="{name}", tagged=True, regional=True
    ),
}
"""Type token → what is computed."""
