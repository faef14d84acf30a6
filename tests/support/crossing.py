"""This is where policies and trusts are that careful people write."""

import json
from typing import Any, Final

from daypass.model.resource import Resource

ME: Final = "111122223333"
ROOT: Final = {"AWS": f"arn:aws:iam::{ME}:root"}
EVERYONE: Final = "*"


def allow(principal: Any, action: Any, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    """One Allow; `condition` are operators."""
    made = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


def deny(action: Any, resource: Any, **condition: Any) -> dict[str, Any]:
    """One Deny of everyone."""
    return allow(EVERYONE, action, resource, **condition) | {"Effect": "Deny"}


def service(name: str) -> dict[str, str]:
    """A service as a principal."""
    return {"Service": f"{name}.amazonaws.com"}


def policy(*statements: Any) -> str:
    """The text of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trust(principal: Any, action: Any = "sts:AssumeRole", **condition: Any) -> Resource:
    """A role with a trust of one statement."""
    made = allow(principal, action, **condition)
    del made["Resource"]
    return Resource.of("aws:iam/role:Role", "it", assumeRolePolicy=policy(made))


def bucket(*statements: Any) -> Resource:
    """The policy of the bucket `data`."""
    return Resource.of("aws:s3/bucketPolicy:BucketPolicy", "it", bucket="data", policy=policy(*statements))


def key(*statements: Any) -> Resource:
    """A key of the account, with these statements beside the standard one."""
    return Resource.of("aws:kms/key:Key", "it", policy=policy(allow(ROOT, "kms:*"), *statements))


def topic(*statements: Any) -> Resource:
    """The policy of the topic `t`."""
    arn = f"arn:aws:sns:eu-west-1:{ME}:t"
    return Resource.of("aws:sns/topicPolicy:TopicPolicy", "it", arn=arn, policy=policy(*statements))


def queue(*statements: Any) -> Resource:
    """The policy of the queue `q`."""
    url = f"https://sqs.eu-west-1.amazonaws.com/{ME}/q"
    return Resource.of("aws:sqs/queuePolicy:QueuePolicy", "it", queueUrl=url, policy=policy(*statements))


def secret(*statements: Any) -> Resource:
    """The policy of the secret `s`."""
    arn = f"arn:aws:secretsmanager:eu-west-1:{ME}:secret:s"
    return Resource.of("aws:secretsmanager/secretPolicy:SecretPolicy", "it", secretArn=arn, policy=policy(*statements))


def permission(principal: str, action: str = "lambda:InvokeFunction", **inputs: Any) -> Resource:
    """Who may invoke the function `f`."""
    return Resource.of(
        "aws:lambda/permission:Permission", "it", function="f", principal=principal, action=action, **inputs
    )


def of(type_: str, path: str, *statements: Any, **inputs: Any) -> Resource:
    """A resource of any type whose policy stands at this path."""
    return Resource.of(type_, "it", **{path: policy(*statements), **inputs})


def arn(name: str, resource: str) -> str:
    """An ARN in the own account."""
    return f"arn:aws:{name}:eu-west-1:{ME}:{resource}"


DATA, FILES = "arn:aws:s3:::data", "arn:aws:s3:::data/*"
TLS: Final = deny("s3:*", [DATA, FILES], Bool={"aws:SecureTransport": "false"})
MINE: Final = {"aws:SourceAccount": ME}
LOGS: Final = f"arn:aws:s3:::data/AWSLogs/{ME}/*"
OWNER: Final = {"s3:x-amz-acl": "bucket-owner-full-control"}
TRAIL: Final = {"AWS:SourceArn": arn("cloudtrail", "trail/all")}
APP: Final = {"AWS": f"arn:aws:iam::{ME}:role/app"}
ORGANISATION: Final = {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}

GOOD: Final[dict[str, Resource]] = {
    "key-standard": key(),
    "key-with-users": key(
        allow(APP, ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"]),
        allow(APP, "kms:CreateGrant", Bool={"kms:GrantIsForAWSResource": "true"}),
    ),
    "key-of-a-trail": key(
        allow(
            service("cloudtrail"),
            "kms:GenerateDataKey*",
            StringEquals=TRAIL,
            StringLike={"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ME}:trail/*"},
        )
    ),
    "key-of-logs": key(
        allow(
            service("logs.eu-west-1"),
            ["kms:Encrypt*", "kms:Decrypt*"],
            ArnEquals={"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:/app")},
        )
    ),
    "key-of-events-to-a-topic": key(allow(service("events"), ["kms:Decrypt", "kms:GenerateDataKey*"])),
    "key-of-a-topic-to-a-queue": key(allow(service("sns"), ["kms:Decrypt", "kms:GenerateDataKey*"])),
    "key-of-a-service-in-the-account": key(
        allow(
            {"AWS": "*"},
            ["kms:Decrypt", "kms:GenerateDataKey*"],
            StringEquals={"kms:CallerAccount": ME, "kms:ViaService": "s3.eu-west-1.amazonaws.com"},
        )
    ),
    "key-for-the-organisation": key(allow(EVERYONE, "kms:Decrypt", StringEquals=ORGANISATION)),
    "key-for-a-role-elsewhere": key(allow({"AWS": "arn:aws:iam::444455556666:role/reader"}, "kms:Decrypt")),
    "bucket-only-over-tls": bucket(TLS),
    "bucket-of-a-trail": bucket(
        allow(service("cloudtrail"), "s3:GetBucketAcl", DATA, StringEquals=TRAIL),
        allow(service("cloudtrail"), "s3:PutObject", LOGS, StringEquals={**OWNER, **TRAIL}),
        TLS,
    ),
    "bucket-of-a-trail-as-it-was": bucket(
        allow(service("cloudtrail"), "s3:GetBucketAcl", DATA),
        allow(service("cloudtrail"), "s3:PutObject", LOGS, StringEquals=OWNER),
    ),
    "bucket-of-a-load-balancer": bucket(allow({"AWS": "arn:aws:iam::156460612806:root"}, "s3:PutObject", LOGS)),
    "bucket-of-a-newer-load-balancer": bucket(allow(service("logdelivery.elasticloadbalancing"), "s3:PutObject", LOGS)),
    "bucket-of-flow-logs": bucket(
        allow(
            service("delivery.logs"),
            "s3:PutObject",
            LOGS,
            StringEquals={**OWNER, **MINE},
            ArnLike={"aws:SourceArn": arn("logs", "*")},
        ),
        allow(service("delivery.logs"), "s3:GetBucketAcl", DATA, StringEquals=MINE),
    ),
    "bucket-of-config": bucket(
        allow(service("config"), ["s3:GetBucketAcl", "s3:ListBucket"], DATA, StringEquals=MINE),
        allow(service("config"), "s3:PutObject", f"{LOGS[:-1]}Config/*", StringEquals={**MINE, **OWNER}),
    ),
    "bucket-of-access-logs": bucket(
        allow(
            service("logging.s3"),
            "s3:PutObject",
            FILES,
            StringEquals=MINE,
            ArnLike={"aws:SourceArn": "arn:aws:s3:::site"},
        )
    ),
    "bucket-behind-cloudfront": bucket(
        allow(
            service("cloudfront"),
            "s3:GetObject",
            FILES,
            StringEquals={"AWS:SourceArn": f"arn:aws:cloudfront::{ME}:distribution/E2EXAMPLE"},
        )
    ),
    "bucket-behind-an-older-cloudfront": bucket(
        allow({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2"}, "s3:GetObject", FILES)
    ),
    "bucket-of-an-inventory": bucket(
        allow(
            service("s3"),
            "s3:PutObject",
            FILES,
            ArnLike={"aws:SourceArn": "arn:aws:s3:::source"},
            StringEquals={**MINE, **OWNER},
        )
    ),
    "bucket-of-an-endpoint": bucket(allow(EVERYONE, "s3:GetObject", FILES, StringEquals={"aws:SourceVpce": "vpce-1a"})),
    "bucket-of-an-office": bucket(allow(EVERYONE, "s3:GetObject", FILES, IpAddress={"aws:SourceIp": "192.0.2.0/24"})),
    "bucket-of-the-organisation": bucket(allow(EVERYONE, "s3:GetObject", FILES, StringEquals=ORGANISATION), TLS),
    "bucket-with-a-perimeter": bucket(
        allow(EVERYONE, "s3:GetObject", FILES),
        deny(
            "s3:*",
            [DATA, FILES],
            StringNotEqualsIfExists=ORGANISATION,
            BoolIfExists={"aws:PrincipalIsAWSService": "false"},
        ),
    ),
    "bucket-for-access-points": bucket(
        allow({"AWS": "*"}, "*", [DATA, FILES], StringEquals={"s3:DataAccessPointAccount": ME})
    ),
    "bucket-replicated-from-elsewhere": bucket(
        allow({"AWS": "arn:aws:iam::444455556666:role/replication"}, ["s3:ReplicateObject"], FILES)
    ),
    "topic-default": topic(
        allow({"AWS": "*"}, ["SNS:Publish", "SNS:Subscribe"], arn("sns", "t"), StringEquals={"AWS:SourceOwner": ME})
    ),
    "topic-of-a-bucket": topic(
        allow(
            service("s3"),
            "sns:Publish",
            arn("sns", "t"),
            ArnLike={"aws:SourceArn": "arn:aws:s3:*:*:uploads"},
            StringEquals=MINE,
        )
    ),
    "topic-of-a-bucket-as-it-was": topic(
        allow(EVERYONE, "SNS:Publish", arn("sns", "t"), ArnLike={"aws:SourceArn": "arn:aws:s3:*:*:uploads"})
    ),
    "topic-of-events": topic(allow(service("events"), "sns:Publish", arn("sns", "t"))),
    "topic-of-alarms": topic(
        allow(
            service("cloudwatch"),
            "sns:Publish",
            arn("sns", "t"),
            ArnLike={"aws:SourceArn": arn("cloudwatch", "alarm:*")},
            StringEquals=MINE,
        )
    ),
    "topic-of-budgets": topic(allow(service("budgets"), "SNS:Publish", arn("sns", "t"), StringEquals=MINE)),
    "topic-for-the-organisation": topic(allow(EVERYONE, "sns:Subscribe", arn("sns", "t"), StringEquals=ORGANISATION)),
    "queue-of-a-topic": queue(
        allow(service("sns"), "sqs:SendMessage", arn("sqs", "q"), ArnEquals={"aws:SourceArn": arn("sns", "t")})
    ),
    "queue-of-a-topic-as-it-was": queue(
        allow(EVERYONE, "sqs:SendMessage", arn("sqs", "q"), ArnEquals={"aws:SourceArn": arn("sns", "t")})
    ),
    "queue-of-a-bucket": queue(
        allow(
            service("s3"),
            "sqs:SendMessage",
            arn("sqs", "q"),
            ArnLike={"aws:SourceArn": "arn:aws:s3:::uploads"},
            StringEquals=MINE,
        )
    ),
    "queue-of-events": queue(
        allow(
            service("events"),
            "sqs:SendMessage",
            arn("sqs", "q"),
            ArnEquals={"aws:SourceArn": arn("events", "rule/nightly")},
        )
    ),
    "queue-of-the-account": queue(
        allow(ROOT, "sqs:*", arn("sqs", "q")), deny("sqs:*", arn("sqs", "q"), Bool={"aws:SecureTransport": "false"})
    ),
    "permission-of-events": permission("events.amazonaws.com", sourceArn=arn("events", "rule/nightly")),
    "permission-of-a-bucket": permission("s3.amazonaws.com", sourceArn="arn:aws:s3:::uploads"),
    "permission-of-an-api": permission("apigateway.amazonaws.com", sourceArn=arn("execute-api", "a1b2c3d4/*/*")),
    "permission-of-a-topic": permission("sns.amazonaws.com", sourceArn=arn("sns", "t")),
    "permission-of-a-rotation": permission("secretsmanager.amazonaws.com", sourceAccount=ME),
    "permission-of-a-user-pool": permission("cognito-idp.amazonaws.com", sourceArn=arn("cognito-idp", "userpool/p")),
    "permission-of-logs": permission("logs.amazonaws.com", sourceArn=arn("logs", "log-group:/app:*")),
    "permission-of-a-load-balancer": permission(
        "elasticloadbalancing.amazonaws.com", sourceArn=arn("elasticloadbalancing", "targetgroup/f/1a2b")
    ),
    "permission-of-a-skill": permission("alexa-appkit.amazon.com", eventSourceToken="amzn1.ask.skill.1"),
    "permission-of-cloudfront": permission(
        "cloudfront.amazonaws.com",
        "lambda:InvokeFunctionUrl",
        sourceArn=f"arn:aws:cloudfront::{ME}:distribution/E2EXAMPLE",
    ),
    "permission-of-a-role": permission(f"arn:aws:iam::{ME}:role/app", functionUrlAuthType="AWS_IAM"),
    "permission-of-the-organisation": permission("*", principalOrgId="o-a1b2c3d4e5"),
    "function-url": Resource.of("aws:lambda/functionUrl:FunctionUrl", "it", authorizationType="AWS_IAM"),
    "secret-for-a-role": secret(allow(APP, "secretsmanager:GetSecretValue")),
    "secret-for-the-account": secret(allow(ROOT, "secretsmanager:*")),
    "repository-for-a-function-elsewhere": of(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "policy",
        allow(
            service("lambda"),
            ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            StringLike={"aws:sourceArn": "arn:aws:lambda:eu-west-1:444455556666:function:*"},
        ),
    ),
    "repository-for-the-organisation": of(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "policy",
        allow(EVERYONE, "ecr:BatchGetImage", StringEquals=ORGANISATION),
    ),
    "file-system": of(
        "aws:efs/fileSystemPolicy:FileSystemPolicy",
        "policy",
        allow(
            {"AWS": "*"},
            ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            Bool={"elasticfilesystem:AccessedViaMountTarget": "true"},
        ),
        deny("*", "*", Bool={"aws:SecureTransport": "false"}),
    ),
    "search-in-a-network": of(
        "aws:opensearch/domain:Domain",
        "accessPolicies",
        allow({"AWS": "*"}, "es:*", arn("es", "domain/logs/*")),
        vpcOptions={"subnetIds": ["subnet-1"]},
    ),
    "search-with-users": of(
        "aws:opensearch/domain:Domain",
        "accessPolicies",
        allow({"AWS": "*"}, "es:ESHttp*", arn("es", "domain/logs/*")),
        advancedSecurityOptions={"enabled": True, "internalUserDatabaseEnabled": True},
    ),
    "api-public": of("aws:apigateway/restApi:RestApi", "policy", allow(EVERYONE, "execute-api:Invoke")),
    "api-private": of(
        "aws:apigateway/restApi:RestApi",
        "policy",
        allow(EVERYONE, "execute-api:Invoke", "execute-api:/*"),
        deny("execute-api:Invoke", "execute-api:/*", StringNotEquals={"aws:SourceVpce": "vpce-1a"}),
        endpointConfiguration={"types": "PRIVATE"},
    ),
    "bus-for-an-account": Resource.of("aws:cloudwatch/eventPermission:EventPermission", "it", principal="444455556666"),
    "bus-for-the-organisation": of(
        "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
        "policy",
        allow(EVERYONE, "events:PutEvents", arn("events", "event-bus/all"), StringEquals=ORGANISATION),
    ),
    "logs-of-a-domain": of(
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        "policyDocument",
        allow(service("es"), "logs:PutLogEvents", arn("logs", "*"), StringEquals=MINE),
    ),
    "vault-for-the-organisation": of(
        "aws:backup/vaultPolicy:VaultPolicy",
        "policy",
        allow(EVERYONE, "backup:CopyIntoBackupVault", StringEquals=ORGANISATION),
        deny("backup:DeleteRecoveryPoint", "*"),
    ),
    "role-of-a-function": trust(service("lambda")),
    "role-of-an-instance": trust(service("ec2")),
    "role-of-a-task": trust(service("ecs-tasks"), StringEquals=MINE),
    "role-of-a-schedule": trust(service("scheduler"), ArnLike={"aws:SourceArn": arn("scheduler", "*")}),
    "role-of-a-pod": trust(service("pods.eks"), ["sts:AssumeRole", "sts:TagSession"]),
    "role-of-a-vendor": trust({"AWS": "arn:aws:iam::464622532012:root"}, StringEquals={"sts:ExternalId": "4f6d1c9b2a"}),
    "role-of-a-pipeline-elsewhere": trust({"AWS": "arn:aws:iam::444455556666:role/deploy"}),
    "role-of-a-role-in-the-organisation": trust(
        {"AWS": "*"}, StringEquals=ORGANISATION, ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/audit"}
    ),
}
