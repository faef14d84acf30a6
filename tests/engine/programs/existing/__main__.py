"""Things that exist already, read by their ids."""

import json

import pulumi
import pulumi_aws as aws

role = aws.iam.Role.get("old", "legacy-deploy", path="/legacy/")
aws.iam.RolePolicy("on-old", role=role.name, policy=json.dumps({"Version": "2012-10-17", "Statement": []}))
made = aws.iam.Role("made", assume_role_policy="{}")
aws.iam.Policy.get("late", made.arn)
pulumi.export("arn", role.arn)
pulumi.export("id", role.id)
