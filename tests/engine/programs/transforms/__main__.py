"""A transform of the resource, one of its component, one of the stack: each notes that it was there."""

import pulumi


class Leaf(pulumi.CustomResource):
    def __init__(self, name, opts=None, **inputs):
        super().__init__("test:index/leaf:Leaf", name, {"made": None, **inputs}, opts)


def noting(word):
    def transform(args):
        if args.type_ != "test:index/leaf:Leaf":
            return None
        return pulumi.ResourceTransformResult({**args.props, "seen": [*args.props.get("seen", []), word]}, args.opts)

    return transform


def protecting(args):
    if args.name != "guarded":
        return None
    opts = pulumi.ResourceOptions.merge(
        args.opts, pulumi.ResourceOptions(protect=True, depends_on=[base], additional_secret_outputs=["token"])
    )
    return pulumi.ResourceTransformResult(args.props, opts)


pulumi.runtime.register_resource_transform(noting("stack"))
base = Leaf("base")
above = pulumi.ResourceOptions(transforms=[noting("parent")])
parent = pulumi.ComponentResource("test:index:Parent", "parent", None, above)
child = pulumi.ResourceOptions(parent=parent, transforms=[noting("own")])
Leaf("child", child, value=pulumi.Output.secret("canary-transformed"), unknown=base.made)
Leaf("guarded", pulumi.ResourceOptions(transforms=[protecting]), linked=base.made)


class Old(pulumi.ComponentResource):
    """What `transformations` are: functions of the SDK itself, which no engine sees."""

    def __init__(self):
        super().__init__("test:index:Old", "old", None, pulumi.ResourceOptions(transformations=[self._mark]))
        Leaf("marked", pulumi.ResourceOptions(parent=self))

    def _mark(self, args):
        return pulumi.ResourceTransformationResult({**args.props, "old": True}, args.opts)


Old()
