import json

import pulumi
import pulumi_aws as aws

role = aws.iam.Role("app", assume_role_policy=json.dumps({"Statement": []}), tags={"a": "b"})
aws.iam.RolePolicy("p", role=role.name, policy=role.arn.apply(lambda arn: json.dumps({"Resource": arn})))
doc = aws.iam.get_policy_document(statements=[{"actions": ["b", "a"], "resources": ["*"]}])
zones = aws.get_availability_zones()
vpc = aws.ec2.get_vpc(default=True)
sub = aws.ec2.Subnet("s", vpc_id=vpc.id, cidr_block="10.0.0.0/24", availability_zone=zones.names[0])
ami = aws.ec2.get_ami_output(most_recent=True, owners=["amazon"])
aws.ec2.Instance("i", ami=ami.id, instance_type="t3.micro", subnet_id=sub.id)
pulumi.export("role", role.arn)
pulumi.export("doc", doc.json)
