"""This is where the part of the pool is that is about who can become more: by paths, by edits, by roles on the way."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret

_POLICY: Final = "aws:iam/policy:Policy"
_ROLE: Final = "aws:iam/role:Role"


def _allows(*actions: str) -> str:
    statement = {"Sid": "Rights", "Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _assumes(role: str) -> list[dict[str, str]]:
    resource = f"arn:aws:iam::111122223333:role/{role}"
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource}
    return [{"name": "assumes", "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}]


_CHAINED: Final = {"AWS": [f"arn:aws:iam::111122223333:role/chain-{where}" for where in ("start", "low")]}
"""By name: whether a whole account is a role's own is told by an ARN that only one of the engines has."""
_TRUSTS: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": _CHAINED, "Action": "sts:AssumeRole"}],
    }
)
_ITSELF: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:role/chain-ring"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
_NOBODY: Final = json.dumps({"Version": "2012-10-17", "Statement": []})
_TAGGED: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:role/worker"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            }
        ],
    }
)
_ELEVATED: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::cards/*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/elevated": "true"}},
            }
        ],
    }
)
_PASSES: Final = _allows("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")

ESCALATION: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "azure-bot": (
        "azure:authorization/userAssignedIdentity:UserAssignedIdentity",
        {"name": "id-bot", "principalId": "9"},
    ),
    "azure-bot-writes": (
        "azure:authorization/assignment:Assignment",
        {
            "scope": "/subscriptions/1/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/"
            "userAssignedIdentities/id-deployer",
            "principalId": "9",
            "roleDefinitionName": "Managed Identity Contributor",
        },
    ),
    "path": (_POLICY, {"name": "path", "policy": _PASSES}),
    "path-marked": (_POLICY, {"name": "path-marked", "policy": secret(_PASSES)}),
    "path-unknown": (_POLICY, {"name": "path-unknown", "policy": UNKNOWN}),
    "path-malformed": (_POLICY, {"name": "path-malformed", "policy": '{"Statement": 1}'}),
    "hops": (_POLICY, {"name": "hops", "policy": _allows("sts:AssumeRole")}),
    "edits": (_POLICY, {"name": "edits", "policy": _allows("iam:SetDefaultPolicyVersion")}),
    "lake-loader": (
        _ROLE,
        {
            "name": "lake-loader",
            "arn": "arn:aws:iam::111122223333:role/lake-loader",
            "assumeRolePolicy": _NOBODY,
            "tags": {"daypass:class": "batch"},
            "inlinePolicies": [{"name": "load", "policy": _allows("lakeformation:*", "es:ESHttp*")}],
        },
    ),
    "lake": (
        "aws:lakeformation/dataLakeSettings:DataLakeSettings",
        {"admins": ["arn:aws:iam::111122223333:role/lake-loader"]},
    ),
    "lake-index": (
        "aws:opensearch/domain:Domain",
        {
            "domainName": "lake-index",
            "advancedSecurityOptions": {
                "enabled": True,
                "masterUserOptions": {"masterUserArn": "arn:aws:iam::111122223333:role/lake-loader"},
            },
        },
    ),
    "pull-hook": (
        "aws:codebuild/webhook:Webhook",
        {
            "projectName": "pull-build",
            "pullRequestBuildPolicy": {"requiresCommentApproval": "DISABLED"},
            "filterGroups": [{"filters": [{"type": "EVENT", "pattern": "PULL_REQUEST_CREATED"}]}],
        },
    ),
    "pull-build": (
        "aws:codebuild/project:Project",
        {
            "name": "pull-build",
            "serviceRole": "arn:aws:iam::111122223333:role/pull-builder",
            "artifacts": {"type": "NO_ARTIFACTS"},
            "environment": {
                "computeType": "BUILD_GENERAL1_SMALL",
                "image": "aws/codebuild/standard:7.0",
                "type": "LINUX",
            },
            "source": {"type": "GITHUB", "location": "https://github.com/acme/shop.git"},
        },
    ),
    "pull-builder": (
        _ROLE,
        {
            "name": "pull-builder",
            "assumeRolePolicy": _NOBODY,
            "inlinePolicies": [{"name": "push", "policy": _allows("ecr:PutImage")}],
        },
    ),
    "meter-alias": (
        "aws:iot/roleAlias:RoleAlias",
        {"alias": "meter-alias", "roleArn": "arn:aws:iam::111122223333:role/chain-start"},
    ),
    "van-alias": (
        "aws:iot/roleAlias:RoleAlias",
        {"alias": "van-alias", "roleArn": "arn:aws:iam::111122223333:role/pull-builder"},
    ),
    "meter-policy": (
        "aws:iot/policy:Policy",
        {"name": "meter-policy", "policy": _allows("iot:AssumeRoleWithCertificate")},
    ),
    "chosen-tag": (
        _ROLE,
        {
            "name": "chosen-tag",
            "assumeRolePolicy": _TAGGED,
            "inlinePolicies": [{"name": "cards", "policy": _ELEVATED}],
        },
    ),
    "runtime-socket": (
        "docker:index/container:Container",
        {"name": "parity-runner", "volumes": [{"hostPath": "/var/run/docker.sock"}]},
    ),
    "runtime-socket-unknown": (
        "docker:index/container:Container",
        {"image": UNKNOWN, "volumes": [{"hostPath": "/var/run/docker.sock"}]},
    ),
    "chain-start": (
        _ROLE,
        {"name": "chain-start", "assumeRolePolicy": _NOBODY, "inlinePolicies": _assumes("chain-end")},
    ),
    "chain-low": (
        _ROLE,
        {
            "name": "chain-low",
            "assumeRolePolicy": _NOBODY,
            "inlinePolicies": _assumes("chain-end"),
            "tags": {"daypass:class": "agent"},
        },
    ),
    "chain-ring": (
        _ROLE,
        {"name": "chain-ring", "assumeRolePolicy": _ITSELF},
    ),
    "chain-end": (
        _ROLE,
        {
            "name": "chain-end",
            "assumeRolePolicy": _TRUSTS,
            "managedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
        },
    ),
}
"""Whose account a role is in is not known, so that who becomes whom is not decided, in every way of judging."""
