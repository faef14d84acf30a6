"""This is where the simulated types of other services are: what runs as a role, and what a role is let into."""

from collections.abc import Mapping
from typing import Final

from daypass.engine.simulated_kind import Autoname, Simulated


def _arn(service: str, rest: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{rest}"


TYPES: Final[Mapping[str, Simulated]] = {
    "aws:lambda/function:Function": Simulated(
        Autoname(longest=64),
        arn=_arn("lambda", "function:{name}"),
        id="{name}",
        defaults={"timeout": 3, "memorySize": 128, "packageType": "Zip", "publish": False},
        computed=("invokeArn", "qualifiedArn", "version", "lastModified", "codeSha256"),
        tagged=True,
        regional=True,
    ),
    "aws:lambda/permission:Permission": Simulated(computed=("statementId",), regional=True),
    "aws:ecs/taskDefinition:TaskDefinition": Simulated(
        id="{family}",
        defaults={"skipDestroy": False, "trackLatest": False},
        computed=("arn", "arnWithoutRevision", "revision"),
        tagged=True,
        regional=True,
    ),
    "aws:ecs/cluster:Cluster": Simulated(
        Autoname(), arn=_arn("ecs", "cluster/{name}"), id="{arn}", tagged=True, regional=True
    ),
    "aws:eks/cluster:Cluster": Simulated(
        Autoname(longest=100), arn=_arn("eks", "cluster/{name}"), id="{name}", tagged=True, regional=True
    ),
    "aws:ec2/instance:Instance": Simulated(
        arn=_arn("ec2", "instance/i-{hex}"),
        id="i-{hex}",
        defaults={"getPasswordData": False, "sourceDestCheck": True, "userDataReplaceOnChange": False},
        computed=("privateIp", "publicIp", "instanceState"),
        tagged=True,
        regional=True,
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": Simulated(
        Autoname(longest=125),
        arn=_arn("ec2", "launch-template/lt-{hex}"),
        id="lt-{hex}",
        computed=("latestVersion", "defaultVersion"),
        tagged=True,
        regional=True,
    ),
    "aws:sqs/queue:Queue": Simulated(
        Autoname(longest=80),
        arn=_arn("sqs", "{name}"),
        id="https://sqs.{region}.{suffix}/{account}/{name}",
        defaults={"visibilityTimeoutSeconds": 30, "messageRetentionSeconds": 345600, "fifoQueue": False},
        same=("url",),
        tagged=True,
        regional=True,
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Simulated(id="{queueUrl}", regional=True),
    "aws:sns/topic:Topic": Simulated(
        Autoname(longest=256),
        arn=_arn("sns", "{name}"),
        id="{arn}",
        defaults={"fifoTopic": False, "contentBasedDeduplication": False},
        computed=("owner", "policy"),
        tagged=True,
        regional=True,
    ),
    "aws:sns/topicPolicy:TopicPolicy": Simulated(id="{arn}", computed=("owner",), regional=True),
    "aws:sns/topicSubscription:TopicSubscription": Simulated(computed=("arn", "ownerId"), regional=True),
    "aws:cloudwatch/eventRule:EventRule": Simulated(
        Autoname(longest=64),
        defaults={"eventBusName": "default", "forceDestroy": False},
        computed=("arn",),
        tagged=True,
        regional=True,
    ),
    "aws:cloudwatch/logGroup:LogGroup": Simulated(
        Autoname(),
        arn=_arn("logs", "log-group:{name}"),
        id="{name}",
        defaults={"skipDestroy": False, "retentionInDays": 0},
        tagged=True,
        regional=True,
    ),
    "aws:s3/bucket:Bucket": Simulated(
        Autoname("bucket", longest=56, lower=True),
        arn="arn:{partition}:s3:::{bucket}",
        id="{bucket}",
        defaults={"forceDestroy": False},
        computed=("bucketDomainName", "bucketRegionalDomainName", "hostedZoneId"),
        tagged=True,
        regional=True,
    ),
    "aws:s3/bucketV2:BucketV2": Simulated(
        Autoname("bucket", longest=56, lower=True),
        arn="arn:{partition}:s3:::{bucket}",
        id="{bucket}",
        defaults={"forceDestroy": False},
        computed=("bucketDomainName", "bucketRegionalDomainName", "hostedZoneId"),
        tagged=True,
        regional=True,
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Simulated(id="{bucket}", regional=True),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Simulated(id="{bucket}", regional=True),
    "aws:s3/bucketVersioning:BucketVersioning": Simulated(id="{bucket}", regional=True),
    "aws:s3/bucketObjectv2:BucketObjectv2": Simulated(computed=("etag",), tagged=True, regional=True),
    "aws:dynamodb/table:Table": Simulated(
        Autoname(),
        arn=_arn("dynamodb", "table/{name}"),
        id="{name}",
        defaults={"billingMode": "PROVISIONED"},
        computed=("streamArn",),
        tagged=True,
        regional=True,
    ),
    "aws:ecr/repository:Repository": Simulated(
        Autoname(lower=True), arn=_arn("ecr", "repository/{name}"), id="{name}", tagged=True, regional=True
    ),
    "aws:ssm/parameter:Parameter": Simulated(
        Autoname(), id="{name}", computed=("arn", "version"), tagged=True, regional=True
    ),
    "aws:secretsmanager/secret:Secret": Simulated(
        Autoname(),
        arn=_arn("secretsmanager", "secret:{name}-{letters}"),
        id="{arn}",
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
        tagged=True,
        regional=True,
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Simulated(computed=("arn", "versionId"), regional=True),
    "aws:kms/key:Key": Simulated(
        arn=_arn("kms", "key/{uuid}"),
        id="{uuid}",
        same=("keyId",),
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        computed=("policy",),
        tagged=True,
        regional=True,
    ),
    "aws:kms/alias:Alias": Simulated(
        Autoname(prefix="alias/"), arn=_arn("kms", "{name}"), id="{name}", computed=("targetKeyArn",), regional=True
    ),
    "aws:sfn/stateMachine:StateMachine": Simulated(
        Autoname(longest=80),
        arn=_arn("states", "stateMachine:{name}"),
        id="{arn}",
        defaults={"type": "STANDARD", "publish": False},
        computed=("status", "creationDate"),
        tagged=True,
        regional=True,
    ),
    "aws:codebuild/project:Project": Simulated(
        Autoname(), arn=_arn("codebuild", "project/{name}"), id="{arn}", tagged=True, regional=True
    ),
    "aws:glue/job:Job": Simulated(Autoname(), arn=_arn("glue", "job/{name}"), id="{name}", tagged=True, regional=True),
}
"""Type token → what is computed."""
