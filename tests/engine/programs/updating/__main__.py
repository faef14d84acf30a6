"""A program that asks whether it is a preview, and passes on what is computed."""

import json

import pulumi
import pulumi_aws as aws

role = aws.iam.Role("app", path="/team/", assume_role_policy="{}", tags={"daypass:owner": "payments"})
aws.iam.RolePolicy("app-policy", role=role.id, policy=role.arn.apply(lambda arn: json.dumps({"Resource": arn})))
policy = aws.iam.Policy("read", name="read", policy="{}")
aws.iam.RolePolicyAttachment("app-attachment", role=role.name, policy_arn=policy.arn)
key = aws.iam.AccessKey("key", user=aws.iam.User("ci").name)
queue = aws.sqs.Queue("orders")
instance = aws.ec2.Instance("box", ami="ami-1", instance_type="t3.micro")
aws.ssm.Parameter("unique", type="String", value=role.unique_id)
vpc = aws.ec2.Vpc("net", cidr_block="10.0.0.0/16")
aws.ec2.Subnet("sub", vpc_id=vpc.id, cidr_block="10.0.0.0/24")
prefixed = aws.iam.Role("prefixed", name_prefix="team-", assume_role_policy="{}")
pulumi.export("dryRun", pulumi.runtime.is_dry_run())
pulumi.export("queue", queue.url)
pulumi.export("secret", key.secret)
pulumi.export("role", role)
statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": queue.arn}
aws.iam.Policy("object", name="object", policy={"Version": "2012-10-17", "Statement": [{**statement, "Resource": "*"}]})
aws.sqs.QueuePolicy("later", queue_url=queue.url, policy={"Version": "2012-10-17", "Statement": statement})
issuer = aws.iam.OpenIdConnectProvider(
    "issuer", url="https://oidc.eks.eu-west-1.amazonaws.com/id/ABC", client_id_lists=["sts.amazonaws.com"]
)
claim = issuer.url.apply(lambda url: json.dumps({"Condition": {"StringEquals": {f"{url}:sub": "a"}}}))
aws.iam.Role("pods", assume_role_policy=claim)
