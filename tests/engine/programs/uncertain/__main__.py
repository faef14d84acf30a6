"""An access key that is named for something that only AWS knows."""

import pulumi_aws as aws

vpc = aws.ec2.get_vpc(default=True)
aws.iam.AccessKey(vpc.id, user="ci")
