"""This is where the stack is that is measured with: resources of eight types, a quarter of them identities."""

import json
from typing import Any, Final

from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2 as messages

SIZE: Final = 2_000
"""Resources that are sent one by one."""
WHOLE: Final = 10_000
"""Resources that are sent as one stack."""

_TRUST: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {
                    "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
                },
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": "repo:acme/invoice:environment:prod",
                    }
                },
            }
        ],
    }
)
_POLICY: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::invoice-prod/*"},
            {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:invoices"},
        ],
    }
)
_TAGS: Final = {
    "daypass:owner": "payments",
    "daypass:contact": "payments@example.org",
    "daypass:purpose": "Deploys the invoice service",
    "daypass:environment": "prod",
    "daypass:class": "pipeline",
    "daypass:review-by": "2027-05-31",
    "daypass:term": "1h",
}
_BOUNDARY: Final = "arn:aws:iam::111122223333:policy/daypass/daypass-boundary"


def _role(number: int) -> dict[str, Any]:
    return {
        "name": f"invoice-{number}",
        "path": "/daypass/",
        "assumeRolePolicy": _TRUST,
        "maxSessionDuration": 3600,
        "permissionsBoundary": _BOUNDARY,
        "tags": _TAGS,
        "tagsAll": _TAGS,
    }


def _function(number: int) -> dict[str, Any]:
    return {
        "name": f"invoice-{number}",
        "runtime": "python3.13",
        "handler": "app.handler",
        "role": f"arn:aws:iam::111122223333:role/daypass/invoice-{number}",
        "memorySize": 512,
        "timeout": 30,
        "environment": {"variables": {"BUCKET": "invoice-prod", "QUEUE": "invoices", "LOG_LEVEL": "info"}},
        "tags": _TAGS,
    }


def _bucket(number: int) -> dict[str, Any]:
    return {"bucket": f"invoice-{number}", "forceDestroy": False, "tags": _TAGS, "versioning": {"enabled": True}}


def _alarm(number: int) -> dict[str, Any]:
    return {"name": f"alarm-{number}", "evaluationPeriods": 3, "threshold": 80, "dimensions": {"Queue": f"q-{number}"}}


MAKERS: Final = (
    ("aws:iam/role:Role", _role),
    ("aws:iam/rolePolicy:RolePolicy", lambda number: {"name": "s3", "role": f"invoice-{number}", "policy": _POLICY}),
    ("aws:lambda/function:Function", _function),
    ("aws:s3/bucket:Bucket", _bucket),
    ("aws:cloudwatch/metricAlarm:MetricAlarm", _alarm),
    ("aws:sqs/queue:Queue", lambda number: {"name": f"q-{number}", "visibilityTimeoutSeconds": 60, "tags": _TAGS}),
    (
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        lambda number: {"type": "egress", "fromPort": number, "toPort": 443},
    ),
    ("aws:route53/record:Record", lambda number: {"name": f"r{number}.example.org", "type": "A", "ttl": 300}),
)


def resources(size: int = SIZE) -> list[messages.AnalyzerResource]:
    """The resources as `AnalyzeStack` gets them, in one stack, with a provider each."""
    return [_resource(number) for number in range(size)]


def requests(stack: list[messages.AnalyzerResource]) -> list[messages.AnalyzeRequest]:
    """The same as `Analyze` gets them."""
    return [
        messages.AnalyzeRequest(
            urn=resource.urn,
            type=resource.type,
            name=resource.name,
            properties=resource.properties,
            provider=resource.provider,
        )
        for resource in stack
    ]


def _resource(number: int) -> messages.AnalyzerResource:
    type_, make = MAKERS[number % len(MAKERS)]
    urn = "urn:pulumi:prod::invoice::"
    provider = messages.AnalyzerProviderResource(
        urn=f"{urn}pulumi:providers:aws::default_7_51_1",
        type="pulumi:providers:aws",
        name="default_7_51_1",
        properties=_struct({"region": "eu-west-1", "version": "7.51.1"}),
    )
    return messages.AnalyzerResource(
        urn=f"{urn}{type_}::r{number}",
        type=type_,
        name=f"r{number}",
        parent=f"{urn}pulumi:pulumi:Stack::invoice-prod",
        properties=_struct(make(number)),
        provider=provider,
    )


def _struct(values: dict[str, Any]) -> Struct:
    struct = Struct()
    struct.update(values)
    return struct
