"""The invoice service again: each workload has a role of its own, an owner, a proof and an end. No key is left."""

import pulumi
import pulumi_aws as aws

from daypass_components import OidcProvider, PermissionsBoundary, WorkloadIdentity, aws_service, github_actions

STACK = pulumi.get_stack()
FUNCTIONS = "arn:aws:lambda:eu-central-1:111122223333:function"
REVIEW = "2027-05-31"

invoices = aws.s3.Bucket("invoices")
orders = aws.sqs.Queue("orders")
ledger = aws.dynamodb.Table(
    "ledger",
    attributes=[{"name": "id", "type": "S"}],
    hash_key="id",
    billing_mode="PAY_PER_REQUEST",
)

# One of each in an account: an organisation keeps them in a stack of their own, as `stacks/account_baseline` does.
github = OidcProvider(
    "github", {"issuer": "https://token.actions.githubusercontent.com", "audiences": ["sts.amazonaws.com"]}
)
boundary = PermissionsBoundary("boundary", {})
after_baseline = pulumi.ResourceOptions(depends_on=[github, boundary])

# Deployment and continuous integration: one repository, one environment, one hour.
WorkloadIdentity(
    "invoice-deploy",
    {
        "owner": "payments",
        "revoker": "security-oncall",
        "review_by": REVIEW,
        "workload_class": "pipeline",
        "purpose": "Deploys the invoice service from its main branch",
        "term": "1h",
        "federation": github_actions(
            repository="acme/invoice",
            repository_id="123456789",
            owner_id="987654",
            environment=STACK,
        ),
        "grants": [
            f"lambda:UpdateFunctionCode on {FUNCTIONS}:invoice-api-{STACK}, {FUNCTIONS}:invoice-mailer-{STACK}",
        ],
    },
    opts=after_baseline,
)

# The service: a role for each function. Lambda renews their sessions, so no term can be promised for them.
api = WorkloadIdentity(
    "invoice-api",
    {
        "owner": "payments",
        "revoker": "security-oncall",
        "review_by": REVIEW,
        "workload_class": "service",
        "purpose": "Takes orders and writes invoices",
        "federation": aws_service(service="lambda"),
        "grants": [],
    },
    opts=after_baseline,
)
api.grant(actions=["s3:PutObject"], resources=[pulumi.Output.concat(invoices.arn, "/*")])
api.grant(actions=["sqs:SendMessage"], resources=[orders.arn])
api.grant(actions=["dynamodb:PutItem", "dynamodb:GetItem"], resources=[ledger.arn])

mailer = WorkloadIdentity(
    "invoice-mailer",
    {
        "owner": "payments",
        "revoker": "security-oncall",
        "review_by": REVIEW,
        "workload_class": "service",
        "purpose": "Mails invoices to customers",
        "federation": aws_service(service="lambda"),
        "grants": ["ses:SendEmail on arn:aws:ses:eu-central-1:111122223333:identity/example.org"],
    },
    opts=after_baseline,
)
mailer.grant(actions=["sqs:ReceiveMessage", "sqs:DeleteMessage"], resources=[orders.arn])

CODE = pulumi.AssetArchive({"index.py": pulumi.StringAsset("def handler(event, context):\n    return 'ok'\n")})

aws.lambda_.Function(
    "invoice-api",
    name=f"invoice-api-{STACK}",
    runtime="python3.12",
    handler="index.handler",
    role=api.role_arn,
    code=CODE,
    environment={"variables": {"ORDERS_URL": orders.url}},
)
aws.lambda_.Function(
    "invoice-mailer",
    name=f"invoice-mailer-{STACK}",
    runtime="python3.12",
    handler="index.handler",
    role=mailer.role_arn,
    code=CODE,
)
