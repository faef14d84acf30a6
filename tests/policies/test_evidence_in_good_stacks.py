"""A careful engineer hears nothing from the rules about evidence, revocation and secrets."""

import json
from typing import Any, Final

import pytest
from tests.support.good_stacks import GOOD
from tests.support.rules import judge, judge_stack

from daypass.iam.scope import boundary_document
from daypass.model.resource import Resource, Secret
from daypass.rule import Rule
from daypass_policies.rules import catalog

RISKS: Final = frozenset({"evidence-gap", "revocation-gap", "secret-exposure"})
RULES: Final = [rule for rule in catalog().values() if rule.risk in RISKS and rule.profile != "strict"]

ACCOUNT: Final = "111122223333"
BOUNDARY: Final = f"arn:aws:iam::{ACCOUNT}:policy/daypass/daypass-boundary"
DIGEST: Final = "sha256:" + "9f86d081884c7d65" * 4
made = Resource.of


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


FENCE: Final = made("aws:iam/policy:Policy", "fence", arn=BOUNDARY, policy=json.dumps(boundary_document()))

ACCOUNT_BASELINE: Final = (
    made("aws:s3/bucket:Bucket", "logs", bucket="acme-logs", forceDestroy=False),
    made(
        "aws:s3/bucketVersioning:BucketVersioning",
        "logs",
        bucket="acme-logs",
        versioningConfiguration={"status": "Enabled"},
    ),
    made(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "logs",
        bucket="acme-logs",
        rules=[{"id": "keep", "status": "Enabled", "expiration": {"days": 2555}}],
    ),
    made("aws:kms/key:Key", "evidence", keyId="1a2b", deletionWindowInDays=30, enableKeyRotation=True),
    made("aws:cloudwatch/logGroup:LogGroup", "trail", name="/org/trail", retentionInDays=365, kmsKeyId="1a2b"),
    made(
        "aws:cloudtrail/trail:Trail",
        "audit",
        s3BucketName="acme-logs",
        kmsKeyId="1a2b",
        cloudWatchLogsGroupArn=f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/org/trail:*",
        isMultiRegionTrail=True,
        isOrganizationTrail=True,
        enableLogFileValidation=True,
        advancedEventSelectors=[
            {"name": "all", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]},
            {
                "name": "objects",
                "fieldSelectors": [
                    {"field": "eventCategory", "equals": ["Data"]},
                    {"field": "resources.type", "equals": ["AWS::S3::Object"]},
                    {"field": "readOnly", "equals": ["false"]},
                ],
            },
        ],
    ),
    made("aws:iam/role:Role", "trail-to-logs", name="trail-to-logs"),
    made(
        "aws:iam/rolePolicy:RolePolicy",
        "trail-to-logs",
        role="trail-to-logs",
        policy=policy(
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"arn:aws:logs:*:{ACCOUNT}:log-group:/org/*")
        ),
    ),
    made("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", "passwords", minimumPasswordLength=20),
    made("aws:iam/accountAlias:AccountAlias", "alias", accountAlias="acme-audit"),
)

PIPELINE: Final = (
    FENCE,
    made("aws:iam/role:Role", "deploy", name="deploy", path="/daypass/", permissionsBoundary=BOUNDARY),
    made(
        "aws:iam/rolePolicy:RolePolicy",
        "roles",
        role="deploy",
        name="roles",
        policy=policy(
            allow(
                ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:DeleteRolePolicy"],
                f"arn:aws:iam::{ACCOUNT}:role/daypass/app-*",
                Condition={"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}},
            )
        ),
    ),
    *(
        made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", f"a{n}", role="deploy", policyArn=arn)
        for n, arn in enumerate(
            (
                "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
            )
        )
    ),
)

POD: Final[dict[str, Any]] = {
    "serviceAccountName": "app",
    "containers": [
        {
            "name": "app",
            "image": f"registry.example.org/app@{DIGEST}",
            "args": ["--token-file=/var/run/token", "--auth-mode", "iam"],
            "env": [
                {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "Passw0rd-Key1"}}},
                {"name": "AWS_ROLE_ARN", "value": f"arn:aws:iam::{ACCOUNT}:role/daypass/app-prod"},
            ],
        }
    ],
}

TEMPLATE: Final = """Parameters:
  DbPassword: {Type: String, NoEcho: true, MinLength: 12}
Resources:
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {MasterUsername: app, MasterUserPassword: !Ref DbPassword}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      GenerateSecretString: {GenerateStringKey: password, PasswordLength: 32}
"""

STACKS: Final[dict[str, tuple[Resource, ...]]] = {
    "the baseline of an account": ACCOUNT_BASELINE,
    "a pipeline that makes bounded roles": PIPELINE,
    "a trail of data in one region": (
        made(
            "aws:cloudtrail/trail:Trail",
            "data",
            s3BucketName="acme-data-events",
            enableLogFileValidation=True,
            eventSelectors=[
                {"includeManagementEvents": False, "dataResources": [{"type": "AWS::S3::Object", "values": ["x"]}]}
            ],
        ),
    ),
    "an organisation whose trail is kept elsewhere": (
        made(
            "aws:organizations/organization:Organization",
            "acme",
            awsServiceAccessPrincipals=["cloudtrail.amazonaws.com", "sso.amazonaws.com"],
        ),
        made("aws:iam/accountPasswordPolicy:AccountPasswordPolicy", "passwords"),
    ),
    "pods": (
        made("kubernetes:apps/v1:Deployment", "app", spec={"template": {"spec": POD}}),
        made("kubernetes:batch/v1:CronJob", "job", spec={"jobTemplate": {"spec": {"template": {"spec": POD}}}}),
        made("kubernetes:core/v1:Secret", "db", stringData=Secret({"password": "k7-Xq29vLm-4w"})),
        made(
            "kubernetes:core/v1:ConfigMap",
            "app",
            data={"app.properties": "db.user=app\ndb.password=${DB_PASSWORD}\n", "mode": "fast"},
        ),
        made(
            "kubernetes:helm.sh/v3:Release",
            "pg",
            values={"auth": {"existingSecret": "pg-Auth1", "password": Secret("k7-Xq29vLm-4w")}},
        ),
    ),
    "a template": (made("aws:cloudformation/stack:Stack", "legacy", templateBody=TEMPLATE),),
    "a state machine and its schedule": (
        made(
            "aws:sfn/stateMachine:StateMachine",
            "m",
            definition=json.dumps(
                {
                    "StartAt": "Get",
                    "States": {
                        "Get": {
                            "Type": "Task",
                            "Resource": "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue",
                            "Parameters": {"SecretId": "prod/db", "TaskToken.$": "$$.Task.Token"},
                            "ResultSelector": {"password.$": "States.StringToJson($.SecretString)"},
                            "End": True,
                        }
                    },
                }
            ),
        ),
        made("aws:scheduler/schedule:Schedule", "s", target={"input": '{"secretId": "prod/db", "tokenTtl": 3600}'}),
    ),
    "functions of other clouds": (
        made(
            "gcp:cloudrunv2/service:Service",
            "run",
            template={
                "containers": [
                    {
                        "envs": [
                            {"name": "DB_PASSWORD", "valueSource": {"secretKeyRef": {"secret": "dbPassword1Prod"}}},
                            {"name": "PROJECT", "value": "acme-prod"},
                        ]
                    }
                ]
            },
        ),
        made(
            "azure:appservice/linuxWebApp:LinuxWebApp",
            "web",
            appSettings={
                "DbPassword": "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/db/abc)",
                "AzureWebJobsStorage__accountName": "acme",
            },
        ),
        made("gcp:sql/user:User", "app", name="app@acme.iam", type="CLOUD_IAM_SERVICE_ACCOUNT"),
    ),
    "a build": (
        made(
            "aws:codebuild/project:Project",
            "build",
            environment={"environmentVariables": [{"name": "TOKEN", "value": "prod/npm", "type": "SECRETS_MANAGER"}]},
            source={
                "buildspec": "env:\n  parameter-store:\n    DB_PASSWORD: /prod/db/password\nphases:\n  build:\n"
                "    commands:\n      - aws ecr get-login-password | docker login -u AWS --password-stdin x\n"
            },
        ),
    ),
    "parameters": (
        made("random:index/randomPassword:RandomPassword", "made", length=32, result=Secret("k7-Xq29vLm-4w")),
        made("aws:ssm/parameter:Parameter", "kept", type="SecureString", name="/db/one", value=Secret("k7-Xq29vLm-4w")),
        made("aws:ssm/parameter:Parameter", "arn", type="String", name="/db/secret-arn", value=BOUNDARY),
        made("aws:ssm/parameter:Parameter", "image", type="String", name="/app/image-digest", value=DIGEST),
    ),
    "outputs": (
        made(
            "pulumi:pulumi:Stack",
            "shop-prod",
            bucket="invoices-prod",
            imageDigest=DIGEST,
            databaseSecretArn=f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-AbCdEf",
            databasePassword=Secret("k7-Xq29vLm-4w"),
            kubeconfig="users:\n- name: a\n  user:\n    exec:\n      command: aws\n      args: [eks, get-token]\n",
            tokenUrl="https://login.example.org/oauth2/token",
            userPoolClientId="6p3bs000no6a4ue1idruvd05ad",
        ),
    ),
}


def said(rule: Rule, stack: tuple[Resource, ...]) -> list[str]:
    if rule.stack:
        return [problem.message for problem in judge_stack(rule, *stack).problems]
    asked = [resource for resource in stack if resource.type in rule.applies_to and not resource.external]
    return [problem.message for one in asked for problem in judge(rule, one).problems]


@pytest.mark.parametrize("name", [*STACKS, *GOOD])
def test_a_good_stack_is_not_spoken_about(name: str) -> None:
    stack = STACKS.get(name) or GOOD[name]
    assert [(rule.name, message) for rule in RULES for message in said(rule, stack)] == []
