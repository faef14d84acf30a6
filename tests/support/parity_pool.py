"""This is where the pool is that every way of judging must answer alike: one resource for each thing that can differ.

Values are as an export holds them: `secret(...)` and `UNKNOWN` are Pulumi's own marks.
"""

import base64
import gzip
import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret
from tests.support.parity_agents import AGENTS, SESSIONS
from tests.support.parity_credentials import ENDS, HELD
from tests.support.parity_crossing import CROSSING
from tests.support.parity_elsewhere import ELSEWHERE
from tests.support.parity_escalation import ESCALATION
from tests.support.parity_evidence import EVIDENCE
from tests.support.parity_federation import FEDERATION
from tests.support.parity_opening import OPENING
from tests.support.parity_people import PEOPLE_AND_OWNERS

GITHUB: Final = "token.actions.githubusercontent.com"
PROVIDER: Final = f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"
SUBJECT: Final = f"{GITHUB}:sub"
AUDIENCE: Final = {f"{GITHUB}:aud": "sts.amazonaws.com"}
KEY_ID: Final = "AKIAIOSFODNN7EXAMPLE"
TAGS: Final = {
    "daypass:owner": "payments",
    "daypass:contact": "payments@example.org",
    "daypass:purpose": "Answers invoice requests",
    "daypass:environment": "prod",
    "daypass:class": "service",
    "daypass:review-by": "2027-05-31",
}

Pool = dict[str, tuple[str, dict[str, Any]]]

ROLE: Final = "aws:iam/role:Role"
NATIVE_ROLE: Final = "aws-native:iam:Role"
POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
FUNCTION: Final = "aws:lambda/function:Function"


def document(*statements: Any) -> dict[str, Any]:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement of a permission policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal: Any, action: str = "sts:AssumeRole", **condition: Any) -> str:
    """A trust policy of one statement, as text."""
    made = {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}
    return json.dumps(document(made if condition else {name: made[name] for name in list(made)[:3]}))


def github(**condition: Any) -> str:
    """A trust in GitHub's provider."""
    return trust({"Federated": PROVIDER}, "sts:AssumeRoleWithWebIdentity", **condition)


LAMBDA: Final = trust({"Service": "lambda.amazonaws.com"})
LOOSE: Final = github(StringEquals=AUDIENCE, StringLike={SUBJECT: "repo:acme/*"})
ADMIN: Final = json.dumps(document(allow("*", Sid="All")))
ORDERS: Final = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"
SCRIPT: Final = f"#!/bin/sh\nexport AWS_ACCESS_KEY_ID={KEY_ID}\nexport DB_PASSWORD=hunter22\n"
CONTAINERS: Final = [
    {"name": "app", "environment": [{"name": "DB_PASSWORD", "value": "hunter22"}, {"name": "MODE", "value": "fast"}]}
]

TRUSTS: Final[Pool] = {
    "exact": (ROLE, {"assumeRolePolicy": github(StringEquals={**AUDIENCE, SUBJECT: "repo:acme/a:environment:p"})}),
    "loose": (ROLE, {"assumeRolePolicy": LOOSE}),
    "loose-secret": (ROLE, {"assumeRolePolicy": secret(LOOSE)}),
    "loose-list": (ROLE, {"assumeRolePolicy": github(StringEquals={**AUDIENCE, SUBJECT: ["repo:acme/a:ref:x", "r"]})}),
    "all-values": (ROLE, {"assumeRolePolicy": github(**{"ForAllValues:StringEquals": {SUBJECT: "repo:a/b:ref:x"}})}),
    "world": (ROLE, {"assumeRolePolicy": trust("*")}),
    "root": (ROLE, {"assumeRolePolicy": trust({"AWS": "arn:aws:iam::444455556666:root"})}),
    "malformed": (ROLE, {"assumeRolePolicy": '{"Statement": [{"Effect": "Allow", '}),
    "untrusted": (ROLE, {"tags": TAGS}),
    "null": (ROLE, {"assumeRolePolicy": None}),
    "trust-unknown": (ROLE, {"assumeRolePolicy": UNKNOWN, "tags": TAGS}),
    "trust-secret-unknown": (ROLE, {"assumeRolePolicy": secret(UNKNOWN)}),
    "trust-holds-unknown": (ROLE, {"assumeRolePolicy": f'{{"Version": "{UNKNOWN}"}}'}),
    "object": (ROLE, {"assumeRolePolicy": json.loads(LOOSE)}),
    "native": (NATIVE_ROLE, {"assumeRolePolicyDocument": json.loads(LOOSE)}),
    "native-text": (NATIVE_ROLE, {"assumeRolePolicyDocument": trust({"AWS": "*"})}),
    "native-subject-unknown": (
        NATIVE_ROLE,
        {
            "assumeRolePolicyDocument": document(
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Principal": {"Federated": PROVIDER},
                    "Condition": {"StringEquals": {**AUDIENCE, SUBJECT: [UNKNOWN, "repo:acme/a:environment:p"]}},
                },
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}},
            )
        },
    ),
    "native-subject-secret": (
        NATIVE_ROLE,
        {
            "assumeRolePolicyDocument": document(
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Principal": {"Federated": PROVIDER},
                    "Condition": {"StringEquals": AUDIENCE, "StringLike": {SUBJECT: secret("repo:acme/*")}},
                }
            )
        },
    ),
    "native-tags": (
        NATIVE_ROLE,
        {
            "assumeRolePolicyDocument": json.loads(LAMBDA),
            "tags": [{"key": key, "value": value} for key, value in TAGS.items()],
        },
    ),
}

ROLES: Final[Pool] = {
    "owned": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": TAGS, "permissionsBoundary": ORDERS}),
    "owned-by-default": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": {"a": "b"}, "tagsAll": TAGS}),
    "tag-unknown": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": {**TAGS, "daypass:owner": UNKNOWN}}),
    "tag-secret": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": {**TAGS, "daypass:owner": secret("todo")}}),
    "tags-unknown": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": UNKNOWN}),
    "tag-number": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": {**TAGS, "daypass:purpose": 7}}),
    "review-past": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": {**TAGS, "daypass:review-by": "2020-01-31"}}),
    "long": (ROLE, {"assumeRolePolicy": LAMBDA, "maxSessionDuration": 43200, "tags": TAGS}),
    "long-float": (ROLE, {"assumeRolePolicy": LAMBDA, "maxSessionDuration": 43200.0}),
    "long-text": (ROLE, {"assumeRolePolicy": LAMBDA, "maxSessionDuration": "7200", "tags": TAGS}),
    "odd": (ROLE, {"assumeRolePolicy": LAMBDA, "maxSessionDuration": 3600.5}),
    "term-unknown": (ROLE, {"assumeRolePolicy": LAMBDA, "maxSessionDuration": UNKNOWN, "tags": TAGS}),
    "agent": (ROLE, {"assumeRolePolicy": trust({"AWS": ORDERS}), "tags": {**TAGS, "daypass:class": "agent"}}),
    "boundary-admin": (
        ROLE,
        {"assumeRolePolicy": LAMBDA, "tags": TAGS, "permissionsBoundary": "arn:aws-cn:iam::aws:policy/PowerUserAccess"},
    ),
    "boundary-unknown": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": TAGS, "permissionsBoundary": UNKNOWN}),
    "user": ("aws:iam/user:User", {"name": "ci", "path": UNKNOWN}),
    "native-user": ("aws-native:iam:User", {"loginProfile": {"password": secret("x")}}),
    "key": ("aws:iam/accessKey:AccessKey", {"user": UNKNOWN}),
    "login": ("aws:iam/userLoginProfile:UserLoginProfile", {"user": "anna"}),
    "bedrock": ("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", {"credentialAgeDays": 90.0}),
    "bedrock-unknown": ("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", {"credentialAgeDays": UNKNOWN}),
    "anywhere": ("aws:rolesanywhere/profile:Profile", {"durationSeconds": 43200}),
    "bucket-key": ("aws:lightsail/bucketAccessKey:BucketAccessKey", {"bucketName": "b"}),
}

PERMISSIONS: Final[Pool] = {
    "admin": (POLICY, {"role": "x", "policy": ADMIN}),
    "admin-object": (POLICY, {"role": "x", "policy": json.loads(ADMIN)}),
    "admin-secret": (POLICY, {"role": "x", "policy": secret(ADMIN)}),
    "table": (POLICY, {"role": "x", "policy": json.dumps(document(allow("dynamodb:*", ORDERS)))}),
    "twice": (POLICY, {"role": "x", "policy": json.dumps(document(allow("s3:*"), allow("s3:*"), allow("sqs:*")))}),
    "narrow": (POLICY, {"role": "x", "policy": json.dumps(document(allow("s3:GetObject", "arn:aws:s3:::b/*")))}),
    "policy-unknown": (POLICY, {"role": "x", "policy": UNKNOWN}),
    "native-action-unknown": (
        "aws-native:iam:RolePolicy",
        {"policyDocument": document(allow(UNKNOWN), allow("*")), "policyName": "p", "roleName": "x"},
    ),
    "native-resource-secret": (
        "aws-native:iam:ManagedPolicy",
        {"policyDocument": document(allow("iam:*", secret("arn:aws:iam::111122223333:role/app"), Sid="canary"))},
    ),
    "inline": (
        ROLE,
        {
            "assumeRolePolicy": LAMBDA,
            "tags": TAGS,
            "inlinePolicies": [{"name": "all", "policy": ADMIN}, {"name": UNKNOWN, "policy": ADMIN}, {}],
        },
    ),
    "inline-secret": (
        ROLE,
        {"assumeRolePolicy": LAMBDA, "inlinePolicies": secret([{"name": "all", "policy": ADMIN}]), "tags": TAGS},
    ),
    "inline-unknown": (ROLE, {"assumeRolePolicy": LAMBDA, "tags": TAGS, "inlinePolicies": [UNKNOWN, {"policy": "{"}]}),
    "managed": (
        ROLE,
        {
            "assumeRolePolicy": LAMBDA,
            "tags": TAGS,
            "managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess", UNKNOWN, None],
        },
    ),
    "native-policies": (
        NATIVE_ROLE,
        {"policies": [{"policyName": "p", "policyDocument": json.loads(ADMIN)}], "managedPolicyArns": secret([ORDERS])},
    ),
    "attached": (
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"role": "x", "policyArn": "arn:aws-us-gov:iam::aws:policy/AmazonS3FullAccess"},
    ),
    "attached-unknown": ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "x", "policyArn": UNKNOWN}),
}

CREDENTIALS: Final[Pool] = {
    "variables": (FUNCTION, {"role": "r1", "environment": {"variables": {"A": KEY_ID, "DB_PASSWORD": "hunter22"}}}),
    "variables-marked": (
        FUNCTION,
        {
            "role": "r2",
            "environment": {
                "variables": {
                    "DB_PASSWORD": secret("hunter22"),
                    "OTHER": secret("x1"),
                    "TOKEN": secret(UNKNOWN),
                    "LATER": UNKNOWN,
                }
            },
        },
    ),
    "variables-secret": (FUNCTION, {"role": "r3", "environment": secret({"variables": {"DB_PASSWORD": "hunter22"}})}),
    "environment-unknown": (FUNCTION, {"role": "r4", "environment": UNKNOWN}),
    "variables-unknown": (FUNCTION, {"role": UNKNOWN, "environment": {"variables": UNKNOWN}}),
    "numbers": (FUNCTION, {"role": "r5", "environment": {"variables": {"DB_PASSWORD": 12345, "B": True, "C": None}}}),
    "task": ("aws:ecs/taskDefinition:TaskDefinition", {"containerDefinitions": json.dumps(CONTAINERS)}),
    "task-secret": ("aws:ecs/taskDefinition:TaskDefinition", {"containerDefinitions": secret(json.dumps(CONTAINERS))}),
    "native-task": ("aws-native:ecs:TaskDefinition", {"containerDefinitions": CONTAINERS}),
    "user-data": ("aws:ec2/instance:Instance", {"userData": SCRIPT}),
    "user-data-packed": (
        "aws:ec2/instance:Instance",
        {"userDataBase64": base64.b64encode(gzip.compress(SCRIPT.encode(), mtime=0)).decode()},
    ),
    "user-data-marked": ("aws:ec2/launchTemplate:LaunchTemplate", {"userData": secret(SCRIPT)}),
    "database": ("aws:rds/instance:Instance", {"password": "hunter22", "username": "app"}),
    "database-marked": ("aws:rds/instance:Instance", {"password": secret("hunter22")}),
    "database-unknown": ("aws:rds/instance:Instance", {"password": UNKNOWN}),
    "broker": (
        "aws:mq/broker:Broker",
        {"users": [{"username": "a", "password": "hunter22"}, {"password": UNKNOWN}, {"password": secret("x")}]},
    ),
    "parameter": ("aws:ssm/parameter:Parameter", {"name": "/prod/db/password", "type": "String", "value": "hunter22"}),
    "parameter-secure": ("aws:ssm/parameter:Parameter", {"type": "SecureString", "value": "hunter22"}),
    "shared-one": (FUNCTION, {"role": "arn:aws:iam::111122223333:role/shared"}),
    "shared-two": (FUNCTION, {"role": "arn:aws:iam::111122223333:role/shared"}),
}

POOL: Final[Pool] = {
    **TRUSTS,
    **ROLES,
    **PERMISSIONS,
    **CREDENTIALS,
    **ENDS,
    **HELD,
    **CROSSING,
    **EVIDENCE,
    **ESCALATION,
    **ELSEWHERE,
    **AGENTS,
    **SESSIONS,
    **FEDERATION,
    **OPENING,
    **PEOPLE_AND_OWNERS,
}
