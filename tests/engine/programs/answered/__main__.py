"""Look-ups: exact ones, and those that only AWS can answer."""

import pulumi
import pulumi_aws as aws


class Leaf(pulumi.CustomResource):
    def __init__(self, name, **inputs):
        super().__init__("test:index/leaf:Leaf", name, inputs)


zones = aws.get_availability_zones(state="available")
caller = aws.get_caller_identity()
managed = aws.iam.get_policy(arn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
administrator = aws.iam.get_policy(name="AdministratorAccess")
github = aws.iam.get_open_id_connect_provider(url="https://token.actions.githubusercontent.com")
Leaf(
    "exact",
    zones=zones.names,
    account=caller.account_id,
    partition=aws.get_partition().partition,
    suffix=aws.get_partition_output().dns_suffix,
    region=aws.get_region().region,
    elsewhere=aws.get_region(region="eu-west-3").region,
    managed=managed.name,
    administrator=administrator.arn,
    managedPath=managed.path,
    provider=github.arn,
    accountOfCaller=caller.arn.split(":")[4],
    document=aws.iam.get_policy_document(statements=[{"actions": ["s3:GetObject"], "resources": ["*"]}]).minified_json,
)
vpc = aws.ec2.get_vpc(default=True)
subnets = aws.ec2.get_subnets(filters=[{"name": "vpc-id", "values": [vpc.id]}])
Leaf(
    "answered",
    vpc=vpc.id,
    arn=f"arn:aws:ec2:eu-central-1:111122223333:vpc/{vpc.id}",
    shouted=vpc.id.upper(),
    count=len(subnets.ids),
    first=subnets.ids[0],
    tags=vpc.tags,
    default=vpc.default,
    size=aws.ec2.get_launch_template(name="x").default_version,
    caller=caller.arn,
    policy=managed.policy,
    keyed={vpc.id: "value"},
)
Leaf(
    "output",
    vpc=aws.ec2.get_vpc_output(default=True).id,
    made=aws.ec2.get_vpc_output(default=True).apply(lambda vpc: f"in {vpc.cidr_block}"),
)
Leaf(vpc.id, of="a look-up")
late = aws.sns.Topic("topic").arn
Leaf(
    "uncalled",
    found=aws.sns.get_topic_output(name=late).arn,
    document=aws.iam.get_policy_document_output(statements=[{"actions": ["sns:Publish"], "resources": [late]}]).json,
)
