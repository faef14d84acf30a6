"""This is where the pool's resource policies and trusts are: what strangers, other accounts and services could use."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

QUEUE_POLICY: Final = "aws:sqs/queuePolicy:QueuePolicy"
PERMISSION: Final = "aws:lambda/permission:Permission"
ROLE: Final = "aws:iam/role:Role"
S3: Final = "s3.amazonaws.com"
QUEUE: Final = "arn:aws:sqs:eu-west-1:111122223333:orders"


def _policy(principal: Any, **more: Any) -> str:
    made = {"Effect": "Allow", "Principal": principal, "Action": "sqs:SendMessage", "Resource": QUEUE, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [made]})


def _trust(principal: Any, **more: Any) -> str:
    made = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [made]})


CROSSING: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "database": ("postgresql:index/grant:Grant", {"role": "orders_dev", "database": secret("orders_prod")}),
    "tailnet": (
        "tailscale:index/acl:Acl",
        {"acl": secret('{"grants": [{"src": ["tag:dev-ci"], "dst": ["tag:prod-db"]}]}')},
    ),
    "tailnet-unknown": ("tailscale:index/acl:Acl", {"acl": UNKNOWN}),
    "vault-crosses": (
        "vault:index/policy:Policy",
        {"name": "pay-staging", "policy": secret('path "kv/data/prod/*" { capabilities = ["read"] }')},
    ),
    "vault-crosses-unknown": ("vault:index/policy:Policy", {"name": "pay-dev", "policy": UNKNOWN}),
    "nomad-crosses": (
        "nomad:index/aclPolicy:AclPolicy",
        {"name": "pay-staging", "rulesHcl": 'namespace "prod" { policy = "write" }'},
    ),
    "database-unknown": ("mysql:index/grant:Grant", {"user": UNKNOWN, "database": "orders_prod"}),
    "queue-open": (QUEUE_POLICY, {"queueUrl": "q", "policy": _policy("*")}),
    "queue-open-secret": (QUEUE_POLICY, {"queueUrl": "q", "policy": secret(_policy({"AWS": "*"}))}),
    "queue-unknown": (QUEUE_POLICY, {"queueUrl": "q", "policy": UNKNOWN}),
    "queue-malformed": (QUEUE_POLICY, {"queueUrl": "q", "policy": '{"Statement": ['}),
    "function-url": ("aws:lambda/functionUrl:FunctionUrl", {"functionName": "f", "authorizationType": "NONE"}),
    "function-url-unknown": ("aws:lambda/functionUrl:FunctionUrl", {"functionName": "f", "authorizationType": UNKNOWN}),
    "permission-everyone": (PERMISSION, {"function": "f", "action": "lambda:InvokeFunction", "principal": "*"}),
    "permission-unknown": (PERMISSION, {"function": "f", "action": "lambda:InvokeFunction", "principal": UNKNOWN}),
    "permission-without-source": (PERMISSION, {"function": "f", "action": "lambda:Invoke", "principal": S3}),
    "permission-of-a-bucket": (
        PERMISSION,
        {"function": "f", "action": "lambda:Invoke", "principal": S3, "sourceArn": "arn:aws:s3:::uploads"},
    ),
    "permission-source-unknown": (
        PERMISSION,
        {"function": "f", "action": "lambda:Invoke", "principal": S3, "sourceArn": UNKNOWN},
    ),
    "queue-of-a-service": (QUEUE_POLICY, {"queueUrl": "q", "policy": _policy({"Service": "sns.amazonaws.com"})}),
    "trust-of-a-service": (ROLE, {"assumeRolePolicy": _trust({"Service": "scheduler.amazonaws.com"})}),
    "trust-of-a-vendor": (ROLE, {"assumeRolePolicy": _trust({"AWS": "arn:aws:iam::464622532012:role/collector"})}),
    "trust-of-an-organisation": (
        ROLE,
        {"assumeRolePolicy": _trust("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}})},
    ),
    "queue-of-an-account": (QUEUE_POLICY, {"queueUrl": "q", "policy": _policy({"AWS": "444455556666"})}),
    "queue-of-an-account-secret": (QUEUE_POLICY, {"policy": secret(_policy({"AWS": "444455556666"}))}),
    "bucket-list": ("aws:s3/bucketAcl:BucketAcl", {"bucket": "b", "acl": "public-read"}),
    "bucket-list-unknown": ("aws:s3/bucketAcl:BucketAcl", {"bucket": "b", "acl": UNKNOWN}),
    "queue-organisation": (
        QUEUE_POLICY,
        {"policy": _policy("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}})},
    ),
    "variables-of-all": ("tfe:index/variableSet:VariableSet", {"name": "prod-parity", "global": True}),
    "variables-of-all-unknown": ("tfe:index/variableSet:VariableSet", {"name": "prod-parity-2", "global": UNKNOWN}),
    "variables-of-all-token": ("tfe:index/variable:Variable", {"sensitive": True, "variableSetId": "varset-1"}),
    "variables-of-all-sandbox": ("tfe:index/workspace:Workspace", {"name": "parity-sandbox"}),
}
