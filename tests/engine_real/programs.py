"""This is where the programs are by which all engines are compared: a family of rules each, each with an unknown.

Every program is one that the emulated AWS takes, so that what it becomes can be compared too.
"""

from typing import Final

HEAD: Final = """
import json
import pulumi
import pulumi_aws as aws

ACCOUNT = "111122223333"
OWNED = {"daypass:owner": "payments", "daypass:contact": "payments@example.org", "daypass:purpose": "Sends invoices",
         "daypass:environment": "dev", "daypass:class": "service", "daypass:review-by": "2027-05-31",
         "daypass:workload": "invoice"}

def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})

def trust(principal, action="sts:AssumeRole", **condition):
    found = {"Effect": "Allow", "Principal": principal, "Action": action}
    return document({**found, "Condition": condition} if condition else found)

def github(**condition):
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
    return trust({"Federated": arn}, "sts:AssumeRoleWithWebIdentity", **condition)

def allow(action, resource, **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}

def function(name, role, **more):
    code = pulumi.AssetArchive({"index.py": pulumi.StringAsset("x = 1")})
    return aws.lambda_.Function(name, role=role, runtime="python3.12", handler="index.handler", code=code, **more)

SUB = "token.actions.githubusercontent.com:sub"
AUD = "token.actions.githubusercontent.com:aud"
LAMBDA = trust({"Service": "lambda.amazonaws.com"})
queue = aws.sqs.Queue("orders")
bucket = aws.s3.Bucket("invoices")
"""

OWNERSHIP: Final = """
aws.iam.Role("owned", assume_role_policy=LAMBDA, tags=OWNED)
aws.iam.Role("nobody", assume_role_policy=LAMBDA)
aws.iam.Role("partly", assume_role_policy=LAMBDA, tags={"daypass:owner": "payments", "team": "x"})
aws.iam.Role("overdue", assume_role_policy=LAMBDA, tags={**OWNED, "daypass:review-by": "2025-01-31"})
aws.iam.Role("unknown-owner", assume_role_policy=LAMBDA, tags={**OWNED, "daypass:owner": queue.arn})
aws.iam.Role("secret-owner", assume_role_policy=LAMBDA, tags={**OWNED, "daypass:owner": pulumi.Output.secret("a")})
everyone = aws.Provider("everyone", region="us-east-1", default_tags={"tags": OWNED})
aws.iam.Role("by-default", assume_role_policy=LAMBDA, opts=pulumi.ResourceOptions(provider=everyone))
aws.iam.Role("over-default", assume_role_policy=LAMBDA, tags={"daypass:owner": queue.arn},
             opts=pulumi.ResourceOptions(provider=everyone))
late = aws.Provider("late", region="us-east-1", default_tags={"tags": {**OWNED, "where": queue.arn}})
aws.iam.Role("by-late-default", assume_role_policy=LAMBDA, opts=pulumi.ResourceOptions(provider=late))
boundary = aws.iam.Policy("boundary", policy=document(allow("s3:GetObject", "*")))
aws.iam.Role("governed", assume_role_policy=LAMBDA, tags=OWNED, permissions_boundary=boundary.arn)
aws.iam.Role("long", assume_role_policy=github(StringEquals={SUB: "repo:acme/app:ref:refs/heads/main",
             AUD: "sts.amazonaws.com"}), tags={**OWNED, "daypass:class": "pipeline"}, max_session_duration=43200)
"""

TRUST: Final = """
exact = {SUB: "repo:acme/invoice:environment:prod", AUD: "sts.amazonaws.com"}
aws.iam.Role("pinned", assume_role_policy=github(StringEquals=exact), tags=OWNED)
aws.iam.Role("organisation", assume_role_policy=github(StringLike={SUB: "repo:acme/*"}), tags=OWNED)
aws.iam.Role("if-exists", assume_role_policy=github(StringEqualsIfExists=exact), tags=OWNED)
aws.iam.Role("all-values", assume_role_policy=github(**{"ForAllValues:StringEquals": exact}), tags=OWNED)
aws.iam.Role("second-door", assume_role_policy=document(json.loads(github(StringEquals=exact))["Statement"][0],
    json.loads(github(StringLike={SUB: "repo:other/*"}))["Statement"][0]), tags=OWNED)
provider = aws.iam.OpenIdConnectProvider("github", url="https://token.actions.githubusercontent.com",
                                         client_id_lists=["sts.amazonaws.com"])
aws.iam.Role("unknown-trust", tags=OWNED, assume_role_policy=provider.arn.apply(lambda arn: trust(
    {"Federated": arn}, "sts:AssumeRoleWithWebIdentity", StringLike={SUB: "repo:acme/*"})))
aws.iam.Role("public", assume_role_policy=trust({"AWS": "*"}), tags=OWNED)
aws.iam.Role("all-but", assume_role_policy=document({"Effect": "Allow", "Action": "sts:AssumeRole",
    "NotPrincipal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}}), tags=OWNED)
aws.iam.Role("foreign", assume_role_policy=trust({"AWS": "arn:aws:iam::444455556666:root"}), tags=OWNED)
aws.iam.Role("own", assume_role_policy=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), tags=OWNED)
aws.iam.Role("vendor", tags=OWNED, assume_role_policy=trust({"AWS": "arn:aws:iam::444455556666:root"},
    StringEquals={"sts:ExternalId": "a7f0"}))
aws.iam.Role("of-caller", tags=OWNED, assume_role_policy=trust(
    {"AWS": f"arn:aws:iam::{aws.get_caller_identity().account_id}:root"}))
aws.iam.Role("by-document", tags=OWNED, assume_role_policy=aws.iam.get_policy_document(statements=[{
    "actions": ["sts:AssumeRole"], "principals": [{"type": "AWS", "identifiers": ["*"]}]}]).json)
"""

PERMISSIONS: Final = """
role = aws.iam.Role("job", assume_role_policy=LAMBDA, tags=OWNED)
aws.iam.RolePolicy("everything", role=role.name, policy=document(allow("*", "*")))
aws.iam.RolePolicy("a-service", role=role.name, policy=document(allow(["s3:*"], "*")))
aws.iam.RolePolicy("by-exclusion", role=role.name, policy=document(
    {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}))
aws.iam.RolePolicy("narrow", role=role.name, policy=document(allow("s3:GetObject", "arn:aws:s3:::reports/*")))
aws.iam.RolePolicy("unknown", role=role.name, policy=bucket.arn.apply(lambda arn: document(allow("*", f"{arn}/*"))))
aws.iam.Policy("hidden", policy=queue.arn.apply(lambda arn: document(allow("*", "*"))))
aws.iam.RolePolicyAttachment("admin", role=role.name, policy_arn="arn:aws:iam::aws:policy/AdministratorAccess")
aws.iam.RolePolicyAttachment("audit", role=role.name, policy_arn="arn:aws:iam::aws:policy/SecurityAudit")
own = aws.iam.Policy("own", policy=document(allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:orders")))
aws.iam.RolePolicyAttachment("own", role=role.name, policy_arn=own.arn)
function("first", role.arn)
function("second", role.arn)
other = aws.iam.Role("alone", assume_role_policy=LAMBDA, tags=OWNED)
function("third", other.arn)
"""

CREDENTIALS: Final = """
user = aws.iam.User("robot", tags=OWNED)
key = aws.iam.AccessKey("key", user=user.name)
aws.iam.UserLoginProfile("password", user=user.name)
role = aws.iam.Role("job", assume_role_policy=LAMBDA, tags=OWNED)
function("clean", role.arn, environment={"variables": {"QUEUE": "orders", "SECRET_ARN": queue.arn}})
function("leaking", role.arn, environment={"variables": {"DB_PASSWORD": "correct-horse-42"}})
function("keyed", role.arn, environment={"variables": {"AWS_SECRET_ACCESS_KEY": key.secret, "KEY_ID": key.id}})
function("unknown", role.arn, environment={"variables": {"DB_PASSWORD": queue.arn, "MODE": "x"}})
aws.ec2.Instance("box", ami="ami-12c6146b", instance_type="t3.micro",
                 user_data="#!/bin/sh\\nexport DB_PASSWORD=correct-horse-42\\n")
aws.ssm.Parameter("plain", type="String", name="/db/password", value="correct-horse-42")
aws.ssm.Parameter("sealed", type="SecureString", name="/db/other", value=pulumi.Output.secret("correct-horse-43"))
aws.ecs.TaskDefinition("task", family="task", container_definitions=json.dumps([
    {"name": "app", "image": "app", "memory": 128,
     "environment": [{"name": "API_TOKEN", "value": "t0p-s3cret-tok3n-9"}]}]))
"""

DIFFERENT: Final = """
existing = aws.iam.Role.get("existing", "existing")
described = aws.iam.Role("described", assume_role_policy=LAMBDA, tags=OWNED)
aws.iam.Policy("unset", policy=described.description.apply(lambda text: document(allow("*", "*", Sid=text or "None"))))
found = aws.ssm.get_parameter_output(name="/platform/action").value
aws.iam.Policy("looked-up", policy=found.apply(lambda action: document(allow(action, "*"))))
aws.iam.Policy("plainly-looked-up", policy=document(allow(aws.ssm.get_parameter(name="/platform/action").value, "*")))
"""

PROGRAMS: Final = {
    "ownership": HEAD + OWNERSHIP,
    "trust": HEAD + TRUST,
    "permissions": HEAD + PERMISSIONS,
    "credentials": HEAD + CREDENTIALS,
    "different": HEAD + DIFFERENT,
}
