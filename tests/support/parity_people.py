"""This is where the part of the pool is that is about who shares, crosses, signs in, owns and has been left behind."""

import json
from typing import Any, Final

from tests.support.packs import UNKNOWN, secret
from tests.support.rules import OWNED

ACCOUNT: Final = "arn:aws:iam::111122223333:"
ROLE: Final = "aws:iam/role:Role"
POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
AGENT: Final = "aws:bedrock/agentAgent:AgentAgent"
TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
DEPLOYMENT: Final = "kubernetes:apps/v1:Deployment"
GOOGLE: Final = "gcp:serviceaccount/account:Account"
SECRET: Final = "aws:secretsmanager/secret:Secret"
OTHER: Final = "arn:aws:iam::444455556666:role/deploy-prod"

KNOWN: Final = {**OWNED, "daypass:term": "1h"}
"""Tags beside which one may be unknown: none of them would be looked for in a place that is unknown as a whole."""

Pool = dict[str, tuple[str, dict[str, Any]]]


def _trust(*principals: Any, **more: Any) -> str:
    """A trust policy with a statement for each principal."""
    statements = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": one, **more} for one in principals]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _rights(action: str, resource: str) -> str:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


LAMBDA: Final = {"Service": "lambda.amazonaws.com"}
PEOPLE: Final = {"AWS": f"{ACCOUNT}role/AWSReservedSSO_Developer_0123456789abcdef"}
ENDED: Final = {"Condition": {"DateLessThan": {"aws:CurrentTime": "2020-01-31T00:00:00Z"}}}
PODS: Final = {"metadata": {"namespace": "shop"}, "spec": {"template": {"spec": {"serviceAccountName": "shop"}}}}

GITHUB: Final = "token.actions.githubusercontent.com"
PIPELINES: Final = {
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": f"{ACCOUNT}oidc-provider/{GITHUB}"},
    "Condition": {
        "StringEquals": {
            f"{GITHUB}:aud": "sts.amazonaws.com",
            f"{GITHUB}:sub": ["repo:acme/a:environment:prod", "repo:acme/b:environment:prod"],
        }
    },
}

SHARING: Final[Pool] = {
    "for-a-while": (
        "azure:authorization/assignment:Assignment",
        {"description": secret("temporary access for the copy")},
    ),
    "for-a-while-unknown": ("azure:authorization/assignment:Assignment", {"description": UNKNOWN}),
    "workloads-access": (
        "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy",
        {
            "state": secret("enabledForReportingButNotEnforced"),
            "conditions": {"clientApplications": {"includedServicePrincipals": ["sp-1"]}},
        },
    ),
    "workloads-access-unknown": ("azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy", {"state": UNKNOWN}),
    "person-as-app": (
        "postgresql:index/grantRole:GrantRole",
        {"role": "maria.lopez@example.org", "grantRole": secret("parity_app")},
    ),
    "unknown-as-app": ("postgresql:index/grantRole:GrantRole", {"role": "maria@example.org", "grantRole": UNKNOWN}),
    "pipelines-share": (ROLE, {"assumeRolePolicy": {"Version": "2012-10-17", "Statement": [PIPELINES]}}),
    "agent-one": (AGENT, {"agentResourceRoleArn": f"{ACCOUNT}role/agents", "tags": {"daypass:owner": "desk"}}),
    "agent-two": (AGENT, {"agentResourceRoleArn": f"{ACCOUNT}role/agents"}),
    "agent-unknown": (AGENT, {"agentResourceRoleArn": UNKNOWN, "tags": UNKNOWN}),
    "task-one-role": (TASK, {"taskRoleArn": f"{ACCOUNT}role/web", "executionRoleArn": f"{ACCOUNT}role/web"}),
    "task-role-unknown": (TASK, {"taskRoleArn": UNKNOWN, "executionRoleArn": f"{ACCOUNT}role/start"}),
    "node": (ROLE, {"name": "parity-node", "arn": f"{ACCOUNT}role/parity-node", "tags": OWNED}),
    "node-writes": (POLICY, {"role": "parity-node", "policy": _rights("dynamodb:PutItem", "*")}),
    "node-template": (
        "aws:ec2/launchTemplate:LaunchTemplate",
        {"name": "parity-nodes", "metadataOptions": {"httpPutResponseHopLimit": 2}},
    ),
    "nodes": (
        "aws:eks/nodeGroup:NodeGroup",
        {"nodeRoleArn": f"{ACCOUNT}role/parity-node", "launchTemplate": {"name": "parity-nodes"}},
    ),
    "nodes-unknown": (
        "aws:eks/nodeGroup:NodeGroup",
        {"nodeRoleArn": f"{ACCOUNT}role/parity-node", "launchTemplate": UNKNOWN},
    ),
    "run-one": ("gcp:cloudrunv2/service:Service", {"template": {"serviceAccount": "shop@acme.example"}}),
    "run-two": ("gcp:cloudrunv2/service:Service", {"template": {"serviceAccount": "shop@acme.example"}}),
    "run-unknown": ("gcp:cloudrunv2/service:Service", {"template": {"serviceAccount": UNKNOWN}}),
    "pods-one": (DEPLOYMENT, PODS),
    "pods-two": (DEPLOYMENT, PODS),
    "pods-unknown": (DEPLOYMENT, {"metadata": {"namespace": "shop"}, "spec": UNKNOWN}),
}

ENVIRONMENTS: Final[Pool] = {
    "dev-trusts-prod": (ROLE, {"assumeRolePolicy": _trust({"AWS": OTHER}), "tags": {"Environment": "dev"}}),
    "dev-trusts-secret": (ROLE, {"assumeRolePolicy": secret(_trust({"AWS": OTHER})), "tags": {"Environment": "dev"}}),
    "environment-unknown": (
        ROLE,
        {"assumeRolePolicy": _trust({"AWS": OTHER}), "tags": {**KNOWN, "daypass:environment": UNKNOWN}},
    ),
    "dev-reaches": (ROLE, {"name": "dev-reaches", "assumeRolePolicy": _trust(LAMBDA), "tags": {"Environment": "dev"}}),
    "dev-reaches-prod": (
        POLICY,
        {"role": "dev-reaches", "policy": _rights("s3:GetObject", "arn:aws:s3:::prod-orders/*")},
    ),
}

RUNS: Final[Pool] = {
    "dev-queue-lets-in-prod": (
        "aws:sqs/queue:Queue",
        {
            "tags": {"Environment": "dev"},
            "policy": _trust({"AWS": OTHER}).replace("sts:AssumeRole", "sqs:SendMessage"),
        },
    ),
    "trusts-the-deleted": (ROLE, {"assumeRolePolicy": _trust({"AWS": "AIDACKCEVSQ6C2EXAMPLE"})}),
    "dev-runs-prod": ("aws:lambda/function:Function", {"role": OTHER, "tags": {"Environment": "dev"}}),
}

SIGN_IN: Final[Pool] = {
    "people-beside": (ROLE, {"assumeRolePolicy": _trust(LAMBDA, PEOPLE)}),
    "people-secret": (ROLE, {"assumeRolePolicy": secret(_trust(LAMBDA, PEOPLE))}),
    "people-alone": (ROLE, {"assumeRolePolicy": _trust(PEOPLE)}),
    "people-of-unknown-class": (
        ROLE,
        {"assumeRolePolicy": _trust(PEOPLE), "tags": {**KNOWN, "daypass:class": UNKNOWN}},
    ),
    "machine-user": ("aws:iam/user:User", {"name": "machine"}),
    "machine-password": ("aws:iam/userLoginProfile:UserLoginProfile", {"user": "machine"}),
    "machine-key": ("aws:iam/accessKey:AccessKey", {"user": "machine"}),
    "shell": ("aws:ecs/service:Service", {"cluster": "shop", "enableExecuteCommand": True}),
    "emergency-by-a-key": (
        ROLE,
        {"assumeRolePolicy": _trust({"AWS": f"{ACCOUNT}user/maria"}), "tags": {"daypass:class": "break-glass"}},
    ),
    "people-read-its-secret": (
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        {
            "secretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:sms-a1B2c3",
            "policy": _trust({"AWS": [f"{ACCOUNT}role/sms", PEOPLE["AWS"]]}).replace(
                '"sts:AssumeRole"', '"secretsmanager:GetSecretValue", "Resource": "*"'
            ),
        },
    ),
    "shell-task": (TASK, {"family": "shop", "taskRoleArn": f"{ACCOUNT}role/shop"}),
    "shell-of-people": (
        "aws:ecs/service:Service",
        {
            "cluster": "shop",
            "taskDefinition": "shop",
            "enableExecuteCommand": True,
            "tags": {"daypass:environment": "prod"},
        },
    ),
    "people-with-a-shell": (
        "aws-native:sso:PermissionSet",
        {"name": "Developers", "inlinePolicy": _rights("ecs:ExecuteCommand", "*")},
    ),
    "shell-unknown": ("aws:ecs/service:Service", {"cluster": "shop", "enableExecuteCommand": UNKNOWN}),
}

LEFT_BEHIND: Final[Pool] = {
    "expired-tag": (ROLE, {"assumeRolePolicy": _trust(LAMBDA), "tags": {"expires-on": "2020-01-31"}}),
    "expired-tag-secret": (ROLE, {"assumeRolePolicy": _trust(LAMBDA), "tags": {"expires-on": secret("2020-01-31")}}),
    "expired-unknown": (ROLE, {"assumeRolePolicy": _trust(LAMBDA), "tags": {**KNOWN, "expires-on": UNKNOWN}}),
    "expired-trust": (ROLE, {"assumeRolePolicy": _trust(LAMBDA, **ENDED)}),
    "idle": (ROLE, {"name": "idle", "assumeRolePolicy": _trust({"Service": "ec2.amazonaws.com"})}),
    "secret-reviewed-late": (SECRET, {"tags": {"daypass:owner": "payments", "daypass:review-by": "2020-01-31"}}),
    "reviewed-late-in-words": (GOOGLE, {"accountId": "scan", "description": "owner=payments; review-by=2020-01-31"}),
    "reviewed-late-in-words-secret": (GOOGLE, {"accountId": "s2", "description": secret("review-by=2020-01-31")}),
    "reviewed-late-in-labels": ("vault:identity/entity:Entity", {"metadata": {"daypass/review-by": "2020-01-31"}}),
    "reviewed-unknown": (GOOGLE, {"accountId": "s3", "description": UNKNOWN}),
}

OWNERLESS: Final[Pool] = {
    "user-silent": ("snowflake:index/serviceUser:ServiceUser", {"name": "LOADER"}),
    "user-unknown": ("snowflake:index/serviceUser:ServiceUser", {"name": "COPIER", "comment": UNKNOWN}),
    "user-silent-elsewhere": ("confluentcloud:index/serviceAccount:ServiceAccount", {"displayName": "loader"}),
    "provider": ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", {"url": "https://a.example.org"}),
    "secret-ownerless": (SECRET, {"name": "ledger"}),
    "secret-owner-secret": (SECRET, {"tags": {"daypass:owner": secret("payments")}}),
    "secret-tags-unknown": (SECRET, {"tags": UNKNOWN}),
    "grant": ("aws:kms/grant:Grant", {"keyId": "k", "granteePrincipal": f"{ACCOUNT}role/app"}),
    "account-ownerless": ("kubernetes:core/v1:ServiceAccount", {"metadata": {"name": "api"}}),
    "account-labelled": ("kubernetes:core/v1:ServiceAccount", {"metadata": {"labels": {"team": "payments"}}}),
    "account-unknown": ("kubernetes:core/v1:ServiceAccount", {"metadata": UNKNOWN}),
}

VAULT_GROUP: Final = "vault:ldap/authBackendGroup:AuthBackendGroup"
VAULT: Final[Pool] = {
    "vault-reads": (
        "vault:index/policy:Policy",
        {"name": "till", "policy": secret('path "database/creds/till" { capabilities = ["read"] }')},
    ),
    "vault-till": ("vault:appRole/authBackendRole:AuthBackendRole", {"roleName": "till", "tokenPolicies": ["till"]}),
    "vault-people": (VAULT_GROUP, {"groupname": "cashiers", "policies": [secret("till")]}),
    "vault-people-unknown": (VAULT_GROUP, {"groupname": "cashiers", "policies": [UNKNOWN]}),
}

FENCE: Final = "arn:aws:iam::111122223333:policy/fence"

FENCED: Final[Pool] = {
    "fence": ("aws:iam/policy:Policy", {"name": "fence", "arn": FENCE, "policy": _rights("*", "*")}),
    "fenced": (ROLE, {"name": "fenced", "assumeRolePolicy": _trust(LAMBDA), "permissionsBoundary": FENCE}),
}

PEOPLE_AND_OWNERS: Final[Pool] = {
    **SHARING,
    **ENVIRONMENTS,
    **RUNS,
    **SIGN_IN,
    **LEFT_BEHIND,
    **OWNERLESS,
    **FENCED,
    **VAULT,
}
