"""The invoice service as it grew: it works, and nobody remembers who may do what. `../mended` mends it."""

import json

import pulumi
import pulumi_aws as aws

ACCOUNT = "111122223333"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
TAGS = {"daypass:owner": "payments", "daypass:environment": pulumi.get_stack()}

invoices = aws.s3.Bucket("invoices")
orders = aws.sqs.Queue("orders")
ledger = aws.dynamodb.Table(
    "ledger",
    attributes=[{"name": "id", "type": "S"}],
    hash_key="id",
    billing_mode="PAY_PER_REQUEST",
)

# Deployment: any repository of the organisation, any branch, any pull request, for twelve hours.
aws.iam.OpenIdConnectProvider(
    "github",
    url="https://token.actions.githubusercontent.com",
    client_id_lists=["sts.amazonaws.com"],
)
deploy = aws.iam.Role(
    "invoice-deploy",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {
                        "Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
                    },
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/*"}},
                }
            ],
        }
    ),
    max_session_duration=43200,
    tags=TAGS,
)

# Continuous integration still runs in the old account, and "needs a little of everything".
build = aws.iam.Role(
    "invoice-build",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
    tags=TAGS,
)
aws.iam.RolePolicyAttachment(
    "invoice-build-admin",
    role=build.name,
    policy_arn="arn:aws:iam::aws:policy/AdministratorAccess",
)

# One role for both functions, since the second one was in a hurry. Nobody put a name on it.
service = aws.iam.Role(
    "invoice-service",
    assume_role_policy=aws.iam.get_policy_document(
        statements=[
            {
                "actions": ["sts:AssumeRole"],
                "principals": [{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
            }
        ]
    ).json,
)
aws.iam.RolePolicy(
    "invoice-service-access",
    role=service.name,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": pulumi.Output.concat(invoices.arn, "/*")},
                {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage"], "Resource": orders.arn},
                {"Effect": "Allow", "Action": "dynamodb:*", "Resource": ledger.arn},
            ],
        }
    ),
)

# The mail vendor speaks keys only, they said, in 2021.
mailer = aws.iam.User("invoice-mailer")
mailer_key = aws.iam.AccessKey("invoice-mailer", user=mailer.name)

CODE = pulumi.AssetArchive({"index.py": pulumi.StringAsset("def handler(event, context):\n    return 'ok'\n")})

aws.lambda_.Function(
    "invoice-api",
    runtime="python3.12",
    handler="index.handler",
    role=service.arn,
    code=CODE,
    environment={"variables": {"ORDERS_URL": orders.url}},
)
aws.lambda_.Function(
    "invoice-mailer",
    runtime="python3.12",
    handler="index.handler",
    role=service.arn,
    code=CODE,
    environment={
        "variables": {
            "MAILER_ACCESS_KEY_ID": mailer_key.id,
            "MAILER_SECRET_ACCESS_KEY": mailer_key.secret,
        }
    },
)
