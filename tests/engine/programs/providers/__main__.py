"""Default providers with the stack's configuration, explicit ones, inheritance, and one that is not known yet."""

import json

import pulumi
import pulumi_aws as aws

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


class Team(pulumi.ComponentResource):
    def __init__(self, name, opts=None):
        super().__init__("test:index:Team", name, None, opts)
        self.role = aws.iam.Role(f"{name}-role", assume_role_policy=TRUST, opts=pulumi.ResourceOptions(parent=self))


aws.iam.Role("plain", assume_role_policy=TRUST, tags={"daypass:owner": "payments"})
aws.s3.Bucket("bucket")
other = aws.Provider(
    "other", region="us-west-2", allowed_account_ids=["999988887777"], default_tags={"tags": {"cost": "42"}}
)
aws.iam.Role("explicit", assume_role_policy=TRUST, opts=pulumi.ResourceOptions(provider=other))
Team("team", pulumi.ResourceOptions(providers=[other]))
late = aws.Provider("late", region=aws.ssm.Parameter("region", type="String", value="x").version.apply(str))
aws.iam.Role("below", assume_role_policy=TRUST, opts=pulumi.ResourceOptions(provider=late))
mixed = aws.iam.Role("mixed", assume_role_policy=TRUST, tags={"known": "yes", "late": late.id})
pulumi.CustomResource("random:index/randomId:RandomId", "random", {"byteLength": 4})
pulumi.export("account", aws.get_caller_identity().account_id)
pulumi.export("other", aws.get_caller_identity(opts=pulumi.InvokeOptions(provider=other)).account_id)
pulumi.export("region", aws.get_region().region)
pulumi.export("otherRegion", aws.get_region_output(opts=pulumi.InvokeOutputOptions(provider=other)).region)
