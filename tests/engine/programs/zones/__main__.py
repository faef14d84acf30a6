import pulumi
import pulumi_aws as aws


def elsewhere(args):
    if args.token != "aws:index/getRegion:getRegion":
        return None
    return pulumi.InvokeTransformResult({**args.args, "region": "sa-east-1"}, args.opts)


pulumi.runtime.register_invoke_transform(elsewhere)
pulumi.export("zones", aws.get_availability_zones(exclude_names=["us-east-1b"]).names)
pulumi.export("transformed", aws.get_region().region)
