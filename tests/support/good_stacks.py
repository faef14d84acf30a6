"""This is where stacks are that a careful engineer writes: none of them gives a rule about people anything to say."""

import json
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from tests.support.rights_apart import with_rights_apart
from tests.support.rules import ROOT

from daypass.model.resource import Properties, Provider, Resource

ACCOUNT: Final = "111122223333"
GITHUB: Final = "token.actions.githubusercontent.com"
EKS: Final = "oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF"
FENCE: Final = f"arn:aws:iam::{ACCOUNT}:policy/daypass/daypass-boundary"


def tags(environment: str = "prod", class_: str = "service", **more: str) -> dict[str, str]:
    """What an owned identity says of itself."""
    return {
        "daypass:owner": "payments",
        "daypass:contact": "payments@example.org",
        "daypass:purpose": "Answers invoice requests",
        "daypass:environment": environment,
        "daypass:class": class_,
        "daypass:review-by": "2027-05-31",
        **more,
    }


def allow(principal: Any, action: str = "sts:AssumeRole", **condition: Any) -> dict[str, Any]:
    """A statement of a trust policy."""
    made = {"Effect": "Allow", "Principal": principal, "Action": action}
    return made | ({"Condition": condition} if condition else {})


def document(*statements: dict[str, Any]) -> str:
    """A policy of these statements, as text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def service(name: str) -> dict[str, Any]:
    """A trust in a service of AWS."""
    return allow({"Service": f"{name}.amazonaws.com"})


def oidc(issuer: str, subject: Any, **more: Any) -> dict[str, Any]:
    """A trust in exact subjects of an issuer."""
    asked = {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}
    asked |= {f"{issuer}:{key}": value for key, value in more.items()}
    provider = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"}
    return allow(provider, "sts:AssumeRoleWithWebIdentity", StringEquals=asked)


def role(name: str, *trusted: dict[str, Any], stack: str = "prod", rights: Any = (), **inputs: Any) -> Resource:
    """An owned and bounded role; `rights` are pairs of actions and resources."""
    given: dict[str, Any] = {
        "name": name,
        "arn": f"arn:aws:iam::{ACCOUNT}:role/{name}",
        "assumeRolePolicy": document(*trusted),
        "permissionsBoundary": FENCE,
        "tags": tags(stack),
    }
    if rights:
        policy = document(*({"Effect": "Allow", "Action": action, "Resource": one} for action, one in rights))
        given["inlinePolicies"] = [{"name": "rights", "policy": policy}]
    return Resource.of("aws:iam/role:Role", name, in_stack=stack, **{**given, **inputs})


def made(type_: str, name: str, /, stack: str = "prod", **inputs: Any) -> Resource:
    """Any other resource."""
    return Resource.of(type_, name, in_stack=stack, **inputs)


def arn(service_: str, resource: str, account: str = ACCOUNT) -> str:
    """An ARN in Frankfurt."""
    return f"arn:aws:{service_}:eu-central-1:{account}:{resource}"


def function(name: str, of: str, stack: str = "prod", **inputs: Any) -> Resource:
    """A function that runs as the role of that name."""
    return made("aws:lambda/function:Function", name, stack, role=f"arn:aws:iam::{ACCOUNT}:role/{of}", **inputs)


def pods(kind: str, name: str, account: str | None = None, **labels: str) -> Resource:
    """What runs pods in the namespace `shop`."""
    spec: Any = {"serviceAccountName": account} if account else {"automountServiceAccountToken": False}
    template = {"template": {"spec": spec}}
    whole = {"jobTemplate": {"spec": template}} if kind.endswith("CronJob") else template
    labelled = {"labels": {key.replace("__", "/").replace("_", "."): value for key, value in labels.items()}}
    return made(f"kubernetes:{kind}", name, metadata={"namespace": "shop", **labelled}, spec=whole)


LAMBDA: Final = service("lambda")
SSO: Final = allow(
    {"AWS": f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_0123456789abcdef"}
)
MFA: Final = allow({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Bool={"aws:MultiFactorAuthPresent": "true"})
COMPONENT: Final = replace(made("acme:index:Shop", "shop"), custom=False, parent=ROOT.urn)


def within(*resources: Resource) -> tuple[Resource, ...]:
    """The resources as children of one component, with it."""
    return COMPONENT, *(replace(one, parent=COMPONENT.urn) for one in resources)


_STACKS: Final[dict[str, tuple[Resource, ...]]] = {
    "a function and its table": (
        role("api", LAMBDA, rights=[("dynamodb:PutItem", arn("dynamodb", "table/orders-prod"))]),
        function("api", "api"),
        made("aws:dynamodb/table:Table", "orders", arn=arn("dynamodb", "table/orders-prod")),
    ),
    "a development stack that uses its own": (
        role("api", LAMBDA, stack="dev", rights=[("s3:GetObject", "arn:aws:s3:::acme-orders-dev/*")]),
        function("api", "api", "dev"),
    ),
    "functions of one workload": (
        role("orders", LAMBDA),
        *(function(name, "orders", tags=tags(**{"daypass:workload": "orders"})) for name in ("read", "write")),
    ),
    "functions of one component": within(role("orders", LAMBDA), function("a", "orders"), function("b", "orders")),
    "a role for each function": (
        *(role(name, LAMBDA) for name in ("api", "mailer", "cleanup")),
        *(function(name, name) for name in ("api", "mailer", "cleanup")),
    ),
    "a task with two roles": (
        role("web", service("ecs-tasks"), rights=[("s3:GetObject", "arn:aws:s3:::acme-web-prod/*")]),
        role("web-start", service("ecs-tasks")),
        made(
            "aws:ecs/taskDefinition:TaskDefinition",
            "web",
            taskRoleArn=f"arn:aws:iam::{ACCOUNT}:role/web",
            executionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/web-start",
        ),
    ),
    "a task without rights of its own": (
        role("start", service("ecs-tasks")),
        made("aws:ecs/taskDefinition:TaskDefinition", "web", executionRoleArn=f"arn:aws:iam::{ACCOUNT}:role/start"),
    ),
    "a night job": (
        role("night", service("ecs-tasks")),
        made(
            "aws:batch/jobDefinition:JobDefinition",
            "night",
            containerProperties=json.dumps(
                {"jobRoleArn": f"arn:aws:iam::{ACCOUNT}:role/night", "executionRoleArn": "arn:aws:iam::1:role/start"}
            ),
        ),
    ),
    "two agents with a role each": tuple(
        one
        for name in ("support", "refunds")
        for one in (
            role(name, service("bedrock"), tags=tags(class_="agent")),
            made(
                "aws:bedrock/agentAgent:AgentAgent",
                name,
                agentResourceRoleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}",
                tags=tags(class_="agent"),
            ),
        )
    ),
    "an agent's runtime behind provider defaults": (
        replace(
            made(
                "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime",
                "support",
                roleArn=f"arn:aws:iam::{ACCOUNT}:role/support",
            ),
            provider=Provider(inputs=Properties({"defaultTags": json.dumps({"tags": tags(class_="agent")})})),
        ),
    ),
    "a deployment from GitHub": (
        role(
            "deploy",
            oidc(GITHUB, "repo:acme/invoice:environment:prod", repository_id="123456789"),
            tags=tags(class_="pipeline"),
        ),
        made("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "github", tags=tags("shared")),
    ),
    "a deployment to development": (
        role("deploy", oidc(GITHUB, "repo:acme/invoice:ref:refs/heads/develop"), stack="dev"),
    ),
    "a deployment from HCP Terraform": (
        role("apply", oidc("app.terraform.io", "organization:acme:project:shop:workspace:shop-prod:run_phase:apply")),
    ),
    "a role that the tools' account enters": (
        role("deploy", allow({"AWS": "arn:aws:iam::777788889999:role/ci-deployer"}), tags=tags(class_="pipeline")),
    ),
    "a pipeline for all environments": (
        role(
            "pipeline",
            service("codebuild"),
            stack="tooling",
            tags=tags("shared", "pipeline"),
            rights=[("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/deploy-{name}") for name in ("dev", "prod")],
        ),
        made("aws:codebuild/project:Project", "p", "tooling", serviceRole=f"arn:aws:iam::{ACCOUNT}:role/pipeline"),
    ),
    "a build with a step that tests": (
        role(
            "build",
            service("codebuild"),
            rights=[
                ("logs:PutLogEvents", arn("logs", "log-group:/aws/codebuild/shop-test:*")),
                ("codebuild:BatchPutTestCases", arn("codebuild", "report-group/shop-test")),
                ("s3:PutObject", "arn:aws:s3:::acme-test-results/*"),
            ],
        ),
    ),
    "a vendor who watches": (
        role(
            "datadog",
            allow({"AWS": "arn:aws:iam::464622532012:root"}, StringEquals={"sts:ExternalId": "d2f6b1"}),
            tags=tags(class_="vendor"),
        ),
    ),
    "a warehouse that comes with a user of its own": (
        role(
            "snowflake",
            allow({"AWS": "arn:aws:iam::999988887777:user/abc1-b-self1"}, StringEquals={"sts:ExternalId": "ACME_7"}),
            tags=tags(class_="vendor"),
        ),
    ),
    "people of the identity centre": (
        made("aws:ssoadmin/permissionSet:PermissionSet", "ops", name="Ops", sessionDuration="PT4H", tags=tags()),
        made(
            "aws:ssoadmin/accountAssignment:AccountAssignment", "ops", principalType="GROUP", targetType="AWS_ACCOUNT"
        ),
    ),
    "a role of people": (role("operators", SSO, tags=tags(class_="break-glass")),),
    "a role for emergencies": (role("repair", SSO, MFA, LAMBDA, tags=tags(class_="break-glass")),),
    "a cluster whose pods have a role each": tuple(
        one
        for name in ("api", "mailer")
        for one in (
            role(name, oidc(EKS, f"system:serviceaccount:shop:{name}")),
            made(
                "kubernetes:core/v1:ServiceAccount",
                name,
                metadata={
                    "name": name,
                    "namespace": "shop",
                    "annotations": {"eks.amazonaws.com/role-arn": f"arn:aws:iam::{ACCOUNT}:role/{name}"},
                },
            ),
            pods("apps/v1:Deployment", name, name),
        )
    ),
    "pods that are one application": (
        pods("apps/v1:Deployment", "api", "shop", app_kubernetes_io__instance="shop"),
        pods("batch/v1:CronJob", "migrate", "shop", app_kubernetes_io__instance="shop"),
    ),
    "pods of one app label": (
        pods("apps/v1:Deployment", "api", "shop", app="shop"),
        pods("apps/v1:Deployment", "worker", "shop", app="shop"),
    ),
    "pods that need no account": (pods("apps/v1:Deployment", "a"), pods("apps/v1:Deployment", "b")),
    "pod identities": tuple(
        made("aws:eks/podIdentityAssociation:PodIdentityAssociation", name, roleArn=f"arn:aws:iam::1:role/{name}")
        for name in ("api", "mailer")
    ),
    "instances of one fleet": (
        role("fleet", service("ec2")),
        made("aws:iam/instanceProfile:InstanceProfile", "fleet", name="fleet", role="fleet"),
        *(made("aws:ec2/instance:Instance", f"web-{index}", iamInstanceProfile="fleet") for index in range(3)),
    ),
    "secrets and parameters of production": (
        role(
            "api",
            LAMBDA,
            rights=[
                ("secretsmanager:GetSecretValue", arn("secretsmanager", "secret:prod/orders/db-AbCdEf")),
                ("ssm:GetParameter", arn("ssm", "parameter/prod/orders/*")),
                ("kms:Decrypt", arn("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab")),
            ],
        ),
        function("api", "api"),
        made("aws:secretsmanager/secret:Secret", "db", name="prod/orders/db", tags=tags()),
    ),
    "names that only sound like an environment": (
        role(
            "catalogue",
            LAMBDA,
            stack="dev",
            rights=[
                ("dynamodb:GetItem", arn("dynamodb", "table/products")),
                ("sqs:SendMessage", arn("sqs", "product-reviews")),
                ("s3:GetObject", "arn:aws:s3:::reproduction-images/*"),
                ("s3:GetObject", "arn:aws:s3:::artefacts/production/catalogue/*"),
                ("lambda:InvokeFunction", arn("lambda", "function:pricing:prod")),
                ("execute-api:Invoke", arn("execute-api", "a1b2c3/prod/GET/prices")),
                ("bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-pro-v1:0"),
                ("ssm:GetParameter", "arn:aws:ssm:eu-central-1::parameter/aws/service/eks/optimized-ami/*"),
            ],
        ),
    ),
    "staging that uses what is not production's": (
        role("api", LAMBDA, stack="staging", rights=[("s3:GetObject", "arn:aws:s3:::acme-fixtures-test/*")]),
    ),
    "production in two regions": (
        role("api", LAMBDA, stack="prod-eu", rights=[("s3:GetObject", "arn:aws:s3:::acme-orders-prod-us/*")]),
    ),
    "roles of a stack that is called after nothing": (
        role("api", LAMBDA, stack="main", tags=tags("shared"), rights=[("s3:GetObject", "arn:aws:s3:::x-prod/*")]),
    ),
    "a promotion between environments": (
        role(
            "promote",
            service("codepipeline"),
            stack="tooling",
            tags=tags("tooling", "pipeline"),
            rights=[("s3:*Object", "arn:aws:s3:::releases-staging/*"), ("s3:*Object", "arn:aws:s3:::releases-prod/*")],
        ),
    ),
    "a role that ends next year": (
        role(
            "migration",
            allow({"AWS": "arn:aws:iam::777788889999:role/ci"}, DateLessThan={"aws:CurrentTime": "2027-03-31"}),
        ),
        role("other", LAMBDA, tags={**tags(), "expires-on": "2027-03-31"}),
    ),
    "a queue for a topic and a role": (
        made(
            "aws:sqs/queue:Queue",
            "orders",
            tags=tags(),
            policy=document(
                {
                    **allow({"Service": "sns.amazonaws.com"}, "sqs:SendMessage"),
                    "Condition": {"ArnEquals": {"aws:SourceArn": arn("sns", "orders-prod")}},
                },
                allow({"AWS": f"arn:aws:iam::{ACCOUNT}:role/shop-prod"}, "sqs:SendMessage"),
            ),
        ),
    ),
    "a key of the account": (
        made(
            "aws:kms/key:Key",
            "k",
            tags=tags(),
            policy=document({**allow({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*"), "Resource": "*"}),
        ),
    ),
    "a bucket that logs of all go to": (
        made(
            "aws:s3/bucketPolicy:BucketPolicy",
            "logs",
            "log-archive",
            bucket="acme-logs",
            policy=document(allow({"AWS": "arn:aws:iam::444455556666:role/shipper-dev"}, "s3:PutObject")),
        ),
    ),
    "certificates instead of keys": (
        made("aws:rolesanywhere/trustAnchor:TrustAnchor", "mesh", tags=tags("shared")),
        made("aws:rolesanywhere/profile:Profile", "mesh", tags=tags("shared"), roleArns=["arn:aws:iam::1:role/mesh"]),
        role("mesh", service("rolesanywhere")),
    ),
    "state machines and crawlers": (
        role("flow", service("states")),
        role("crawl", service("glue")),
        made("aws:sfn/stateMachine:StateMachine", "flow", roleArn=f"arn:aws:iam::{ACCOUNT}:role/flow"),
        made("aws:glue/crawler:Crawler", "crawl", role="crawl"),
    ),
    "a boundary that limits": (
        made(
            "aws:iam/policy:Policy",
            "fence",
            name="daypass-boundary",
            arn=FENCE,
            policy=document(
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": ["iam:*", "organizations:*"], "Resource": "*"},
            ),
        ),
        role("api", LAMBDA),
        function("api", "api"),
    ),
    "a program that looks things up": (
        replace(role("central", LAMBDA, stack="dev", tags={}), external=True, inputs=Properties({})),
        replace(made("aws:secretsmanager/secret:Secret", "db", "dev"), external=True),
        role("api", LAMBDA, stack="dev"),
    ),
    "a role for developers' tools": (
        role(
            "devops-automation",
            allow({"AWS": "arn:aws:iam::777788889999:role/devops"}),
            rights=[("s3:GetObject", "arn:aws:s3:::dev-tools/*")],
        ),
    ),
}


GOOD: Final[dict[str, tuple[Resource, ...]]] = {
    what: tuple(chain.from_iterable(map(with_rights_apart, resources))) for what, resources in _STACKS.items()
}
"""What it is → the resources."""
