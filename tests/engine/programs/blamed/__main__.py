"""A program that cannot live with a placeholder."""

import pulumi_aws as aws

first = aws.ec2.get_vpc(default=True).cidr_block
print(int(first.split("/")[1]))
